/**
 * Owns: what a payment is, how it may change, what it says of itself.
 * Does not own: how it is split (application.ts), the documents it settles, the gateway it came through (charges).
 * Invariants: balance = amount − applied cash − what was given back; a voided payment is frozen and has no balance; once
 * something is applied the currency stays; what was given back stays on record with its customer and currency.
 */
import type { Currency } from '../../../core/currency.ts'
import { type CalendarDate, type Day, dayOf } from '../../../core/date.ts'
import { type Decimal, decimalText } from '../../../core/decimal.ts'
import {
  compare,
  inMajorUnits,
  isNegative,
  isPositive,
  isZero,
  type Money,
  moneyFromMajor,
  negate,
  zero,
} from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Settlement } from '../../ledger/postings/entries.ts'
import type { Entry } from '../../ledger/postings/posting.ts'
import type { Split } from './application.ts'
import type { Application, Payment, PaymentChanges, PaymentDraft, SplitIn } from './contract.ts'

export type Facts = Omit<Payment, 'status' | 'pdf_url' | 'charge' | 'applied_to' | 'matched'> & {
  readonly charge_id: number | null
}

export function draftPayment(
  id: number,
  input: PaymentDraft,
  terms: { readonly currency: Currency; readonly source: string; readonly today: Day; readonly now: Date },
): Facts {
  const amount = positive(input.amount, terms.currency)
  return {
    id,
    object: 'payment',
    customer: input.customer ?? null,
    date: input.date ? dayOf(input.date, terms.today.zone) : terms.today,
    method: input.method ?? 'other',
    currency: terms.currency,
    amount,
    balance: amount,
    amount_returned: zero(terms.currency),
    voided: false,
    reference: input.reference ?? null,
    source: input.source ?? terms.source,
    ach_sender_id: input.ach_sender_id ?? null,
    notes: input.notes ?? null,
    charge_id: null,
    date_voided: null,
    metadata: input.metadata ?? {},
    created_at: terms.now,
    updated_at: terms.now,
  }
}

/** Zero is allowed where only credit is applied; nothing negative is. */
function positive(value: Decimal, currency: Currency): Money {
  const amount = inCurrency(value, currency, 'amount')
  if (isNegative(amount))
    throw new Refusal('invalid', 'amount_not_positive', 'The amount of a payment must be above zero.', 'amount')
  return amount
}

export function inCurrency(value: Decimal, currency: Currency, field: string): Money {
  const amount = moneyFromMajor(value, currency)
  if (!amount)
    throw new Refusal('invalid', 'amount_too_fine', `${field} has more decimals than ${currency.toUpperCase()} has.`, field)
  return amount
}

/** Whether an entry took what a payment had settled off again, on its day or later. Credit is counted anew instead. */
export function isReturn({ reason, date, postings }: Entry, since: CalendarDate): boolean {
  return reason === 'payment_unapplied' && date >= since && postings.every(({ account }) => account !== 'customer_credit')
}

/** A payment of nothing that applies nothing is a mistake. */
export function refuseEmpty(payment: Facts, splits: readonly Split[]): void {
  if (
    isPositive(payment.amount) ||
    splits.some(({ type }) => type === 'applied_credit' || type === 'credit_note' || type === 'document_adjustment')
  )
    return
  throw new Refusal('invalid', 'amount_not_positive', 'The amount of a payment must be above zero.', 'amount')
}

export function splitsOf(inputs: readonly SplitIn[], currency: Currency): Split[] {
  return inputs.map(({ type, amount, invoice, estimate, credit_note, document_type, short_pay }, i) => ({
    type,
    amount: inCurrency(amount, currency, `applied_to[${i}].amount`),
    invoice: invoice ?? null,
    estimate: estimate ?? null,
    credit_note: credit_note ?? null,
    document_type: document_type ?? null,
    short_pay: short_pay ?? false,
  }))
}

