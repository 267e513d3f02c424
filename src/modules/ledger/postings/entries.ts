/**
 * Owns: which business fact posts what. Every verb that moves money takes its entry from here and writes it in its own
 * transaction.
 * Invariants: what a customer owes is the receivable of all its documents less its credit; an open credit note is a
 * negative receivable; money received is unapplied until it is told what it settles.
 */
import { assert } from '../../../core/assert.ts'
import type { CalendarDate } from '../../../core/date.ts'
import { type Money, negate } from '../../../core/money.ts'
import { type Account, type DocumentKey, type Entry, entry, type Place, type Posting, type Source, transfer } from './posting.ts'

/** Where money that comes or goes is kept: at hand until deposited, or with the payment gateway. */
export type Till = 'undeposited_funds' | 'gateway_clearing'

/** What a document posts by being there, on its own day. */
export const ISSUES: ReadonlySet<string> = new Set(['invoice_issued', 'credit_note_issued', 'invoices_consolidated'])

/** A document as computed: `computeTotals` gives the amounts, `type` of a line is its item's. */
export interface PostedDocument {
  readonly id: number
  readonly customer: number
  readonly date: CalendarDate
  readonly total: Money
  readonly discount_total: Money
  readonly tax_total: Money
  readonly lines: readonly { readonly type: string | null; readonly revenue: Money }[]
}

/**
 * The revenue account of an item type. Lines of the type `bad-debt` give up what is owed instead of charging it, those of
 * the type `short-pay` let go of it.
 */
export function lineAccount(type: string | null): Account {
  if (type === 'bad-debt' || type === 'bad_debt') return 'bad_debt'
  if (type === 'short-pay') return 'discounts'
  return `revenue:${type?.trim().toLowerCase() || 'other'}`
}

/** Dr receivable and discounts, Cr revenue by item type and tax payable. */
export function invoiceIssued(invoice: PostedDocument): Entry {
  const document: DocumentKey = { type: 'invoice', id: invoice.id }
  return entry({
    date: invoice.date,
    currency: invoice.total.currency,
    reason: 'invoice_issued',
    source: document,
    postings: charged(invoice, document),
  })
}

/** The opposite of an invoice: it takes back revenue and tax, and what is owed. */
export function creditNoteIssued(note: PostedDocument): Entry {
  const document: DocumentKey = { type: 'credit_note', id: note.id }
  const postings = charged(note, document).map((posting) => ({ ...posting, amount: negate(posting.amount) }))
  return entry({ date: note.date, currency: note.total.currency, reason: 'credit_note_issued', source: document, postings })
}

interface Movement {
  readonly date: CalendarDate
  readonly source: Source
  readonly amount: Money
}

/** Dr the till, Cr unapplied payments of the payer, who may be unknown yet. */
export function paymentReceived(payment: Movement & { readonly customer: number | null; readonly till: Till }): Entry {
  return moved('payment_received', payment, unapplied(payment.customer), place(payment.till))
}

/** One use of a payment, as decided by the payment: `document` is what it settles, `credit_note` what it spends. */
export interface Settlement {
  readonly type: 'invoice' | 'estimate' | 'credit_note' | 'convenience_fee' | 'credit' | 'applied_credit' | 'document_adjustment'
  readonly amount: Money
  /** Whose document it is, or whose credit. */
  readonly customer: number
  readonly document: DocumentKey | null
  readonly credit_note: (DocumentKey & { readonly customer: number }) | null
}

/** What is applied of a payment, all at once. `payer` holds the money and the credit that is spent. */
export function paymentApplied(
  payment: { readonly date: CalendarDate; readonly source: Source; readonly payer: number; readonly currency: Entry['currency'] },
  settlements: readonly Settlement[],
): Entry {
  const { date, source, currency, payer } = payment
  return entry({
    date,
    currency,
    reason: 'payment_applied',
    source,
    postings: settlements.flatMap((settlement) => settled(settlement, payer)),
  })
}

