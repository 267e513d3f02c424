/**
 * Owns: what an entry of the books is. Which business fact posts what is in entries.ts.
 * Does not own: where entries are kept, which periods are closed.
 * Invariants: every entry balances in one currency; no two postings of an entry share a key and none is zero; what was
 * posted is never changed, only reversed.
 */
import { assert } from '../../../core/assert.ts'
import type { CalendarDate } from '../../../core/date.ts'
import { add, type Currency, isZero, type Money, negate, sum, zero } from '../../../core/money.ts'

export type Account =
  | 'receivable'
  | `revenue:${string}`
  | 'tax_payable'
  | 'undeposited_funds'
  | 'unapplied_payments'
  | 'customer_credit'
  | 'discounts'
  | 'bad_debt'
  | 'fees'
  | 'gateway_clearing'
  | 'disputes'

export type DocumentType = 'invoice' | 'credit_note' | 'estimate'

export interface DocumentKey {
  readonly type: DocumentType
  readonly id: number
}

/** Where an amount lies: an account, whose, and for which document. */
export interface Place {
  readonly account: Account
  readonly customer: number | null
  readonly document: DocumentKey | null
}

/** An amount at a place: debits are positive, credits negative. */
export interface Posting extends Place {
  readonly amount: Money
}

/** What caused an entry: the payment, invoice or refund with that id. */
export interface Source {
  readonly type: string
  readonly id: number
}

export interface Entry {
  readonly date: CalendarDate
  readonly currency: Currency
  /** A verb's past: invoice_issued, payment_applied. */
  readonly reason: string
  readonly source: Source
  /** Empty when nothing moved, as for an invoice of zero; such an entry need not be kept. */
  readonly postings: readonly Posting[]
}

/** An entry of these postings: those at one place become one, those of zero fall away. They must balance. */
export function entry(parts: Entry): Entry {
  const merged = new Map<string, Posting>()
  for (const posting of parts.postings) {
    assert(posting.amount.currency === parts.currency, `an entry in ${parts.currency} cannot hold ${posting.amount.currency}`)
    const key = placeKey(posting)
    const known = merged.get(key)
    merged.set(key, known ? { ...known, amount: add(known.amount, posting.amount) } : posting)
  }
  const postings = [...merged.values()].filter(({ amount }) => !isZero(amount))
  assert(
    isZero(sumOf(postings, parts.currency)),
    `the entry ${parts.reason} of ${parts.source.type} ${parts.source.id} does not balance`,
  )
  return { ...parts, postings }
}

/** The same amounts the other way round. Reversing twice gives the entry back. */
export function reverse(original: Entry, as: Partial<Pick<Entry, 'date' | 'reason' | 'source'>> = {}): Entry {
  return { ...original, ...as, postings: original.postings.map((posting) => ({ ...posting, amount: negate(posting.amount) })) }
}

/** What has to be posted so that `before` and the answer together come to `after`. Carries the date and source of `after`. */
export function difference(before: Entry, after: Entry): Entry {
  return entry({ ...after, postings: [...after.postings, ...reverse(before).postings] })
}

/** Moves an amount: debits `to` the one place and credits `from` the other. */
export function transfer(amount: Money, from: Place, to: Place): Posting[] {
  return [
    { ...to, amount },
    { ...from, amount: negate(amount) },
  ]
}

/** One spelling for one place, to compare and group by. */
export function placeKey({ account, customer, document }: Place): string {
  return `${account} ${customer ?? ''} ${document ? `${document.type} ${document.id}` : ''}`
}

function sumOf(postings: readonly Posting[], currency: Currency): Money {
  return postings.length === 0
    ? zero(currency)
    : sum(
        postings.map(({ amount }) => amount),
        currency,
      )
}
