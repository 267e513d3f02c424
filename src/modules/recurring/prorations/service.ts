import { type CalendarDate, laterOf } from '../../../core/date.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import type { Agreement } from '../billing/agreement.ts'
import { recurringLines } from '../billing/price.ts'
import { prorateChange, prorateElapsed, type RecurringLine } from '../billing/proration.ts'
import { nextCharged, periodNumbered } from '../billing/schedule.ts'
import * as billing from '../billing/service.ts'
import * as store from './store.ts'

/**
 * A change of price on a day: days of periods that are billed, or run, cost what holds on them; the difference waits for the
 * next invoice. Says whether there is any.
 * @throws Refusal invalid, for a chosen day outside those periods
 */
export async function settleChange(
  work: Work,
  before: Agreement,
  terms: billing.Terms,
  { after, on, chosen }: { after: readonly RecurringLine[]; on: CalendarDate; chosen: boolean },
): Promise<boolean> {
  const lines = recurringLines(before, terms.plans)
  const open = before.bill_in === 'advance' ? await openPeriods(work, before, on) : [nextCharged(before)]
  const [first, last] = [open[0], open.at(-1)]
  if (chosen && first && last && (on < first.from || on > last.whole.end))
    throw new Refusal('invalid', 'proration_date_outside', 'proration_date must lie in the current period.', 'proration_date')
  const dated = open.flatMap(({ whole, from }) =>
    before.bill_in === 'advance'
      ? prorateChange(lines, after, whole, laterOf(on, from))
      : prorateElapsed(lines, after, whole, { from, until: laterOf(on, from) }),
  )
  await billing.waitForLines(work, before, terms, dated)
  return dated.length > 0
}

/** Periods that are billed and not over on the day: the last one, and the one before it where bills come in advance. */
async function openPeriods(work: Work, agreement: Agreement, on: CalendarDate) {
  const { period_whole_from, period_from, period_until, next_period } = agreement
  if (period_whole_from === null || period_from === null || period_until === null) return []
  const last = { whole: { start: period_whole_from, end: period_until }, from: period_from }
  const previous = next_period - 2
  const lowest = agreement.snap_to_nth_day === null ? agreement.anchor_index : Math.max(agreement.anchor_index - 1, 0)
  if (on >= period_from || previous < lowest) return [last]
  const billed = await store.billedPeriods(work, agreement.id, [previous])
  const whole = periodNumbered(agreement, previous)
  return billed.length === 0 ? [last] : [{ whole, from: laterOf(whole.start, agreement.start_date) }, last]
}

/** In arrears the days of the running period that have passed wait for the next invoice, as their bill will not come. */
export async function settleElapsed(work: Work, agreement: Agreement, terms: billing.Terms): Promise<void> {
  if (agreement.bill_in === 'advance' || agreement.paused || agreement.start_date > work.today.date) return
  const { whole, from } = nextCharged(agreement)
  const days = { from, until: laterOf(work.today.date, from) }
  const lines = prorateElapsed(recurringLines(agreement, terms.plans), [], whole, days)
  await billing.waitForLines(work, agreement, terms, lines)
}
