import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CURRENCIES, currencySymbol, isCurrency, minorDigits } from './currency.ts'
import { decimal, decimalText } from './decimal.ts'
import {
  add,
  allocate,
  compare,
  formatMoney,
  inMajorUnits,
  isNegative,
  isPositive,
  isZero,
  max,
  min,
  money,
  moneyFromMajor,
  moneyFromMinor,
  negate,
  round,
  subtract,
  sum,
  times,
  zero,
} from './money.ts'

const cents = fc.integer({ min: -1e12, max: 1e12 })
const dollars = cents.map((amount) => money(amount, 'usd'))
const currencies = fc.constantFrom(...CURRENCIES)
const weights = fc.array(fc.nat(1e6), { minLength: 1, maxLength: 50 })

test('allocating never gains or loses a cent', () => {
  fc.assert(
    fc.property(dollars, weights, (total, ws) => {
      expect(sum(allocate(total, ws), 'usd')).toEqual(total)
    }),
  )
})

test('a part is never more than a cent from its exact share', () => {
  fc.assert(
    fc.property(dollars, weights, (total, ws) => {
      fc.pre(ws.some((weight) => weight > 0))
      const whole = BigInt(ws.reduce((a, b) => a + b, 0))
      allocate(total, ws).forEach((part, i) => {
        const miss = BigInt(part.amount) * whole - BigInt(total.amount) * BigInt(ws[i]!)
        expect(miss < whole && miss > -whole).toBe(true)
      })
    }),
  )
})

test('equal weights differ by at most one cent', () => {
  fc.assert(
    fc.property(dollars, fc.integer({ min: 1, max: 60 }), (total, n) => {
      const parts = allocate(total, Array<number>(n).fill(1)).map((part) => part.amount)
      expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1)
    }),
  )
})

test('allocating a debt mirrors allocating a credit', () => {
  fc.assert(
    fc.property(dollars, weights, (total, ws) => {
      expect(allocate(negate(total), ws)).toEqual(allocate(total, ws).map(negate))
    }),
  )
})

test('a third each of a dollar, and weights beyond floating point', () => {
  expect(allocate(money(100, 'usd'), [1, 1, 1]).map((part) => part.amount)).toEqual([34, 33, 33])
  expect(allocate(money(7, 'usd'), [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]).map((part) => part.amount)).toEqual([4, 3])
  expect(allocate(money(5, 'usd'), [0, 0]).map((part) => part.amount)).toEqual([3, 2])
})

test('adding and subtracting are inverse, and zero changes nothing', () => {
  fc.assert(
    fc.property(dollars, dollars, (a, b) => {
      expect(subtract(add(a, b), b)).toEqual(a)
      expect(add(a, zero('usd'))).toEqual(a)
      expect(add(a, negate(a))).toEqual(zero('usd'))
    }),
  )
})

test('one amount is less than, equal to or more than another', () => {
  fc.assert(
    fc.property(dollars, dollars, (a, b) => {
      expect(compare(a, b)).toBe(Math.sign(a.amount - b.amount))
      expect([min(a, b), max(a, b)].map((m) => m.amount)).toEqual([a.amount, b.amount].sort((x, y) => x - y))
      expect([isNegative(a), isZero(a), isPositive(a)].filter(Boolean)).toHaveLength(1)
    }),
  )
})

test('major units and back is the same money, in every currency', () => {
  fc.assert(
    fc.property(cents, currencies, (amount, currency) => {
      const value = money(amount, currency)
      expect(moneyFromMajor(inMajorUnits(value), currency)).toEqual(value)
      expect(round(inMajorUnits(value), currency)).toEqual(value)
    }),
  )
})

