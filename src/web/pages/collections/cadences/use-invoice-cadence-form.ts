import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useWrite } from '../../../query.ts'
import type { InvoiceCadence } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { useGo } from '../../../ui/links.tsx'
import { useRecordForm } from '../../../ui/record-form.tsx'
import { toast } from '../../../ui/toasts.ts'

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

export type InvoiceCadenceForm = ReturnType<typeof useInvoiceCadenceForm>['form']

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

function valuesOf({ trigger, options }: InvoiceCadence['chase_schedule'][number]): InvoiceStepValues {
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

function bodyOf({ key: _, trigger, days, repeats, date, hour, role, ...channels }: InvoiceStepValues) {
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

export function useInvoiceCadenceForm(cadence: InvoiceCadence | undefined) {
  const go = useGo()
  const write = useWrite(
    (body: Body<'POST /invoice_chasing_cadences'>) =>
      cadence
        ? call('PATCH /invoice_chasing_cadences/{id}', { id: cadence.id, body })
        : call('POST /invoice_chasing_cadences', { body }),
    { quiet: true },
  )
  return useRecordForm({
    initial: {
      name: cadence?.name ?? '',
      default: cadence?.default ?? false,
      steps: cadence?.chase_schedule.map(valuesOf) ?? [newInvoiceStep()],
    },
    check: ({ name, steps }) => ({
      name: name.trim() ? null : 'Enter a name.',
      ...Object.fromEntries(
        steps.flatMap((step, index) => [
          [
            `steps.${index}.days`,
            !COUNTS_DAYS.has(step.trigger) || /^\d{1,3}$/.test(step.days) ? null : 'Enter a number of days.',
          ],
          [`steps.${index}.date`, step.trigger !== '4' || step.date ? null : 'Enter a date.'],
          [`steps.${index}.email`, step.email || step.sms || step.letter ? null : 'Choose how it is sent.'],
        ]),
      ),
    }),
    save: async ({ steps, name, ...values }) => {
      const saved = await write.mutateAsync({ ...values, name: name.trim(), chase_schedule: steps.map(bodyOf) })
      toast(`${saved.name} saved.`)
      go(paths.cadences('invoices'))
    },
    fieldOf: (param) => param.replace(/^chase_schedule\[(\d+)\]\.(options\.)?/, 'steps.$1.'),
  })
}