/** Dr bad debt, Cr receivable of the invoice that is given up. */
export function writtenOff(loss: Movement & { readonly customer: number; readonly document: DocumentKey }): Entry {
  return moved('bad_debt', loss, receivable(loss.customer, loss.document), place('bad_debt', loss.customer, loss.document))
}

/** Money that goes back: out of unapplied payments, the credit balance or a credit note, through the till. */
export function refunded(refund: Movement & { readonly from: Place; readonly till: Till }): Entry {
  return moved('refunded', refund, place(refund.till), refund.from)
}

/** The gateway took contested money back for the time being: Dr disputes, Cr the gateway. */
export function disputeOpened(dispute: Movement & { readonly customer: number }): Entry {
  return moved('dispute_opened', dispute, place('gateway_clearing'), place('disputes', dispute.customer))
}

/** It stays with the payer: what the payment had settled is owed again. */
export function disputeLost(dispute: Movement & { readonly customer: number }): Entry {
  return moved('dispute_lost', dispute, place('disputes', dispute.customer), unapplied(dispute.customer))
}

/** It stays with the payer, who has also spent what the payment had given: Dr bad debt, Cr disputes. */
export function disputeWrittenOff(dispute: Movement & { readonly customer: number }): Entry {
  return moved('dispute_written_off', dispute, place('disputes', dispute.customer), place('bad_debt', dispute.customer))
}

/** A credit balance adjustment: a positive amount is given to the customer at our expense, a negative one taken back. */
export function creditAdjusted(adjustment: Movement & { readonly customer: number }): Entry {
  return moved('credit_adjusted', adjustment, customerCredit(adjustment.customer), place('discounts', adjustment.customer))
}

/** Money that was received and not yet put to use. */
export function unapplied(customer: number | null): Place {
  return place('unapplied_payments', customer)
}

/** What a customer owes on a document; open credit notes count here too. */
export function receivable(customer: number, document: DocumentKey): Place {
  return place('receivable', customer, document)
}

/** What we owe a customer. Paid deposits name their estimate. */
export function customerCredit(customer: number, document: DocumentKey | null = null): Place {
  return place('customer_credit', customer, document)
}

function place(account: Account, customer: number | null = null, document: DocumentKey | null = null): Place {
  return { account, customer, document }
}

function moved(reason: string, { date, source, amount }: Movement, from: Place, to: Place): Entry {
  return entry({ date, currency: amount.currency, reason, source, postings: transfer(amount, from, to) })
}

function charged({ customer, total, discount_total, tax_total, lines }: PostedDocument, document: DocumentKey): Posting[] {
  const at = (account: Account, amount: Money): Posting => ({ ...place(account, customer, document), amount })
  return [
    at('receivable', total),
    at('discounts', discount_total),
    ...lines.map(({ type, revenue }) => at(lineAccount(type), negate(revenue))),
    at('tax_payable', negate(tax_total)),
  ]
}

function settled({ type, amount, customer, document, credit_note }: Settlement, payer: number): Posting[] {
  const target = targetOf(customer, document)
  switch (type) {
    case 'invoice':
    case 'estimate':
    case 'credit':
      return transfer(amount, target, unapplied(payer))
    case 'convenience_fee':
      return transfer(amount, place('fees', payer), unapplied(payer))
    case 'applied_credit':
      return transfer(amount, target, customerCredit(payer))
    case 'credit_note':
      assert(credit_note !== null, 'a credit note split names its credit note')
      return transfer(amount, target, receivable(credit_note.customer, { type: credit_note.type, id: credit_note.id }))
    case 'document_adjustment':
      assert(document !== null && document.type !== 'estimate', 'an adjustment names an invoice or a credit note')
      return document.type === 'credit_note'
        ? transfer(amount, place('discounts', customer, document), target)
        : transfer(amount, target, place('discounts', customer, document))
  }
}

/** An invoice is owed less; a deposit of an estimate, or no document at all, becomes credit of the customer. */
function targetOf(customer: number, document: DocumentKey | null): Place {
  return document && document.type !== 'estimate' ? receivable(customer, document) : customerCredit(customer, document)
}
