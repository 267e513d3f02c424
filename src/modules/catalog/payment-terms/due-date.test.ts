import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, type CalendarDate, calendarDate, daysBetween } from '../../../core/date.ts'
import { decimal } from '../../../core/decimal.ts'
import { AUTOPAY_TERMS, dueDate, earlyDiscount, PAYMENT_PLAN_TERMS, readTerms } from './due-date.ts'

const dates = fc.integer({ min: 0, max: 60_000 }).map((days): CalendarDate => addDays(calendarDate('1970-01-01'), days))
const days = fc.nat(9_999)
const spellings = fc.constantFrom('NET ', 'net-', 'Net', 'nEt  ', ' NET - ')
const terms = fc.oneof(
  fc.tuple(spellings, days).map(([net, n]) => `${net}${n}`),
  fc.tuple(fc.nat(99), days, spellings, days).map(([percent, early, net, n]) => `${percent}% ${early} ${net}${n}`),
  fc.constant('Due on Receipt'),
)

test('a due date is never before the date', () => {
  fc.assert(
    fc.property(terms, dates, (text, date) => {
      expect(daysBetween(date, dueDate(text, date)!)).toBeGreaterThanOrEqual(0)
    }),
  )
})

test('a later date is never due sooner, nor are more days', () => {
  fc.assert(
    fc.property(terms, dates, dates, (text, a, b) => {
      expect(Math.sign(daysBetween(dueDate(text, a)!, dueDate(text, b)!))).toBe(Math.sign(daysBetween(a, b)))
    }),
  )
  fc.assert(
    fc.property(days, days, dates, (a, b, date) => {
      expect(daysBetween(dueDate(`NET ${a}`, date)!, dueDate(`NET ${b}`, date)!)).toBe(b - a)
    }),
  )
})

test('the days of the terms lie between date and due date, however they are spelt', () => {
  fc.assert(
    fc.property(spellings, days, dates, (net, n, date) => {
      expect(daysBetween(date, dueDate(`${net}${n}`, date)!)).toBe(n)
    }),
  )
})

test('text that is no rule gives no due date', () => {
  fc.assert(
    fc.property(fc.string(), dates, (text, date) => {
      fc.pre(!/net|receipt/i.test(text))
      expect(dueDate(text, date)).toBeNull()
      expect(earlyDiscount(text, date)).toBeNull()
    }),
  )
  for (const text of [
    null,
    '',
    AUTOPAY_TERMS,
    PAYMENT_PLAN_TERMS,
    'NET',
    'NET thirty',
    'NET 30 EOM',
    'INTERNET 30',
    'NET -30x',
    'NET 123456',
    '2% NET 30',
    `NET ${'9'.repeat(5000)}`,
  ]) {
    expect([text, dueDate(text, calendarDate('2026-01-31'))]).toEqual([text, null])
  }
})

test('NET 30 of 18 November is 18 December, across month ends and leap days too', () => {
  const due = (text: string, date: string) => dueDate(text, calendarDate(date))
  expect([
    due('NET 30', '2014-11-18'),
    due('net-30', '2024-01-31'),
    due('NET 14', '2014-11-18'),
    due('Due on receipt', '2026-02-28'),
  ]).toEqual(['2014-12-18', '2024-03-01', '2014-12-02', '2026-02-28'])
})

test('2% 10 NET 30 is due in 30 days and offers 2 % for 10', () => {
  const date = calendarDate('2026-01-01')
  for (const text of ['2% 10 NET 30', '2/10 net 30', '2 % 10, Net-30 days']) {
    expect([dueDate(text, date), earlyDiscount(text, date)]).toEqual([
      '2026-01-31',
      { percent: decimal('2'), last_date: '2026-01-11' },
    ])
  }
  expect(readTerms('1.5% 7 NET 14')).toEqual({ due_in_days: 14, discount: { percent: decimal('1.5'), within_days: 7 } })
  expect(earlyDiscount('0% 10 NET 30', date)).toBeNull()
  expect(earlyDiscount('NET 30', date)).toBeNull()
})

test('terms that lead beyond the calendar are refused', () => {
  expect(() => dueDate('NET 30', calendarDate('9999-12-15'))).toThrow('9999')
})
