import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dateTyped } from './date-typed.ts'
import { decimalShown, decimalTyped } from './numbers.ts'

const point = fc.constantFrom('.', ',')
const plain = fc
  .tuple(fc.integer({ min: 0, max: 999_999_999 }), fc.integer({ min: 0, max: 9_999 }))
  .map(([whole, fraction]) => (fraction === 0 ? `${whole}` : `${whole}.${String(fraction).padStart(4, '0').replace(/0+$/, '')}`))

test('what is shown and typed again is the same figure', () => {
  fc.assert(
    fc.property(plain, point, (figure, sign) => {
      expect(decimalTyped(decimalShown(figure, 0, sign), sign)).toBe(figure)
    }),
  )
})

test('figures are read as people write them', () => {
  const cases: readonly [string, string, string | null][] = [
    ['1,234.50', '.', '1234.50'],
    ['1.234,50', ',', '1234.50'],
    ['3,5', '.', '3.5'],
    ['3.85', ',', '3.85'],
    ['1,234', '.', '1234'],
    ['.5', '.', '0.5'],
    ['$ 45.00', '.', '45.00'],
    ['-3', '.', '-3'],
    ['', '.', null],
    ['abc', '.', null],
    ['1.2.3', '.', null],
  ]
  for (const [text, sign, figure] of cases) expect([text, decimalTyped(text, sign)]).toEqual([text, figure])
})

test('an amount is shown with at least the decimals of its currency and never loses any', () => {
  expect([decimalShown('45', 2, '.'), decimalShown('0.125', 2, '.'), decimalShown('10.50', 0, ',')]).toEqual([
    '45.00',
    '0.125',
    '10,5',
  ])
})

test('every date written in figures is read back in the order it was written', () => {
  const orders = [
    ['day', 'month', 'year'],
    ['month', 'day', 'year'],
    ['year', 'month', 'day'],
  ] as const
  const days = fc.date({ min: new Date('1970-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(days, fc.constantFrom(...orders), fc.constantFrom('.', '/', '-', ' '), (instant, order, separator) => {
      const date = instant.toISOString().slice(0, 10)
      const [year = '', month = '', day = ''] = date.split('-')
      expect(dateTyped(order.map((part) => ({ year, month, day })[part]).join(separator), order)).toBe(date)
    }),
  )
})

test('what no calendar has is no date', () => {
  expect(
    ['2015-02-29', '31.11.2014', '5', 'soon', '99/99/9999'].map((text) => dateTyped(text, ['day', 'month', 'year'])),
  ).toEqual([null, null, null, null, null])
  expect(dateTyped('Dec 18, 2014')).toBe('2014-12-18')
})
