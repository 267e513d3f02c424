import { assert } from './assert.ts'
import { type Currency, minorDigits } from './currency.ts'
import { type Decimal, decimalText, multiply, roundToScale, trimmed } from './decimal.ts'

export { CURRENCIES, type Currency } from './currency.ts'

/** A whole number of minor units (cents). Totals never hold fractions of a cent. */
export interface Money {
  readonly amount: number
  readonly currency: Currency
}

/** The only constructor. `amount` counts minor units and must be a safe integer. */
export function money(amount: number, currency: Currency): Money {
  assert(Number.isSafeInteger(amount), `not a whole number of minor units: ${amount}`)
  return { amount: amount === 0 ? 0 : amount, currency }
}

export function zero(currency: Currency): Money {
  return money(0, currency)
}

export function add(left: Money, right: Money): Money {
  assertSameCurrency(left, right)
  return money(left.amount + right.amount, left.currency)
}

export function subtract(left: Money, right: Money): Money {
  return add(left, negate(right))
}

export function negate({ amount, currency }: Money): Money {
  return money(-amount, currency)
}

export function sum(amounts: readonly Money[], currency: Currency): Money {
  return amounts.reduce(add, zero(currency))
}

/** Negative, zero or positive, as a sort function wants it. */
export function compare(left: Money, right: Money): -1 | 0 | 1 {
  assertSameCurrency(left, right)
  return left.amount < right.amount ? -1 : left.amount > right.amount ? 1 : 0
}

export function min(left: Money, right: Money): Money {
  return compare(left, right) <= 0 ? left : right
}

export function max(left: Money, right: Money): Money {
  return compare(left, right) >= 0 ? left : right
}

export function isZero({ amount }: Money): boolean {
  return amount === 0
}

export function isNegative({ amount }: Money): boolean {
  return amount < 0
}

export function isPositive({ amount }: Money): boolean {
  return amount > 0
}

/** The only door from Decimal to Money: rounds half away from zero to the smallest unit. */
export function round(value: Decimal, currency: Currency): Money {
  return moneyFromMinor(roundToScale(value, minorDigits(currency)), currency)
}

export function times(amount: Money, factor: Decimal): Money {
  return round(multiply(inMajorUnits(amount), factor), amount.currency)
}

/** The amount that the decimal states exactly; null when it has a fraction of the smallest unit or is too large. */
export function moneyFromMajor(value: Decimal, currency: Currency): Money | null {
  const exact = trimmed(value)
  if (exact.scale > minorDigits(currency)) return null
  const minor = roundToScale(exact, minorDigits(currency))
  return isSafe(minor) ? moneyFromMinor(minor, currency) : null
}

/** Money from a bigint count of minor units, which must be a safe integer. */
export function moneyFromMinor(minor: bigint, currency: Currency): Money {
  assert(isSafe(minor), `too many minor units: ${minor}`)
  return money(Number(minor), currency)
}

/** Splits `total` in proportion to `weights`. No cent is lost: the parts always add up to the total. */
export function allocate(total: Money, weights: readonly number[]): Money[] {
  assert(weights.length > 0, 'weights must be present')
  assert(
    weights.every((weight) => Number.isSafeInteger(weight) && weight >= 0),
    'weights must be whole and not negative',
  )
  const whole = weights.reduce((all, weight) => all + BigInt(weight), 0n)
  if (whole === 0n) {
    return allocate(
      total,
      weights.map(() => 1),
    )
  }
  const exact = weights.map((weight) => BigInt(total.amount) * BigInt(weight))
  const parts = exact.map((share) => share / whole)
  const largestRemainderFirst = exact
    .map((share, index) => ({ index, remainder: share % whole < 0n ? -(share % whole) : share % whole }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1))

  let left = BigInt(total.amount) - parts.reduce((a, b) => a + b, 0n)
  const step = left < 0n ? -1n : 1n
  for (const { index } of largestRemainderFirst) {
    if (left === 0n) break
    parts[index]! += step
    left -= step
  }
  assert(left === 0n, 'allocation must exhaust the total')
  return parts.map((part) => moneyFromMinor(part, total.currency))
}

/** Major units, exactly: 1099 cents is 10.99. */
export function inMajorUnits({ amount, currency }: Money): Decimal {
  return { digits: BigInt(amount), scale: minorDigits(currency) }
}

/** The amount as a person of that locale writes it: -1099 usd is "-$10.99" in en-US and "-10,99 $" in de-DE. */
export function formatMoney(amount: Money, locale = 'en-US'): string {
  const text = decimalText(inMajorUnits(amount))
  // Intl takes the digits as text, so that large amounts are not bent by floating point.
  return formatter(locale, amount.currency).format(text as `${number}`)
}

const FORMATTERS_MAX = 500
const formatters = new Map<string, Intl.NumberFormat>()

function formatter(locale: string, currency: Currency): Intl.NumberFormat {
  const key = `${locale} ${currency}`
  const known = formatters.get(key)
  if (known) return known
  const digits = minorDigits(currency)
  const made = new Intl.NumberFormat([locale.replace('_', '-'), 'en-US'], {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  if (formatters.size >= FORMATTERS_MAX) formatters.clear()
  formatters.set(key, made)
  return made
}

function assertSameCurrency(left: Money, right: Money): void {
  assert(left.currency === right.currency, `${left.currency} does not mix with ${right.currency}`)
}

function isSafe(minor: bigint): boolean {
  return minor <= BigInt(Number.MAX_SAFE_INTEGER) && minor >= -BigInt(Number.MAX_SAFE_INTEGER)
}
