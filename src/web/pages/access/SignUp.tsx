import { PasswordInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { call } from '../../api.ts'
import { paths } from '../../paths.ts'
import { TextLink } from '../../ui/links.tsx'
import { useRecordForm } from '../../ui/record-form.tsx'
import { AccessForm, emailProblem, passwordProblem } from './AccessForm.tsx'

export function SignUp() {
  const [sentTo, setSentTo] = useState<string | null>(null)
  const { form, submit, saving, problem } = useRecordForm({
    initial: { name: '', email: '', password: '' },
    check: (values) => ({
      name: values.name.trim() ? null : 'Enter your name.',
      email: emailProblem(values.email),
      password: passwordProblem(values.password),
    }),
    save: async (values) => {
      await call('POST /auth/sign_up', {
        body: { name: values.name.trim(), email: values.email.trim(), password: values.password },
      })
      setSentTo(values.email.trim())
    },
  })
  if (sentTo) {
    return (
      <AccessForm
        title="Check your mail"
        text={
          <>
            We sent a link to <strong>{sentTo}</strong>. Open it to confirm that the address is yours; then you can set up your
            company.
          </>
        }
        foot={
          <>
            Nothing there? Look into the spam folder, or <TextLink to={paths.signIn()}>sign in</TextLink> if you have confirmed
            before.
          </>
        }
      />
    )
  }
  return (
    <AccessForm
      title="Create your account"
      text="Free for you and your customers."
      submit={submit}
      verb="Create account"
      saving={saving}
      problem={problem}
      foot={
        <>
          Already have one? <TextLink to={paths.signIn()}>Sign in</TextLink>
        </>
      }
    >
      <TextInput label="Your name" autoComplete="name" autoFocus {...form.getInputProps('name')} />
      <TextInput label="Work e-mail" type="email" autoComplete="username" {...form.getInputProps('email')} />
      <PasswordInput
        label="Password"
        description="At least 10 characters."
        autoComplete="new-password"
        {...form.getInputProps('password')}
      />
    </AccessForm>
  )
}
