/**
 * Owns: what a transaction that is written the older way stands for: a payment with its splits, or credit that is given or taken.
 * Does not own: payments, credit, refunds, and what any of them may be.
 * Invariants: nothing is recorded that did not happen; what no transaction can say is refused, and the field named.
 */
import type { Currency } from '../../../core/currency.ts'
import { type Decimal, decimal, decimalText, negateDecimal } from '../../../core/decimal.ts'
import { inMajorUnits, isPositive, type Money, min, negate, subtract } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Invoice } from '../../receivables/invoices/contract.ts'
import { payable } from '../../receivables/invoices/rules.ts'
import type { CreditBalanceAdjustmentDraft } from '../credit-balances/contract.ts'
import type { PaymentDraft, SplitIn } from '../payments/contract.ts'
import type { TransactionDraft } from './contract.ts'

const DOCUMENTS = ['invoice', 'estimate', 'credit_note'] as const

/** Documents that each type may name, and what to do instead. */
const NAMES: Readonly<
  Record<NonNullable<TransactionDraft['type']>, { readonly may: readonly string[]; readonly instead: string }>
> = {
  payment: { may: ['invoice', 'estimate'], instead: 'Credit of a credit note is spent by type adjustment.' },
  charge: { may: ['invoice', 'estimate'], instead: 'Credit of a credit note is spent by type adjustment.' },
  adjustment: { may: ['credit_note', 'invoice', 'estimate'], instead: '' },
  document_adjustment: { may: ['invoice', 'credit_note'], instead: 'Only invoices and credit notes are adjusted.' },
  refund: { may: DOCUMENTS, instead: '' },
}

/** @throws Refusal invalid, naming the field that such a transaction cannot have */
export function refuseUnfit(input: TransactionDraft): void {
  const { type = 'payment', status = 'succeeded', invoice, estimate, credit_note, payment, parent_transaction } = input
  const refuse = (field: string, says: string) => {
    throw new Refusal('invalid', 'transaction_invalid', says, field)
  }
  if (status !== 'succeeded')
    refuse(
      'status',
      'Only what has succeeded is recorded: record it when the money has come. What is charged here says by itself that it is pending or failed.',
    )
  if (payment && type !== 'refund')
    refuse('payment', 'What a payment is used for is said with applied_to of PATCH /payments/{id}.')
  if (type === 'refund' && !parent_transaction) refuse('parent_transaction', 'Name the transaction of which money is given back.')
  if (type !== 'refund' && parent_transaction) refuse('parent_transaction', 'Only a refund has a parent_transaction.')
  const { may, instead } = NAMES[type]
  const odd = DOCUMENTS.find((name) => input[name] && !may.includes(name))
  if (odd) refuse(odd, `A transaction of type ${type} does not name it. ${instead}`.trim())
  if (invoice && estimate) refuse('estimate', 'Name the invoice or the estimate, not both.')
  if (type === 'adjustment' && invoice && !credit_note)
    refuse('invoice', 'Name the credit_note that is spent on it. What is owed is lowered by type document_adjustment.')
  if (type === 'document_adjustment' && Boolean(invoice) === Boolean(credit_note))
    refuse('invoice', 'Name the invoice or the credit note that is adjusted.')
  if (isBalance(input) && !invoice && !estimate) refuse('invoice', 'Name the invoice or estimate that the credit is spent on.')
}

/** Credit of the customer that is spent is told as a charge by this method. */
function isBalance({ type, method }: Pick<TransactionDraft, 'type' | 'method'>): boolean {
  return type === 'charge' && method === 'balance'
}

/** Whether it gives or takes credit of the customer, and no document has to do with it. */
export function isAdjustment({ type, credit_note, estimate }: TransactionDraft): boolean {
  return type === 'adjustment' && !credit_note && !estimate
}

