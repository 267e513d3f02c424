import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayOf } from '../../../core/date.ts'
import { compareDecimals, decimal } from '../../../core/decimal.ts'
import { Refusal } from '../../../core/refusal.ts'
import { type CouponFacts, draftCoupon } from './rules.ts'

const facts: CouponFacts = { currency: 'usd', zone: 'America/Chicago', now: new Date('2014-11-18T15:00:00Z') }
const values = fc.integer({ min: -20_000, max: 20_000 }).map((cents) => decimal((cents / 100).toFixed(2)))

test('a percentage lies between 0 and 100 and has no currency of its own; an amount is not negative and always has one', () => {
  fc.assert(
    fc.property(values, fc.boolean(), (value, is_percent) => {
      const fits = compareDecimals(value, decimal('0')) >= 0 && (!is_percent || compareDecimals(value, decimal('100')) <= 0)
      const attempt = () => draftCoupon('x1', { name: 'Coupon', value, is_percent }, facts)
      if (fits) expect(attempt().currency).toBe(is_percent ? null : 'usd')
      else expect(attempt).toThrow(Refusal)
    }),
  )
})

test('whatever moment of a day a coupon is said to end, it ends with that day', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4_000_000_000 }),
      fc.constantFrom('America/Chicago', 'Asia/Kolkata', 'Pacific/Apia'),
      (seconds, zone) => {
        const expiration_date = new Date(seconds * 1000)
        expect(
          draftCoupon('x1', { name: 'Coupon', value: decimal('5'), expiration_date }, { ...facts, zone }).expiration_date,
        ).toEqual(dayOf(expiration_date, zone))
      },
    ),
  )
})
