import { createHash, timingSafeEqual } from 'node:crypto'
import type { Platform } from '../../../platform/outside.ts'
import { hashPassword, isPassword, isWeakHash } from '../../../platform/passwords.ts'
import { openPlainWork, type PlainWork } from '../../../platform/plain-work.ts'
import { derivedKey, randomCode } from '../../../platform/random.ts'
import type { Person } from './rules.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export const findPerson = store.find
export const findPersonByEmail = store.findByEmail

export interface SignUp {
  readonly email: string
  readonly name: string | null
  readonly password_hash: string
  /** Of a secret that only the browser at hand knows. */
  readonly browser_hash: Buffer
}

/**
 * Makes a person who has still to confirm the address. What is told, and how long it takes, does not depend on whether there
 * was one: only the owner of the address learns more, by mail. An address nobody confirmed begins anew.
 */
export async function signUp(plain: PlainWork, { email, name, password_hash, browser_hash }: SignUp): Promise<void> {
  const draft = { email, ...rules.splitName(name), password_hash, verified_at: null }
  const { person, isNew } = await store.lockByEmail(plain, draft)
  if (rules.isRegistered(person)) return mail(plain, person.id, 'already_registered', null)
  if (!isNew && (await store.hasMemberships(plain, person.id))) return mailReset(plain, person)
  if (!isNew) {
    await store.expireTokens(plain, person.id)
    await store.update(plain, person.id, draft)
  }
  await mail(plain, person.id, 'verify', await createToken(plain, person.id, 'verify', rules.VERIFY_HOURS, browser_hash))
}

/** Sends the link again, at most every ten minutes. */
export async function remindToVerify(plain: PlainWork, person: Person): Promise<void> {
  const last = await store.lastMailAt(plain, person.id, 'verify')
  if (last && plain.now.getTime() - last.getTime() < 600_000) return
  await mail(plain, person.id, 'verify', await createToken(plain, person.id, 'verify', rules.VERIFY_HOURS, null))
}

export interface Verified {
  readonly person: Person
  /** The link was opened for the first time, in the browser that signed up. */
  readonly isSameBrowser: boolean
}

/**
 * Confirms an address by a link. Opening the link twice, as mail scanners do, is no mistake.
 * @throws Refusal invalid `link_expired`
 */
export async function verify(plain: PlainWork, token: string, browserHash: Buffer | null): Promise<Verified> {
  const id = readToken(plain, token)
  const used = id === null ? undefined : await store.consumeToken(plain, id, 'verify')
  if (!used) return { person: await verifiedBefore(plain, id), isSameBrowser: false }
  const person = await store.update(plain, used.user_id, { verified_at: plain.now })
  return {
    person,
    isSameBrowser: used.browser_hash !== null && browserHash !== null && timingSafeEqual(used.browser_hash, browserHash),
  }
}

async function verifiedBefore(plain: PlainWork, id: string | null): Promise<Person> {
  const token = id === null ? undefined : await store.findToken(plain, id)
  const person = token?.purpose === 'verify' ? await store.find(plain, token.user_id) : undefined
  if (!person?.verified_at || token!.created_at > person.verified_at) throw rules.linkExpired()
  return person
}

/** Mails a link to choose a new password, if there is such a person. */
export async function requestReset(plain: PlainWork, email: string): Promise<void> {
  const person = await store.findByEmail(plain, email)
  if (person) await mailReset(plain, person)
}

/** Whom a link for a new password belongs to, without using it. */
export async function findByResetLink(plain: PlainWork, token: string): Promise<Person> {
  const id = readToken(plain, token)
  const found = id === null ? undefined : await store.findToken(plain, id)
  if (found?.purpose !== 'reset' || found.used_at !== null || found.expires_at <= plain.now) throw rules.linkExpired()
  return store.find(plain, found.user_id)
}

/** Sets the password by a link, which also shows that the address is theirs. All other links of the person are dead then. */
export async function resetPassword(plain: PlainWork, token: string, password_hash: string): Promise<Person> {
  const id = readToken(plain, token)
  const used = id === null ? undefined : await store.consumeToken(plain, id, 'reset')
  if (!used) throw rules.linkExpired()
  const before = await store.find(plain, used.user_id)
  const person = await store.update(plain, before.id, { password_hash, verified_at: before.verified_at ?? plain.now })
  await store.expireTokens(plain, person.id)
  if (rules.isRegistered(before)) await mail(plain, person.id, 'password_changed', null)
  return person
}

