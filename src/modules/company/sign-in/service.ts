import { randomBytes } from 'node:crypto'
import { type Access, hashSecret, readCookie, SESSION_COOKIE } from '../../../platform/http/auth.ts'
import { HttpError } from '../../../platform/http/errors.ts'
import type { Caller, Desk, Visitor } from '../../../platform/http/handlers.ts'
import type { Platform } from '../../../platform/outside.ts'
import { hashPassword } from '../../../platform/passwords.ts'
import { openPlainWork, type PlainWork } from '../../../platform/plain-work.ts'
import { keyLookup } from '../api-keys/service.ts'
import { describeCompany } from '../companies/rules.ts'
import { findMemberships, type Membership, viewOf } from '../members/service.ts'
import { permissionsOf } from '../roles/rules.ts'
import { flagsOf } from '../roles/service.ts'
import { type Allowance, waitSeconds } from '../tries/rules.ts'
import { countTry, forgiveTries } from '../tries/service.ts'
import { type Person, refuseWeakPassword } from '../users/rules.ts'
import * as users from '../users/service.ts'
import type { Session } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

/** How the product recognises programs and people. */
export function access(platform: Platform): Access {
  return { byKey: keyLookup(platform), bySession: (tokenHash) => findVisitor(platform, tokenHash) }
}

export async function signIn(desk: Desk, { email, password }: { email: string; password: string }): Promise<Session> {
  const { platform, visitor } = desk
  const { ids, subject } = await countGuess(desk, email)
  const person = await openPlainWork(platform, (plain) => users.findPersonByEmail(plain, email))
  if (!(await users.checkPassword(platform, person, password)))
    throw new HttpError(401, 'sign_in_failed', 'Address or password is wrong.')
  const known = person! // nobody's password is never right
  const session = await openPlainWork(
    platform,
    async (plain) => {
      await forgiveTries(plain, ids, subject)
      if (visitor) await store.remove(plain, visitor.sessionHash)
      if (!known.verified_at) await users.remindToVerify(plain, known)
      return openSession(plain, desk, known)
    },
    asPerson(known.id),
  )
  await noteEntry(platform, known.id, session.company_id)
  setSessionCookie(desk, session.token)
  platform.poke()
  return describeSession(platform, known, session.company_id)
}

/** Members are seen when they come in, and every minute that they go on working. */
async function noteEntry(platform: Platform, userId: number, companyId: number | null): Promise<void> {
  if (companyId === null) return
  const settings = { company_id: String(companyId) }
  await openPlainWork(platform, (plain) => store.noteEntry(plain, userId, companyId), { settings })
}

export async function signOut(desk: Desk): Promise<null> {
  const { visitor, platform } = desk
  if (visitor) await openPlainWork(platform, (plain) => store.remove(plain, visitor.sessionHash))
  desk.setCookie(SESSION_COOKIE, '', 0)
  return null
}

const SIGN_UP_COOKIE = 'netterms_sign_up'

/** What strangers may not learn takes at least this long, so that nobody learns it from the time either. */
const EVEN_SIGN_UP_MS = 400
const EVEN_FORGOT_MS = 100

/** The same answer whether or not there is such a person. Only the owner of the address learns more, by mail. */
export async function signUp(
  desk: Desk,
  { name = null, email, password }: { name?: string | null | undefined; email: string; password: string },
): Promise<null> {
  refuseWeakPassword(password, email)
  await count(desk, rules.requestedMails(desk.request.ip, desk.platform.config.SIGN_IN_LIMIT))
  const browser = newSecret()
  await evenly(EVEN_SIGN_UP_MS, async () => {
    const password_hash = await hashPassword(password)
    await openPlainWork(desk.platform, async (plain) => {
      if (await mayBeMailed(plain, email))
        await users.signUp(plain, { email, name, password_hash, browser_hash: hashSecret(browser) })
    })
  })
  desk.setCookie(SIGN_UP_COOKIE, browser, rules.SIGN_UP_SECONDS)
  desk.platform.poke()
  return null
}

/** Confirms the address. In the browser that signed up it signs in as well; a link alone opens nothing. */
export async function verify(desk: Desk, token: string): Promise<null> {
  const browser = readCookie(desk.request.headers, desk.platform.config, SIGN_UP_COOKIE)
  const opened = await openPlainWork(desk.platform, async (plain) => {
    const { person, isSameBrowser } = await users.verify(plain, token, browser === null ? null : hashSecret(browser))
    if (!isSameBrowser) return null
    if (desk.visitor) await store.remove(plain, desk.visitor.sessionHash)
    return openSession(plain, desk, person)
  })
  if (opened) setSessionCookie(desk, opened.token)
  return null
}

