import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, calendarDate, midnight } from '../../../core/date.ts'
import type { Invoice } from '../../records.ts'
import { ageOf } from './aging.ts'

const zone = 'America/Chicago'
const today = calendarDate('2014-11-18')
const owed = fc.record({
  late: fc.integer({ min: -60, max: 200 }),
  cents: fc.integer({ min: 1, max: 1_000_000 }),
  currency: fc.constantFrom('usd', 'eur'),
})

const invoices = (rows: readonly { late: number; cents: number; currency: string }[]) =>
  rows.map(
    ({ late, cents, currency }) =>
      ({ currency, balance: cents / 100, due_date: midnight({ date: addDays(today, -late), zone }).getTime() / 1000 }) as Invoice,
  )

test('what is outstanding in a currency is the sum of its buckets, and past due is all but the first', () => {
  fc.assert(
    fc.property(fc.array(owed, { maxLength: 30 }), (rows) => {
      for (const { currency, outstanding, pastDue, buckets } of ageOf(invoices(rows), today, zone)) {
        const own = rows.filter((row) => row.currency === currency)
        expect(outstanding.amount).toBe(own.reduce((sum, { cents }) => sum + cents, 0))
        expect(buckets.reduce((sum, { amount }) => sum + amount.amount, 0)).toBe(outstanding.amount)
        expect(pastDue.amount).toBe(own.filter(({ late }) => late > 0).reduce((sum, { cents }) => sum + cents, 0))
      }
    }),
  )
})

test('on its due date an invoice is not late', () => {
  expect(ageOf(invoices([{ late: 0, cents: 14_885, currency: 'usd' }]), today, zone)[0]?.pastDue.amount).toBe(0)
})
