/**
 * Owns: how the status of an invoice is told from facts and today, and which verb each status permits.
 * Does not own: the facts; they are stored and change only by verbs.
 * Invariants: exactly one status for any facts, the first row that holds (published order); a voided invoice permits nothing.
 */
import type { CalendarDate } from '../../../core/date.ts'
import { permits } from '../../../core/machine.ts'
import { isPositive, type Money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'

export const INVOICE_STATUSES = [
  'draft',
  'not_sent',
  'sent',
  'viewed',
  'past_due',
  'pending',
  'disputed',
  'paid',
  'bad_debt',
  'voided',
] as const
export type InvoiceStatus = (typeof INVOICE_STATUSES)[number]

/** What is stored of an invoice and decides its status. */
export interface StatusFacts {
  readonly voided: boolean
  readonly draft: boolean
  readonly paid: boolean
  readonly closed: boolean
  /** Some of it was given up as bad debt. */
  readonly written_off: boolean
  /** A payment is under way that is neither settled nor failed. */
  readonly payment_pending: boolean
  /** The payer's bank contests a payment of it. */
  readonly disputed: boolean
  readonly autopay: boolean
  /** Automatic collections that were tried and failed. */
  readonly attempt_count: number
  readonly due_date: CalendarDate | null
  /** Due date of the oldest unpaid installment of its payment plan. */
  readonly installment_date: CalendarDate | null
  readonly viewed: boolean
  readonly sent: boolean
}

interface Row {
  readonly status: InvoiceStatus
  readonly holds: (invoice: StatusFacts, today: CalendarDate) => boolean
}

/** The first row that holds tells the status (published API). `disputed` is ours; it stands before lateness, which it excuses. */
const ROWS: readonly Row[] = [
  { status: 'voided', holds: (invoice) => invoice.voided },
  { status: 'draft', holds: (invoice) => invoice.draft },
  { status: 'paid', holds: (invoice) => invoice.paid },
  { status: 'bad_debt', holds: (invoice) => invoice.closed && invoice.written_off },
  { status: 'pending', holds: (invoice) => invoice.payment_pending },
  { status: 'disputed', holds: (invoice) => invoice.disputed },
  { status: 'past_due', holds: (invoice) => invoice.autopay && invoice.due_date === null && invoice.attempt_count > 0 },
  { status: 'past_due', holds: (invoice, today) => isBefore(invoice.installment_date, today) },
  { status: 'past_due', holds: (invoice, today) => isBefore(invoice.due_date, today) },
  { status: 'viewed', holds: (invoice) => invoice.viewed },
  { status: 'sent', holds: (invoice) => invoice.sent },
]

/** The status of an invoice on a day of its company. On the due date itself it is not late. */
export function statusOf(invoice: StatusFacts, today: CalendarDate): InvoiceStatus {
  return ROWS.find(({ holds }) => holds(invoice, today))?.status ?? 'not_sent'
}

/** Whether nothing is left to collect: issued, not voided, not created closed, and no balance (published API). */
export function isPaid(invoice: {
  readonly balance: Money
  readonly draft: boolean
  readonly voided: boolean
  readonly created_closed: boolean
}): boolean {
  return !invoice.draft && !invoice.voided && !invoice.created_closed && !isPositive(invoice.balance)
}

export type InvoiceVerb = 'edit' | 'issue' | 'send' | 'apply' | 'pay' | 'void' | 'delete' | 'close' | 'reopen' | 'bad_debt'

/**
 * Which statuses a verb may start from. `edit` changes what is owed (lines, rates, dates); notes and metadata may always
 * change. `apply` puts money on it (a draft is issued by that), `pay` collects now. Reopening needs it to be closed besides.
 */
export const TRANSITIONS = {
  edit: ['draft', 'not_sent', 'sent', 'viewed', 'past_due'],
  issue: ['draft'],
  send: ['not_sent', 'sent', 'viewed', 'past_due', 'pending', 'disputed', 'paid'],
  apply: ['draft', 'not_sent', 'sent', 'viewed', 'past_due', 'pending', 'disputed'],
  pay: ['not_sent', 'sent', 'viewed', 'past_due'],
  void: ['not_sent', 'sent', 'viewed', 'past_due'],
  delete: ['draft'],
  close: ['not_sent', 'sent', 'viewed', 'past_due', 'disputed'],
  reopen: ['not_sent', 'sent', 'viewed', 'past_due', 'disputed', 'bad_debt'],
  bad_debt: ['not_sent', 'sent', 'viewed', 'past_due', 'disputed'],
} as const satisfies Readonly<Record<InvoiceVerb, readonly InvoiceStatus[]>>

export const can = permits<InvoiceVerb, InvoiceStatus>(TRANSITIONS)

const REASONS: Readonly<Record<InvoiceVerb, { readonly code: string; readonly says: string }>> = {
  edit: { code: 'invoice_locked', says: 'what it charges can no longer change' },
  issue: { code: 'invoice_not_draft', says: 'only drafts can be issued' },
  send: { code: 'invoice_not_sendable', says: 'it cannot be sent; issue it first, or reopen it' },
  apply: { code: 'invoice_not_open', says: 'no money can be applied to it' },
  pay: { code: 'invoice_not_payable', says: 'it cannot be collected now' },
  void: { code: 'invoice_not_voidable', says: 'it cannot be voided; undo its payments first, or delete it while it is a draft' },
  delete: { code: 'invoice_not_draft', says: 'only drafts can be deleted; void it instead' },
  close: { code: 'invoice_not_closable', says: 'only an open invoice can be closed' },
  reopen: { code: 'invoice_not_closed', says: 'only a closed invoice that is still owed can be reopened' },
  bad_debt: { code: 'invoice_not_open', says: 'only an open invoice can be written off' },
}

/** Why the verb is not possible, for the greyed button; null when it is. */
export function reasonAgainst(verb: InvoiceVerb, status: InvoiceStatus): string | null {
  return can(verb, status) ? null : `This invoice is ${status.replace('_', ' ')}: ${REASONS[verb].says}.`
}

/** Refuses (`refused`) a verb that the status does not permit. */
export function refuseUnlessPermitted(verb: InvoiceVerb, status: InvoiceStatus): void {
  const reason = reasonAgainst(verb, status)
  if (reason) throw new Refusal('refused', REASONS[verb].code, reason)
}

function isBefore(date: CalendarDate | null, today: CalendarDate): boolean {
  return date !== null && date < today
}
