import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { call } from '../../api.ts'
import { paths } from '../../paths.ts'
import { TextLink } from '../../ui/links.tsx'
import { useRecordForm } from '../../ui/record-form.tsx'
import { AccessForm, emailProblem } from './AccessForm.tsx'

export function Forgot() {
  const [sentTo, setSentTo] = useState<string | null>(null)
  const { form, submit, saving, problem } = useRecordForm({
    initial: { email: '' },
    check: (values) => ({ email: emailProblem(values.email) }),
    save: async (values) => {
      await call('POST /auth/forgot', { body: { email: values.email.trim() } })
      setSentTo(values.email.trim())
    },
  })
  const back = <TextLink to={paths.signIn()}>Back to sign in</TextLink>
  if (sentTo)
    return (
      <AccessForm
        title="Check your mail"
        text={
          <>
            If <strong>{sentTo}</strong> has an account, a link to choose a new password is on its way.
          </>
        }
        foot={back}
      />
    )
  return (
    <AccessForm
      title="Forgot your password?"
      text="We mail you a link to choose a new one."
      submit={submit}
      verb="Send the link"
      saving={saving}
      problem={problem}
      foot={back}
    >
      <TextInput label="E-mail" type="email" autoComplete="username" autoFocus {...form.getInputProps('email')} />
    </AccessForm>
  )
}
