/** What discounts and taxes have in common: a fixed amount or a percentage, typed in or taken from a record. */
import type { Currency } from '../../../core/currency.ts'
import { type Decimal, multiply, percent } from '../../../core/decimal.ts'
import { inMajorUnits, isZero, type Money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { boundedRound, RATES_MAX } from './limits.ts'

/** A fixed amount (major units when it is a decimal) or a percentage: 7.5 is 7.5 %. */
export type Rate =
  | { readonly kind: 'fixed'; readonly amount: Decimal | Money }
  | { readonly kind: 'percent'; readonly value: Decimal }

/** How coupons and tax rates state themselves. */
export interface RateTerms {
  readonly id: string
  readonly is_percent: boolean
  readonly value: Decimal
}

/** 20 of a percentage is 20 %, of an amount 20.00. */
export function rateOf({ is_percent, value }: RateTerms): Rate {
  return is_percent ? { kind: 'percent', value } : { kind: 'fixed', amount: value }
}

/** The percentage of the base, rounded half away from zero. */
export function shareOf(base: Money, value: Decimal): Money {
  return boundedRound(multiply(inMajorUnits(base), percent(value)), base.currency)
}

/** A fixed amount in the currency of the document, rounded to its smallest unit. */
export function flatAmount(amount: Decimal | Money, currency: Currency): Money {
  return boundedRound('digits' in amount ? amount : inMajorUnits(amount), currency)
}

/** Keeps the first of each id, and typed entries that are not zero (published API). */
export function tidyRates<R extends Rate>(rates: readonly R[], idOf: (rate: R) => string | null): R[] {
  const seen = new Set<string>()
  return rates.filter((rate) => {
    const id = idOf(rate)
    if (id === null) return !isNothing(rate)
    if (seen.has(id)) return false
    seen.add(id)
    return true
  })
}

/** Refuses negative values and lists that are too long; `field` is what the caller named wrongly. */
export function refuseUnusableRates(rates: readonly Rate[], field: 'discounts' | 'taxes'): void {
  if (rates.length > RATES_MAX)
    throw new Refusal('invalid', `too_many_${field}`, `At most ${RATES_MAX} ${field} fit in one place.`, field)
  if (rates.some(isNegativeRate)) {
    throw new Refusal(
      'invalid',
      `negative_${field}`,
      `Give ${field} as positive numbers; use a line with a negative price for the opposite.`,
      field,
    )
  }
}

function isNothing(rate: Rate): boolean {
  if (rate.kind === 'percent') return rate.value.digits === 0n
  return 'digits' in rate.amount ? rate.amount.digits === 0n : isZero(rate.amount)
}

function isNegativeRate(rate: Rate): boolean {
  if (rate.kind === 'percent') return rate.value.digits < 0n
  return 'digits' in rate.amount ? rate.amount.digits < 0n : rate.amount.amount < 0
}