/** The same answer whether or not there is such a person. */
export async function forgot(desk: Desk, email: string): Promise<null> {
  await count(desk, rules.requestedMails(desk.request.ip, desk.platform.config.SIGN_IN_LIMIT))
  await evenly(EVEN_FORGOT_MS, () =>
    openPlainWork(desk.platform, async (plain) => {
      if (await mayBeMailed(plain, email)) await users.requestReset(plain, email)
    }),
  )
  desk.platform.poke()
  return null
}

/** Sets the password by a link, ends every session of the person, and lets them try again at once. */
export async function reset({ platform }: Desk, { token, password }: { token: string; password: string }): Promise<null> {
  const { email } = await openPlainWork(platform, (plain) => users.findByResetLink(plain, token))
  refuseWeakPassword(password, email)
  const password_hash = await hashPassword(password)
  await openPlainWork(platform, async (plain) => {
    const person = await users.resetPassword(plain, token, password_hash)
    await store.removeAll(plain, person.id, null)
    await forgiveTries(plain, [], rules.guesses(email, '', 1)[0]!.subject)
  })
  platform.poke()
  return null
}

export async function currentSession({ platform, visitor }: Desk): Promise<Session> {
  if (!visitor) return { user: null, companies: [], company: null, permissions: {} }
  const person = await openPlainWork(platform, (plain) => users.findPerson(plain, visitor.userId))
  return describeSession(platform, person, visitor.caller?.companyId ?? null)
}

export async function selectCompany(desk: Desk, companyId: number): Promise<Session> {
  const { platform } = desk
  const { userId, sessionHash } = requireVisitor(desk)
  const person = await openPlainWork(
    platform,
    async (plain) => {
      const person = await users.findPerson(plain, userId)
      refuseUnverified(person)
      if (!(await findMemberships(plain, userId)).some(({ company_id }) => company_id === companyId))
        throw rules.refuseForeignCompany(companyId)
      await store.selectCompany(plain, sessionHash, companyId)
      return person
    },
    asPerson(userId),
  )
  await noteEntry(platform, userId, companyId)
  return describeSession(platform, person, companyId)
}

export interface AccountChanges {
  readonly name?: string | null | undefined
  readonly password?: string | undefined
  readonly current_password?: string | undefined
}

/** A new password needs the old one, and ends all other sessions of the person. */
export async function updateAccount(desk: Desk, { name, password, current_password = '' }: AccountChanges): Promise<Session> {
  const { platform } = desk
  const visitor = requireVisitor(desk)
  let person = await openPlainWork(platform, (plain) => users.findPerson(plain, visitor.userId))
  const password_hash = password === undefined ? null : await newPasswordHash(desk, person, password, current_password)
  person = await openPlainWork(platform, async (plain) => {
    const renamed = name === undefined ? person : await users.renamePerson(plain, person.id, name)
    if (password_hash === null) return renamed
    await store.removeAll(plain, person.id, visitor.sessionHash)
    return users.changePassword(plain, person.id, password_hash)
  })
  platform.poke()
  return describeSession(platform, person, visitor.caller?.companyId ?? null)
}

async function newPasswordHash(desk: Desk, person: Person, password: string, current: string): Promise<string> {
  refuseWeakPassword(password, person.email)
  const { ids, subject } = await countGuess(desk, person.email)
  if (!(await users.checkPassword(desk.platform, person, current))) throw rules.refuseWrongPassword()
  await openPlainWork(desk.platform, (plain) => forgiveTries(plain, ids, subject))
  return hashPassword(password)
}

/** The person at the desk, who is signed in. */
export function requireVisitor({ visitor }: Desk): Visitor {
  if (!visitor) throw rules.refuseStranger()
  return visitor
}

/** Who has not confirmed the address may neither make a company nor enter one. */
export function refuseUnverified({ verified_at, email }: Person): void {
  if (!verified_at) throw rules.refuseUnverified(email)
}

/** From now on the person works for this company, in this session. The transaction was opened for the company. */
export async function enterCompany(
  plain: PlainWork,
  { userId, sessionHash }: Pick<Visitor, 'userId' | 'sessionHash'>,
  companyId: number,
): Promise<void> {
  await store.selectCompany(plain, sessionHash, companyId)
  await store.noteEntry(plain, userId, companyId)
}