export async function changePassword(plain: PlainWork, userId: number, password_hash: string): Promise<Person> {
  const person = await store.update(plain, userId, { password_hash })
  await store.expireTokens(plain, userId)
  await mail(plain, userId, 'password_changed', null)
  return person
}

export async function renamePerson(plain: PlainWork, userId: number, name: string | null): Promise<Person> {
  return store.update(plain, userId, rules.splitName(name))
}

export interface Invitation {
  readonly email: string
  readonly first_name: string | null
  readonly last_name: string | null
  readonly company_name: string
  readonly invited_by: string
}

/**
 * Finds or makes the person with this address and writes to them. Who never confirmed the address has to choose a password
 * by this mail, whatever somebody chose for it before: a stranger may have signed up with it.
 */
export async function invite(plain: PlainWork, { company_name, invited_by, ...draft }: Invitation): Promise<Person> {
  const { person, isNew } = await store.lockByEmail(plain, { ...draft, password_hash: null, verified_at: null })
  const data = { company_name, invited_by }
  if (rules.isRegistered(person)) {
    await mail(plain, person.id, 'joined', null, data)
    return person
  }
  if (!isNew) await store.expireTokens(plain, person.id)
  const closed = isNew
    ? person
    : await store.update(plain, person.id, {
        password_hash: null,
        first_name: draft.first_name ?? person.first_name,
        last_name: draft.last_name ?? person.last_name,
      })
  await mail(plain, person.id, 'invitation', await createToken(plain, person.id, 'reset', rules.INVITATION_HOURS, null), data)
  return closed
}

/** Tells a person something about a company, in the transaction in which it happened. */
export async function tellPerson(
  plain: PlainWork,
  userId: number,
  template: 'webhook_disabled' | 'notification',
  data: Readonly<Record<string, string>>,
): Promise<void> {
  await mail(plain, userId, template, null, data)
}

/** A person whom the operator of the server vouches for. One who exists already must be named with the right password. */
export async function ensurePerson(
  platform: Platform,
  { email, name, password }: { email: string; name: string | null; password: string },
): Promise<Person> {
  rules.refuseWeakPassword(password, email)
  const password_hash = await hashPassword(password)
  const person = await openPlainWork(platform, async (plain) => {
    const { person } = await store.lockByEmail(plain, { email, ...rules.splitName(name), password_hash, verified_at: plain.now })
    return rules.isRegistered(person) ? person : store.update(plain, person.id, { password_hash, verified_at: plain.now })
  })
  if (person.password_hash !== password_hash && !(await isPassword(password, person.password_hash)))
    throw rules.otherPassword(email)
  return person
}

/** Whether this is the person's password; one kept at less than today's cost is hashed anew. */
export async function checkPassword(platform: Platform, person: Person | undefined, password: string): Promise<boolean> {
  const hash = person?.password_hash ?? null
  if (!(await isPassword(password, hash))) return false
  if (hash !== null && isWeakHash(hash)) {
    const stronger = await hashPassword(password)
    await openPlainWork(platform, (plain) => store.replaceHash(plain, person!.id, hash, stronger))
  }
  return true
}

async function mailReset(plain: PlainWork, person: Person): Promise<void> {
  await mail(plain, person.id, 'reset', await createToken(plain, person.id, 'reset', rules.RESET_HOURS, null))
}

async function mail(
  plain: PlainWork,
  userId: number,
  template: store.NewMail['template'],
  tokenId: string | null,
  data: Readonly<Record<string, string>> = {},
): Promise<void> {
  await store.insertMail(plain, { user_id: userId, template, token_id: tokenId, data })
}

const ID_LENGTH = 22

/** A link's token is the id of its row and a signature of that, so a copy of the database opens nothing. */
export function tokenOf(secret: string, id: string): string {
  return id + derivedKey(secret, `user-token:${id}`)
}

async function createToken(
  plain: PlainWork,
  userId: number,
  purpose: rules.Purpose,
  hours: number,
  browserHash: Buffer | null,
): Promise<string> {
  const id = randomCode(ID_LENGTH)
  await store.insertToken(plain, {
    id,
    user_id: userId,
    purpose,
    expires_at: new Date(plain.now.getTime() + hours * 3_600_000),
    browser_hash: browserHash,
  })
  return id
}

/** The id in a token that we signed, else null. */
function readToken({ config }: PlainWork, token: string): string | null {
  const id = token.slice(0, ID_LENGTH)
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(token), digest(tokenOf(config.SECRET, id))) ? id : null
}
