/**
 * Owns: on which days and at which hour a cadence runs, and when a step of it has come.
 * Invariants: a run lies after the one before it, on a day of the schedule, at the hour the company's clocks show.
 */
import { assert } from '../../../core/assert.ts'
import {
  addDays,
  atHour,
  type CalendarDate,
  dayOf,
  dayOfMonth,
  daysInMonth,
  monthOf,
  weekday,
  yearOf,
} from '../../../core/date.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Frequency } from './values.ts'

export interface RunDays {
  readonly frequency: Frequency
  readonly run_date: number | null
  readonly run_days: string | null
}

export interface RunTimes extends RunDays {
  readonly time_of_day: number
}

/** No month has none of the days: the 31st falls on the last day of a shorter one. */
const LOOK_AHEAD_DAYS = 40

/** The first run after an instant. */
export function nextRun(times: RunTimes, after: Date, zone: string): Date {
  const today = dayOf(after, zone).date
  const days = daysOf(times)
  for (let ahead = 0; ahead <= LOOK_AHEAD_DAYS; ahead++) {
    const date = addDays(today, ahead)
    const at = atHour({ date, zone }, times.time_of_day)
    if (runsOn(times.frequency, days, date) && at > after) return at
  }
  assert(false, 'a cadence runs at least once a month')
}

function runsOn(frequency: Frequency, days: readonly number[], date: CalendarDate): boolean {
  if (frequency === 'daily') return true
  if (frequency === 'day_of_week') return days.includes(weekday(date))
  const last = daysInMonth(yearOf(date), monthOf(date))
  return days.some((day) => Math.min(day, last) === dayOfMonth(date))
}

/** The days of the week or month on which it runs; `run_days` where both are given. */
export function daysOf({ run_date, run_days }: RunDays): readonly number[] {
  if (run_days) return run_days.split(',').map((text) => Number(text.trim()))
  return run_date === null ? [] : [run_date]
}

/** @throws Refusal invalid (run_date, run_days) for days that there are not */
export function refuseBadDays(times: RunDays): void {
  if (times.frequency === 'daily') return
  const [most, what] = times.frequency === 'day_of_week' ? [7, 'week, 1 for Monday to 7'] : [31, 'month, 1 to 31']
  const days = daysOf(times)
  const field = times.run_days ? 'run_days' : 'run_date'
  if (days.length === 0) throw new Refusal('invalid', 'run_date_missing', `Say on which day of the ${what}, it runs.`, 'run_date')
  if (days.some((day) => !Number.isSafeInteger(day) || day < 1 || day > most))
    throw new Refusal('invalid', 'run_date_invalid', `Give days of the ${what}.`, field)
}

/** How old the debt of a customer is, in days; null where there is none of the kind. */
export interface Ages {
  readonly age: number | null
  readonly past_due_age: number | null
}

/** Whether a step's day has come: `age:30`, `past_due_age:7`. */
export function hasCome(schedule: string, ages: Ages): boolean {
  const [measure, days] = schedule.split(':')
  const age = measure === 'age' ? ages.age : ages.past_due_age
  return age !== null && age >= Number(days)
}
