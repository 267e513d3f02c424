/**
 * Owns: what discounts of a bill mean for a change in the middle of its period: nothing comes back that was not charged.
 * Does not own: which bill that was, what the change costs without discounts (billing/proration.ts).
 * Invariants: percentages count for every line of the change; fixed amounts are spread over the days and lines of the period
 * that they reduced, and what the new lines still need of them stays.
 */

import type { CalendarDate } from '../../../core/date.ts'
import { decimal, divide, multiply } from '../../../core/decimal.ts'
import {
  add,
  allocate,
  inMajorUnits,
  isPositive,
  type Money,
  max,
  min,
  negate,
  round,
  subtract,
  sum,
  times,
  zero,
} from '../../../core/money.ts'
import type { Period } from '../../../core/period.ts'
import type { AppliedDiscount } from '../../receivables/documents/contract.ts'
import { daysLeft, type ProratedLine, prorateLines, type RecurringLine } from '../billing/proration.ts'

/** Of a period that was billed, from a day on, and of which the price changes on another. */
export interface Change {
  readonly before: readonly RecurringLine[]
  readonly after: readonly RecurringLine[]
  readonly whole: Period
  readonly from: CalendarDate
  readonly on: CalendarDate
  /** What reduced the bill. */
  readonly discounts: readonly AppliedDiscount[]
  readonly currency: Money['currency']
}

export type ReducedLine = ProratedLine & { readonly discounts: readonly AppliedDiscount[] }

/** The lines of a change, each with what reduces it. */
export function reduceLines(lines: readonly ProratedLine[], change: Change): ReducedLine[] {
  const { discounts, currency } = change
  const percents = discounts.filter(({ coupon }) => coupon !== null && coupon['is_percent'] !== false)
  const fixed = discounts.filter((discount) => !percents.includes(discount))
  const shares = shareFixed(
    lines,
    change,
    percents,
    sum(
      fixed.map(({ amount }) => amount),
      currency,
    ),
  )
  return lines.map((line, i) => {
    const share = shares[i]!
    const kept = isPositive(share) ? [{ ...fixed[0]!, id: 0, amount: share, coupon: null, expires: null }] : []
    return { ...line, discounts: [...percents.map((percent) => ({ ...percent, id: 0 })), ...kept] }
  })
}

/** What of fixed amounts falls on each line. */
function shareFixed(
  lines: readonly ProratedLine[],
  { before, after, whole, from, on, currency }: Change,
  percents: readonly AppliedDiscount[],
  fixed: Money,
): Money[] {
  const none = lines.map(() => zero(currency))
  const billed = daysLeft(whole, from)
  if (!isPositive(fixed) || billed === 0) return none
  const net = (amount: Money) => subtract(amount, reducedBy(percents, amount))
  const used = (of: readonly RecurringLine[]) => min(fixed, net(worth(prorateLines(of, whole, from), currency)))
  const left = divide(decimal(String(daysLeft(whole, on))), decimal(String(billed)), DIGITS)
  const [old, next] = [times(used(before), left), times(used(after), left)]
  const amounts = lines.map((line) => net(absolute(worth([line], currency))))
  const of = (credits: boolean) =>
    lines.map(({ quantity }, i) => (quantity.digits < 0n === credits ? amounts[i]! : zero(currency)))
  const [credits, charges] = [of(true), of(false)]
  const [credited, charged] = [sum(credits, currency), sum(charges, currency)]
  const paid = net(worth(prorateLines(before, whole, from), currency))
  const fair = isPositive(paid) ? times(credited, divide(inMajorUnits(used(before)), inMajorUnits(paid), DIGITS)) : zero(currency)
  const onCharges = within(subtract(add(fair, next), old), charged)
  const onCredits = within(subtract(add(onCharges, old), next), credited)
  const [fromCredits, fromCharges] = [spread(onCredits, credits), spread(onCharges, charges)]
  return lines.map((_, i) => add(fromCredits[i]!, fromCharges[i]!))
}

/** Of a share of the period, exact beyond the smallest unit of any currency. */
const DIGITS = 20

function reducedBy(percents: readonly AppliedDiscount[], amount: Money): Money {
  const parts = percents.map(({ coupon }) => times(amount, multiply(decimal(String(coupon!['value'])), decimal('0.01'))))
  return min(sum(parts, amount.currency), amount)
}

function worth(lines: readonly RecurringLine[], currency: Money['currency']): Money {
  return sum(
    lines.map(({ quantity, unit_cost }) => round(multiply(quantity, unit_cost), currency)),
    currency,
  )
}

function absolute(amount: Money): Money {
  return amount.amount < 0 ? negate(amount) : amount
}

function within(amount: Money, most: Money): Money {
  return max(min(amount, most), zero(amount.currency))
}

function spread(amount: Money, weights: readonly Money[]): Money[] {
  if (!isPositive(amount)) return weights.map(() => zero(amount.currency))
  return allocate(
    amount,
    weights.map((weight) => weight.amount),
  )
}
