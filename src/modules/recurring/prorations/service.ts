import { type CalendarDate, type Day, dayOf, earlierOf, laterOf } from '../../../core/date.ts'
import { negateDecimal } from '../../../core/decimal.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import type { Invoice } from '../../receivables/invoices/contract.ts'
import { findInvoices } from '../../receivables/invoices/service.ts'
import type { Agreement } from '../billing/agreement.ts'
import { recurringLines } from '../billing/price.ts'
import { type ProratedLine, prorateChange, prorateElapsed, prorateQuantity, type RecurringLine } from '../billing/proration.ts'
import { type Charged, nextCharged, periodNumbered } from '../billing/schedule.ts'
import * as billing from '../billing/service.ts'
import type { PendingLine } from '../pending-line-items/contract.ts'
import { linesOfSubscription } from '../pending-line-items/service.ts'
import { reduceLines } from './reductions.ts'
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
  const open = before.bill_in === 'advance' ? await openPeriods(work, before, on) : [{ ...nextCharged(before), discounts: [] }]
  const [first, last] = [open[0], open.at(-1)]
  if (chosen && first && last && (on < first.from || on > last.whole.end))
    throw new Refusal('invalid', 'proration_date_outside', 'proration_date must lie in the current period.', 'proration_date')
  const dated = open.flatMap(({ whole, from, discounts }): billing.DatedLine[] => {
    const day = laterOf(on, from)
    if (before.bill_in === 'arrears') return prorateElapsed(lines, after, whole, { from, until: day })
    const { currency } = before
    return reduceLines(prorateChange(lines, after, whole, day), {
      before: lines,
      after,
      whole,
      from,
      on: day,
      discounts,
      currency,
    })
  })
  const late = before.bill_in === 'advance' && !before.paused ? overduePeriods(before, on) : []
  const elapsed = late.flatMap(({ whole, from }) =>
    prorateElapsed(lines, after, whole, { from, until: earlierOf(on, whole.end) }),
  )
  await billing.waitForLines(work, before, terms, [...dated, ...elapsed])
  return dated.length + elapsed.length > 0
}

/** Periods that have begun before the day and could not be billed: their bills come at what holds then. */
function overduePeriods(agreement: Agreement, on: CalendarDate): Charged[] {
  const next = nextCharged(agreement)
  if (next.from >= on) return []
  return [next, ...overduePeriods({ ...agreement, next_period: agreement.next_period + 1 }, on)]
}

/** What is charged, and what reduced its bill. */
interface Open extends Charged {
  readonly discounts: Invoice['discounts']
}

/**
 * Periods that are billed and not over on the day: the last one, and the one before it where bills come in advance. What was
 * billed by an invoice that is voided is not billed.
 */
async function openPeriods(work: Work, agreement: Agreement, on: CalendarDate): Promise<Open[]> {
  const { period_whole_from, period_from, period_until, next_period } = agreement
  if (period_whole_from === null || period_from === null || period_until === null) return []
  const bills = await store.periodBills(work, agreement.id, [next_period - 2, next_period - 1])
  const invoices = await findInvoices(
    work,
    bills.filter(({ counts }) => counts).map(({ id }) => id),
  )
  const billOf = (period: number) => invoices.find(({ id }) => bills.some((bill) => bill.period === period && bill.id === id))
  const [previous, last] = [billOf(next_period - 2), billOf(next_period - 1)]
  const before = on < period_from && previous ? periodBefore(agreement, previous, work.zone) : null
  const isVoided = !last && bills.some(({ period }) => period === next_period - 1)
  const whole = { start: period_whole_from, end: period_until }
  return [
    ...(previous && before && before.whole.end <= period_from ? [{ ...before, discounts: previous.discounts }] : []),
    ...(isVoided ? [] : [{ whole, from: period_from, discounts: last?.discounts ?? [] }]),
  ]
}

/** The period that was billed before the last one. Of a rhythm that goes on no more only the bill knows. */
function periodBefore(agreement: Agreement, { items }: Invoice, zone: string): Charged | null {
  const { next_period, snap_to_nth_day, anchor_index, start_date } = agreement
  const number = next_period - 2
  const lowest = snap_to_nth_day === null ? anchor_index : Math.max(anchor_index - 1, 0)
  if (number >= lowest) {
    const whole = periodNumbered(agreement, number)
    return { whole, from: laterOf(whole.start, start_date) }
  }
  const line = items.find(({ subscription, prorated }) => subscription === agreement.id && prorated === false)
  if (!line?.period_start || !line.period_end) return null
  const start = dayOf(line.period_start, zone).date
  return { whole: { start, end: dayOf(new Date(line.period_end.getTime() + 1000), zone).date }, from: start }
}

/** In arrears the days of the running period that have passed wait for the next invoice, as their bill will not come. */
export async function settleElapsed(work: Work, agreement: Agreement, terms: billing.Terms): Promise<void> {
  if (agreement.bill_in === 'advance' || agreement.paused || agreement.start_date > work.today.date) return
  const { whole, from } = nextCharged(agreement)
  const days = { from, until: laterOf(work.today.date, from) }
  const lines = prorateElapsed(recurringLines(agreement, terms.plans), [], whole, days)
  const ahead = settledAhead(await linesOfSubscription(work, agreement.id), work.today)
  await billing.waitForLines(work, agreement, terms, [...lines, ...ahead])
}

/** A change for a later day has settled days that do not come any more: lines that wait are taken back from today on. */
function settledAhead(waiting: readonly PendingLine[], today: Day): ProratedLine[] {
  return waiting.flatMap(({ plan, unit_cost, quantity, description, prorated, period_start, period_end }) => {
    if (!plan || !prorated || !period_start || !period_end) return []
    const start = dayOf(period_start, today.zone).date
    const end = dayOf(new Date(period_end.getTime() + 1000), today.zone).date
    if (end <= today.date) return []
    const back = prorateQuantity(negateDecimal(quantity), { start, end }, today.date)
    return [
      { plan, unit_cost, quantity: back, band: null, description, prorated, period: { start: laterOf(start, today.date), end } },
    ]
  })
}
