import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimalsUpTo, discountsOfDocuments } from '../../../../test/oracle/totals.ts'
import { decimal } from '../../../core/decimal.ts'
import { money, sum } from '../../../core/money.ts'
import { type Discount, discountAmount, discountOfCoupon, shareAmongLines, tidyDiscounts } from './discounts.ts'
import { taxOfRate, tidyTaxes } from './taxes.ts'

const amounts = fc.integer({ min: -1e9, max: 1e9 }).map((amount) => money(amount, 'usd'))

test('a percentage is never negative and never above what is above zero of its base', () => {
  fc.assert(
    fc.property(amounts, decimalsUpTo(100, 3), (base, value) => {
      const { amount } = discountAmount({ kind: 'percent', value, coupon: 'spring' }, base)
      expect(amount).toBeGreaterThanOrEqual(0)
      expect(amount).toBeLessThanOrEqual(Math.max(0, base.amount))
    }),
  )
})

test('a fixed discount is its value, whatever the base', () => {
  fc.assert(
    fc.property(amounts, (base) => {
      expect(discountAmount({ kind: 'fixed', amount: decimal('5'), coupon: null }, base)).toEqual(money(500, 'usd'))
      expect(discountAmount({ kind: 'fixed', amount: money(500, 'usd'), coupon: null }, base)).toEqual(money(500, 'usd'))
    }),
  )
})

test('shared among lines a discount adds up to itself', () => {
  fc.assert(
    fc.property(amounts, fc.array(amounts, { minLength: 1, maxLength: 30 }), (discount, nets) => {
      expect(sum(shareAmongLines(discount, nets, nets), 'usd')).toEqual(discount)
    }),
  )
})

test('no line is given more of a discount than it is worth, when all lines together are worth it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(1e8), { minLength: 1, maxLength: 30 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (nets, part) => {
        const discount = Math.floor(nets.reduce((a, b) => a + b, 0) * part)
        const weights = nets.map((net) => money(net, 'usd'))
        shareAmongLines(money(discount, 'usd'), weights, weights).forEach(({ amount }, i) => {
          expect(amount).toBeLessThanOrEqual(nets[i]!)
          expect(amount).toBeGreaterThanOrEqual(0)
        })
      },
    ),
  )
})

test('without lines there is nothing to share, without weights all share alike', () => {
  const cents = (...all: number[]) => all.map((amount) => money(amount, 'usd'))
  expect(shareAmongLines(money(100, 'usd'), [], [])).toEqual([])
  expect(shareAmongLines(money(100, 'usd'), cents(0, -5), cents(0, 0))).toEqual(cents(50, 50))
  expect(shareAmongLines(money(100, 'usd'), cents(0, 0), cents(30, 10))).toEqual(cents(75, 25))
})

test('tidied twice is tidied once: no coupon twice, no typed zero', () => {
  fc.assert(
    fc.property(fc.array(discountsOfDocuments, { maxLength: 8 }), (discounts) => {
      const tidied = tidyDiscounts(discounts)
      expect(tidyDiscounts(tidied)).toEqual(tidied)
      const coupons = tidied.flatMap(({ coupon }) => coupon ?? [])
      expect(new Set(coupons).size).toBe(coupons.length)
      expect(new Set(coupons)).toEqual(new Set(discounts.flatMap(({ coupon }) => coupon ?? [])))
    }),
  )
})

test('the first of each coupon stays, typed amounts may repeat', () => {
  const five: Discount = { kind: 'fixed', amount: decimal('5'), coupon: null }
  const none: Discount = { kind: 'fixed', amount: money(0, 'usd'), coupon: null }
  const spring = discountOfCoupon({ id: 'spring', is_percent: true, value: decimal('20') })
  const other = discountOfCoupon({ id: 'spring', is_percent: false, value: decimal('7') })
  expect(tidyDiscounts([five, spring, none, five, other])).toEqual([five, spring, five])
  const vat = taxOfRate({ id: 'vat', is_percent: true, value: decimal('0'), inclusive: true })
  expect(tidyTaxes([vat, { ...vat, tax_rate: null }, vat])).toEqual([vat])
})
