/**
 * Owns: how the rhythm of a subscription that goes on is aligned to another calendar day, or moved.
 * Does not own: which periods a rhythm has (billing/schedule.ts), what days cost.
 * Invariants: what was billed stays as it was billed; no day is charged twice.
 */
import { addDays, type CalendarDate, type Day, dayOf, laterOf } from '../../../core/date.ts'
import { nextNthDay } from '../../../core/period.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Agreement } from '../billing/agreement.ts'
import {
  beginRhythm,
  type Charged,
  nextCharged,
  nextStep,
  periodNumbered,
  refuseBadSnap,
  scheduled,
} from '../billing/schedule.ts'
import type { SubscriptionChanges } from './contract.ts'
import { hasBegun, isOtherLength } from './rules.ts'

/** A new subscription, whose first bill comes on the day where one was said. */
export function billedFirstOn(drafted: Agreement, renews_next: Date | null | undefined, today: Day): Agreement {
  return renews_next ? scheduled(billedNextOn(drafted, dayOf(renews_next, today.zone).date, today.date)) : drafted
}

/**
 * What a change says of the rhythm; what was read, sent back, changes nothing.
 * @param changed with everything else that the change says
 */
export function withRhythm(
  before: Agreement,
  changed: Agreement,
  { snap_to_nth_day: snap, renews_next }: SubscriptionChanges,
  { date: today, zone }: Day,
): Aligned {
  const aligns = snap !== undefined && snap !== changed.snap_to_nth_day && !isOtherLength(changed, before)
  const aligned = aligns ? alignedTo(changed, snap, today) : only(changed)
  const next = renews_next && dayOf(renews_next, zone).date
  if (!next || next === nextStep(before)?.date) return aligned
  return { ...aligned, agreement: billedNextOn(aligned.agreement, next, today) }
}

interface Aligned {
  readonly agreement: Agreement
  /** Days that no whole period of the new rhythm charges any more, as they belonged to the old one; null where there are none. */
  readonly left: (Charged & { readonly until: CalendarDate }) | null
}

/**
 * Aligned to the nth day of its week, month or year from the next bill on; with null it stays on the days that it has.
 * In advance the next period is a short one until that day; in arrears the running one ends on the first such day ahead.
 * @throws Refusal invalid `snap_invalid`
 */
function alignedTo(agreement: Agreement, nth: number | null, today: CalendarDate): Aligned {
  const { interval, interval_count, next_period } = agreement
  const length = { interval, interval_count, snap_to_nth_day: nth }
  refuseBadSnap(length)
  const { whole, from } = nextCharged(agreement)
  if (nth === null) return only({ ...agreement, ...length, anchor_date: whole.start, anchor_index: next_period })
  if (agreement.bill_in === 'advance' || !hasBegun(agreement, today) || interval === 'day')
    return only({ ...agreement, ...beginRhythm(length, from, next_period), service_from: from })
  const ahead = addDays(laterOf(today, from), 1)
  const anchor = { anchor_date: nextNthDay(interval, nth, ahead), anchor_index: next_period + 1 }
  const { start } = periodNumbered({ ...length, ...anchor }, next_period)
  const aligned = { ...agreement, ...length, ...anchor, service_from: laterOf(start, from) }
  return { agreement: aligned, left: from < start ? { whole, from, until: start } : null }
}

function only(agreement: Agreement): Aligned {
  return { agreement, left: null }
}

/**
 * Billed next on the day, with the rhythm going on from there. In advance nothing is billed until then; in arrears the
 * running period ends that day.
 * @throws Refusal invalid where days that are billed already would be billed again, or days would be lost
 */
function billedNextOn(agreement: Agreement, date: CalendarDate, today: CalendarDate): Agreement {
  const step = nextStep(agreement)
  if (step?.kind !== 'bill' && step?.kind !== 'renew') throw refused('Nothing is billed next: it is paused, or about to end.')
  if (step.date === date) return agreement
  if (date < today) throw refused('must not lie in the past.')
  const moved = agreement.bill_in === 'advance' ? begunOn(agreement, date, today) : endingOn(agreement, date)
  const { interval, snap_to_nth_day: nth, anchor_date } = moved
  if (nth !== null && interval !== 'day' && nextNthDay(interval, nth, anchor_date) !== anchor_date)
    throw refused(`Periods begin on day ${nth} of the ${interval}. Change snap_to_nth_day as well.`)
  return moved
}

function begunOn(agreement: Agreement, date: CalendarDate, today: CalendarDate): Agreement {
  const start = addDays(date, agreement.bill_in_advance_days)
  const free = agreement.period_until ?? agreement.start_date
  if (start < free) {
    const earliest = addDays(free, -agreement.bill_in_advance_days)
    throw refused(
      `must be ${earliest} or later: ${agreement.period_until ? 'it is billed until then' : 'it does not start before'}.`,
    )
  }
  return { ...agreement, anchor_date: start, anchor_index: agreement.next_period, service_from: start, bill_from: today }
}

function endingOn(agreement: Agreement, date: CalendarDate): Agreement {
  const { whole, from } = nextCharged(agreement)
  if (date <= from || date > whole.end)
    throw refused(`must lie after ${from} and not after ${whole.end}: it is billed when the period that runs is over.`)
  return { ...agreement, anchor_date: date, anchor_index: agreement.next_period + 1, service_from: from }
}

function refused(says: string): Refusal {
  const message = says.startsWith('must') ? `renews_next ${says}` : says
  return new Refusal('invalid', 'renews_next_invalid', message, 'renews_next')
}
