/**
 * Owns: how much of which credit settles an invoice.
 * Does not own: the credit (credit notes, the credit balance), how it is applied (payments).
 * Invariants: never more than the invoice can take, never more than a credit has; the credit balance goes first, then the
 * oldest credit note (published order).
 */
import { inMajorUnits, isPositive, type Money, max, min, subtract, zero } from '../../../core/money.ts'
import type { CreditNote } from '../../receivables/credit-notes/contract.ts'
import type { Invoice } from '../../receivables/invoices/contract.ts'
import type { SplitIn } from '../payments/contract.ts'

type Owed = Pick<Invoice, 'id' | 'balance' | 'pending' | 'draft' | 'voided' | 'closed'>

/** What credit may still settle of an invoice: nothing that a payment under way is going to settle. */
export function takes({ balance, pending, voided, closed }: Omit<Owed, 'id' | 'draft'>): Money {
  const none = zero(balance.currency)
  return voided || closed ? none : max(subtract(balance, pending), none)
}

/** The splits that use credit on an invoice. `notes` are open and in the order in which they are spent. */
export function coverWithCredit(invoice: Owed, credit: Money, notes: readonly Pick<CreditNote, 'id' | 'balance'>[]): SplitIn[] {
  let left = takes(invoice)
  const take = (from: Money): Money => {
    const amount = max(min(left, from), zero(left.currency))
    left = subtract(left, amount)
    return amount
  }
  const balance = take(credit)
  const spent = notes.map((note) => ({ note, amount: take(note.balance) }))
  return [
    ...(isPositive(balance) ? [creditSplit(invoice.id, balance)] : []),
    ...spent.filter(({ amount }) => isPositive(amount)).map(({ note, amount }) => noteSplit(note.id, invoice.id, amount)),
  ]
}

function creditSplit(invoice: number, amount: Money): SplitIn {
  return { type: 'applied_credit', amount: inMajorUnits(amount), document_type: 'invoice', invoice }
}

/** Spends so much of a credit note on an invoice. */
export function noteSplit(credit_note: number, invoice: number, amount: Money): SplitIn {
  return { type: 'credit_note', amount: inMajorUnits(amount), credit_note, document_type: 'invoice', invoice }
}
