import { PasswordInput } from '@mantine/core'
import { useState } from 'react'
import { call } from '../../api.ts'
import { paths } from '../../paths.ts'
import { LinkButton } from '../../ui/links.tsx'
import { useRecordForm } from '../../ui/record-form.tsx'
import { AccessForm, passwordProblem } from './AccessForm.tsx'

interface Words {
  readonly title: string
  readonly label: string
  readonly verb: string
  readonly done: string
  readonly next: string
}

/** Where the link of the "forgot" mail leads. */
export function Reset() {
  return (
    <NewPassword
      title="Choose a new password"
      label="New password"
      verb="Change password"
      done="Password changed"
      next="Sign in with the new one."
    />
  )
}

/** Where the link of an invitation leads. */
export function Join() {
  return (
    <NewPassword
      title="Choose a password"
      label="Password"
      verb="Accept the invitation"
      done="You are in"
      next="Sign in with your e-mail address and your password."
    />
  )
}

function NewPassword({ title, label, verb, done: doneTitle, next }: Words) {
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
      <AccessForm title={doneTitle} text={next}>
        <LinkButton to={paths.signIn()} fullWidth size="md">
          Sign in
        </LinkButton>
      </AccessForm>
    )
  return (
    <AccessForm title={title} submit={submit} verb={verb} saving={saving} problem={problem}>
      <PasswordInput
        label={label}
        description="At least 10 characters."
        autoComplete="new-password"
        autoFocus
        {...form.getInputProps('password')}
      />
    </AccessForm>
  )
}
