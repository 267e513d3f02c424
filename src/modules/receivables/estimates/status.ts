/**
 * Owns: how the status of an estimate is told from facts and today, and which verb each status permits.
 * Invariants: exactly one status for any facts, the first row that holds (published order); a voided or invoiced estimate
 * takes no decision and no deposit any more.
 */
import type { CalendarDate } from '../../../core/date.ts'
import { permits } from '../../../core/machine.ts'
import { Refusal } from '../../../core/refusal.ts'

export const ESTIMATE_STATUSES = [
  'draft',
  'not_sent',
  'sent',
  'viewed',
  'approved',
  'declined',
  'expired',
  'invoiced',
  'voided',
] as const
export type EstimateStatus = (typeof ESTIMATE_STATUSES)[number]

/** What is stored of an estimate and decides its status. */
export interface StatusFacts {
  readonly voided: boolean
  readonly draft: boolean
  readonly invoice: number | null
  readonly approved: string | null
  readonly closed: boolean
  readonly expiration_date: CalendarDate | null
  readonly viewed: boolean
  readonly sent: boolean
}

/** The status of an estimate on a day of its company. On the expiration date itself it can still be accepted. */
export function statusOf(estimate: StatusFacts, today: CalendarDate): EstimateStatus {
  if (estimate.voided) return 'voided'
  if (estimate.draft) return 'draft'
  if (estimate.invoice !== null) return 'invoiced'
  if (estimate.approved !== null) return 'approved'
  if (estimate.closed) return 'declined'
  if (estimate.expiration_date !== null && estimate.expiration_date < today) return 'expired'
  if (estimate.viewed) return 'viewed'
  return estimate.sent ? 'sent' : 'not_sent'
}

export type EstimateVerb =
  | 'edit'
  | 'issue'
  | 'send'
  | 'approve'
  | 'decline'
  | 'note_approval'
  | 'deposit'
  | 'invoice'
  | 'void'
  | 'delete'

/** Which statuses a verb may start from. `edit` changes what is offered; words may always change. */
export const TRANSITIONS = {
  edit: ['draft', 'not_sent', 'sent', 'viewed', 'expired'],
  issue: ['draft'],
  send: ['not_sent', 'sent', 'viewed', 'approved', 'expired', 'invoiced'],
  approve: ['not_sent', 'sent', 'viewed'],
  decline: ['not_sent', 'sent', 'viewed'],
  note_approval: ['not_sent', 'sent', 'viewed', 'expired', 'declined'],
  deposit: ['draft', 'not_sent', 'sent', 'viewed', 'approved'],
  invoice: ['draft', 'not_sent', 'sent', 'viewed', 'approved', 'expired'],
  void: ['not_sent', 'sent', 'viewed', 'approved', 'declined', 'expired'],
  delete: ['draft'],
} as const satisfies Readonly<Record<EstimateVerb, readonly EstimateStatus[]>>

export const can = permits<EstimateVerb, EstimateStatus>(TRANSITIONS)

const REASONS: Readonly<Record<EstimateVerb, { readonly code: string; readonly says: string }>> = {
  edit: { code: 'estimate_locked', says: 'what it offers can no longer change' },
  issue: { code: 'estimate_not_draft', says: 'only drafts can be issued' },
  send: { code: 'estimate_not_sendable', says: 'it cannot be sent; issue it first, or reopen it' },
  approve: { code: 'estimate_not_approvable', says: 'it can no longer be approved' },
  decline: { code: 'estimate_not_declinable', says: 'it can no longer be declined' },
  note_approval: { code: 'estimate_not_approvable', says: 'it can no longer be approved' },
  deposit: { code: 'estimate_not_open', says: 'no deposit can be paid for it' },
  invoice: { code: 'estimate_not_invoiceable', says: 'no invoice can be made of it' },
  void: { code: 'estimate_not_voidable', says: 'it cannot be voided' },
  delete: { code: 'estimate_not_draft', says: 'only drafts can be deleted; void it instead' },
}

/** Why the verb is not possible, for the greyed button; null when it is. */
export function reasonAgainst(verb: EstimateVerb, status: EstimateStatus): string | null {
  return can(verb, status) ? null : `This estimate is ${status.replace('_', ' ')}: ${REASONS[verb].says}.`
}

/** Refuses (`refused`) a verb that the status does not permit. */
export function refuseUnlessPermitted(verb: EstimateVerb, status: EstimateStatus): void {
  const reason = reasonAgainst(verb, status)
  if (reason) throw new Refusal('refused', REASONS[verb].code, reason)
}
