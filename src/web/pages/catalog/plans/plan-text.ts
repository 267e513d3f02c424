import type { Plan } from '../../../records.ts'
import { moneyTextExact } from '../../../ui/Money.tsx'

/** How often: `every month`, `every 3 months`. */
export function rhythmText({ interval, interval_count }: Pick<Plan, 'interval' | 'interval_count'>): string {
  return interval_count === 1 ? `every ${interval}` : `every ${interval_count} ${interval}s`
}

const MODES: Readonly<Record<Plan['pricing_mode'], string>> = {
  per_unit: 'for each',
  volume: 'by volume',
  tiered: 'in tiers',
  custom: 'agreed with each customer',
}

/** What one pays: `$49.00 for each`; prices by quantity with their bands, `1–10: $5.00, from 11: $4.00`. */
export function priceText({
  amount,
  currency,
  pricing_mode,
  tiers,
}: Pick<Plan, 'amount' | 'currency' | 'pricing_mode' | 'tiers'>): string {
  if (pricing_mode === 'per_unit' && amount !== null) return moneyTextExact(amount, currency)
  const words = MODES[pricing_mode]
  const bands = (tiers ?? []).map(({ max_qty, unit_cost }, index, all) => {
    const from = (all[index - 1]?.max_qty ?? 0) + 1
    return `${max_qty === null ? `from ${from}` : `${from}–${max_qty}`}: ${moneyTextExact(unit_cost, currency)}`
  })
  return [words.charAt(0).toUpperCase() + words.slice(1), bands.join(', ')].filter(Boolean).join(', ')
}
