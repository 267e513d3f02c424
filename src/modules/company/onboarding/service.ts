import type { Currency } from '../../../core/currency.ts'
import { violated } from '../../../platform/db/errors.ts'
import { draftEvent, insertEvents } from '../../../platform/events.ts'
import type { Desk } from '../../../platform/http/handlers.ts'
import type { Platform } from '../../../platform/outside.ts'
import { openPlainWork, type PlainWork } from '../../../platform/plain-work.ts'
import { openWork } from '../../../platform/work.ts'
import { createKey } from '../api-keys/service.ts'
import type { Company } from '../companies/contract.ts'
import { describeCompany, refuseBadUsername, type Tenant, usernameTaken } from '../companies/rules.ts'
import { insertCompany, lookUpUsername } from '../companies/service.ts'
import { usernameFrom, usernameProblem } from '../companies/usernames.ts'
import { insertOwner } from '../members/service.ts'
import { ADMINISTRATOR } from '../roles/rules.ts'
import { insertDefaultRoles } from '../roles/service.ts'
import { enterCompany, refuseUnverified, requireVisitor } from '../sign-in/service.ts'
import type { Person } from '../users/rules.ts'
import { ensurePerson, findPerson } from '../users/service.ts'
import type { CompanyDraft } from './contract.ts'
import { draftCompany } from './rules.ts'

/** A company for the person at the desk, who becomes its administrator and works for it from now on. */
export async function openCompany(desk: Desk, draft: CompanyDraft): Promise<Company> {
  const { platform, rehearsal } = desk
  const visitor = requireVisitor(desk)
  const person = await openPlainWork(platform, (plain) => findPerson(plain, visitor.userId))
  refuseUnverified(person)
  const enter = (plain: PlainWork, companyId: number) => enterCompany(plain, visitor, companyId)
  return describeCompany(await createCompany(platform, person, draft, { rehearse: rehearsal, also: enter }))
}

export async function usernameAvailable(desk: Desk, username: string) {
  requireVisitor(desk)
  const problem = usernameProblem(username)
  const { available, suggestion } = await openPlainWork(desk.platform, (plain) => lookUpUsername(plain, username))
  return { username, available: available && problem === null, suggestion, problem }
}

export interface NewCompany {
  readonly name: string
  readonly email: string
  readonly password: string
  readonly currency: string
  readonly country: string
  readonly time_zone: string
  readonly username?: string
  readonly test_mode?: boolean
}

export interface CompanyWithOwner {
  readonly company_id: number
  readonly username: string
  readonly user_id: number
  readonly api_key: string
}

/**
 * A company with an owner who can sign in at once, and a key for its programs: for the command line and for tests. A person
 * with that address who exists already must be named with the right password, and keeps it.
 * @throws Refusal invalid, such as `username_taken`, `password_weak`, `password_wrong`
 */
export async function createCompanyWithOwner(
  platform: Platform,
  { email, password, name, currency, country, time_zone, username, test_mode }: NewCompany,
): Promise<CompanyWithOwner> {
  const person = await ensurePerson(platform, { email, name: null, password })
  // The caller has checked the currency: it comes from the command line's or a test's own schema.
  const draft = { name, email, currency: currency as Currency, country, time_zone, username, test_mode }
  const tenant = await createCompany(platform, person, draft)
  const key = await openWork(platform, { companyId: tenant.id, actor: { kind: 'system' } }, (work) =>
    createKey(work, { description: 'Command line' }),
  )
  return { company_id: tenant.id, username: tenant.username, user_id: person.id, api_key: key.secret }
}

interface CreateOptions {
  readonly rehearse?: boolean
  /** What belongs to it and must happen together with it. */
  readonly also?: (plain: PlainWork, companyId: number) => Promise<void>
}

/** The company, its first roles and its first member: all or nothing. */
async function createCompany(
  platform: Platform,
  owner: Person,
  draft: CompanyDraft,
  options: CreateOptions = {},
): Promise<Tenant> {
  const { rehearse = false, also } = options
  const id = await platform.ids.take()
  const memberId = await platform.ids.take()
  const actor = {
    kind: 'member',
    user_id: owner.id,
    member_id: memberId,
    role: ADMINISTRATOR,
    permissions: {},
    view: null,
  } as const
  const username = draft.username ?? (await freeUsername(platform, draft.name))
  refuseBadUsername(username)
  try {
    return await openPlainWork(
      platform,
      async (plain) => {
        const tenant = draftCompany(id, { ...draft, username, email: draft.email ?? owner.email }, plain.now)
        await insertCompany(plain, tenant)
        await insertDefaultRoles(plain, id)
        await insertOwner(plain, id, memberId, owner)
        await also?.(plain, id)
        const created = draftEvent('company.created', describeCompany(tenant))!
        await plain.tx.executeQuery(await insertEvents({ companyId: id, actor, now: plain.now }, plain.tx, platform, [created]))
        return tenant
      },
      { settings: { company_id: String(id) }, rehearse },
    )
  } catch (error) {
    if (violated(error) !== 'companies_username') throw error
    // Nobody asked for the name that we chose and somebody else took meanwhile.
    if (draft.username === undefined) return createCompany(platform, owner, draft, options)
    throw usernameTaken(username, await suggestion(platform, username))
  }
}

async function freeUsername(platform: Platform, name: string): Promise<string> {
  const username = usernameFrom(name)
  return (await suggestion(platform, username)) ?? username
}

/** A free username like this one, where it is taken. */
async function suggestion(platform: Platform, username: string): Promise<string | null> {
  return (await openPlainWork(platform, (plain) => lookUpUsername(plain, username))).suggestion
}
