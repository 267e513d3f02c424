import type { InvoiceCadence } from '../../../records.ts'

/** A step of a schedule while it is edited: figures as text, the trigger as the API numbers it. */
export interface InvoiceStepValues {
  readonly key: string
  readonly trigger: string
  readonly days: string
  readonly repeats: string
  readonly date: string | null
  readonly hour: string
  readonly email: boolean
  readonly sms: boolean
  readonly letter: boolean
  readonly role: string
}

/** Which triggers count days, and how far. */
export const COUNTS_DAYS: ReadonlySet<string> = new Set(['1', '2', '3', '5'])

export function newInvoiceStep(): InvoiceStepValues {
  return {
    key: crypto.randomUUID(),
    trigger: '2',
    days: '7',
    repeats: '3',
    date: null,
    hour: '9',
    email: true,
    sms: false,
    letter: false,
    role: '',
  }
}

/** A step as it is edited. */
export function stepValues({ trigger, options }: InvoiceCadence['chase_schedule'][number]): InvoiceStepValues {
  const { days, repeats, date, hour, role, ...channels } = options
  return {
    ...channels,
    key: crypto.randomUUID(),
    trigger: String(trigger),
    days: String(days ?? 7),
    repeats: String(repeats ?? 3),
    date: date ?? null,
    hour: String(hour),
    role: role ?? '',
  }
}

/** A step as the API is sent it. */
export function stepBody({ key: _, trigger, days, repeats, date, hour, role, ...channels }: InvoiceStepValues) {
  return {
    trigger: Number(trigger),
    options: {
      ...channels,
      hour: Number(hour),
      role: role.trim() || null,
      ...(COUNTS_DAYS.has(trigger) ? { days: Number(days) } : {}),
      ...(trigger === '3' ? { repeats: Number(repeats) } : {}),
      ...(trigger === '4' && date ? { date } : {}),
    },
  }
}

/** Messages by field for what need not be sent to be refused. */
export function checkSteps(steps: readonly InvoiceStepValues[]): Record<string, string | null> {
  return Object.fromEntries(
    steps.flatMap((step, index) => [
      [`steps.${index}.days`, !COUNTS_DAYS.has(step.trigger) || /^\d{1,3}$/.test(step.days) ? null : 'Enter a number of days.'],
      [`steps.${index}.date`, step.trigger !== '4' || step.date ? null : 'Enter a date.'],
      [`steps.${index}.email`, step.email || step.sms || step.letter ? null : 'Choose how it is sent.'],
    ]),
  )
}

/** The form's name of a field that the API refuses. */
export function stepField(param: string): string {
  return param.replace(/^chase_schedule\[(\d+)\]\.(options\.)?/, 'steps.$1.')
}
