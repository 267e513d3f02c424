import type { TaxRate } from '../../../records.ts'
import { moneyText, plainText } from '../../../ui/Money.tsx'

/** A tax rate in one line, such as `Sales tax 8.25 %`. */
export function taxRateText(rate: TaxRate): string {
  return `${rate.name} ${rateText(rate)}${rate.inclusive ? ', included' : ''}`
}

/** What it charges: a percentage or an amount. */
export function rateText(rate: {
  readonly value: number
  readonly is_percent: boolean
  readonly currency: string | null
}): string {
  if (rate.is_percent) return `${rate.value.toLocaleString(undefined, { maximumFractionDigits: 10 })} %`
  return rate.currency ? moneyText(rate.value, rate.currency) : plainText(rate.value)
}
