import { assert } from './assert.ts'

/**
 * An exact decimal: digits × 10^-scale. Quantities, prices and rates are Decimals;
 * amounts people owe are Money. Only `round` in money.ts turns the one into the other.
 */
export interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

export const ZERO: Decimal = { digits: 0n, scale: 0 }
export const ONE: Decimal = { digits: 1n, scale: 0 }

/** What may arrive: 18 digits before the point, 12 after it. */
const WHOLE_DIGITS_MAX = 18
const FRACTION_DIGITS_MAX = 12
const NUMBER = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,2}))?$/

/**
 * Reads the text of a number as JSON prints it, exponents included (1e-7, 1.5e3).
 * Null when the text is no number, or has more than 18 digits before or 12 digits after the point.
 */
export function parseDecimal(text: string): Decimal | null {
  const match = NUMBER.exec(text)
  if (!match) return null
  const [, sign = '', whole = '0', fraction = '', exponent = '0'] = match
  const value = shift({ digits: BigInt(`${whole}${fraction}`), scale: fraction.length }, Number(exponent))
  const short = value.scale > FRACTION_DIGITS_MAX ? trimmed(value) : value
  if (short.scale > FRACTION_DIGITS_MAX || short.digits >= 10n ** BigInt(WHOLE_DIGITS_MAX + short.scale)) return null
  return sign === '-' ? negateDecimal(short) : short
}

export function isDecimal(text: string): boolean {
  return parseDecimal(text) !== null
}

/** The decimal that the text spells; the text must be one (ask `isDecimal` first, or use `parseDecimal`). */
export function decimal(text: string): Decimal {
  const value = parseDecimal(text)
  assert(value !== null, `not a decimal: ${text}`)
  return value
}

/** Plain digits without exponent, as many fraction digits as the scale: 1.50 stays 1.50. */
export function decimalText({ digits, scale }: Decimal): string {
  if (scale === 0) return `${digits}`
  const sign = digits < 0n ? '-' : ''
  const padded = `${magnitude(digits)}`.padStart(scale + 1, '0')
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`
}

/** The same value without trailing zeros: 1.50 becomes 1.5. Two equal decimals trim to the same text. */
export function trimmed(value: Decimal): Decimal {
  let { digits, scale } = value
  while (scale > 0 && digits % 10n === 0n) {
    digits /= 10n
    scale -= 1
  }
  return { digits, scale }
}

export function addDecimals(left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale)
  return { digits: roundToScale(left, scale) + roundToScale(right, scale), scale }
}

export function subtractDecimals(left: Decimal, right: Decimal): Decimal {
  return addDecimals(left, negateDecimal(right))
}

export function negateDecimal({ digits, scale }: Decimal): Decimal {
  return { digits: -digits, scale }
}

export function multiply(left: Decimal, right: Decimal): Decimal {
  return { digits: left.digits * right.digits, scale: left.scale + right.scale }
}

/** The quotient with `scale` fraction digits, rounded half away from zero. The divisor must not be zero. */
export function divide(dividend: Decimal, divisor: Decimal, scale: number): Decimal {
  assert(divisor.digits !== 0n, 'division by zero')
  const numerator = dividend.digits * 10n ** BigInt(scale + divisor.scale)
  const denominator = divisor.digits * 10n ** BigInt(dividend.scale)
  return { digits: divideHalfAway(numerator, denominator), scale }
}

/** The quotient with `scale` fraction digits, rounded up towards positive infinity. The divisor must not be zero. */
export function divideUp(dividend: Decimal, divisor: Decimal, scale: number): Decimal {
  assert(divisor.digits !== 0n, 'division by zero')
  const sign = divisor.digits < 0n ? -1n : 1n
  const numerator = sign * dividend.digits * 10n ** BigInt(scale + divisor.scale)
  const denominator = sign * divisor.digits * 10n ** BigInt(dividend.scale)
  const quotient = numerator / denominator
  return { digits: numerator > quotient * denominator ? quotient + 1n : quotient, scale }
}

/** Negative, zero or positive, as a sort function wants it. 1.0 and 1.00 are equal. */
export function compareDecimals(left: Decimal, right: Decimal): -1 | 0 | 1 {
  const { digits } = subtractDecimals(left, right)
  return digits < 0n ? -1 : digits > 0n ? 1 : 0
}

/** The rate as a share of one: 7.5 percent becomes 0.075. */
export function percent(rate: Decimal): Decimal {
  return { digits: rate.digits, scale: rate.scale + 2 }
}

/** The whole number of 10^-scale, rounded half away from zero. */
export function roundToScale(value: Decimal, scale: number): bigint {
  if (value.scale <= scale) return value.digits * 10n ** BigInt(scale - value.scale)
  return divideHalfAway(value.digits, 10n ** BigInt(value.scale - scale))
}

function divideHalfAway(numerator: bigint, denominator: bigint): bigint {
  const size = (2n * magnitude(numerator) + magnitude(denominator)) / (2n * magnitude(denominator))
  return numerator < 0n === denominator < 0n ? size : -size
}

function shift(value: Decimal, exponent: number): Decimal {
  const scale = value.scale - exponent
  return scale >= 0 ? { digits: value.digits, scale } : { digits: value.digits * 10n ** BigInt(-scale), scale: 0 }
}

function magnitude(digits: bigint): bigint {
  return digits < 0n ? -digits : digits
}
