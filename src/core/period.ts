import { assert } from './assert.ts'
import { addDays, addMonths, type CalendarDate, calendarDate, dayOfMonth, daysBetween, monthOf, weekday, yearOf } from './date.ts'

/** A half-open range of dates: `start` is in it, `end` is the first date after it. */
export interface Period {
  readonly start: CalendarDate
  readonly end: CalendarDate
}

/** A period runs forwards; it may be empty. */
export function period(start: CalendarDate, end: CalendarDate): Period {
  assert(start <= end, `a period cannot end (${end}) before it starts (${start})`)
  return { start, end }
}

export function daysIn({ start, end }: Period): number {
  return daysBetween(start, end)
}

export function includes({ start, end }: Period, date: CalendarDate): boolean {
  return start <= date && date < end
}

export type Interval = 'day' | 'week' | 'month' | 'year'
export const INTERVALS = ['day', 'week', 'month', 'year'] as const satisfies readonly Interval[]

/** How long one billing period is: 3 months, 2 weeks. */
export interface Length {
  readonly interval: Interval
  readonly count: number
}

/**
 * A rhythm that divides the calendar into periods. Period 0 begins on `anchor`, and every start is computed from it and
 * never from the start before, so that a rhythm of the 31st or of 29 February finds its day again.
 * `nth_day` pins the starts of weeks (1–7, Monday is 1), months (1–31) or years (1–365) to a calendar day; the anchor is
 * then such a day (`nextNthDay`). It keeps the 31st where the anchor itself fell into a shorter month.
 */
export interface Cycle extends Length {
  readonly anchor: CalendarDate
  readonly nth_day?: number
}

/** The date on which the period with that number begins; periods before the anchor have negative numbers. */
export function periodStart(cycle: Cycle, index: number): CalendarDate {
  const { anchor, interval, nth_day } = cycle
  assert(Number.isSafeInteger(cycle.count) && cycle.count >= 1, `a cycle is at least one ${interval} long`)
  const units = index * cycle.count
  if (interval === 'day') return addDays(anchor, units)
  if (interval === 'week') return addDays(anchor, units * 7)
  if (interval === 'month') return addMonths(anchor, units, nth_day ?? dayOfMonth(anchor))
  if (nth_day === undefined) return addMonths(anchor, units * 12)
  return addDays(addMonths(firstOfYear(anchor), units * 12), nth_day - 1)
}

export function periodAt(cycle: Cycle, index: number): Period {
  return { start: periodStart(cycle, index), end: periodStart(cycle, index + 1) }
}

/** The number of the period that the date lies in. */
export function periodIndex(cycle: Cycle, date: CalendarDate): number {
  let index = Math.floor(unitsBetween(cycle, date) / cycle.count)
  // The estimate ignores days within a month, so it is at most one off.
  while (periodStart(cycle, index) > date) index -= 1
  while (periodStart(cycle, index + 1) <= date) index += 1
  return index
}

export function periodOf(cycle: Cycle, date: CalendarDate): Period {
  return periodAt(cycle, periodIndex(cycle, date))
}

/** The first date on or after `from` that is the nth day of its week, month (clamped to its last day) or year. */
export function nextNthDay(interval: Exclude<Interval, 'day'>, nth: number, from: CalendarDate): CalendarDate {
  if (interval === 'week') return addDays(from, (nth - weekday(from) + 7) % 7)
  const first = interval === 'month' ? addMonths(from, 0, 1) : firstOfYear(from)
  const months = interval === 'month' ? 1 : 12
  const here = interval === 'month' ? addMonths(first, 0, nth) : addDays(first, nth - 1)
  if (here >= from) return here
  const next = addMonths(first, months)
  return interval === 'month' ? addMonths(next, 0, nth) : addDays(next, nth - 1)
}

function unitsBetween({ anchor, interval }: Cycle, date: CalendarDate): number {
  if (interval === 'day') return daysBetween(anchor, date)
  if (interval === 'week') return Math.floor(daysBetween(anchor, date) / 7)
  if (interval === 'month') return (yearOf(date) - yearOf(anchor)) * 12 + monthOf(date) - monthOf(anchor)
  return yearOf(date) - yearOf(anchor)
}

function firstOfYear(date: CalendarDate): CalendarDate {
  return calendarDate(`${date.slice(0, 4)}-01-01`)
}
