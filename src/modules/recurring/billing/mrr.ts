/** Owns: monthly recurring revenue: what a price for any billing period comes to in a month (published API). */
import { type Decimal, decimal, divide, multiply } from '../../../core/decimal.ts'
import { inMajorUnits, type Money, round } from '../../../core/money.ts'
import type { Interval, Length } from '../../../core/period.ts'

/** How many months an interval counts for, as a fraction: 52 weeks and 365 days are 12 months. */
const PER_MONTH: Readonly<Record<Interval, { readonly times: Decimal; readonly over: Decimal }>> = {
  day: { times: decimal('365'), over: decimal('12') },
  week: { times: decimal('52'), over: decimal('12') },
  month: { times: decimal('1'), over: decimal('1') },
  year: { times: decimal('1'), over: decimal('12') },
}

/** `price` is what one billing period costs without taxes. Rounded once to the smallest unit. */
export function monthlyRevenue(price: Money, { interval, count }: Length): Money {
  const { times, over } = PER_MONTH[interval]
  const periods = multiply(over, decimal(String(count)))
  // Twelve more digits than money has: the quotient is rounded to money only once.
  return round(divide(multiply(inMajorUnits(price), times), periods, 16), price.currency)
}
