/**
 * Owns: how the older view records and changes what it shows.
 * Does not own: payments, their uses, refunds, credit; they are the truth, and this is a view of them.
 * Invariants: one record stands for one use of a payment, one unapplied rest, one refund, one adjustment of credit, or one
 * charge that is no payment yet; what belongs to a payment recorded elsewhere changes there, except its metadata.
 */
import type { Currency } from '../../../core/currency.ts'
import { decimal, decimalText } from '../../../core/decimal.ts'
import { inMajorUnits, isPositive, type Money, min, subtract } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Invoice } from '../../receivables/invoices/contract.ts'
import { payable } from '../../receivables/invoices/rules.ts'
import type { PaymentDraft, SplitIn } from '../payments/contract.ts'
import type { Transaction, TransactionChanges, TransactionDraft } from './contract.ts'

/** A record of the view, and what it stands for. */
export interface Shown extends Omit<Transaction, 'pdf_url'> {
  readonly kind: 'use' | 'rest' | 'refund' | 'adjustment' | 'charge'
  /** Recorded through this view. */
  readonly own: boolean
  readonly charge: number | null
}

/** The payment that a record of the older view stands for: the invoice takes what it is owed, the rest becomes credit. */
export function paymentFor(input: TransactionDraft, amount: Money, invoice: Invoice | null): PaymentDraft {
  if (!isPositive(amount))
    throw new Refusal('invalid', 'amount_not_positive', 'The amount of a transaction must be above zero.', 'amount')
  if (!invoice && !input.customer)
    throw new Refusal('invalid', 'customer_missing', 'Name the invoice that was paid, or the customer who paid.', 'customer')
  const { date, method, notes, gateway_id, metadata } = input
  return {
    customer: input.customer ?? invoice!.customer,
    amount: inMajorUnits(amount),
    currency: amount.currency,
    ...(date !== undefined && { date }),
    ...(method !== undefined && { method }),
    ...(notes !== undefined && { notes }),
    ...(gateway_id !== undefined && { reference: gateway_id }),
    ...(metadata !== undefined && { metadata }),
    ...(invoice && { applied_to: splitsFor(amount, invoice) }),
  }
}

function splitsFor(amount: Money, invoice: Invoice): SplitIn[] {
  const owed = subtract(payable(invoice), invoice.pending)
  if (!isPositive(owed))
    throw new Refusal('refused', 'invoice_not_open', `Invoice ${invoice.number ?? invoice.id} is not owed any more.`, 'invoice')
  const takes = min(amount, owed)
  const rest = subtract(amount, takes)
  const stated = (value: Money) => decimal(decimalText(inMajorUnits(value)))
  return [
    { type: 'invoice', invoice: invoice.id, amount: stated(takes) },
    ...(isPositive(rest) ? [{ type: 'credit' as const, amount: stated(rest) }] : []),
  ]
}

/** The currency of a record: what was said, else its invoice's. */
export function currencyFor(input: TransactionDraft, invoice: Invoice | null, fallback: Currency): Currency {
  const currency = input.currency ?? (invoice ? (invoice.currency as Currency) : fallback)
  if (invoice && currency !== invoice.currency)
    throw new Refusal('invalid', 'currency_mismatch', `The invoice is in ${invoice.currency}.`, 'currency')
  return currency
}

export function refuseForeignChanges({ own, id }: Shown, { metadata: _, sent: __, ...rest }: TransactionChanges): void {
  const field = Object.entries(rest).find(([, value]) => value !== undefined)?.[0]
  if (own || field === undefined) return
  throw new Refusal(
    'refused',
    'transaction_of_payment',
    `Transaction ${id} belongs to a payment: only its metadata changes here. Change the payment instead.`,
    field,
  )
}

export function refuseForeignRemoval({ own, id, payment }: Shown): void {
  if (!own || payment === null)
    throw new Refusal(
      'refused',
      'transaction_of_payment',
      `Transaction ${id} belongs to a payment that was recorded elsewhere. Void or refund that one.`,
    )
}

export function refuseUnrefundable({ kind, type, status, payment, id }: Shown): void {
  const gives =
    (kind === 'use' || kind === 'rest') && (type === 'payment' || type === 'charge') && status === 'succeeded' && payment !== null
  if (!gives)
    throw new Refusal('refused', 'transaction_not_refundable', `Transaction ${id} brought no money in that could be given back.`)
}
