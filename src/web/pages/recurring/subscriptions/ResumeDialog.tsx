import { Modal, Radio, Stack } from '@mantine/core'
import { addDays } from '../../../../core/date.ts'
import { call } from '../../../api.ts'
import { useWrite } from '../../../query.ts'
import type { Subscription } from '../../../records.ts'
import { DateField } from '../../../ui/DateField.tsx'
import { secondsOf, useToday, useZone } from '../../../ui/dates.tsx'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { toast } from '../../../ui/toasts.ts'

interface ResumeDialogProps {
  readonly subscription: Subscription
  readonly opened: boolean
  readonly close: () => void
}

/** From when on a paused subscription is billed again. */
export function ResumeDialog({ subscription, opened, close }: ResumeDialogProps) {
  return (
    <Modal opened={opened} onClose={close} title="Resume this subscription">
      <ResumeForm subscription={subscription} close={close} />
    </Modal>
  )
}

function ResumeForm({ subscription: { id }, close }: Omit<ResumeDialogProps, 'opened'>) {
  const zone = useZone()
  const tomorrow = addDays(useToday(), 1)
  const resume = useWrite((period_end: number | null) => call('POST /subscriptions/{id}/resume', { id, body: { period_end } }), {
    quiet: true,
    onDone: () => toast('Resumed.'),
  })
  const { form, submit, saving, problem } = useRecordForm({
    initial: { when: 'now', period_end: null as string | null },
    check: ({ when, period_end }) => ({ period_end: when === 'later' && !period_end ? 'Choose a day.' : null }),
    save: async ({ when, period_end }) => {
      await resume.mutateAsync(when === 'later' && period_end ? secondsOf(period_end, zone) : null)
      close()
    },
  })
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        <Radio.Group label="Billed again" {...form.getInputProps('when')}>
          <Stack gap="xs" mt="xs">
            <Radio
              value="now"
              label="From now on"
              description="The running period goes on. What is left of it is billed if it was not yet; periods that passed meanwhile never are."
            />
            <Radio
              value="later"
              label="From a later day"
              description="Free of charge until then. On that day a new period begins."
            />
          </Stack>
        </Radio.Group>
        {form.values.when === 'later' ? (
          <DateField label="First day of the new period" minDate={tomorrow} {...form.getInputProps('period_end')} />
        ) : null}
        <DialogButtons close={close} verb="Resume" saving={saving} />
      </Stack>
    </form>
  )
}
