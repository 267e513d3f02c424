/**
 * Owns: when the steps of an invoice's schedule come, and which of them is due.
 * Does not own: whether the invoice may be chased at all (netterms.chasing_state), the sending.
 * Invariants: never two steps on one day; each moment once; of what was missed only the latest; nothing that announces a due
 * date after it; it ends.
 */
import { addDays, atHour, type CalendarDate, dayOf, laterOf } from '../../../core/date.ts'
import type { ChaseStep } from '../invoice-cadences/contract.ts'
import { nameOf, triggerOf } from '../invoice-cadences/rules.ts'

export interface InvoiceDates {
  readonly issued_at: Date
  readonly due_date: CalendarDate | null
  readonly zone: string
}

export interface Moment {
  /** Names it for ever, whatever the schedule it stands in. */
  readonly key: string
  readonly step: ChaseStep
  readonly at: Date
}

/** Every moment of a schedule in its order. Those that count from a due date are left out where there is none. */
export function momentsOf(schedule: readonly ChaseStep[], dates: InvoiceDates): readonly Moment[] {
  const issued = dayOf(dates.issued_at, dates.zone).date
  const at = (date: CalendarDate, step: ChaseStep) => atHour({ date, zone: dates.zone }, step.options.hour)
  const single = schedule.flatMap((step) => {
    const date = dateOf(step, issued, dates.due_date)
    return date ? [{ key: nameOf(step), step, date }] : []
  })
  const last = single.map(({ date }) => date).reduce(laterOf, dates.due_date ?? issued)
  const repeated = schedule
    .filter((step) => triggerOf(step) === 'repeating')
    .flatMap((step) =>
      Array.from({ length: step.options.repeats! }, (_, index) => ({
        key: `${nameOf(step)}:${index + 1}`,
        step,
        date: addDays(last, step.options.days! * (index + 1)),
      })),
    )
  return [...single, ...repeated]
    .map(({ key, step, date }) => ({ key, step, at: notBefore(at(date, step), dates.issued_at) }))
    .sort((one, other) => one.at.getTime() - other.at.getTime())
}

/** What is sent on issue, and what would come before it, comes when it is issued. */
function notBefore(at: Date, issued_at: Date): Date {
  return at < issued_at ? issued_at : at
}

function dateOf({ trigger, options }: ChaseStep, issued: CalendarDate, due: CalendarDate | null): CalendarDate | null {
  switch (triggerOf({ trigger })) {
    case 'on_issue':
      return issued
    case 'before_due':
      return due && addDays(due, -options.days!)
    case 'after_due':
      return due && addDays(due, options.days!)
    case 'on_date':
      return options.date!
    case 'after_issue':
      return addDays(issued, options.days!)
    case 'repeating':
      return null
  }
}

export interface Progress {
  /** Keys of moments that were taken. */
  readonly taken: ReadonlySet<string>
  /** The day of the last step. */
  readonly last_day: CalendarDate | null
  /** The customer has it, by whatever way. */
  readonly sent: boolean
  readonly due_date: CalendarDate | null
  /** `due`; `held` or `waiting` while something excuses it; `off` where there is nothing to chase. */
  readonly state: 'due' | 'held' | 'waiting' | 'off'
}

export interface Decision {
  readonly take: Moment | null
  /** When to look again; null for never. */
  readonly next_at: Date | null
}

export function decideMoment(moments: readonly Moment[], progress: Progress, now: Date, zone: string): Decision {
  if (progress.state === 'off') return { take: null, next_at: null }
  const today = dayOf(now, zone).date
  const wanted = moments.filter(({ step }) => !isMoot(step, progress, today))
  const ahead = wanted.find(({ at, key }) => at > now && !progress.taken.has(key))?.at ?? null
  const due = lastDue(wanted, moments, progress, now)
  if (!due) return { take: null, next_at: ahead }
  if (progress.state === 'due' && progress.last_day !== today) return { take: due, next_at: ahead }
  const tomorrow = atHour({ date: addDays(today, 1), zone }, due.step.options.hour)
  return { take: null, next_at: ahead && ahead < tomorrow ? ahead : tomorrow }
}

/** The latest moment that has come, unless it was taken, or one after it. */
function lastDue(wanted: readonly Moment[], all: readonly Moment[], { taken }: Progress, now: Date): Moment | null {
  const last = wanted.findLast(({ at }) => at <= now)
  const takenAt = all.findLast(({ key }) => taken.has(key))?.at
  return last && !taken.has(last.key) && !(takenAt && last.at <= takenAt) ? last : null
}

/** A first delivery of what the customer has, and a friendly word before a day that is over. */
function isMoot(step: ChaseStep, { sent, due_date }: Progress, today: CalendarDate): boolean {
  const trigger = triggerOf(step)
  return (trigger === 'on_issue' && sent) || (trigger === 'before_due' && due_date !== null && due_date < today)
}

/** The ways a step takes to the customer. */
export function actionsOf({ options: { email, sms, letter } }: ChaseStep): ('email' | 'sms' | 'mail')[] {
  return [...(email ? (['email'] as const) : []), ...(sms ? (['sms'] as const) : []), ...(letter ? (['mail'] as const) : [])]
}

/** What a step is called in lists. */
export function titleOf(step: ChaseStep): string {
  const days = step.options.days ?? 0
  const text = days === 1 ? '1 day' : `${days} days`
  switch (triggerOf(step)) {
    case 'on_issue':
      return 'On issue'
    case 'before_due':
      return `${text} before due`
    case 'after_due':
      return days === 0 ? 'On the due date' : `${text} after due`
    case 'repeating':
      return `Every ${text}`
    case 'on_date':
      return `On ${step.options.date}`
    case 'after_issue':
      return `${text} after issue`
  }
}