export function changePayment(before: Facts, input: PaymentChanges, applied: boolean, today: Day, now: Date): Facts {
  if (before.voided) throw new Refusal('refused', 'payment_voided', `Payment ${before.id} is voided and frozen.`, 'id')
  const currency = (input.currency ?? before.currency) as Currency
  if (applied && currency !== before.currency)
    throw new Refusal('refused', 'currency_fixed', 'The currency is fixed once something is applied.', 'currency')
  const amount = input.amount
    ? positive(input.amount, currency)
    : currency === before.currency
      ? before.amount
      : inCurrency(inMajorUnits(before.amount), currency, 'amount')
  const customer = input.customer === undefined ? before.customer : input.customer
  const differs = currency !== before.currency || compare(amount, before.amount) !== 0 || customer !== before.customer
  if (before.charge_id !== null && differs) {
    throw new Refusal(
      'refused',
      'payment_processed',
      'This payment went through a gateway; its amount, currency and customer are fixed. Refund it instead.',
      'amount',
    )
  }
  refuseReturned(before, { amount, currency, customer })
  return {
    ...before,
    currency,
    amount,
    // Where something was given back, the currency is fixed.
    amount_returned: currency === before.currency ? before.amount_returned : zero(currency),
    customer,
    date: input.date ? dayOf(input.date, today.zone) : before.date,
    method: input.method ?? before.method,
    reference: input.reference === undefined ? before.reference : input.reference,
    source: input.source ?? before.source,
    ach_sender_id: input.ach_sender_id === undefined ? before.ach_sender_id : input.ach_sender_id,
    notes: input.notes === undefined ? before.notes : input.notes,
    metadata: input.metadata ?? before.metadata,
    updated_at: now,
  }
}

/** What was given back of a payment was that customer's, in that currency, and part of what was received. */
export function refuseReturned(before: Facts, after: Pick<Facts, 'amount' | 'currency' | 'customer'>): void {
  const { amount_returned: returned } = before
  if (!isPositive(returned)) return
  const field =
    after.currency !== before.currency
      ? 'currency'
      : after.customer !== before.customer
        ? 'customer'
        : compare(after.amount, returned) < 0
          ? 'amount'
          : null
  if (field)
    throw new Refusal(
      'refused',
      'payment_refunded',
      `${decimalText(inMajorUnits(returned))} of this payment was given back; its currency and customer are fixed, and its amount is at least that.`,
      field,
    )
}

export function voidPayment(before: Facts, now: Date): Facts {
  if (before.charge_id !== null)
    throw new Refusal('refused', 'payment_processed', 'This payment went through a gateway. Refund its charge instead.', 'id')
  if (before.voided) throw new Refusal('refused', 'payment_voided', `Payment ${before.id} is voided already.`, 'id')
  if (isPositive(before.amount_returned))
    throw new Refusal(
      'refused',
      'payment_refunded',
      'Part of this payment was given back, so it stays on record. Give back the rest instead.',
      'id',
    )
  return { ...before, voided: true, balance: zero(before.currency as Currency), date_voided: now, updated_at: now }
}

/** The payment as everybody sees it. A receipt exists once all of it is applied. */
export function present(
  { charge_id: _, ...facts }: Facts,
  more: {
    readonly pdf_url: string
    readonly charge: Payment['charge']
    readonly applied_to?: readonly Application[] | undefined
  },
): Payment {
  const settled = !facts.voided && isZero(facts.balance) && facts.customer !== null
  return {
    ...facts,
    matched: null,
    status: facts.voided ? 'voided' : isZero(facts.balance) ? 'applied' : 'unapplied',
    charge: more.charge,
    pdf_url: settled ? more.pdf_url : null,
    ...(more.applied_to && { applied_to: [...more.applied_to] }),
  }
}

/** A split as its documents and the books see it when it is taken off again. */
export function settlementBack({
  type,
  amount,
  customer,
  invoice,
  estimate,
  credit_note,
  document_type,
}: Application): Settlement {
  const target = document_type ?? (type === 'invoice' || type === 'estimate' ? type : null)
  const id = target && { invoice, estimate, credit_note }[target]
  return {
    type,
    amount: negate(amount),
    customer: customer ?? 0,
    document: target && id ? { type: target, id } : null,
    credit_note:
      type === 'credit_note' && credit_note !== null ? { type: 'credit_note', id: credit_note, customer: customer ?? 0 } : null,
  }
}
