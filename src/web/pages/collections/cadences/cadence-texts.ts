import { counted } from '../../../../core/counted.ts'
import type { ChasingStep, InvoiceCadence } from '../../../records.ts'

export const ACTIONS = [
  { value: 'email', label: 'E-mail' },
  { value: 'sms', label: 'Text message' },
  { value: 'mail', label: 'Letter' },
  { value: 'phone', label: 'Call (an activity)' },
  { value: 'escalate', label: 'Escalate (an activity)' },
] as const

export const MEASURES = [
  { value: 'past_due_age', label: 'days late' },
  { value: 'age', label: 'days old' },
] as const

export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'].map((label, index) => ({
  value: String(index + 1),
  label,
}))

export const TRIGGERS = [
  { value: '0', label: 'On issue' },
  { value: '5', label: 'Days after issue' },
  { value: '1', label: 'Days before due' },
  { value: '2', label: 'Days after due' },
  { value: '3', label: 'Again every so many days' },
  { value: '4', label: 'On a date' },
] as const

/** Every hour of the day, as the reader writes it. */
export const HOURS = Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: hourText(hour) }))

export function hourText(hour: number): string {
  return new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' }).format(hour * 3_600_000)
}

/** How a step is told in one line: "E-mail, 7 days late". */
export function stepText({ action, schedule }: Pick<ChasingStep, 'action' | 'schedule'>): string {
  const [measure, days] = schedule.split(':')
  const kind = ACTIONS.find(({ value }) => value === action)?.label.replace(/ \(.*/, '') ?? action
  if (measure === 'past_due_age' && Number(days) <= 1) return `${kind}, once late`
  return `${kind}, ${days} ${measure === 'age' ? 'days old' : 'days late'}`
}

/** When a cadence runs: "Daily at 7:00 AM". */
export function runText({
  frequency,
  run_date,
  run_days,
  time_of_day,
}: {
  readonly frequency: string
  readonly run_date: number | null
  readonly run_days: string | null
  readonly time_of_day: number
}): string {
  const days = run_days?.split(',').map((day) => day.trim()) ?? (run_date === null ? [] : [String(run_date)])
  const at = `at ${hourText(time_of_day)}`
  if (frequency === 'day_of_week')
    return `${days.map((day) => WEEKDAYS.find(({ value }) => value === day)?.label ?? day).join(', ')} ${at}`
  return frequency === 'day_of_month' ? `Day ${days.join(', ')} of the month ${at}` : `Daily ${at}`
}

/** "On issue, 3 days before due, 7 days after due". */
export function scheduleText({ chase_schedule }: Pick<InvoiceCadence, 'chase_schedule'>): string {
  return chase_schedule
    .map(({ trigger, options: { days, repeats, date } }) => {
      if (trigger === 0) return 'on issue'
      if (trigger === 3) return `${counted(repeats ?? 0, 'time')} every ${days === 1 ? 'day' : `${days} days`}`
      if (trigger === 4) return `on ${date}`
      return `${counted(days ?? 0, 'day')} ${trigger === 1 ? 'before due' : trigger === 2 ? 'after due' : 'after issue'}`
    })
    .join(', ')
    .replace(/^./, (first) => first.toUpperCase())
}
