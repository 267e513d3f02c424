import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, calendarDate } from '../../../core/date.ts'
import { decimal, multiply } from '../../../core/decimal.ts'
import { add, type Money, money, round, sum } from '../../../core/money.ts'
import { period } from '../../../core/period.ts'
import type { AppliedDiscount } from '../../receivables/documents/contract.ts'
import { prorateChange, type RecurringLine } from '../billing/proration.ts'
import { reduceLines } from './reductions.ts'

const NOW = new Date('2026-06-16T12:00:00Z')
const discount = (amount: number, percent: number | null): AppliedDiscount => ({
  id: 1,
  object: 'discount',
  amount: money(amount, 'usd'),
  coupon: percent === null ? null : { id: 'some', is_percent: true, value: percent },
  expires: null,
  updated_at: NOW,
})
const cents = (amount: number): RecurringLine['unit_cost'] => ({ digits: BigInt(amount), scale: 2 })
const lines = fc.array(
  fc.record({ plan: fc.constantFrom('starter', 'pro', 'seats'), quantity: fc.integer({ min: 1, max: 9 }) }),
  { maxLength: 4 },
)
const PRICES = { starter: 1_999, pro: 9_900, seats: 500 } as const
const priced = (orders: readonly { plan: string; quantity: number }[]): RecurringLine[] =>
  orders.map(({ plan, quantity }) => ({
    plan,
    quantity: decimal(String(quantity)),
    unit_cost: cents(PRICES[plan as keyof typeof PRICES]),
    band: null,
  }))
const worth = (of: readonly RecurringLine[]) =>
  sum(
    of.map(({ quantity, unit_cost }) => round(multiply(quantity, unit_cost), 'usd')),
    'usd',
  ).amount
const changes = fc.record({
  before: lines,
  after: lines,
  start: fc.nat(2_000),
  days: fc.integer({ min: 1, max: 366 }),
  day: fc.nat(366),
})

test('what a change comes to is the share of the days in what the periods come to after their discounts', () => {
  fc.assert(
    fc.property(
      changes,
      fc.nat(20_000),
      fc.constantFrom(0, 12.5, 50, 100),
      ({ before, after, start, days, day }, fixed, percent) => {
        const [old, next] = [priced(before), priced(after)]
        const first = addDays(calendarDate('2024-01-01'), start)
        const whole = period(first, addDays(first, days))
        const on = addDays(first, Math.min(day, days))
        const discounts = [...(percent > 0 ? [discount(0, percent)] : []), ...(fixed > 0 ? [discount(fixed, null)] : [])]
        const reduced = reduceLines(prorateChange(old, next, whole, on), {
          before: old,
          after: next,
          whole,
          from: first,
          on,
          discounts,
          currency: 'usd',
        })
        const paidFor = (lines: readonly RecurringLine[]) => Math.max(worth(lines) * (1 - percent / 100) - fixed, 0)
        const exact = ((paidFor(next) - paidFor(old)) * (days - Math.min(day, days))) / days
        const parts = reduced.map((line): Money => {
          const amount = worth([line])
          const taken = line.discounts.map(({ coupon, amount: flat }) =>
            coupon ? (Math.abs(amount) * percent) / 100 : flat.amount,
          )
          const off = taken.reduce((all, one) => all + one, 0)
          expect(off).toBeLessThanOrEqual(Math.abs(amount) + 1)
          return money(Math.round(amount - Math.sign(amount) * off), 'usd')
        })
        // Quantities have four digits, and every line is rounded by itself.
        const slack = 3 + reduced.length * 2 + (worth(old) + worth(next)) / 10_000
        expect(Math.abs(parts.reduce(add, money(0, 'usd')).amount - exact)).toBeLessThanOrEqual(slack)
      },
    ),
    { numRuns: 1_000 },
  )
})

test('ten off a hundred: half of the ninety comes back, and the forty are charged less what they need of the ten', () => {
  const june = period(calendarDate('2026-06-01'), calendarDate('2026-07-01'))
  const on = calendarDate('2026-06-16')
  const before = [{ plan: 'pro', quantity: decimal('1'), unit_cost: cents(10_000), band: null }]
  const after = [{ plan: 'starter', quantity: decimal('1'), unit_cost: cents(4_000), band: null }]
  const change = {
    before,
    after,
    whole: june,
    from: june.start,
    on,
    discounts: [discount(1_000, null)],
    currency: 'usd' as const,
  }
  const taken = (lines: ReturnType<typeof reduceLines>) =>
    lines.map(({ discounts }) => discounts.map(({ amount }) => amount.amount))
  expect(taken(reduceLines(prorateChange(before, after, june, on), change))).toEqual([[500], [500]])
  expect(taken(reduceLines(prorateChange(before, [], june, on), { ...change, after: [] }))).toEqual([[500]])
  expect(
    taken(reduceLines(prorateChange(before, [...before, ...before], june, on), { ...change, after: [...before, ...before] })),
  ).toEqual([[]])
})
