/**
 * Owns: when something happens to a subscription by itself, and which days a bill is for.
 * Does not own: what it costs, who bills it.
 * Invariants: periods tile the calendar and are counted up without gap; every period is billed at most once, in order;
 * what ended, or is paused, has no next step.
 */
import { addDays, type CalendarDate, earlierOf, laterOf } from '../../../core/date.ts'
import { type Cycle, nextNthDay, type Period, periodAt, periodIndex } from '../../../core/period.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Agreement } from './agreement.ts'

type Rhythm = Pick<Agreement, 'interval' | 'interval_count' | 'anchor_date' | 'anchor_index' | 'snap_to_nth_day'>

export function cycleOf({ interval, interval_count, anchor_date, snap_to_nth_day }: Rhythm): Cycle {
  return {
    interval,
    count: interval_count,
    anchor: anchor_date,
    ...(snap_to_nth_day !== null && { nth_day: snap_to_nth_day }),
  }
}

/** The whole period with that number. */
export function periodNumbered(rhythm: Rhythm, number: number): Period {
  return periodAt(cycleOf(rhythm), number - rhythm.anchor_index)
}

/** The number of the period that the date lies in. */
export function numberOfPeriod(rhythm: Rhythm, date: CalendarDate): number {
  return periodIndex(cycleOf(rhythm), date) + rhythm.anchor_index
}

/** Where a rhythm begins that starts on the day: there, or on the calendar day it is snapped to, after a first short period. */
export function beginRhythm(
  length: Pick<Agreement, 'interval' | 'interval_count' | 'snap_to_nth_day'>,
  start: CalendarDate,
  number: number,
): Rhythm {
  const { interval, snap_to_nth_day } = length
  if (snap_to_nth_day === null || interval === 'day') return { ...length, anchor_date: start, anchor_index: number }
  const anchor_date = nextNthDay(interval, snap_to_nth_day, start)
  return { ...length, anchor_date, anchor_index: anchor_date === start ? number : number + 1 }
}

const NTH_MAX = { day: 0, week: 7, month: 31, year: 365 } as const

/** Calendar days exist for single weeks (1–7, Monday is 1), months (1–31) and years (1–365). */
export function refuseBadSnap({
  interval,
  interval_count,
  snap_to_nth_day: nth,
}: Pick<Agreement, 'interval' | 'interval_count' | 'snap_to_nth_day'>): void {
  if (nth === null) return
  const says =
    interval === 'day' || interval_count !== 1
      ? 'Only plans that are billed every week, month or year can be aligned to a calendar day.'
      : nth > NTH_MAX[interval]
        ? `A ${interval} has days 1 to ${NTH_MAX[interval]}.`
        : null
  if (says) throw new Refusal('invalid', 'snap_invalid', says, 'snap_to_nth_day')
}

const SHORTEST_DAYS = { day: 1, week: 7, month: 28, year: 365 } as const

/** A bill may not come before the period ahead of it has begun. */
export function refuseLongAdvance({
  interval,
  interval_count,
  bill_in,
  bill_in_advance_days: days,
}: Pick<Agreement, 'interval' | 'interval_count' | 'bill_in' | 'bill_in_advance_days'>): void {
  if (days === 0) return
  const shortest = SHORTEST_DAYS[interval] * interval_count
  const says =
    bill_in === 'arrears'
      ? 'A subscription that is billed in arrears is not billed days in advance.'
      : days >= shortest
        ? `bill_in_advance_days must be shorter than the billing period, at most ${shortest - 1}.`
        : null
  if (says) throw new Refusal('invalid', 'advance_too_long', says, 'bill_in_advance_days')
}

/** The part of a whole period that is charged. */
export interface Charged {
  readonly whole: Period
  readonly from: CalendarDate
}

/** What the next bill charges. */
export function nextCharged(agreement: Agreement): Charged {
  const whole = periodNumbered(agreement, agreement.next_period)
  return { whole, from: laterOf(whole.start, agreement.service_from) }
}

/** The day since which use is not billed yet; where a bill came on the day itself, what comes late is of the period before. */
export function usedSince(agreement: Agreement, day: CalendarDate): CalendarDate {
  const { bill_in, bill_in_advance_days, period_from, start_date } = agreement
  const running = nextCharged(agreement).from
  if (bill_in === 'arrears' && running < day) return running
  return period_from === null ? start_date : laterOf(addDays(period_from, -bill_in_advance_days), start_date)
}

export interface Step {
  readonly kind: 'bill' | 'renew' | 'await_renewal' | 'finish' | 'cancel'
  /** The day on which it is due, and as of which it happens. */
  readonly date: CalendarDate
}

/** What happens next by itself, and when; null when nothing does. */
export function nextStep(agreement: Agreement): Step | null {
  const { paused, pending_renewal, finished, canceled, next_period, cancel_period, contract_end } = agreement
  if (paused || finished || canceled) return null
  const startOf = (number: number) => laterOf(periodNumbered(agreement, number).start, agreement.start_date)
  if (cancel_period !== null && next_period >= cancel_period && (contract_end === null || cancel_period <= contract_end))
    return { kind: 'cancel', date: startOf(cancel_period) }
  if (pending_renewal) return null
  if (contract_end === null || next_period < contract_end) return { kind: 'bill', date: billDate(agreement) }
  const mode = agreement.contract_renewal_mode
  if (mode === 'auto' || mode === 'renew_once') {
    const date = agreement.bill_in === 'advance' ? billDate(agreement) : startOf(contract_end)
    return { kind: 'renew', date: earlierOf(date, startOf(next_period)) }
  }
  return { kind: mode === 'manual' ? 'await_renewal' : 'finish', date: startOf(contract_end) }
}

function billDate(agreement: Agreement): CalendarDate {
  const { whole, from } = nextCharged(agreement)
  if (agreement.bill_in === 'arrears') return whole.end
  return laterOf(addDays(from, -agreement.bill_in_advance_days), agreement.bill_from)
}

/** The agreement with the day of its next step. */
export function scheduled(agreement: Agreement): Agreement {
  return { ...agreement, next_date: nextStep(agreement)?.date ?? null, retry_date: null, problem: null }
}
