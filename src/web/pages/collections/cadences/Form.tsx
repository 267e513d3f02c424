import { Alert, Checkbox, Select, Stack, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useRead, useWrite } from '../../../query.ts'
import type { ChasingCadence } from '../../../records.ts'
import { useCompany } from '../../../session.ts'
import { confirm } from '../../../ui/confirm.tsx'
import { FormButtons, FormSection } from '../../../ui/form-parts.tsx'
import { useGo } from '../../../ui/links.tsx'
import { MoneyField } from '../../../ui/number-fields.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { FormProblem, LeaveGuard } from '../../../ui/record-form.tsx'
import { Shown } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toasts.ts'
import { HOURS, WEEKDAYS } from './cadence-texts.ts'
import { Steps } from './Steps.tsx'
import { type CadenceForm, useCadenceForm } from './use-cadence-form.ts'

export function NewCadence() {
  return <CadenceEditor />
}

export function EditCadence() {
  const id = Number(useParams({ strict: false }).id)
  const read = useRead('GET /customer_chasing_cadences/{id}', { id, query: { include: 'num_customers' } })
  return <Shown read={read}>{(cadence) => <CadenceEditor key={cadence.id} cadence={cadence} />}</Shown>
}

const FREQUENCIES = [
  { value: 'daily', label: 'Every day' },
  { value: 'day_of_week', label: 'On a day of the week' },
  { value: 'day_of_month', label: 'On a day of the month' },
]
const ASSIGNMENTS = [
  { value: 'none', label: 'Only customers I choose' },
  { value: 'default', label: 'All customers without another cadence' },
  { value: 'conditions', label: 'Customers who meet conditions' },
]

function CadenceEditor({ cadence }: { readonly cadence?: ChasingCadence }) {
  const { form, submit, saving, problem, isUnsaved } = useCadenceForm(cadence)
  const inUse = cadence?.num_customers ?? 0
  return (
    <form onSubmit={submit} noValidate>
      <PageHeader
        title={cadence ? cadence.name : 'New cadence'}
        crumbs={[{ label: 'Chasing', to: paths.cadences() }]}
        subtitle="Walks a customer through its steps, one at a time, while the account is open."
        more={useMore(cadence)}
      />
      <FormProblem problem={problem} />
      <Stack gap="md" maw={860}>
        {inUse > 0 ? (
          <Alert color="gray" variant="light">
            {inUse === 1 ? 'One customer follows' : `${inUse} customers follow`} this cadence. Its steps stay where they are;
            words and new steps may still change.
          </Alert>
        ) : null}
        <WhenAndWhom form={form} />
        <Steps form={form} fixed={inUse > 0 ? (cadence?.steps ?? []).map(({ id }) => id) : []} />
        <FormButtons back={paths.cadences()} saving={saving} />
      </Stack>
      <LeaveGuard isUnsaved={isUnsaved} />
    </form>
  )
}

function useMore(cadence: ChasingCadence | undefined) {
  const go = useGo()
  const remove = useWrite((id: number) => call('DELETE /customer_chasing_cadences/{id}', { id }), { quiet: true })
  if (!cadence) return []
  const ask = () =>
    confirm({
      title: `Delete ${cadence.name}?`,
      text: 'Only a cadence that no customer follows can be deleted.',
      verb: 'Delete cadence',
      danger: true,
      run: async () => {
        await remove.mutateAsync(cadence.id)
        toast(`${cadence.name} deleted.`)
        go(paths.cadences())
      },
    })
  return [{ label: 'Delete', icon: <IconTrash size={16} />, danger: true, run: ask, needs: 'settings.edit' }]
}

function WhenAndWhom({ form }: { readonly form: CadenceForm }) {
  const company = useCompany()
  const { frequency, assignment_mode } = form.values
  return (
    <FormSection title="When and whom" text={`Hours are those of ${company.time_zone.replace('_', ' ')}.`}>
      <TextInput label="Name" required autoFocus={!form.values.name} {...form.getInputProps('name')} />
      <Select label="At" data={HOURS} allowDeselect={false} {...form.getInputProps('time_of_day')} />
      <Select label="Runs" data={FREQUENCIES} allowDeselect={false} {...form.getInputProps('frequency')} />
      {frequency === 'day_of_week' ? (
        <Select label="Day" data={WEEKDAYS} allowDeselect={false} {...form.getInputProps('run_date')} />
      ) : frequency === 'day_of_month' ? (
        <TextInput
          label="Day of the month"
          description="The 31st is the last day of shorter months."
          inputMode="numeric"
          {...form.getInputProps('run_date')}
        />
      ) : (
        <MoneyField
          label="From a balance of"
          description="Smaller balances are left alone."
          currency={company.currency}
          {...form.getInputProps('min_balance')}
        />
      )}
      {frequency === 'daily' ? null : (
        <MoneyField
          label="From a balance of"
          description="Smaller balances are left alone."
          currency={company.currency}
          {...form.getInputProps('min_balance')}
        />
      )}
      <Select label="For" data={ASSIGNMENTS} allowDeselect={false} {...form.getInputProps('assignment_mode')} />
      {assignment_mode === 'conditions' ? (
        <TextInput
          label="Conditions"
          placeholder={'customer.country == "US" and customer.type == "company"'}
          style={{ gridColumn: '1 / -1' }}
          {...form.getInputProps('assignment_conditions')}
        />
      ) : null}
      <Checkbox label="Paused: nobody is reminded" mt={4} {...form.getInputProps('paused', { type: 'checkbox' })} />
    </FormSection>
  )
}
