import { compareDecimals, decimal, ZERO } from '../../../../core/decimal.ts'
import type { Body } from '../../../routes-of-api.ts'
import { decimalTyped } from '../../../ui/numbers.ts'

/** A band of quantities while it is written: up to how many, and what one costs. The last one has no end. */
export interface DraftTier {
  /** Tells rows apart on the screen. */
  readonly key: string
  readonly up_to: string
  readonly unit_cost: string
}

let keys = 0

export function newTier(given: Partial<DraftTier> = {}): DraftTier {
  keys += 1
  return { key: `tier-${keys}`, up_to: '', unit_cost: '', ...given }
}

/** The first quantity of a band, as it is read: one more than where the band before ends. */
export function firstOf(tiers: readonly DraftTier[], index: number): string {
  const before = tiers[index - 1]?.up_to ?? '0'
  return /^\d+$/.test(before) ? String(Number(before) + 1) : '…'
}

/** Messages by field for bands that overlap, have gaps, or lack a price. */
export function checkTiers(tiers: readonly DraftTier[]): Record<string, string | null> {
  return Object.fromEntries(
    tiers.flatMap(({ up_to, unit_cost }, index) => {
      const isLast = index === tiers.length - 1
      const before = Number(tiers[index - 1]?.up_to ?? '0')
      const end = isLast ? null : endProblem(up_to, before)
      return [
        [`tiers.${index}.up_to`, end],
        [`tiers.${index}.unit_cost`, isPrice(unit_cost) ? null : 'Enter a price.'],
      ]
    }),
  )
}

function endProblem(up_to: string, before: number): string | null {
  if (!/^[1-9]\d{0,8}$/.test(up_to)) return 'Enter a whole number.'
  return Number(up_to) > before ? null : `More than ${before}.`
}

function isPrice(text: string): boolean {
  const typed = decimalTyped(text, '.')
  return typed !== null && compareDecimals(decimal(typed), ZERO) >= 0
}

/** What the API is sent. */
export function tiersBody(tiers: readonly DraftTier[]): NonNullable<Body<'POST /plans'>['tiers']> {
  return tiers.map(({ up_to, unit_cost }, index) => ({
    min_qty: Number(firstOf(tiers, index)),
    max_qty: index === tiers.length - 1 ? null : Number(up_to),
    unit_cost,
  }))
}
