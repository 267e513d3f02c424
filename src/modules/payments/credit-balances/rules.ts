/**
 * Owns: what an adjustment of a credit balance says and how it may change.
 * Does not own: the balance, which is what the books say; whether it suffices (service, under the customer's lock).
 * Invariants: never of zero; customer and currency never change.
 */
import type { Currency } from '../../../core/currency.ts'
import { type CalendarDate, type Day, earlierOf } from '../../../core/date.ts'
import type { Decimal } from '../../../core/decimal.ts'
import { isNegative, isZero, type Money, moneyFromMajor } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { dayGiven } from '../../receivables/documents/document.ts'
import type { CreditBalanceAdjustment, CreditBalanceAdjustmentChanges, CreditBalanceAdjustmentDraft } from './contract.ts'

interface Terms {
  readonly id: number
  readonly currency: Currency
  readonly today: Day
  readonly now: Date
}

export function draftAdjustment(
  input: CreditBalanceAdjustmentDraft,
  { id, currency, today, now }: Terms,
): CreditBalanceAdjustment {
  return {
    id,
    object: 'credit_balance_adjustment',
    customer: input.customer,
    currency,
    amount: amountOf(input.amount, currency),
    date: dayGiven(input.date, today) ?? today,
    notes: input.notes ?? null,
    created_at: now,
    updated_at: now,
  }
}

export function changeAdjustment(
  before: CreditBalanceAdjustment,
  input: CreditBalanceAdjustmentChanges,
  today: Day,
  now: Date,
): CreditBalanceAdjustment {
  return {
    ...before,
    amount: input.amount ? amountOf(input.amount, before.amount.currency) : before.amount,
    date: dayGiven(input.date, today) ?? before.date,
    notes: input.notes === undefined ? before.notes : input.notes,
    updated_at: now,
  }
}

function amountOf(value: Decimal, currency: Currency): Money {
  const amount = moneyFromMajor(value, currency)
  if (!amount)
    throw new Refusal('invalid', 'amount_too_fine', `amount has more decimals than ${currency.toUpperCase()} has.`, 'amount')
  if (isZero(amount)) throw new Refusal('invalid', 'amount_zero', 'An adjustment of nothing changes nothing.', 'amount')
  return amount
}

/** Whether the books would tell anything else. */
export function movesMoney(before: CreditBalanceAdjustment, after: CreditBalanceAdjustment): boolean {
  return before.amount.amount !== after.amount.amount || before.date.date !== after.date.date
}

/** The first day that a change of the adjustment touches. */
export function firstDay(before: CreditBalanceAdjustment, after: CreditBalanceAdjustment): CalendarDate {
  return earlierOf(before.date.date, after.date.date)
}

/** Credit that was never there cannot be taken away, and what was spent cannot be taken back. */
export function refuseOverdrawn(least: Money): void {
  if (!isNegative(least)) return
  throw new Refusal(
    'invalid',
    'credit_exceeded',
    'The credit balance would be below zero on some day. Take less, or choose a later date.',
    'amount',
  )
}
