import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  decimal,
  decimalText,
  divide,
  divideUp,
  isDecimal,
  multiply,
  negateDecimal,
  parseDecimal,
  percent,
  roundToScale,
  subtractDecimals,
  trimmed,
} from './decimal.ts'

const decimals: fc.Arbitrary<Decimal> = fc.record({
  digits: fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }),
  scale: fc.integer({ min: 0, max: 12 }),
})
const scales = fc.integer({ min: 0, max: 8 })
const same = (left: Decimal, right: Decimal) => {
  expect(compareDecimals(left, right)).toBe(0)
}

test('text and decimal are two spellings of one value', () => {
  fc.assert(
    fc.property(decimals, (value) => {
      expect(decimal(decimalText(value))).toEqual(value)
    }),
  )
})

test('every JSON number within the limits is read as the number it spells', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.double({ noNaN: true, min: -1e17, max: 1e17 }), fc.double({ min: 0, max: 1e-4, noNaN: true })),
      (number) => {
        const value = parseDecimal(String(number))
        if (value) expect(Number(decimalText(value))).toBe(number === 0 ? 0 : number)
        else expect(String(number)).toMatch(/e-|\.\d{13,}/)
      },
    ),
  )
})

test('exponents are moved points', () => {
  const read = (text: string) => decimalText(decimal(text))
  expect(['1e3', '1.5e+2', '1e-7', '2.50', '-1e2', '-0', '1.10000000000000000'].map(read)).toEqual([
    '1000',
    '150',
    '0.0000001',
    '2.50',
    '-100',
    '0',
    '1.100000000000'.replace(/0+$/, ''),
  ])
})

test('what is no plain number, or too long a one, is no decimal', () => {
  for (const text of [
    '',
    ' 1',
    '1,000',
    '0x10',
    '+1',
    '.5',
    '5.',
    'NaN',
    'Infinity',
    '1e400',
    '1e21',
    '1e-13',
    '1e999999999',
    '--1',
    '1'.repeat(19),
    `0.${'1'.repeat(13)}`,
    '١',
  ]) {
    expect([text, isDecimal(text)]).toEqual([text, false])
  }
  expect(isDecimal(`${'9'.repeat(18)}.${'9'.repeat(12)}`)).toBe(true)
})

test('addition commutes and subtraction undoes it', () => {
  fc.assert(
    fc.property(decimals, decimals, (a, b) => {
      same(addDecimals(a, b), addDecimals(b, a))
      same(subtractDecimals(addDecimals(a, b), b), a)
      same(addDecimals(a, negateDecimal(a)), decimal('0'))
    }),
  )
})

test('multiplication distributes over addition', () => {
  fc.assert(
    fc.property(decimals, decimals, decimals, (a, b, c) =>
      same(multiply(a, addDecimals(b, c)), addDecimals(multiply(a, b), multiply(a, c))),
    ),
  )
})

test('dividing a product by one factor gives the other', () => {
  fc.assert(
    fc.property(decimals, decimals, (a, b) => {
      fc.pre(b.digits !== 0n)
      same(divide(multiply(a, b), b, 12), a)
    }),
  )
})

test('a quotient is off by at most half of its last digit', () => {
  fc.assert(
    fc.property(decimals, decimals, scales, (a, b, scale) => {
      fc.pre(b.digits !== 0n)
      const miss = subtractDecimals(multiply(divide(a, b, scale), b), a)
      const half = multiply({ digits: 5n, scale: scale + 1 }, b)
      expect(
        compareDecimals(
          { ...miss, digits: miss.digits < 0n ? -miss.digits : miss.digits },
          { ...half, digits: half.digits < 0n ? -half.digits : half.digits },
        ),
      ).not.toBe(1)
    }),
  )
})

test('rounding is off by at most half a unit, is symmetrical, and goes away from zero at the half', () => {
  fc.assert(
    fc.property(decimals, scales, (value, scale) => {
      const rounded: Decimal = { digits: roundToScale(value, scale), scale }
      const miss = subtractDecimals(rounded, value)
      expect(
        compareDecimals({ ...miss, digits: miss.digits < 0n ? -miss.digits : miss.digits }, { digits: 5n, scale: scale + 1 }),
      ).not.toBe(1)
      expect(roundToScale(negateDecimal(value), scale)).toBe(-rounded.digits)
    }),
  )
  expect(['0.5', '-0.5', '1.4999', '-1.5', '2.5'].map((text) => roundToScale(decimal(text), 0))).toEqual([1n, -1n, 1n, -2n, 3n])
})

test('rounding up gives the smallest unit that is not below the quotient', () => {
  fc.assert(
    fc.property(decimals, decimals, scales, (a, b, scale) => {
      fc.pre(b.digits > 0n)
      const up = divideUp(a, b, scale)
      expect(compareDecimals(multiply(up, b), a)).not.toBe(-1)
      expect(compareDecimals(multiply({ digits: up.digits - 1n, scale }, b), a)).toBe(-1)
      same(divideUp(negateDecimal(a), negateDecimal(b), scale), up)
    }),
  )
})

test('trimming changes the spelling and not the value', () => {
  fc.assert(
    fc.property(decimals, (value) => {
      same(trimmed(value), value)
    }),
  )
  expect(decimalText(trimmed(decimal('1.500')))).toBe('1.5')
})

test('7.5 percent is 0.075', () => {
  expect(decimalText(percent(decimal('7.5')))).toBe('0.075')
})
