import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allocate, money, sum } from './money.ts'

const cents = fc.integer({ min: -1e12, max: 1e12 })
const weights = fc.array(fc.nat(1e6), { minLength: 1, maxLength: 50 })

test('allocating never gains or loses a cent', () => {
  fc.assert(
    fc.property(cents, weights, (amount, ws) => {
      const parts = allocate(money(amount, 'usd'), ws)
      expect(sum(parts, 'usd')).toEqual(money(amount, 'usd'))
    }),
  )
})

test('equal weights differ by at most one cent', () => {
  fc.assert(
    fc.property(cents, fc.integer({ min: 1, max: 60 }), (amount, n) => {
      const parts = allocate(money(amount, 'usd'), Array(n).fill(1)).map((p) => p.amount)
      expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1)
    }),
  )
})

test('a third each of a dollar', () => {
  expect(allocate(money(100, 'usd'), [1, 1, 1]).map((p) => p.amount)).toEqual([34, 33, 33])
})