/** Credit that is given is told as a negative amount, as it is credit of the company's that is used. */
export function adjustmentFor(input: TransactionDraft, customer: number, currency: Currency): CreditBalanceAdjustmentDraft {
  const { date, notes } = input
  const said = { ...(date !== undefined && { date }), ...(notes !== undefined && { notes }) }
  return { ...said, customer, currency, amount: negateDecimal(input.amount) }
}

export interface Applied {
  /** What was received; nothing where credit is spent or a document adjusted. */
  readonly amount: Decimal
  readonly applied_to: SplitIn[]
}

type Named = Pick<TransactionDraft, 'type' | 'method' | 'estimate' | 'credit_note'>

/**
 * The payment behind a transaction: the invoice takes what it is owed, the rest becomes credit.
 * @param owed what the invoice takes at most
 */
export function appliedFor(named: Named, amount: Money, invoice: { readonly id: number; readonly owed: Money } | null): Applied {
  const { type = 'payment', estimate, credit_note } = named
  const given = type === 'adjustment' ? negate(amount) : amount
  refuseSign(type, amount.amount)
  const stated = (value: Money) => decimal(decimalText(inMajorUnits(value)))
  const nothing = decimal('0')
  const target = invoice
    ? { document_type: 'invoice' as const, invoice: invoice.id }
    : estimate
      ? { document_type: 'estimate' as const, estimate }
      : {}
  if (isBalance(named)) return { amount: nothing, applied_to: [{ type: 'applied_credit', amount: stated(given), ...target }] }
  if (type === 'document_adjustment') {
    const adjusted = invoice ? target : { document_type: 'credit_note' as const, credit_note }
    return { amount: nothing, applied_to: [{ type, amount: stated(given), ...adjusted }] }
  }
  if (credit_note)
    return { amount: nothing, applied_to: [{ type: 'credit_note', amount: stated(given), credit_note, ...target }] }
  if (estimate) return { amount: stated(given), applied_to: [{ type: 'estimate', amount: stated(given), estimate }] }
  if (!invoice) return { amount: stated(given), applied_to: [] }
  const takes = min(given, invoice.owed)
  const rest = subtract(given, takes)
  const credit = isPositive(rest) ? [{ type: 'credit' as const, amount: stated(rest) }] : []
  return { amount: stated(given), applied_to: [{ type: 'invoice', invoice: invoice.id, amount: stated(takes) }, ...credit] }
}

/** An amount that no record of this type has, whatever it is about. @param sign below zero, zero or above */
export function refuseSign(type: TransactionDraft['type'], sign: number): void {
  if (type === 'adjustment' && sign >= 0)
    throw new Refusal('invalid', 'amount_not_negative', 'An adjustment that gives credit is below zero.', 'amount')
  if (type !== 'adjustment' && sign <= 0)
    throw new Refusal('invalid', 'amount_not_positive', 'The amount of a transaction must be above zero.', 'amount')
}

/** What an invoice takes now. @throws Refusal refused where it is not owed any more */
export function owedOf(invoice: Invoice): Money {
  const owed = subtract(payable(invoice), invoice.pending)
  if (!isPositive(owed))
    throw new Refusal('refused', 'invoice_not_open', `Invoice ${invoice.number ?? invoice.id} is not owed any more.`, 'invoice')
  return owed
}

/** The payment that a transaction of the older view stands for. */
export function paymentFor(input: TransactionDraft, amount: Money, applied: Applied): PaymentDraft {
  const { date, method, notes, gateway_id, metadata, customer } = input
  return {
    ...(customer && { customer }),
    amount: applied.amount,
    currency: amount.currency,
    ...(date !== undefined && { date }),
    ...(method !== undefined && { method }),
    ...(notes !== undefined && { notes }),
    ...(gateway_id !== undefined && { reference: gateway_id }),
    ...(metadata !== undefined && { metadata }),
    ...(applied.applied_to.length > 0 && { applied_to: applied.applied_to }),
  }
}
