/**
 * Owns: which step of a cadence a customer is due for, and when the walk through the steps begins anew.
 * Does not own: which invoices may be chased at all (netterms.chasing_state), the sending.
 * Invariants: never two steps on one day; of a walk each step at most once; nothing for a customer who owes nothing that is
 * due; after the last step nothing more until something was paid.
 */
import { type CalendarDate, daysBetween } from '../../../core/date.ts'
import { type Ages, hasCome } from '../chasing-cadences/schedule.ts'

export interface Step {
  readonly id: number
  readonly schedule: string
}

/** An open invoice as far as its age counts. For one with a payment plan the days are those of its oldest unpaid installment. */
export interface OpenInvoice {
  readonly date: CalendarDate
  readonly due_date: CalendarDate | null
  /** `held`: owed, but not to be reminded of now. */
  readonly state: 'due' | 'held'
}

/** Where a customer stands in the cadence. */
export interface Standing {
  readonly next_chase_step: number | null
  /** Steps of this walk that were taken. */
  readonly taken: ReadonlySet<number>
  /** The day of the last step, whatever the walk. */
  readonly last_day: CalendarDate | null
  /** Whether what is due comes to the smallest balance that is chased. */
  readonly is_enough: boolean
}

export interface Decision {
  /** A new walk begins. */
  readonly restart: boolean
  /** The index of the step to take now. */
  readonly take: number | null
  readonly next_chase_step: number | null
}

/** @param today the company's day */
export function decideStep(
  steps: readonly Step[],
  invoices: readonly OpenInvoice[],
  standing: Standing,
  today: CalendarDate,
): Decision {
  const { taken, next_chase_step } = standing
  const dueNow = standing.is_enough
    ? lastCome(
        steps,
        agesOf(
          invoices.filter(({ state }) => state === 'due'),
          today,
        ),
      )
    : -1
  const cameBefore = steps.findLastIndex(({ id }) => taken.has(id))
  const isPaidDown = lastCome(steps, agesOf(invoices, today)) < cameBefore
  const chosen = steps.findIndex(({ id }) => id === next_chase_step)
  const place = isPaidDown ? 0 : chosen >= 0 ? chosen : taken.size > 0 ? steps.length : 0
  // Somebody may have chosen an earlier step again.
  const restart = isPaidDown || place <= cameBefore
  const take = dueNow >= place && standing.last_day !== today ? dueNow : null
  const next = take === null ? place : take + 1
  return { restart, take, next_chase_step: steps[next]?.id ?? null }
}

/** The last step whose day has come; those before it are not made up for. −1 for none. */
function lastCome(steps: readonly Step[], ages: Ages): number {
  return steps.findLastIndex(({ schedule }) => hasCome(schedule, ages))
}

/** The age of the oldest invoice, and how long the one that is latest has been late. */
export function agesOf(invoices: readonly Omit<OpenInvoice, 'state'>[], today: CalendarDate): Ages {
  const ages = invoices.map(({ date }) => daysBetween(date, today))
  const late = invoices.flatMap(({ due_date }) => (due_date && due_date < today ? [daysBetween(due_date, today)] : []))
  return { age: ages.length > 0 ? Math.max(...ages) : null, past_due_age: late.length > 0 ? Math.max(...late) : null }
}
