/**
 * Owns: who works for a company, in which role. Does not own: the person (users), what a role allows (roles).
 * Invariants: a person is a member of a company once; somebody always remains who can let others in.
 */
import { Refusal } from '../../../core/refusal.ts'
import type { View } from '../../../core/view.ts'
import type { Allowance } from '../tries/rules.ts'
import type { User } from '../users/contract.ts'
import type { Member, MemberChanges, MemberDraft } from './contract.ts'

/** Invitations are mails to strangers: a company may send so many within an hour, and so many to one address. */
export const INVITING_MS = 3_600_000

export function invitations(companyId: number, email: string): readonly Allowance[] {
  return [
    { subject: `invitations of:${companyId}`, tries_max: 100 },
    { subject: `invitations to:${email.toLowerCase()}`, tries_max: 5 },
  ]
}

export function draftMember(
  id: number,
  user: User,
  draft: Pick<MemberDraft, 'role' | 'restriction_mode' | 'restrictions' | 'email_update_frequency'>,
  now: Date,
): Member {
  return {
    id,
    user,
    role: draft.role,
    ...restrictionOf(draft.restriction_mode ?? 'none', draft.restrictions ?? null),
    email_update_frequency: draft.email_update_frequency ?? 'week',
    notifications: false,
    subscribe_all: true,
    notification_viewed: now.toISOString(),
    last_accessed: null,
    created_at: now,
    updated_at: now,
  }
}

export function changeMember(
  member: Member,
  { role, restriction_mode, restrictions, email_update_frequency }: MemberChanges,
  now: Date,
): Member {
  const mode = restriction_mode ?? member.restriction_mode
  const given = restrictions === undefined && mode === 'custom_field' ? member.restrictions : (restrictions ?? null)
  return {
    ...member,
    ...restrictionOf(mode, given),
    role: role ?? member.role,
    email_update_frequency:
      email_update_frequency === undefined ? member.email_update_frequency : (email_update_frequency ?? 'week'),
    updated_at: now,
  }
}

export function refuseRegistered({ registered, email }: User): void {
  if (registered) throw new Refusal('refused', 'already_registered', `${email} has accepted already.`)
}

/** Everybody chooses their own mails; administrators choose for all. */
export function refuseForeign(member: Member, actingUserId: number, isAdministrator: boolean): void {
  if (isAdministrator || member.user.id === actingUserId) return
  throw new Refusal('forbidden', 'not_yours', 'Only administrators change this for others.')
}

/** Limits that nothing would hold anybody to are refused rather than kept. */
function restrictionOf(
  mode: Member['restriction_mode'],
  restrictions: Member['restrictions'],
): Pick<Member, 'restriction_mode' | 'restrictions'> {
  const isGiven = restrictions !== null && restrictions.length > 0
  if (mode === 'custom_field' && !isGiven)
    throw new Refusal(
      'invalid',
      'restrictions_missing',
      'Say which customers the member sees: restrictions is a list of custom fields of customers, each with the values allowed.',
      'restrictions',
    )
  if (mode !== 'custom_field' && isGiven)
    throw new Refusal(
      'invalid',
      'restrictions_unused',
      `restrictions are for restriction_mode custom_field; this member's is ${mode}.`,
      'restrictions',
    )
  return { restriction_mode: mode, restrictions: mode === 'custom_field' && restrictions ? inOrder(restrictions) : null }
}

/** By field, so that they are told in the same order whenever they are asked for. */
export function inOrder(restrictions: NonNullable<Member['restrictions']>): NonNullable<Member['restrictions']> {
  return restrictions.toSorted((a, b) => (a.custom_field < b.custom_field ? -1 : 1))
}

/** Refuses limits by fields that customers do not have: nobody would be seen, and nobody would know why. */
export function refuseUnknownFields(restrictions: Member['restrictions'], known: ReadonlySet<string>): void {
  const strange = restrictions?.find(({ custom_field }) => !known.has(custom_field))
  if (strange)
    throw new Refusal(
      'invalid',
      'custom_field_not_found',
      `Customers have no custom field "${strange.custom_field}". Define it in Settings → Custom fields first.`,
      'restrictions',
    )
}

/** The customers whom somebody with these limits sees; null for all. */
export function viewOf(
  userId: number,
  mode: Member['restriction_mode'],
  fields: Readonly<Record<string, readonly string[]>> | null,
): View | null {
  if (mode === 'none') return null
  return mode === 'owner' ? { owned_by: userId } : { fields: fields ?? {} }
}

export function unknownRole(role: string): Refusal {
  return new Refusal('invalid', 'role_not_found', `No role "${role}".`, 'role')
}
