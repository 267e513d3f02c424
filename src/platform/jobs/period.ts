import { addDays, dayOf, midnight } from '../../core/date.ts'
import type { Period } from '../jobs.ts'

const LENGTH_MS = { minute: 60_000, hour: 3_600_000 } as const

/** The beginning of the next minute, hour or day of the zone after an instant. Minutes and hours are those of UTC. */
export function nextStart(period: Period, after: Date, zone: string): Date {
  if (period !== 'day') return new Date((Math.floor(after.getTime() / LENGTH_MS[period]) + 1) * LENGTH_MS[period])
  const { date } = dayOf(after, zone)
  const next = midnight({ date: addDays(date, 1), zone })
  // Where clocks go back over midnight, a day is left for its own eve once more.
  return next > after ? next : midnight({ date: addDays(date, 2), zone })
}

/** When a job without a due moment of its own is due, given its last run. One that never ran is due now. */
export function dueAfter(period: Period, ran_at: Date | null, now: Date, zone: string): Date {
  return ran_at === null ? now : nextStart(period, ran_at, zone)
}

/** How long the scheduler may leave a company alone: a minute while something happens there, an hour once it rests. */
export function restMs(active_ms_ago: number): number {
  return active_ms_ago < ACTIVE_MS ? LENGTH_MS.minute : LENGTH_MS.hour
}

const ACTIVE_MS = 24 * LENGTH_MS.hour
