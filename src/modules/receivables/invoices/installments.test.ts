import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, calendarDate } from '../../../core/date.ts'
import { money, sum } from '../../../core/money.ts'
import { nextInstallment, openInstallments, type PlanSchedule } from './installments.ts'

const start = calendarDate('2026-01-31')

const schedules = fc
  .array(fc.record({ days: fc.integer({ min: 0, max: 400 }), amount: fc.integer({ min: 1, max: 100_000 }) }), {
    minLength: 1,
    maxLength: 100,
  })
  .map(
    (parts): PlanSchedule => ({
      waiting: false,
      installments: parts
        .toSorted((a, b) => a.days - b.days)
        .map(({ days, amount }, id) => ({ id, date: addDays(start, days), amount, opening: amount })),
    }),
  )

/** A schedule and what is still owed of it, with more than was agreed now and then. */
const owed = schedules.chain((schedule) => {
  const total = schedule.installments.reduce((all, { opening }) => all + opening, 0)
  return fc.record({
    schedule: fc.constant(schedule),
    balance: fc.integer({ min: 0, max: total + 500 }),
    total: fc.constant(total),
  })
})

test('what is open of the installments adds up to what the invoice owes', () => {
  fc.assert(
    fc.property(owed, ({ schedule, balance }) => {
      const open = openInstallments(schedule, money(balance, 'usd')).map((one) => one.balance)
      expect(sum(open, 'usd')).toEqual(money(balance, 'usd'))
      expect(open.every(({ amount }) => amount >= 0)).toBe(true)
    }),
  )
})

test('nothing of an installment is filled while an older one is open', () => {
  fc.assert(
    fc.property(owed, ({ schedule, balance }) => {
      const open = openInstallments(schedule, money(balance, 'usd'))
      const first = open.findIndex((one) => one.balance.amount > 0)
      for (const one of first < 0 ? [] : open.slice(first + 1)) expect(one.balance).toEqual(one.amount)
    }),
  )
})

test('paying more never brings the next installment nearer', () => {
  fc.assert(
    fc.property(owed, fc.integer({ min: 0, max: 100_000 }), ({ schedule, balance }, paid) => {
      const next = (left: number) => nextInstallment({ plan_schedule: schedule, balance: money(left, 'usd') })
      const [before, after] = [next(balance), next(Math.max(0, balance - paid))]
      if (before && after) expect(after.date >= before.date).toBe(true)
    }),
  )
})

test('three installments of 100: after 150 the second is half open and comes next', () => {
  const installments = [1, 2, 3].map((id) => ({ id, date: addDays(start, 30 * id), amount: 100, opening: 100 }))
  const plan_schedule = { waiting: false, installments }
  expect(openInstallments(plan_schedule, money(150, 'usd')).map((one) => one.balance.amount)).toEqual([0, 50, 100])
  expect(nextInstallment({ plan_schedule, balance: money(150, 'usd') })).toEqual({
    date: installments[1]!.date,
    balance: money(50, 'usd'),
  })
})