/** Who is here by this cookie, and for which company they may act. Asked by every call and never remembered: a session that
 * ended, a member who was removed or a role that was changed counts at once, on every server. */
async function findVisitor(platform: Platform, tokenHash: Buffer): Promise<Visitor | null> {
  const now = platform.clock()
  const session = await openPlainWork(platform, (plain) => store.find(plain, tokenHash))
  if (!session || !rules.isAlive(session, now)) return null
  if (now.getTime() - session.used_at.getTime() >= rules.TOUCH_MS) {
    const settings = session.company_id === null ? {} : { company_id: String(session.company_id) }
    // Beside the call; a note that is lost is made again by the next one.
    openPlainWork(platform, (plain) => store.touch(plain, tokenHash, session), { settings }).catch(() => undefined)
  }
  return { userId: session.user_id, sessionHash: tokenHash, caller: callerOf(session) }
}

function callerOf(session: store.FoundSession): Caller | null {
  const { user_id, verified, company_id, member_id, role, permissions, restriction_mode, restrictions } = session
  if (!verified || company_id === null || member_id === null || role === null || restriction_mode === null) return null
  return {
    companyId: company_id,
    actor: {
      kind: 'member',
      user_id,
      member_id,
      role,
      permissions: permissionsOf(flagsOf(permissions)),
      view: viewOf(user_id, restriction_mode, restrictions),
    },
    name: `member:${member_id}`,
  }
}

/** A new session with a new id, for the company the person worked for last. */
async function openSession(
  plain: PlainWork,
  { request }: Desk,
  person: Person,
): Promise<{ token: string; company_id: number | null }> {
  const token = newSecret()
  const company_id = person.verified_at ? await store.lastCompany(plain, person.id) : null
  const { now } = plain
  await store.insert(plain, {
    token_hash: hashSecret(token),
    user_id: person.id,
    company_id,
    created_at: now,
    used_at: now,
    expires_at: rules.expiresAt(now),
    user_agent: request.userAgent,
    ip: request.ip,
  })
  return { token, company_id }
}

async function describeSession(
  platform: Platform,
  { id, name, email, verified_at }: Person,
  companyId: number | null,
): Promise<Session> {
  const memberships = verified_at ? await openPlainWork(platform, (plain) => findMemberships(plain, id), asPerson(id)) : []
  const current = memberships.find(({ company_id }) => company_id === companyId)
  return {
    user: { id, name, email, verified: verified_at !== null },
    companies: memberships.map(describeMembership),
    company: current ? describeCompany(await platform.companies.find(current.company_id)) : null,
    permissions: current ? permissionsOf(flagsOf(current.permissions)) : {},
  }
}

function describeMembership({ company_id, company_name, company_username, role_name }: Membership): Session['companies'][number] {
  return { id: company_id, name: company_name, username: company_username, role: role_name }
}

/** Counts a guess at the person's password before it is made. */
async function countGuess(desk: Desk, email: string): Promise<{ ids: readonly number[]; subject: string }> {
  const allowances = rules.guesses(email, desk.request.ip, desk.platform.config.SIGN_IN_LIMIT)
  return { ids: await count(desk, allowances), subject: allowances[0]!.subject }
}

/** @throws HttpError 429 with Retry-After */
async function count({ platform }: Desk, allowances: readonly Allowance[]): Promise<readonly number[]> {
  const result = await openPlainWork(platform, (plain) => countTry(plain, allowances, rules.WINDOW_MS))
  if ('ids' in result) return result.ids
  const seconds = waitSeconds(result.oldest, result.now, rules.WINDOW_MS)
  throw new HttpError(
    429,
    'too_many_tries',
    `Too many tries. Wait ${Math.ceil(seconds / 60)} minutes, or choose a new password by mail.`,
    { 'Retry-After': String(seconds) },
  )
}

/** Nobody's mailbox is filled by strangers; they are not told that it was enough. */
async function mayBeMailed(plain: PlainWork, email: string): Promise<boolean> {
  return 'ids' in (await countTry(plain, rules.receivedMails(email), rules.WINDOW_MS))
}

function asPerson(id: number) {
  return { settings: { user_id: String(id) } }
}

async function evenly(ms: number, run: () => Promise<void>): Promise<void> {
  await Promise.all([run(), new Promise((resolve) => setTimeout(resolve, ms))])
}

function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

function setSessionCookie(desk: Desk, token: string): void {
  desk.setCookie(SESSION_COOKIE, token, rules.SESSION_SECONDS)
}
