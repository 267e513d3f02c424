import { PasswordInput, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { call } from '../../api.ts'
import { paths } from '../../paths.ts'
import { sessionQuery } from '../../query.ts'
import { TextLink, useGo } from '../../ui/links.tsx'
import { useRecordForm } from '../../ui/record-form.tsx'
import { AccessForm, emailProblem } from './AccessForm.tsx'

export function SignIn() {
  const go = useGo()
  const queries = useQueryClient()
  const { form, submit, saving, problem } = useRecordForm({
    initial: { email: '', password: '' },
    check: (values) => ({ email: emailProblem(values.email), password: values.password ? null : 'Enter your password.' }),
    save: async (values) => {
      const session = await call('POST /auth/sign_in', { body: { email: values.email.trim(), password: values.password } })
      queries.removeQueries()
      queries.setQueryData(sessionQuery.queryKey, session)
      go(nextPath(), { replace: true })
    },
  })
  return (
    <AccessForm
      title="Sign in"
      submit={submit}
      verb="Sign in"
      saving={saving}
      problem={problem}
      foot={
        <>
          New here? <TextLink to={paths.signUp()}>Create an account</TextLink>
        </>
      }
    >
      <TextInput label="E-mail" type="email" autoComplete="username" autoFocus {...form.getInputProps('email')} />
      <div>
        <PasswordInput label="Password" autoComplete="current-password" {...form.getInputProps('password')} />
        <TextLink to={paths.forgot()} fz="xs" mt={6} display="inline-block">
          Forgot your password?
        </TextLink>
      </div>
    </AccessForm>
  )
}

/** Where one wanted to go before being asked to sign in; only pages of this app. */
function nextPath(): string {
  const next = new URLSearchParams(window.location.search).get('next') ?? ''
  return /^\/(?![/\\])/.test(next) ? next : paths.home()
}
