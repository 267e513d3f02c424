import { Modal, Stack, TextInput } from '@mantine/core'
import { call } from '../../../api.ts'
import { useWrite } from '../../../query.ts'
import { type InvoiceDelivery, idOf } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { toast } from '../../../ui/toasts.ts'
import { InvoiceSteps } from '../../collections/cadences/InvoiceSteps.tsx'
import { checkSteps, newInvoiceStep, stepBody, stepField, stepValues } from '../../collections/cadences/invoice-step.ts'

type Given = Body<'PUT /invoices/{id}/delivery'>

/** How the invoice is delivered now, as the API is sent it: what is left out is taken away. */
export function deliveryBody({ cadence_id, chase_schedule, emails, disabled }: InvoiceDelivery): Given {
  const cadence = idOf(cadence_id)
  const followed = cadence > 0 ? { cadence_id: cadence } : isOwn({ cadence_id, chase_schedule }) ? { chase_schedule } : {}
  return { ...followed, emails, disabled }
}

/** Whether it follows a schedule that is only its own. */
export function isOwn({ cadence_id, chase_schedule }: Pick<InvoiceDelivery, 'cadence_id' | 'chase_schedule'>): boolean {
  return idOf(cadence_id) === 0 && chase_schedule.length > 0
}

interface DialogProps {
  readonly delivery: InvoiceDelivery
  readonly opened: boolean
  readonly close: () => void
}

/** To whom reminders of this invoice go. */
export function AddressesDialog({ opened, ...props }: DialogProps) {
  return (
    <Modal opened={opened} onClose={props.close} title="Who is reminded" closeOnClickOutside={false}>
      <AddressesForm {...props} />
    </Modal>
  )
}

function AddressesForm({ delivery, close }: Omit<DialogProps, 'opened'>) {
  const write = useDelivering(delivery)
  const { form, submit, saving, problem } = useRecordForm({
    initial: { emails: delivery.emails ?? '' },
    save: async ({ emails }) => {
      await write.mutateAsync({ ...deliveryBody(delivery), emails: emails.trim() || null })
      toast('Addresses saved.')
      close()
    },
  })
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        <TextInput
          label="E-mail addresses"
          description="Up to five, with commas between them. Left empty, reminders go to the contacts of the customer."
          placeholder="The contacts of the customer"
          data-autofocus
          {...form.getInputProps('emails')}
        />
        <DialogButtons close={close} verb="Save" saving={saving} />
      </Stack>
    </form>
  )
}

/** A schedule for this invoice alone, begun from the one it follows. */
export function ScheduleDialog({ opened, ...props }: DialogProps) {
  return (
    <Modal opened={opened} onClose={props.close} title="A schedule for this invoice alone" size="xl" closeOnClickOutside={false}>
      <ScheduleForm {...props} />
    </Modal>
  )
}

function ScheduleForm({ delivery, close }: Omit<DialogProps, 'opened'>) {
  const write = useDelivering(delivery)
  const { emails, disabled, chase_schedule } = delivery
  const { form, submit, saving, problem } = useRecordForm({
    initial: { steps: chase_schedule.length > 0 ? chase_schedule.map(stepValues) : [newInvoiceStep()] },
    check: ({ steps }) => checkSteps(steps),
    save: async ({ steps }) => {
      await write.mutateAsync({ chase_schedule: steps.map(stepBody), emails, disabled })
      toast('Schedule saved.')
      close()
    },
    fieldOf: stepField,
  })
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        <InvoiceSteps form={form} />
        <DialogButtons close={close} verb="Save" saving={saving} />
      </Stack>
    </form>
  )
}

function useDelivering({ invoice }: InvoiceDelivery) {
  return useWrite((body: Given) => call('PUT /invoices/{id}/delivery', { id: invoice, body }), { quiet: true })
}
