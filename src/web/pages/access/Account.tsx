import { Button, Group, Paper, PasswordInput, Stack, TextInput, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { call } from '../../api.ts'
import { sessionQuery } from '../../query.ts'
import { useSession } from '../../session.ts'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { FormProblem, useRecordForm } from '../../ui/record-form.tsx'
import { toast } from '../../ui/toasts.ts'
import { passwordProblem } from './AccessForm.tsx'

/** One's own name and password, the same for every company one works for. */
export function Account() {
  const user = useSession()?.user
  return (
    <>
      <PageHeader title="Your account" subtitle={user?.email} />
      <Stack gap="md" maw={520}>
        <NameForm name={user?.name ?? ''} />
        <PasswordForm />
      </Stack>
    </>
  )
}

function NameForm({ name }: { readonly name: string }) {
  const queries = useQueryClient()
  const { form, submit, saving, problem } = useRecordForm({
    initial: { name },
    check: (values) => ({ name: values.name.trim() ? null : 'Enter your name.' }),
    save: async (values) => {
      queries.setQueryData(sessionQuery.queryKey, await call('PATCH /auth/account', { body: { name: values.name.trim() } }))
      toast('Name saved.')
    },
  })
  return (
    <Paper p="lg" component="section">
      <Title order={2} mb="md">
        Name
      </Title>
      <form onSubmit={submit} noValidate>
        <FormProblem problem={problem} />
        <TextInput label="Your name" autoComplete="name" {...form.getInputProps('name')} />
        <Group justify="flex-end" mt="md">
          <Button type="submit" loading={saving}>
            Save
          </Button>
        </Group>
      </form>
    </Paper>
  )
}

function PasswordForm() {
  const { form, submit, saving, problem } = useRecordForm({
    initial: { current_password: '', password: '' },
    check: (values) => ({
      current_password: values.current_password ? null : 'Enter your present password.',
      password: passwordProblem(values.password),
    }),
    save: async (values) => {
      await call('PATCH /auth/account', { body: values })
      form.setValues({ current_password: '', password: '' })
      toast('Password changed. Other devices are signed out.')
    },
  })
  return (
    <Paper p="lg" component="section">
      <Title order={2} mb="md">
        Password
      </Title>
      <form onSubmit={submit} noValidate>
        <FormProblem problem={problem} />
        <Stack gap="md">
          <PasswordInput label="Present password" autoComplete="current-password" {...form.getInputProps('current_password')} />
          <PasswordInput
            label="New password"
            description="At least 10 characters."
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={saving}>
              Change password
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  )
}
