import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, calendarDate } from '../../../core/date.ts'
import { type Decimal, decimal, decimalText, multiply } from '../../../core/decimal.ts'
import { money, round, sum } from '../../../core/money.ts'
import { daysIn, period, periodOf } from '../../../core/period.ts'
import { daysLeft, type ProratedLine, prorateChange, prorateLines, prorateQuantity, type RecurringLine } from './proration.ts'

const periods = fc
  .tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 366 }))
  .map(([start, days]) => period(addDays(calendarDate('2000-01-01'), start), addDays(calendarDate('2000-01-01'), start + days)))
const within = periods.chain((p) => fc.nat(daysIn(p)).map((day) => ({ period: p, on: addDays(p.start, day) })))
const decimals = (max: number, scale: number) => fc.nat(max).map((n): Decimal => ({ digits: BigInt(n), scale }))
const lines: fc.Arbitrary<RecurringLine[]> = fc.array(
  fc.record({
    plan: fc.constantFrom('starter', 'pro', 'seats'),
    quantity: decimals(1_000, 1),
    unit_cost: fc.constantFrom(decimal('49'), decimal('9.99'), decimal('0.125')),
    band: fc.constantFrom(null, '1–10'),
  }),
  { maxLength: 5 },
)
const worth = (prorated: readonly ProratedLine[]) =>
  sum(
    prorated.map((line) => round(multiply(line.quantity, line.unit_cost), 'usd')),
    'usd',
  )

test('a change and its undoing on the same day cost nothing', () => {
  fc.assert(
    fc.property(lines, lines, within, (before, after, { period: p, on }) => {
      expect(worth([...prorateChange(before, after, p, on), ...prorateChange(after, before, p, on)])).toEqual(money(0, 'usd'))
      expect(prorateChange(before, before, p, on)).toEqual([])
    }),
  )
})

test('on the first day a change costs the whole difference, on the last moment nothing', () => {
  fc.assert(
    fc.property(lines, periods, (after, p) => {
      const whole = prorateLines(after, p, p.start)
      const merged = prorateLines(after, p, addDays(p.start, -10))
      expect(merged).toEqual(whole)
      expect(prorateLines(after, p, p.end)).toEqual([])
      expect(whole.every((line) => line.period.start === p.start && line.period.end === p.end)).toBe(true)
    }),
  )
})

test('the later in the period, the less a quantity counts', () => {
  fc.assert(
    fc.property(decimals(1e6, 2), periods, fc.nat(366), fc.nat(366), (quantity, p, a, b) => {
      const at = (day: number) => prorateQuantity(quantity, p, addDays(p.start, day)).digits
      expect(at(Math.max(a, b)) <= at(Math.min(a, b))).toBe(true)
    }),
  )
})

test('in a leap February the 15th leaves 15 of 29 days', () => {
  const february = periodOf({ interval: 'month', count: 1, anchor: calendarDate('2024-01-01') }, calendarDate('2024-02-10'))
  const on = calendarDate('2024-02-15')
  expect([daysIn(february), daysLeft(february, on)]).toEqual([29, 15])
  expect(decimalText(prorateQuantity(decimal('3'), february, on))).toBe('1.5517')
})

test('two more seats in the middle of June are one line, another plan is a credit and a charge', () => {
  const june = period(calendarDate('2026-06-01'), calendarDate('2026-07-01'))
  const on = calendarDate('2026-06-16')
  const seats = (quantity: string): RecurringLine => ({
    plan: 'seats',
    quantity: decimal(quantity),
    unit_cost: decimal('10'),
    band: null,
  })
  const pro: RecurringLine = { plan: 'pro', quantity: decimal('1'), unit_cost: decimal('100'), band: null }
  const shown = (prorated: readonly ProratedLine[]) =>
    prorated.map((line) => [line.plan, decimalText(line.quantity), line.period.start, line.period.end])
  expect(shown(prorateChange([seats('3')], [seats('5')], june, on))).toEqual([['seats', '1.0000', '2026-06-16', '2026-07-01']])
  const switched = prorateChange([seats('3')], [pro], june, on)
  expect(shown(switched)).toEqual([
    ['seats', '-1.5000', '2026-06-16', '2026-07-01'],
    ['pro', '0.5000', '2026-06-16', '2026-07-01'],
  ])
  expect(worth(switched)).toEqual(money(3_500, 'usd'))
})

test('a first period that is snapped to the 1st pays only for its days', () => {
  const full = periodOf(
    { interval: 'month', count: 1, anchor: calendarDate('2026-04-01'), nth_day: 1 },
    calendarDate('2026-03-22'),
  )
  const [line] = prorateLines(
    [{ plan: 'pro', quantity: decimal('1'), unit_cost: decimal('310'), band: null }],
    full,
    calendarDate('2026-03-22'),
  )
  expect([full, line && round(multiply(line.quantity, line.unit_cost), 'usd')]).toEqual([
    { start: '2026-03-01', end: '2026-04-01' },
    money(10_001, 'usd'),
  ])
})
