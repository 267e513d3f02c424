import { Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import { call } from '../../../api.ts'
import { useOnce, useWrite } from '../../../query.ts'
import type { Task } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { useCompany, useSession } from '../../../session.ts'
import { DateField } from '../../../ui/DateField.tsx'
import { secondsOf, useToday } from '../../../ui/dates.tsx'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { toast } from '../../../ui/toasts.ts'
import { MemberSelect } from '../../company/members/MemberSelect.tsx'
import { CustomerPicker } from '../../customers/customers/CustomerPicker.tsx'
import { ACTION_TEXTS } from './action-texts.ts'

export function TaskDialog({ opened, close }: { readonly opened: boolean; readonly close: () => void }) {
  return (
    <Modal opened={opened} onClose={close} title="New activity" closeOnClickOutside={false}>
      <TaskForm close={close} />
    </Modal>
  )
}

function TaskForm({ close }: { readonly close: () => void }) {
  const { form, submit, saving, problem } = useTaskForm(close)
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        <TextInput
          label="What"
          required
          data-autofocus
          placeholder="Call about the open invoice"
          {...form.getInputProps('name')}
        />
        <Group grow align="flex-start">
          <Select
            label="Kind"
            allowDeselect={false}
            data={Object.entries(ACTION_TEXTS).map(([value, label]) => ({ value, label }))}
            {...form.getInputProps('action')}
          />
          <DateField label="Due" required {...form.getInputProps('due_date')} />
        </Group>
        <CustomerPicker
          value={form.values.customer_id}
          onChange={(customer) => form.setFieldValue('customer_id', customer?.id ?? null)}
          clearable
          error={form.errors.customer_id}
        />
        <MemberSelect label="For" placeholder="Anybody" {...form.getInputProps('user_id')} />
        <DialogButtons close={close} verb="Add activity" saving={saving} />
      </Stack>
    </form>
  )
}

function useTaskForm(close: () => void) {
  const { time_zone } = useCompany()
  const today = useToday()
  const me = useSession()?.user?.id
  const create = useOnce((body: Body<'POST /tasks'>, idempotencyKey) => call('POST /tasks', { body, idempotencyKey }))
  const write = useWrite(create, { quiet: true })
  return useRecordForm({
    initial: {
      name: '',
      action: 'phone' as Task['action'],
      due_date: today as string,
      customer_id: null as number | null,
      user_id: me === undefined ? null : String(me),
    },
    check: (values) => ({
      name: values.name.trim() ? null : 'Say what is to be done.',
      due_date: values.due_date ? null : 'Enter a date.',
    }),
    save: async ({ name, due_date, user_id, ...others }) => {
      await write.mutateAsync({
        ...others,
        name: name.trim(),
        due_date: secondsOf(due_date, time_zone),
        user_id: user_id === null ? null : Number(user_id),
      })
      toast('Activity added.')
      close()
    },
  })
}
