import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useWrite } from '../../../query.ts'
import type { InvoiceCadence } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { useGo } from '../../../ui/links.tsx'
import { useRecordForm } from '../../../ui/record-form.tsx'
import { toast } from '../../../ui/toasts.ts'
import { checkSteps, newInvoiceStep, stepBody, stepField, stepValues } from './invoice-step.ts'

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
      steps: cadence?.chase_schedule.map(stepValues) ?? [newInvoiceStep()],
    },
    check: ({ name, steps }) => ({
      name: name.trim() ? null : 'Enter a name.',
      ...checkSteps(steps),
    }),
    save: async ({ steps, name, ...values }) => {
      const saved = await write.mutateAsync({ ...values, name: name.trim(), chase_schedule: steps.map(stepBody) })
      toast(`${saved.name} saved.`)
      go(paths.cadences('invoices'))
    },
    fieldOf: stepField,
  })
}
