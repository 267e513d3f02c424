import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, calendarDate } from '../../../core/date.ts'
import { decimal } from '../../../core/decimal.ts'
import { add, money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { feesEarned, type LateFeeSchedule, lateFee, nextFeeDate, type OverdueInvoice, refuseBadSchedule } from './fee.ts'

const usd = (amount: number) => money(amount, 'usd')
const due_date = calendarDate('2026-01-31')
const none = { count: 0, amount: usd(0) }
const schedules: fc.Arbitrary<LateFeeSchedule> = fc.record({
  start_date: fc.constantFrom(calendarDate('2020-01-01'), due_date),
  amount: fc.integer({ min: 1, max: 10_000 }).map((n) => ({ digits: BigInt(n), scale: 2 })),
  is_percent: fc.boolean(),
  grace_period: fc.nat(60),
  recurring_days: fc.nat(60),
  cap: fc.option(fc.nat(100_000).map(usd)),
})
const invoices: fc.Arbitrary<OverdueInvoice> = fc.record({
  due_date: fc.constant(due_date),
  overdue: fc.nat(1_000_000).map(usd),
  charged: fc.constant(none),
})
const days = fc.nat(800)

test('nothing is charged before grace has passed', () => {
  fc.assert(
    fc.property(schedules, invoices, fc.nat(60), (schedule, invoice, day) => {
      fc.pre(day <= schedule.grace_period)
      expect(lateFee(schedule, invoice, addDays(due_date, day))).toEqual(none)
    }),
  )
})

test('a later day never earns less', () => {
  fc.assert(
    fc.property(schedules, invoices, days, days, (schedule, invoice, a, b) => {
      const [sooner, later] = [Math.min(a, b), Math.max(a, b)].map(
        (day) => lateFee(schedule, invoice, addDays(due_date, day)).amount.amount,
      )
      expect(later).toBeGreaterThanOrEqual(sooner!)
    }),
  )
})

test('fees never come to more than the cap, charged in one go or day by day', () => {
  fc.assert(
    fc.property(schedules, invoices, fc.nat(200), (schedule, invoice, last) => {
      let charged = none
      for (let day = 0; day <= last; day += 1) {
        const fee = lateFee(schedule, { ...invoice, charged }, addDays(due_date, day))
        charged = { count: charged.count + fee.count, amount: add(charged.amount, fee.amount) }
      }
      const atOnce = lateFee(schedule, invoice, addDays(due_date, last))
      expect(charged).toEqual(atOnce)
      if (schedule.cap) expect(charged.amount.amount).toBeLessThanOrEqual(schedule.cap.amount)
    }),
  )
})

test('running twice on one day charges once', () => {
  fc.assert(
    fc.property(schedules, invoices, days, (schedule, invoice, day) => {
      const charged = lateFee(schedule, invoice, addDays(due_date, day))
      expect(lateFee(schedule, { ...invoice, charged }, addDays(due_date, day))).toEqual(none)
    }),
  )
})

test('the next fee falls on the first day that earns one more', () => {
  fc.assert(
    fc.property(schedules, fc.nat(5), (schedule, charged) => {
      const next = nextFeeDate(schedule, due_date, charged)
      fc.pre(next !== null && (charged === 0 || schedule.recurring_days > 0))
      expect(feesEarned(schedule, due_date, next)).toBeGreaterThan(charged)
      expect(feesEarned(schedule, due_date, addDays(next, -1))).toBeLessThanOrEqual(charged)
    }),
  )
})

test('1.5 % of 1,000.00 after 10 days of grace, then every 30 days', () => {
  const schedule: LateFeeSchedule = {
    start_date: calendarDate('2026-01-01'),
    amount: decimal('1.5'),
    is_percent: true,
    grace_period: 10,
    recurring_days: 30,
    cap: null,
  }
  const invoice: OverdueInvoice = { due_date, overdue: usd(100_000), charged: none }
  const on = (date: string) => lateFee(schedule, invoice, calendarDate(date))
  expect([on('2026-02-10'), on('2026-02-11'), on('2026-03-13')]).toEqual([
    none,
    { count: 1, amount: usd(1_500) },
    { count: 2, amount: usd(3_000) },
  ])
  expect(lateFee({ ...schedule, cap: usd(2_000) }, invoice, calendarDate('2026-03-13')).amount).toEqual(usd(2_000))
})

test('invoices without a due date, due before the schedule began, or owing nothing are left alone', () => {
  const schedule: LateFeeSchedule = {
    start_date: addDays(due_date, 1),
    amount: decimal('25'),
    is_percent: false,
    grace_period: 0,
    recurring_days: 0,
    cap: null,
  }
  const invoice: OverdueInvoice = { due_date, overdue: usd(100), charged: none }
  const today = addDays(due_date, 100)
  expect(lateFee(schedule, invoice, today)).toEqual(none)
  expect(lateFee({ ...schedule, start_date: due_date }, invoice, today)).toEqual({ count: 1, amount: usd(2_500) })
  expect(lateFee({ ...schedule, start_date: due_date }, { ...invoice, due_date: null }, today)).toEqual(none)
  expect(lateFee({ ...schedule, start_date: due_date }, { ...invoice, overdue: usd(0) }, today)).toEqual(none)
  expect([
    nextFeeDate(schedule, due_date, 0),
    nextFeeDate(schedule, null, 0),
    nextFeeDate({ ...schedule, start_date: due_date }, due_date, 1),
  ]).toEqual([null, null, null])
})

test('schedules that cannot run are refused with the field at fault', () => {
  const good = { amount: decimal('5'), is_percent: true, grace_period: 5, recurring_days: 0 }
  const fieldOf = (schedule: typeof good) => {
    try {
      refuseBadSchedule(schedule)
      return null
    } catch (error) {
      return error instanceof Refusal ? error.field : error
    }
  }
  expect(fieldOf(good)).toBeNull()
  expect(
    [
      { ...good, grace_period: 366 },
      { ...good, recurring_days: -1 },
      { ...good, amount: decimal('0') },
      { ...good, amount: decimal('100.01') },
    ].map(fieldOf),
  ).toEqual(['grace_period', 'recurring_days', 'amount', 'amount'])
})
