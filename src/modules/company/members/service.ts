import { HttpError } from '../../../platform/http/errors.ts'
import type { PlainWork } from '../../../platform/plain-work.ts'
import type { Work } from '../../../platform/work.ts'
import { fieldsOf } from '../custom-fields/service.ts'
import { ADMINISTRATOR } from '../roles/rules.ts'
import { findRoles, refuseWithoutAdministrator } from '../roles/service.ts'
import { waitSeconds } from '../tries/rules.ts'
import { countTry } from '../tries/service.ts'
import { describeUser, type Person } from '../users/rules.ts'
import { findPerson, invite, tellPerson } from '../users/service.ts'
import type { Member, MemberChanges, MemberDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export type { Membership } from './store.ts'

/** Lets somebody in, by e-mail: a person who has an account is told, anybody else is invited to make one. */
export async function createMember(work: Work, draft: MemberDraft): Promise<Member> {
  const { email, first_name = null, last_name = null } = draft
  await countInvitation(work, email)
  const person = await invite(work, { email, first_name, last_name, ...(await inviter(work)) })
  const member = rules.draftMember(await work.newId(), describeUser(person), draft, work.now)
  await refuseUnknownFields(work, member, null)
  await store.insert(work, work.companyId, member)
  await work.emit('member.created', member)
  return member
}

/** Sends the invitation again, with a new link. */
export async function inviteAgain(work: Work, id: number): Promise<null> {
  const { user } = await store.find(work, id)
  rules.refuseRegistered(user)
  const { email, first_name, last_name } = user
  await countInvitation(work, email)
  await invite(work, { email, first_name: first_name || null, last_name: last_name || null, ...(await inviter(work)) })
  return null
}

/** @throws HttpError 429 with Retry-After */
async function countInvitation(work: Work, email: string): Promise<void> {
  const result = await countTry(work, rules.invitations(work.companyId, email), rules.INVITING_MS)
  if ('ids' in result) return
  const seconds = waitSeconds(result.oldest, result.now, rules.INVITING_MS)
  throw new HttpError(
    429,
    'too_many_invitations',
    `Too many invitations within an hour, of this company or to ${email}. Try again in ${Math.ceil(seconds / 60)} minutes.`,
    { 'Retry-After': String(seconds) },
  )
}

export async function updateMember(work: Work, id: number, changes: MemberChanges): Promise<Member> {
  const before = await store.lock(work, id)
  const member = rules.changeMember(before, changes, work.now)
  await refuseUnknownFields(work, member, before)
  if (member.role !== before.role && !(await isAdministrating(work, member.role))) await refuseWithoutAdministrator(work, id)
  await store.update(work, member)
  await work.emit('member.updated', member, { before })
  return member
}

export async function setFrequency(
  work: Work,
  id: number,
  changes: Pick<MemberChanges, 'email_update_frequency'>,
): Promise<Member> {
  const before = await store.lock(work, id)
  const { actor } = work
  if (actor.kind === 'member') rules.refuseForeign(before, actor.user_id, actor.permissions['business.admin'] === true)
  const member = rules.changeMember(before, changes, work.now)
  await store.update(work, member)
  await work.emit('member.updated', member, { before })
  return member
}

/** From now on the person cannot enter the company; sessions look their member up on every call. */
export async function deleteMember(work: Work, id: number): Promise<null> {
  const member = await store.lock(work, id)
  await refuseWithoutAdministrator(work, id)
  await store.remove(work, id)
  await work.emit('member.deleted', member)
  return null
}

/** The first member of a company that is being made. */
export async function insertOwner(plain: PlainWork, companyId: number, memberId: number, person: Person): Promise<void> {
  await store.insert(plain, companyId, rules.draftMember(memberId, describeUser(person), { role: ADMINISTRATOR }, plain.now))
}

export const findMemberships = store.memberships
export const viewOf = rules.viewOf

/** Tells everybody who administrates the company, by mail, that a webhook was switched off. */
export async function tellOfDisabledWebhook(
  work: Work,
  webhook: { readonly url: string; readonly reason: string },
): Promise<void> {
  const data = { company_name: work.company.name, webhook_url: webhook.url, reason: webhook.reason }
  for (const person of await store.administrators(work)) await tellPerson(work, person, 'webhook_disabled', data)
}

/** Fields that were removed after the member was limited by them go on to limit; nobody needs to see that to change a role. */
async function refuseUnknownFields(work: Work, member: Member, before: Member | null): Promise<void> {
  if (!member.restrictions || member.restrictions === before?.restrictions) return
  const fields = await fieldsOf(work, 'customer')
  rules.refuseUnknownFields(member.restrictions, new Set(fields.map(({ id }) => id)))
}

async function isAdministrating(work: Work, role: string): Promise<boolean> {
  const [found] = await findRoles(work, [role])
  if (!found) throw rules.unknownRole(role)
  return found.business_admin
}

async function inviter(work: Work): Promise<{ company_name: string; invited_by: string }> {
  const { name, email } =
    work.actor.kind === 'member' ? await findPerson(work, work.actor.user_id) : { name: work.company.name, email: '' }
  return { company_name: work.company.name, invited_by: name ?? email }
}
