/**
 * Owns: how the status of a credit note is told from facts, and which verb each status permits.
 * Invariants: exactly one status for any facts, the first row that holds (published order); a voided credit note permits
 * nothing.
 */
import { permits } from '../../../core/machine.ts'

export const CREDIT_NOTE_STATUSES = ['draft', 'open', 'paid', 'closed', 'voided'] as const
export type CreditNoteStatus = (typeof CREDIT_NOTE_STATUSES)[number]

/** What is stored of a credit note and decides its status. */
export interface StatusFacts {
  readonly voided: boolean
  readonly draft: boolean
  readonly paid: boolean
  readonly closed: boolean
}

export function statusOf({ voided, draft, paid, closed }: StatusFacts): CreditNoteStatus {
  if (voided) return 'voided'
  if (draft) return 'draft'
  if (paid) return 'paid'
  return closed ? 'closed' : 'open'
}

export type CreditNoteVerb = 'edit' | 'issue' | 'send' | 'apply' | 'refund' | 'void' | 'delete' | 'close' | 'reopen'

/**
 * Which statuses a verb may start from. `edit` changes what is credited; words may always change. `apply` spends it on
 * invoices or moves it to the credit balance; a draft is issued by that.
 */
export const TRANSITIONS = {
  edit: ['draft', 'open'],
  issue: ['draft'],
  send: ['open', 'paid', 'closed'],
  apply: ['draft', 'open'],
  refund: ['open'],
  void: ['open', 'closed', 'paid'],
  delete: ['draft'],
  close: ['open'],
  reopen: ['closed'],
} as const satisfies Readonly<Record<CreditNoteVerb, readonly CreditNoteStatus[]>>

export const can = permits<CreditNoteVerb, CreditNoteStatus>(TRANSITIONS)
