/**
 * Owns: the day on which a change of price takes effect.
 * Does not own: what the days before and after it cost (billing/proration.ts).
 * Invariants: changes take effect in the order in which they are noted; so no day is charged or credited for two of them.
 */
import { type CalendarDate, type Day, dayOf, laterOf } from '../../../core/date.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Agreement } from '../billing/agreement.ts'

export interface Wish {
  readonly proration_date?: Date | null | undefined
  readonly prorate?: boolean | undefined
  /** The plan is billed in another rhythm, and its first period begins with the change. */
  readonly restarts: boolean
}

/**
 * The day that is asked for, else today. The days up to the last change are priced already: whoever asks for no day gets the
 * first one that is not.
 * @throws Refusal invalid, for a day among them
 */
export function dayOfChange(
  { price_since: since }: Agreement,
  { proration_date, prorate, restarts }: Wish,
  today: Day,
): CalendarDate {
  const on = proration_date ? dayOf(proration_date, today.zone).date : today.date
  if (prorate === false || since === null || on >= since) return on
  if (!proration_date && !restarts) return laterOf(on, since)
  throw new Refusal(
    'invalid',
    'proration_date_passed',
    `The price was changed from ${since} on already. Choose that day or a later one, or change it without proration.`,
    'proration_date',
  )
}
