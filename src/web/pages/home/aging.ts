import { type CalendarDate, daysBetween } from '../../../core/date.ts'
import { add, type Money, zero } from '../../../core/money.ts'
import type { Invoice } from '../../records.ts'
import { dateOf } from '../../ui/dates.tsx'
import { knownCurrency, moneyOf } from '../../ui/Money.tsx'

export interface Aging {
  readonly currency: string
  readonly outstanding: Money
  readonly pastDue: Money
  readonly buckets: readonly { readonly label: string; readonly color: string; readonly amount: Money }[]
}

const BUCKETS = [
  { label: 'Not due', from: Number.NEGATIVE_INFINITY, color: 'var(--mantine-color-pine-4)' },
  { label: '1–30 days', from: 1, color: 'var(--mantine-color-amber-3)' },
  { label: '31–60 days', from: 31, color: 'var(--mantine-color-amber-5)' },
  { label: '61–90 days', from: 61, color: 'var(--mantine-color-brick-4)' },
  { label: 'Over 90 days', from: 91, color: 'var(--mantine-color-brick-6)' },
] as const

/** How late what is owed is, by currency: amounts of two currencies are never added. The buckets add up to what is outstanding. */
export function ageOf(invoices: readonly Invoice[], today: CalendarDate, zone: string): Aging[] {
  const currencies = [...new Set(invoices.map(({ currency }) => currency))]
  return currencies.map((currency) => {
    const nothing = zero(knownCurrency(currency))
    const totals: Money[] = BUCKETS.map(() => nothing)
    for (const invoice of invoices.filter((one) => one.currency === currency)) {
      const late = invoice.due_date === null ? 0 : daysBetween(dateOf(invoice.due_date, zone), today)
      const index = BUCKETS.findLastIndex(({ from }) => late >= from)
      totals[index] = add(totals[index]!, moneyOf(invoice.balance, currency))
    }
    const outstanding = totals.reduce(add, nothing)
    return {
      currency,
      outstanding,
      pastDue: totals.slice(1).reduce(add, nothing),
      buckets: BUCKETS.map(({ label, color }, index) => ({ label, color, amount: totals[index]! })),
    }
  })
}
