import { Button, Checkbox, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call } from '../../api.ts'
import { paths } from '../../paths.ts'
import { sessionQuery } from '../../query.ts'
import { useLeaving, useSession } from '../../session.ts'
import { useGo } from '../../ui/links.tsx'
import { CountrySelect, CurrencySelect, TimeZoneSelect } from '../../ui/place-fields.tsx'
import { countryGuess, defaultsOf } from '../../ui/places.ts'
import { useRecordForm } from '../../ui/record-form.tsx'
import { toastProblem } from '../../ui/toasts.ts'
import { AccessForm } from './AccessForm.tsx'
import { UsernameField } from './UsernameField.tsx'
import { usernameOf } from './username.ts'

/** Setting up a company: the first after signing up, or a further one. */
export function Welcome() {
  const go = useGo()
  const session = useSession()
  const { signOut } = useLeaving()
  const [ownUsername, setOwnUsername] = useState(false)
  const { form, submit, saving, problem } = useCompanyForm()
  useSignedIn()
  return (
    <AccessForm
      title={session?.companies.length ? 'Add a company' : 'Set up your company'}
      text="You can change all of this later."
      submit={submit}
      verb="Create company"
      saving={saving}
      problem={problem}
      foot={
        session?.company ? (
          <Button variant="default" size="xs" onClick={() => go(paths.home())}>
            Back to {session.company.name}
          </Button>
        ) : (
          <Button variant="default" size="xs" onClick={() => void signOut().catch(toastProblem)}>
            Sign out
          </Button>
        )
      }
    >
      <TextInput
        label="Company name"
        autoComplete="organization"
        autoFocus
        {...form.getInputProps('name')}
        onChange={(event) => {
          form.setFieldValue('name', event.currentTarget.value)
          if (!ownUsername) form.setFieldValue('username', usernameOf(event.currentTarget.value))
        }}
      />
      <UsernameField
        {...form.getInputProps('username')}
        value={form.values.username}
        onChange={(username) => {
          setOwnUsername(username !== '')
          form.setFieldValue('username', username)
        }}
      />
      <CountrySelect
        label="Country"
        {...form.getInputProps('country')}
        onChange={(value) => form.setValues({ country: value ?? '', ...(value ? defaultsOf(value) : {}) })}
      />
      <CurrencySelect label="Currency" {...form.getInputProps('currency')} />
      <TimeZoneSelect
        label="Time zone"
        description="Invoices are dated, and fall due, by this clock."
        {...form.getInputProps('time_zone')}
      />
      <Checkbox
        label="Sandbox"
        description="For trying things out: nothing leaves it, no money moves, and its clock can be moved. It stays one."
        {...form.getInputProps('test_mode', { type: 'checkbox' })}
      />
    </AccessForm>
  )
}

function useCompanyForm() {
  const go = useGo()
  const queries = useQueryClient()
  const country = countryGuess()
  return useRecordForm({
    initial: { name: '', username: '', country, ...defaultsOf(country), test_mode: false },
    check: (values) => ({
      name: values.name.trim() ? null : 'Enter the name your customers know.',
      username: /^[a-z0-9][a-z0-9-]{2,31}$/.test(values.username) ? null : 'Use 3 to 32 small letters, digits and hyphens.',
      country: values.country ? null : 'Choose a country.',
      currency: values.currency ? null : 'Choose a currency.',
      time_zone: values.time_zone ? null : 'Choose a time zone.',
    }),
    save: async (values) => {
      await call('POST /companies', { body: values })
      queries.removeQueries()
      await queries.fetchQuery(sessionQuery)
      go(paths.home(), { replace: true })
    },
  })
}

/** Without anybody signed in there is nobody to set up a company for. */
function useSignedIn() {
  const go = useGo()
  const queries = useQueryClient()
  useEffect(() => {
    void queries.ensureQueryData(sessionQuery).then(
      (known) => (known.user ? undefined : go(paths.signIn(paths.welcome()), { replace: true })),
      () => undefined,
    )
  }, [go, queries])
}
