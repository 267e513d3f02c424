/**
 * Owns: which late fees an invoice has earned by a day.
 * Does not own: the line that carries them, who is exempt (`late_fees` of the invoice), which schedule applies.
 * Invariants: nothing before grace has passed; a later day never earns less; fees never come to more than the cap.
 */
import { addDays, type CalendarDate, daysBetween } from '../../../core/date.ts'
import { type Decimal, percent } from '../../../core/decimal.ts'
import { isPositive, type Money, max, min, moneyFromMinor, round, subtract, times, zero } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'

/** Days of grace and between fees (published API). */
export const DAYS_MAX = 365

/** How the line of a late fee differs from what people sell (published API). */
export const LATE_FEE_LINE = { type: 'late_fee', discountable: false, taxable: false } as const

export interface LateFeeSchedule {
  /** Invoices due before this day are left alone. */
  readonly start_date: CalendarDate
  /** A percentage of what is overdue, or an amount in major units. */
  readonly amount: Decimal
  readonly is_percent: boolean
  /** Days after the due date before a fee is charged. */
  readonly grace_period: number
  /** Days between repeated fees; 0 for one fee only. */
  readonly recurring_days: number
  /** What all fees of one invoice may come to; null for no cap. */
  readonly cap: Money | null
}

/** Refuses a schedule that cannot run; the field is the one at fault. */
export function refuseBadSchedule(
  schedule: Pick<LateFeeSchedule, 'amount' | 'is_percent' | 'grace_period' | 'recurring_days'>,
): void {
  for (const field of ['grace_period', 'recurring_days'] as const) {
    if (!Number.isSafeInteger(schedule[field]) || schedule[field] < 0 || schedule[field] > DAYS_MAX) {
      throw new Refusal('invalid', `${field}_out_of_range`, `Give whole days from 0 to ${DAYS_MAX}.`, field)
    }
  }
  const { digits, scale } = schedule.amount
  if (digits <= 0n) throw new Refusal('invalid', 'amount_not_positive', 'A late fee must be above zero.', 'amount')
  if (schedule.is_percent && digits > 100n * 10n ** BigInt(scale)) {
    throw new Refusal('invalid', 'amount_out_of_range', 'A late fee is at most 100 percent.', 'amount')
  }
}

export interface OverdueInvoice {
  readonly due_date: CalendarDate | null
  /** What is overdue, without late fees; percentages are taken of this, so that fees bear no fees. */
  readonly overdue: Money
  /** The fees it already carries. */
  readonly charged: { readonly count: number; readonly amount: Money }
}

/** The fees to be added now: how many, and what they come to together. */
export function lateFee(
  schedule: LateFeeSchedule,
  invoice: OverdueInvoice,
  today: CalendarDate,
): { readonly count: number; readonly amount: Money } {
  const { currency } = invoice.overdue
  const nothing = zero(currency)
  const count = feesEarned(schedule, invoice.due_date, today) - invoice.charged.count
  if (count <= 0 || !isPositive(invoice.overdue)) return { count: 0, amount: nothing }
  const one = schedule.is_percent ? times(invoice.overdue, percent(schedule.amount)) : round(schedule.amount, currency)
  const all = moneyFromMinor(BigInt(one.amount) * BigInt(count), currency)
  const room = schedule.cap && max(subtract(schedule.cap, invoice.charged.amount), nothing)
  return { count, amount: room ? min(all, room) : all }
}

/** How many fees a due date has earned by the day: one when grace has passed, and one for each interval since. */
export function feesEarned(
  { start_date, grace_period, recurring_days }: LateFeeSchedule,
  due_date: CalendarDate | null,
  today: CalendarDate,
): number {
  if (due_date === null || due_date < start_date) return 0
  const days = daysBetween(due_date, today) - grace_period
  if (days <= 0) return 0
  return recurring_days === 0 ? 1 : 1 + Math.floor((days - 1) / recurring_days)
}

/** The day on which the next fee falls; null when there is none to come. */
export function nextFeeDate(schedule: LateFeeSchedule, due_date: CalendarDate | null, charged: number): CalendarDate | null {
  if (due_date === null || due_date < schedule.start_date) return null
  if (charged > 0 && schedule.recurring_days === 0) return null
  return addDays(due_date, schedule.grace_period + 1 + charged * schedule.recurring_days)
}
