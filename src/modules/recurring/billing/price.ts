/**
 * Owns: what a subscription charges for a whole period: lines of its plans, and coupons as far as they still count.
 * Does not own: prices of plans (catalog/plans), shares of periods (proration.ts), taxes and totals (documents).
 */
import { type Decimal, decimal, decimalText, trimmed } from '../../../core/decimal.ts'
import { type Money, min, subtract, sum, zero } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Coupon } from '../../catalog/coupons/contract.ts'
import type { Plan } from '../../catalog/plans/contract.ts'
import { priceLines } from '../../catalog/plans/pricing.ts'
import type { AppliedDiscount, LineItem } from '../../receivables/documents/contract.ts'
import { discountAmount, discountOfCoupon } from '../../receivables/documents/discounts.ts'
import type { Addon, Agreement, GivenCoupon } from './agreement.ts'
import type { RecurringLine } from './proration.ts'

export type Plans = ReadonlyMap<string, Plan>

type Priced = Pick<Agreement, 'plan' | 'quantity' | 'amount' | 'description' | 'addons'>

export type ChargedPlan = Omit<Addon, 'id' | 'created_at' | 'updated_at'>

/** Every plan that an agreement charges, the main one first. */
export function chargedPlans({ plan, quantity, amount, description, addons }: Priced): ChargedPlan[] {
  return [{ plan, quantity, amount, description }, ...addons]
}

/** What is charged before and not after, or at another price agreed with the customer; all of it where nothing comes after. */
export function droppedPlans(before: Priced, after: Priced | null): ChargedPlan[] {
  const left = after ? chargedPlans(after) : []
  const price = ({ amount }: ChargedPlan) => amount && decimalText(trimmed(amount))
  return chargedPlans(before).filter((one) => !left.some((other) => other.plan === one.plan && price(other) === price(one)))
}

export function planCodes(agreement: Priced): string[] {
  return [...new Set(chargedPlans(agreement).map(({ plan }) => plan))]
}

/** The lines of a whole period. What is billed by use costs nothing before it is used. */
export function recurringLines(agreement: Priced, plans: Plans): RecurringLine[] {
  return chargedPlans(agreement).flatMap(({ plan: code, quantity, amount, description }) => {
    const plan = plans.get(code)
    if (!plan || plan.quantity_type === 'usage') return []
    return priceLines(plan, quantity, amount).map((line) => ({ ...line, plan: code, description }))
  })
}

/** The lines for what was used of one plan. */
export function usageLines(plan: Plan, used: Decimal, amount: Decimal | null, description: string | null): RecurringLine[] {
  return used.digits === 0n ? [] : priceLines(plan, used, amount).map((line) => ({ ...line, plan: plan.id, description }))
}

/** Refuses what cannot be priced: a custom price missing or given without need, plans that do not fit together. */
export function refuseUnpriceable(agreement: Priced & Pick<Agreement, 'currency'>, plans: Plans): void {
  const main = plans.get(agreement.plan)!
  chargedPlans(agreement).forEach(({ plan: code, quantity, amount }, i) => {
    const plan = plans.get(code)!
    const field = (name: string) => (i === 0 ? name : `addons[${i - 1}].${name}`)
    const refuse = (refusal: string, says: string) => {
      throw new Refusal('invalid', refusal, says, field('plan'))
    }
    if (plan.interval !== main.interval || plan.interval_count !== main.interval_count)
      refuse('interval_mismatch', `The plan "${code}" is not billed as often as "${main.id}".`)
    if (plan.currency !== agreement.currency)
      refuse('currency_mismatch', `The plan "${code}" is in ${plan.currency}, this subscription in ${agreement.currency}.`)
    try {
      priceLines(plan, quantity, amount)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      throw new Refusal(error.kind, error.code, error.message, field(error.field ?? 'plan'))
    }
  })
}

/** Refuses coupons that cannot be given (together), now and in this currency. */
export function refuseCoupons(coupons: readonly Coupon[], given: number, currency: string, today: string): void {
  for (const coupon of coupons) {
    const refuse = (code: string, says: string) => {
      throw new Refusal('invalid', code, says, 'discounts')
    }
    if (coupon.expiration_date && coupon.expiration_date.date < today)
      refuse('coupon_expired', `The coupon "${coupon.id}" has expired.`)
    if (!coupon.is_percent && coupon.currency !== null && coupon.currency !== currency)
      refuse('currency_mismatch', `The coupon "${coupon.id}" is in ${coupon.currency}.`)
    if (coupon.exclusive && given > 1) throw exclusiveCoupon(coupon.id)
  }
}

export function exclusiveCoupon(id: string): Refusal {
  return new Refusal('invalid', 'coupon_exclusive', `The coupon "${id}" cannot be combined with others.`, 'discounts')
}

/** Coupons that still reduce the next bill: a duration of 0 lasts for ever. */
export function couponsInForce(coupons: readonly GivenCoupon[]): GivenCoupon[] {
  return coupons.filter(({ coupon, used }) => Number(coupon['duration'] ?? 0) === 0 || used < Number(coupon['duration']))
}

/** One more period was billed with them. */
export function usedCoupons(coupons: readonly GivenCoupon[]): GivenCoupon[] {
  return couponsInForce(couponsInForce(coupons).map(({ coupon, used }) => ({ coupon, used: used + 1 })))
}

/** Coupons in force that take a percentage, as discounts of whatever they are put on. */
export function percentCoupons(
  coupons: readonly GivenCoupon[],
  currency: Money['currency'],
  updated_at: Date,
): AppliedDiscount[] {
  return couponsInForce(coupons)
    .filter(({ coupon }) => coupon['is_percent'] !== false)
    .map(({ coupon }) => ({
      id: 0,
      object: 'discount',
      amount: zero(currency),
      coupon: { ...coupon },
      expires: null,
      updated_at,
    }))
}

/**
 * Coupons as discounts of a bill over these lines. A fixed amount above what is left to reduce takes just that, stated as an
 * amount: a bill is never below zero.
 */
export function billDiscounts(
  coupons: readonly GivenCoupon[],
  lines: readonly LineItem[],
  currency: Money['currency'],
  updated_at: Date,
): AppliedDiscount[] {
  const base = sum(
    lines
      .filter(({ discountable }) => discountable)
      .map(({ amount, discounts }) =>
        subtract(
          amount,
          sum(
            discounts.map((discount) => discount.amount),
            currency,
          ),
        ),
      ),
    currency,
  )
  // Documents count lines that are not discountable before their own discounts (published API): there the amount is stated.
  const apart = lines.some(({ discountable, discounts }) => !discountable && discounts.length > 0)
  let left = base
  return couponsInForce(coupons).map(({ coupon }): AppliedDiscount => {
    const terms = {
      id: String(coupon['id']),
      is_percent: coupon['is_percent'] !== false,
      value: decimal(String(coupon['value'])),
    }
    const amount = discountAmount(discountOfCoupon(terms), base)
    const taken = min(amount, left)
    left = subtract(left, taken)
    const whole = taken.amount === amount.amount && !apart
    return {
      id: 0,
      object: 'discount',
      amount: whole ? zero(currency) : taken,
      coupon: whole ? { ...coupon } : null,
      expires: null,
      updated_at,
    }
  })
}
