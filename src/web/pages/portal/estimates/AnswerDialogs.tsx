import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { initialsOf } from '../../../../modules/receivables/estimates/initials.ts'
import { call } from '../../../api.ts'
import { useWrite } from '../../../query.ts'
import type { PortalEstimate } from '../../../records.ts'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { problemText } from '../../../ui/toasts.ts'
import type { PortalAddress } from '../Document.tsx'

interface AnswerDialogProps {
  readonly shown: PortalEstimate
  readonly address: PortalAddress
  readonly opened: boolean
  readonly close: () => void
}

interface ApproveDialogProps extends AnswerDialogProps {
  /** Approved; whether a deposit is to be paid now. */
  readonly approved: (needsDeposit: boolean) => void
}

/** Accepting an estimate: the name and initials that stand under it. */
export function ApproveDialog({ opened, ...props }: ApproveDialogProps) {
  return (
    <Modal opened={opened} onClose={props.close} title="Approve this estimate">
      <ApproveForm {...props} />
    </Modal>
  )
}

function ApproveForm({ shown, address, close, approved }: Omit<ApproveDialogProps, 'opened'>) {
  const { estimate, company } = shown
  const { username, key } = address
  const approve = useWrite(
    (body: { name: string; initials: string }) =>
      call('POST /portal/{username}/estimates/{key}/approve', { username, key, body }),
    { quiet: true },
  )
  const [ownInitials, setOwnInitials] = useState(false)
  const { form, submit, saving, problem } = useRecordForm({
    initial: { name: '', initials: '' },
    check: (values) => ({
      name: values.name.trim() ? null : 'Enter your name.',
      initials: values.initials.trim() ? null : 'Enter your initials.',
    }),
    save: async (values) => {
      const { deposit_due, payment_methods } = await approve.mutateAsync({
        name: values.name.trim(),
        initials: values.initials.trim(),
      })
      approved(deposit_due > 0 && payment_methods.length > 0)
    },
  })
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        <Text>
          {`You accept the offer of ${company.name} over ${moneyText(estimate.total, estimate.currency)}.`}
          {estimate.deposit > 0 && !estimate.deposit_paid
            ? ` Then you are asked for the deposit of ${moneyText(estimate.deposit, estimate.currency)}.`
            : ''}
        </Text>
        <TextInput
          label="Your name"
          required
          autoComplete="name"
          maxLength={255}
          data-autofocus
          {...form.getInputProps('name')}
          onChange={(event) => {
            form.setFieldValue('name', event.currentTarget.value)
            if (!ownInitials) form.setFieldValue('initials', initialsOf(event.currentTarget.value))
          }}
        />
        <TextInput
          label="Your initials"
          required
          maxLength={10}
          {...form.getInputProps('initials')}
          onChange={(event) => {
            setOwnInitials(event.currentTarget.value !== '')
            form.setFieldValue('initials', event.currentTarget.value)
          }}
        />
        <DialogButtons close={close} verb="Approve" saving={saving} />
      </Stack>
    </form>
  )
}

export function DeclineDialog({ shown, address, opened, close }: AnswerDialogProps) {
  const { username, key } = address
  const decline = useWrite(() => call('POST /portal/{username}/estimates/{key}/decline', { username, key }), {
    quiet: true,
    onDone: close,
  })
  return (
    <Modal opened={opened} onClose={close} title="Decline this estimate?">
      <FormProblem problem={decline.error ? problemText(decline.error) : null} />
      <Text mb="lg">{`${shown.company.name} is told that you do not want it.`}</Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={close} data-autofocus>
          Keep it open
        </Button>
        <Button color="brick" loading={decline.isPending} onClick={() => decline.mutate(undefined)}>
          Decline
        </Button>
      </Group>
    </Modal>
  )
}
