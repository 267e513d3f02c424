/**
 * How large a document may be. Inside these limits no sum of its parts can leave the whole numbers that a computer adds
 * exactly; outside them the person is told, instead of the arithmetic stopping us.
 */
import { type Currency, minorDigits } from '../../../core/currency.ts'
import { type Decimal, roundToScale } from '../../../core/decimal.ts'
import { type Money, moneyFromMinor } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'

/** Lines of one document (published API). */
export const LINES_MAX = 1000
/** Discounts, and taxes, of one line or of one subtotal. */
export const RATES_MAX = 100
/** Minor units of any amount of a document: ten trillion dollars. */
export const AMOUNT_MAX = 10n ** 15n

/** Rounds half away from zero to the smallest unit. Refuses what is too large for a document. */
export function boundedRound(value: Decimal, currency: Currency): Money {
  return bounded(roundToScale(value, minorDigits(currency)), currency)
}

/** Adds up. Refuses what is too large for a document. */
export function boundedSum(amounts: readonly Money[], currency: Currency): Money {
  return bounded(
    amounts.reduce((all, { amount }) => all + BigInt(amount), 0n),
    currency,
  )
}

function bounded(minor: bigint, currency: Currency): Money {
  if (minor > AMOUNT_MAX || minor < -AMOUNT_MAX) {
    throw new Refusal(
      'invalid',
      'amount_too_large',
      'The amounts of this document are too large. Split it, or check quantities and prices.',
      'items',
    )
  }
  return moneyFromMinor(minor, currency)
}
