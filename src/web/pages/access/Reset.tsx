import { PasswordInput } from '@mantine/core'
import { useState } from 'react'
import { call } from '../../api.ts'
import { paths } from '../../paths.ts'
import { LinkButton } from '../../ui/links.tsx'
import { useRecordForm } from '../../ui/record-form.tsx'
import { AccessForm, passwordProblem } from './AccessForm.tsx'

/** Where the link of the "forgot" mail leads. */
export function Reset() {
  const [done, setDone] = useState(false)
  const { form, submit, saving, problem } = useRecordForm({
    initial: { password: '' },
    check: (values) => ({ password: passwordProblem(values.password) }),
    save: async (values) => {
      const token = new URLSearchParams(window.location.search).get('token') ?? ''
      await call('POST /auth/reset', { body: { token, password: values.password } })
      setDone(true)
    },
  })
  if (done)
    return (
      <AccessForm title="Password changed" text="Sign in with the new one.">
        <LinkButton to={paths.signIn()} fullWidth size="md">
          Sign in
        </LinkButton>
      </AccessForm>
    )
  return (
    <AccessForm title="Choose a new password" submit={submit} verb="Change password" saving={saving} problem={problem}>
      <PasswordInput
        label="New password"
        description="At least 10 characters."
        autoComplete="new-password"
        autoFocus
        {...form.getInputProps('password')}
      />
    </AccessForm>
  )
}
