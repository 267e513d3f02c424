/**
 * Owns: who works for a company, in which role. Does not own: the person (users), what a role allows (roles).
 * Invariants: a person is a member of a company once; somebody always remains who can let others in.
 */
import { Refusal } from '../../../core/refusal.ts'
import type { User } from '../users/contract.ts'
import type { Member, MemberChanges, MemberDraft } from './contract.ts'

export function draftMember(
  id: number,
  user: User,
  draft: Pick<MemberDraft, 'role' | 'restriction_mode' | 'email_update_frequency'>,
  now: Date,
): Member {
  refuseRestriction(draft.restriction_mode)
  return {
    id,
    user,
    role: draft.role,
    restriction_mode: 'none',
    restrictions: null,
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
  { role, restriction_mode, email_update_frequency }: MemberChanges,
  now: Date,
): Member {
  refuseRestriction(restriction_mode)
  return {
    ...member,
    role: role ?? member.role,
    email_update_frequency: email_update_frequency ?? member.email_update_frequency,
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
function refuseRestriction(mode: MemberDraft['restriction_mode']): void {
  if (mode === undefined || mode === 'none') return
  throw new Refusal(
    'refused',
    'restriction_not_available',
    'Members see all customers; limiting them is not available.',
    'restriction_mode',
  )
}

export function unknownRole(role: string): Refusal {
  return new Refusal('invalid', 'role_not_found', `No role "${role}".`, 'role')
}
