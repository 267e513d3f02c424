import { Modal, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { initialsOf } from '../../../../modules/receivables/estimates/initials.ts'
import { call } from '../../../api.ts'
import { useWrite } from '../../../query.ts'
import type { Estimate } from '../../../records.ts'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { toast } from '../../../ui/toasts.ts'

interface MarkApprovedProps {
  readonly estimate: Estimate
  readonly close: () => void
}

/** Noting an approval that came by telephone or on paper; who noted it is kept beside who approved. */
export function MarkApprovedDialog({ opened, ...props }: MarkApprovedProps & { readonly opened: boolean }) {
  return (
    <Modal opened={opened} onClose={props.close} title={`Mark ${props.estimate.number ?? 'the estimate'} as approved`}>
      <MarkApprovedForm {...props} />
    </Modal>
  )
}

function MarkApprovedForm({ estimate: { id }, close }: MarkApprovedProps) {
  const mark = useWrite((body: { approved: string; approval_name: string }) => call('PATCH /estimates/{id}', { id, body }), {
    quiet: true,
    onDone: () => toast('Marked as approved.'),
  })
  const [ownInitials, setOwnInitials] = useState(false)
  const { form, submit, saving, problem } = useRecordForm({
    initial: { approval_name: '', approved: '' },
    check: (values) => ({
      approval_name: values.approval_name.trim() ? null : 'Enter who approved it.',
      approved: values.approved.trim() ? null : 'Enter their initials.',
    }),
    save: async (values) => {
      await mark.mutateAsync({ approval_name: values.approval_name.trim(), approved: values.approved.trim() })
      close()
    },
  })
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        <Text>For an approval that reached you by telephone, by mail or on paper. It is kept that you noted it, and when.</Text>
        <TextInput
          label="Who approved it"
          required
          maxLength={255}
          data-autofocus
          {...form.getInputProps('approval_name')}
          onChange={(event) => {
            form.setFieldValue('approval_name', event.currentTarget.value)
            if (!ownInitials) form.setFieldValue('approved', initialsOf(event.currentTarget.value))
          }}
        />
        <TextInput
          label="Their initials"
          required
          maxLength={10}
          {...form.getInputProps('approved')}
          onChange={(event) => {
            setOwnInitials(event.currentTarget.value !== '')
            form.setFieldValue('approved', event.currentTarget.value)
          }}
        />
        <DialogButtons close={close} verb="Mark as approved" saving={saving} />
      </Stack>
    </form>
  )
}