test('a fraction of the smallest unit is not money, trailing zeros are', () => {
  expect(moneyFromMajor(decimal('10.990'), 'usd')).toEqual(money(1099, 'usd'))
  expect(moneyFromMajor(decimal('10.995'), 'usd')).toBeNull()
  expect(moneyFromMajor(decimal('100.5'), 'jpy')).toBeNull()
  expect(moneyFromMajor(decimal('1.234'), 'bhd')).toEqual(money(1234, 'bhd'))
  expect(moneyFromMajor(decimal('99999999999999999'), 'usd')).toBeNull()
})

test('half a cent rounds away from zero, half a yen too', () => {
  expect(round(decimal('0.005'), 'usd')).toEqual(money(1, 'usd'))
  expect(round(decimal('-0.005'), 'usd')).toEqual(money(-1, 'usd'))
  expect(round(decimal('99.5'), 'jpy')).toEqual(money(100, 'jpy'))
  expect(round(decimal('0.0005'), 'bhd')).toEqual(money(1, 'bhd'))
  expect(times(money(4995, 'usd'), decimal('0.1'))).toEqual(money(500, 'usd'))
})

test('what is no whole number of minor units, or mixes currencies, is our bug and stops us', () => {
  for (const amount of [0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER + 1])
    expect(() => money(amount, 'usd')).toThrow('whole number')
  expect(() => add(money(1, 'usd'), money(1, 'eur'))).toThrow('mix')
  expect(() => compare(money(1, 'usd'), money(1, 'eur'))).toThrow('mix')
  expect(() => add(money(Number.MAX_SAFE_INTEGER, 'usd'), money(1, 'usd'))).toThrow('whole number')
  expect(() => moneyFromMinor(2n ** 60n, 'usd')).toThrow('minor units')
  expect(Object.is(negate(zero('usd')).amount, 0)).toBe(true)
})

test('formatting keeps every digit, in every currency', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), currencies, (amount, currency) => {
      const plain = formatMoney(money(amount, currency), 'en-US')
        .replace(/^[^\d]+/, '')
        .replaceAll(',', '')
      expect(plain).toBe(decimalText(inMajorUnits(money(amount, currency))))
    }),
  )
})

test('people of different places write the same amount differently', () => {
  const spaces = (text: string) => text.replace(/\s/g, ' ')
  expect(formatMoney(money(-109900, 'usd'))).toBe('-$1,099.00')
  expect(spaces(formatMoney(money(109900, 'eur'), 'de-DE'))).toBe('1.099,00 €')
  expect(formatMoney(money(1099, 'jpy'), 'ja-JP')).toMatch(/[\u00a5\uffe5]1,099/)
  expect(spaces(formatMoney(money(1234, 'bhd'), 'en-US'))).toBe('BHD 1.234')
  expect(formatMoney(money(1, 'usd'), 'en_GB')).toBe('US$0.01')
})

test('currencies have a code, a sign and 0, 2, 3, 4 or 8 decimals', () => {
  for (const currency of CURRENCIES) {
    expect(currency).toMatch(/^[a-z]{3}$/)
    expect(currencySymbol(currency).length).toBeGreaterThan(0)
    expect([0, 2, 3, 4, 8]).toContain(minorDigits(currency))
  }
  expect(new Set(CURRENCIES).size).toBe(CURRENCIES.length)
})

test('decimals by currency, as ISO 4217 and the published API have them', () => {
  const having = (digits: number) => CURRENCIES.filter((currency) => minorDigits(currency) === digits).sort()
  const published = ['bif', 'clp', 'djf', 'gnf', 'jpy', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'vuv', 'xaf', 'xof', 'xpf']
  expect(having(0)).toEqual([...published, 'isk', 'ugx', 'uyi', 'vnd'].sort())
  expect(having(3)).toEqual(['bhd', 'iqd', 'jod', 'kwd', 'lyd', 'omr', 'tnd'])
  expect(having(4)).toEqual(['clf', 'uyw'])
  expect(having(8)).toEqual(['btc'])
  expect([isCurrency('usd'), isCurrency('USD'), isCurrency('xxx'), isCurrency('toString')]).toEqual([true, false, false, false])
})
