/**
 * Owns: what a payer pays with a link: how much, by what, and what they are told.
 * Does not own: the charge, the ways of paying.
 * Invariants: never more than is owed; one key is one payment; a fee is told and split off, never hidden in the amount.
 */
import type { Currency } from '../../../core/currency.ts'
import type { Decimal } from '../../../core/decimal.ts'
import { compare, isPositive, type Money, moneyFromMajor } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Invoice } from '../../receivables/invoices/contract.ts'
import { payableNow } from '../invoices/rules.ts'

/** How much of the invoice is paid now. */
export function amountOf(invoice: Invoice, given: Decimal | null | undefined): Money {
  const owed = payableNow(invoice)
  if (!isPositive(owed))
    throw new Refusal('refused', 'nothing_to_pay', 'Nothing is owed on this invoice, or a payment of it is under way.', 'amount')
  if (given === null || given === undefined) return owed
  const amount = moneyFromMajor(given, invoice.currency as Currency)
  if (!amount || !isPositive(amount))
    throw new Refusal('invalid', 'amount_not_positive', 'The amount must be above zero, in whole cents.', 'amount')
  if (compare(amount, owed) > 0)
    throw new Refusal('invalid', 'amount_too_large', 'That is more than is owed on this invoice.', 'amount')
  return amount
}

/** Declined attempts within an hour after which a link takes no more: cards are tried out elsewhere. */
export const FAILURES_MAX = 10

export const MESSAGES = {
  succeeded: 'Thank you for your payment.',
  pending: 'Your payment is on its way. The bank confirms it within some days.',
  unknown:
    'The payment network has not answered yet. Please do not pay again; this page shows the result as soon as it is known.',
} as const
