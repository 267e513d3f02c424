/**
 * Owns: what a quantity costs under a plan, line by line, and which price bands make sense.
 * Does not own: when it is billed, taxes and discounts of the invoice.
 * Invariants: the quantities of the lines add up to the quantity that is billed; every quantity has exactly one band.
 */
import { assert } from '../../../core/assert.ts'
import { compareDecimals, type Decimal, decimal, subtractDecimals, trimmed, ZERO } from '../../../core/decimal.ts'
import { Refusal } from '../../../core/refusal.ts'

export type PricingMode = 'per_unit' | 'volume' | 'tiered' | 'custom'

/** Bands of one plan. */
export const TIERS_MAX = 100

/** Units from `min_qty` to `max_qty`, both counted in; the last band has no end. */
export interface Tier {
  readonly min_qty?: number | null
  readonly max_qty?: number | null
  readonly unit_cost: Decimal
}

export interface PlanPrice {
  readonly pricing_mode: PricingMode
  /** Price of a unit under `per_unit`. */
  readonly amount: Decimal | null
  readonly tiers: readonly Tier[] | null
}

/** What becomes a line of the invoice. `band` names the units that a tiered line counts: 1–10, 11+. */
export interface PriceLine {
  readonly quantity: Decimal
  readonly unit_cost: Decimal
  readonly band: string | null
}

/** Refuses a price that leaves some quantity without a price, or with two. */
export function refuseBadPrice({ pricing_mode, amount, tiers }: PlanPrice): void {
  const banded = pricing_mode === 'volume' || pricing_mode === 'tiered'
  if (pricing_mode === 'per_unit' && amount === null)
    throw new Refusal('invalid', 'amount_missing', 'Give the price of one unit.', 'amount')
  if (pricing_mode !== 'per_unit' && amount !== null) {
    const where = banded ? 'the tiers' : 'each subscription'
    throw new Refusal(
      'invalid',
      'amount_not_allowed',
      `With this pricing mode the price stands in ${where}; leave the amount out.`,
      'amount',
    )
  }
  if (!banded && tiers !== null && tiers.length > 0) {
    throw new Refusal('invalid', 'tiers_not_allowed', 'Only volume and tiered pricing have tiers.', 'tiers')
  }
  if (banded) refuseBadTiers(tiers ?? [])
}

/** The lines that a quantity costs. `amount` is the subscription's own price, given if and only if the plan is `custom`. */
export function priceLines(plan: PlanPrice, quantity: Decimal, amount: Decimal | null = null): PriceLine[] {
  if (quantity.digits < 0n) throw new Refusal('invalid', 'quantity_negative', 'The quantity may not be negative.', 'quantity')
  if (plan.pricing_mode === 'custom' && amount === null)
    throw new Refusal('invalid', 'amount_missing', 'This plan has no price of its own; give the amount.', 'amount')
  if (plan.pricing_mode !== 'custom' && amount !== null) {
    throw new Refusal('invalid', 'amount_not_allowed', 'Only plans with custom pricing take an amount.', 'amount')
  }
  switch (plan.pricing_mode) {
    case 'custom':
      return [{ quantity, unit_cost: amount!, band: null }]
    case 'per_unit':
      assert(plan.amount !== null, 'a plan priced per unit has an amount')
      return [{ quantity, unit_cost: plan.amount, band: null }]
    case 'volume':
      return [{ quantity, unit_cost: bandOf(bandsOf(plan), quantity).unit_cost, band: null }]
    case 'tiered':
      return tieredLines(bandsOf(plan), quantity)
  }
}

/** A band reaches from above `after` up to and with `to`; the last has no `to`. Quantities between two bands belong to the upper. */
interface Band {
  readonly after: Decimal
  readonly to: Decimal | null
  readonly unit_cost: Decimal
  readonly name: string
}

function bandsOf({ tiers }: PlanPrice): Band[] {
  assert(tiers !== null && tiers.length > 0, 'a plan priced by bands has bands')
  return tiers.map((tier, i) => {
    const before = tiers[i - 1]?.max_qty ?? 0
    const to = tier.max_qty ?? null
    const name = to === null ? `${before + 1}+` : to === before + 1 ? `${to}` : `${before + 1}–${to}`
    return { after: whole(before), to: to === null ? null : whole(to), unit_cost: tier.unit_cost, name }
  })
}

function bandOf(bands: readonly Band[], quantity: Decimal): Band {
  return bands.find(({ to }) => to === null || compareDecimals(quantity, to) <= 0)!
}

function tieredLines(bands: readonly Band[], quantity: Decimal): PriceLine[] {
  const reached = bands.filter(({ after }, i) => i === 0 || compareDecimals(quantity, after) > 0)
  return reached.map(({ after, to, unit_cost, name }) => {
    const end = to !== null && compareDecimals(quantity, to) > 0 ? to : quantity
    const units = after.digits === 0n ? end : subtractDecimals(end, after)
    return { quantity: trimmed(units), unit_cost, band: name }
  })
}

/** Bands follow one another from the first unit, each beginning where the one before ended, the last without an end. */
function refuseBadTiers(tiers: readonly Tier[]): void {
  const refuse = (says: string) => {
    throw new Refusal('invalid', 'tiers_invalid', says, 'tiers')
  }
  if (tiers.length === 0) refuse('Give at least one tier.')
  if (tiers.length > TIERS_MAX) refuse(`A plan has at most ${TIERS_MAX} tiers.`)
  tiers.forEach((tier, i) => {
    const before = tiers[i - 1]?.max_qty ?? 0
    const last = i === tiers.length - 1
    const from = tier.min_qty ?? null
    const to = tier.max_qty ?? null
    if (tier.unit_cost.digits < 0n) refuse(`Tier ${i + 1} has a negative price.`)
    if (![from, to].every((bound) => bound === null || (Number.isSafeInteger(bound) && bound >= 0)))
      refuse(`Tier ${i + 1}: give whole quantities.`)
    const starts = i === 0 ? [null, 0, 1] : [null, before + 1]
    if (!starts.includes(from)) refuse(`Tier ${i + 1} has to begin at ${before + 1}, so that every quantity has one price.`)
    if (last && to !== null) refuse('The last tier may not have an end; leave its max_qty out.')
    if (!last && (to === null || to <= before)) refuse(`Tier ${i + 1} has to end above ${before}; only the last tier has no end.`)
  })
}

function whole(quantity: number): Decimal {
  return quantity === 0 ? ZERO : decimal(String(quantity))
}
