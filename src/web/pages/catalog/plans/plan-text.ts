import type { Plan } from '../../../records.ts'
import { moneyText } from '../../../ui/Money.tsx'

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

/** What one pays: `$49.00 for each`; prices by quantity are told by how they go. */
export function priceText({ amount, currency, pricing_mode }: Pick<Plan, 'amount' | 'currency' | 'pricing_mode'>): string {
  const words = MODES[pricing_mode]
  return amount === null || pricing_mode !== 'per_unit'
    ? words.charAt(0).toUpperCase() + words.slice(1)
    : moneyText(amount, currency)
}
