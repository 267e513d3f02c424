/**
 * Owns: what one tax is on a base.
 * Does not own: which base that is and where it is rounded (totals.ts), which taxes apply (tax rules).
 */
import { minorDigits } from '../../../core/currency.ts'
import { addDecimals, type Decimal, decimal, divideUp, multiply } from '../../../core/decimal.ts'
import { inMajorUnits, type Money, max, zero } from '../../../core/money.ts'
import { boundedRound } from './limits.ts'
import { flatAmount, type Rate, type RateTerms, rateOf, shareOf, tidyRates } from './rates.ts'

/**
 * A tax. `tax_rate` is the tax rate's id, null when an amount was typed in for this document.
 * `inclusive` says that prices already contain the tax; it counts only together with a tax rate id (published API).
 */
export type Tax = Rate & { readonly tax_rate: string | null; readonly inclusive: boolean }

export function taxOfRate(rate: RateTerms & { readonly inclusive: boolean }): Tax {
  return { ...rateOf(rate), tax_rate: rate.id, inclusive: rate.inclusive }
}

export function isInclusive({ inclusive, tax_rate }: Tax): boolean {
  return inclusive && tax_rate !== null
}

/** The tax on a base, rounded by itself. Only what is above zero is taxed, except inside inclusive prices (published API). */
export function taxAmount(tax: Tax, base: Money): Money {
  if (tax.kind === 'fixed') return flatAmount(tax.amount, base.currency)
  return isInclusive(tax) ? containedTax(base, tax.value) : shareOf(max(base, zero(base.currency)), tax.value)
}

/** Without typed amounts of zero and without a second use of one tax rate (published API). */
export function tidyTaxes<T extends Tax>(taxes: readonly T[]): T[] {
  return tidyRates(taxes, (tax) => tax.tax_rate)
}

const ONE_HUNDRED = decimal('100')

/** The tax that a price contains: price × p ÷ (1 + p), rounded up to the smallest unit (published API). */
function containedTax(price: Money, value: Decimal): Money {
  const { currency } = price
  const exact = divideUp(multiply(inMajorUnits(price), value), addDecimals(ONE_HUNDRED, value), minorDigits(currency))
  return boundedRound(exact, currency)
}
