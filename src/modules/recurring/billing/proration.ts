/**
 * Owns: what a part of a billing period costs: first periods that are shorter, changes in the middle.
 * Does not own: when periods begin (core/period.ts), what a whole period costs (pricing.ts).
 * Invariants: a change and its undoing on the same day cost nothing.
 */
import { assert } from '../../../core/assert.ts'
import { type CalendarDate, daysBetween } from '../../../core/date.ts'
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  decimalText,
  divide,
  multiply,
  negateDecimal,
  subtractDecimals,
  trimmed,
  ZERO,
} from '../../../core/decimal.ts'
import { daysIn, type Period } from '../../../core/period.ts'

/** Fraction digits of a prorated quantity (published API). */
const QUANTITY_DIGITS = 4

/** How many days of the period are left on the day, counting that day itself; none before it and none after it. */
export function daysLeft({ start, end }: Period, on: CalendarDate): number {
  return Math.min(Math.max(daysBetween(on, end), 0), daysBetween(start, end))
}

/** The quantity for the days that are left, with 4 decimals. Negative quantities are credits of the same size. */
export function prorateQuantity(quantity: Decimal, period: Period, on: CalendarDate): Decimal {
  const days = daysIn(period)
  assert(days > 0, 'a billing period has days')
  const share = multiply(quantity, { digits: BigInt(daysLeft(period, on)), scale: 0 })
  return divide(share, { digits: BigInt(days), scale: 0 }, QUANTITY_DIGITS)
}

/** What a subscription charges for a period: one line of a plan or addon. */
export interface RecurringLine {
  readonly plan: string
  readonly quantity: Decimal
  readonly unit_cost: Decimal
  readonly band: string | null
  /** Of the subscription or its addon. */
  readonly description?: string | null
}

/** A pending line that a change makes. It covers the period from `period.start` (the day of the change) to its end. */
export interface ProratedLine extends RecurringLine {
  readonly prorated: true
  readonly period: Period
}

/**
 * The lines that a change in the middle of a period makes: for every plan and price the difference of the quantities, times
 * the share of the period that is left. What the old lines overcharge comes back as lines with negative quantity.
 */
export function prorateChange(
  before: readonly RecurringLine[],
  after: readonly RecurringLine[],
  period: Period,
  on: CalendarDate,
): ProratedLine[] {
  const rest: Period = { start: on > period.start ? on : period.start, end: period.end }
  return differences(before, after).flatMap((line): ProratedLine[] => {
    const quantity = prorateQuantity(line.quantity, period, on)
    return quantity.digits === 0n ? [] : [{ ...line, quantity, prorated: true, period: rest }]
  })
}

/**
 * The same for a period that is billed when it is over, at what holds then: the difference for the days from `from` until
 * the change, so that those days cost what held on them.
 */
export function prorateElapsed(
  before: readonly RecurringLine[],
  after: readonly RecurringLine[],
  period: Period,
  days: { readonly from: CalendarDate; readonly until: CalendarDate },
): ProratedLine[] {
  return differences(after, before).flatMap((line): ProratedLine[] => {
    const quantity = subtractDecimals(
      prorateQuantity(line.quantity, period, days.from),
      prorateQuantity(line.quantity, period, days.until),
    )
    return quantity.digits === 0n ? [] : [{ ...line, quantity, prorated: true, period: { start: days.from, end: days.until } }]
  })
}

/** The lines of a whole period, for the part of it from the day on: a first period that is snapped to a calendar day. */
export function prorateLines(lines: readonly RecurringLine[], period: Period, on: CalendarDate): ProratedLine[] {
  return prorateChange([], lines, period, on)
}

/** Credits before charges, each plan and price once. */
function differences(before: readonly RecurringLine[], after: readonly RecurringLine[]): RecurringLine[] {
  const lines = new Map<string, RecurringLine>()
  const count = (line: RecurringLine, quantity: Decimal) => {
    const key = `${line.plan} ${decimalText(trimmed(line.unit_cost))} ${line.band ?? ''}`
    const known = lines.get(key)
    lines.set(key, { ...line, quantity: known ? addDecimals(known.quantity, quantity) : quantity })
  }
  for (const line of before) count(line, negateDecimal(line.quantity))
  for (const line of after) count(line, line.quantity)
  const changed = [...lines.values()].filter(({ quantity }) => compareDecimals(quantity, ZERO) !== 0)
  return [...changed.filter(({ quantity }) => quantity.digits < 0n), ...changed.filter(({ quantity }) => quantity.digits > 0n)]
}
