import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, calendarDate, dayOfMonth, daysBetween, daysInMonth, monthOf, weekday, yearOf } from './date.ts'
import {
  type Cycle,
  daysIn,
  INTERVALS,
  includes,
  nextNthDay,
  period,
  periodAt,
  periodIndex,
  periodOf,
  periodStart,
} from './period.ts'

const dates = fc.integer({ min: 0, max: 40_000 }).map((days) => addDays(calendarDate('1990-01-01'), days))
const plain = fc.record({ interval: fc.constantFrom(...INTERVALS), count: fc.integer({ min: 1, max: 12 }), anchor: dates })
const snapped = fc
  .oneof(
    fc.record({ interval: fc.constant('week' as const), nth_day: fc.integer({ min: 1, max: 7 }) }),
    fc.record({ interval: fc.constant('month' as const), nth_day: fc.integer({ min: 1, max: 31 }) }),
    fc.record({ interval: fc.constant('year' as const), nth_day: fc.integer({ min: 1, max: 365 }) }),
  )
  .chain(({ interval, nth_day }) =>
    dates.map((from) => ({ interval, nth_day, count: 1, anchor: nextNthDay(interval, nth_day, from) })),
  )
const cycles: fc.Arbitrary<Cycle> = fc.oneof(plain, snapped)

test('periods tile the calendar: no gap, no overlap, none empty', () => {
  fc.assert(
    fc.property(cycles, fc.integer({ min: -40, max: 40 }), (cycle, index) => {
      const [here, next] = [periodAt(cycle, index), periodAt(cycle, index + 1)]
      expect(here.end).toBe(next.start)
      expect(daysIn(here)).toBeGreaterThan(0)
    }),
  )
})

test('every date lies in exactly one period, and period 0 begins on the anchor', () => {
  fc.assert(
    fc.property(cycles, dates, (cycle, date) => {
      const index = periodIndex(cycle, date)
      expect([index - 1, index, index + 1].filter((i) => includes(periodAt(cycle, i), date))).toEqual([index])
      expect(periodStart(cycle, 0)).toBe(cycle.anchor)
      expect(periodIndex(cycle, cycle.anchor)).toBe(0)
    }),
  )
})

test('the 31st and 29 February find their day again: every start is the anchor day or the last of its month', () => {
  fc.assert(
    fc.property(dates, fc.constantFrom('month' as const, 'year' as const), fc.nat(200), (anchor, interval, index) => {
      const start = periodStart({ interval, count: 1, anchor }, index)
      expect(dayOfMonth(start)).toBe(Math.min(dayOfMonth(anchor), daysInMonth(yearOf(start), monthOf(start))))
    }),
  )
})

test('monthly from 31 January: 28 February, 31 March, 30 April', () => {
  const cycle: Cycle = { interval: 'month', count: 1, anchor: calendarDate('2026-01-31') }
  expect([0, 1, 2, 3].map((i) => periodStart(cycle, i))).toEqual(['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30'])
  expect(periodOf(cycle, calendarDate('2026-03-30'))).toEqual({ start: '2026-02-28', end: '2026-03-31' })
})

test('yearly from 29 February: the 28th in between, the 29th in leap years', () => {
  const cycle: Cycle = { interval: 'year', count: 1, anchor: calendarDate('2024-02-29') }
  expect([0, 1, 2, 3, 4].map((i) => periodStart(cycle, i))).toEqual([
    '2024-02-29',
    '2025-02-28',
    '2026-02-28',
    '2027-02-28',
    '2028-02-29',
  ])
})

test('a cycle pinned to the 31st keeps it, although its first month was shorter', () => {
  const anchor = nextNthDay('month', 31, calendarDate('2026-02-10'))
  const cycle: Cycle = { interval: 'month', count: 1, anchor, nth_day: 31 }
  expect([0, 1, 2].map((i) => periodStart(cycle, i))).toEqual(['2026-02-28', '2026-03-31', '2026-04-30'])
})

test('the nth day is on or after the date asked for, is the nth day, and less than one interval away', () => {
  fc.assert(
    fc.property(dates, fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 365 }), (from, day, ofYear) => {
      const week = nextNthDay('week', day, from)
      expect([weekday(week), daysIn(period(from, week)) < 7]).toEqual([day, true])
      const year = nextNthDay('year', ofYear, from)
      expect([
        daysBetween(calendarDate(`${String(yearOf(year)).padStart(4, '0')}-01-01`), year) + 1,
        daysIn(period(from, year)) < 366,
      ]).toEqual([ofYear, true])
    }),
  )
})
