/**
 * Owns: what one discount takes off a base, and how a discount of the whole document is shared by its lines.
 * Does not own: which base that is (totals.ts), who may use a coupon (coupons).
 * Invariants: a percentage is never negative and, up to 100, never above its base; shares add up to what is shared.
 */
import { allocate, isZero, type Money, max, zero } from '../../../core/money.ts'
import { flatAmount, type Rate, type RateTerms, rateOf, shareOf, tidyRates } from './rates.ts'

/** A reduction. `coupon` is the coupon's id, null when the discount was typed in for this document. */
export type Discount = Rate & { readonly coupon: string | null }

export function discountOfCoupon(coupon: RateTerms): Discount {
  return { ...rateOf(coupon), coupon: coupon.id }
}

/** Percentages take their share of what is above zero; fixed amounts are taken whole, whatever the base (published API). */
export function discountAmount(discount: Discount, base: Money): Money {
  if (discount.kind === 'fixed') return flatAmount(discount.amount, base.currency)
  return shareOf(max(base, zero(base.currency)), discount.value)
}

/** Without typed amounts of zero and without a second use of one coupon (published API). */
export function tidyDiscounts<D extends Discount>(discounts: readonly D[]): D[] {
  return tidyRates(discounts, (discount) => discount.coupon)
}

/**
 * Shares an amount of the whole document among its lines in proportion to `weights`, of which only what is above zero
 * counts. Where no line has weight `fallback` decides, then all lines share alike. The parts add up to the amount.
 */
export function shareAmongLines(amount: Money, weights: readonly Money[], fallback: readonly Money[]): Money[] {
  if (weights.length === 0) return []
  if (isZero(amount)) return weights.map(() => amount)
  const usable = weights.some((weight) => weight.amount > 0) ? weights : fallback
  return allocate(
    amount,
    usable.map((weight) => Math.max(0, weight.amount)),
  )
}
