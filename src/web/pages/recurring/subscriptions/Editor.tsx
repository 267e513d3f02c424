import { Grid, MultiSelect, Paper, Select, SimpleGrid, Stack, Switch, Text, Title } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { paths } from '../../../paths.ts'
import { useList, useRead } from '../../../query.ts'
import type { Subscription } from '../../../records.ts'
import { useCompany } from '../../../session.ts'
import { DateField } from '../../../ui/DateField.tsx'
import { FormButtons } from '../../../ui/form-parts.tsx'
import { NumberField } from '../../../ui/number-fields.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { FormProblem, LeaveGuard } from '../../../ui/record-form.tsx'
import { Shown } from '../../../ui/states.tsx'
import { taxRateText } from '../../catalog/tax-rates/tax-rate-text.ts'
import { CustomFieldSection } from '../../company/custom-fields/CustomFieldGrid.tsx'
import { CustomerPicker } from '../../customers/customers/CustomerPicker.tsx'
import { lastDayOf } from './draft.ts'
import { planName } from './List.tsx'
import { Preview } from './Preview.tsx'
import { AddonRows, PlanFields } from './PricedFields.tsx'
import { RENEWALS } from './renewals.ts'
import { type SubscriptionEditing, useSubscriptionEditing } from './use-subscription-editing.ts'

export function NewSubscription() {
  return <SubscriptionEditor />
}

export function EditSubscription() {
  const id = Number(useParams({ strict: false }).id)
  return (
    <Shown read={useRead('GET /subscriptions/{id}', { id, query: { expand: 'customer,plan,addons.plan' } })}>
      {(subscription) => <SubscriptionEditor key={subscription.id} subscription={subscription} />}
    </Shown>
  )
}

function SubscriptionEditor({ subscription }: { readonly subscription?: Subscription }) {
  const editing = useSubscriptionEditing(subscription)
  const { submit, saving, problem, isUnsaved } = editing
  const back = subscription ? paths.subscription(subscription.id) : paths.subscriptions()
  const crumbs = [
    { label: 'Subscriptions', to: paths.subscriptions() },
    ...(subscription ? [{ label: planName(subscription), to: back }] : []),
  ]
  return (
    <form onSubmit={submit} noValidate>
      <PageHeader title={subscription ? 'Change subscription' : 'New subscription'} crumbs={crumbs} />
      <FormProblem problem={problem} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap="md">
            <What editing={editing} isKept={subscription !== undefined} />
            <Rates editing={editing} />
            {subscription ? <Proration editing={editing} /> : <Rhythm editing={editing} />}
            <Term editing={editing} />
            <OwnFields editing={editing} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Preview editing={editing} subscription={subscription} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 8 }}>
          <FormButtons back={back} saving={saving} verb={subscription ? 'Save changes' : 'Start subscription'} />
        </Grid.Col>
      </Grid>
      <LeaveGuard isUnsaved={isUnsaved} />
    </form>
  )
}

interface PartProps {
  readonly editing: SubscriptionEditing
}

function What({ editing, isKept }: PartProps & { readonly isKept: boolean }) {
  const { form } = editing
  return (
    <Paper p="lg" component="section">
      <Title order={2} mb="md">
        What is billed
      </Title>
      <Stack gap="md">
        <CustomerPicker
          required
          value={form.values.customer}
          onChange={editing.choose}
          disabled={isKept}
          error={form.errors.customer}
          data-path="customer"
          autoFocus={!isKept}
        />
        <PlanFields editing={editing} />
        <AddonRows editing={editing} />
      </Stack>
    </Paper>
  )
}

function Rates({ editing: { form } }: PartProps) {
  const rates = useList('GET /tax_rates', { query: { per_page: 100, sort: 'name asc' } }).data?.rows ?? []
  const coupons = useList('GET /coupons', { query: { per_page: 100, sort: 'name asc' } }).data?.rows ?? []
  return (
    <Paper p="lg" component="section">
      <Title order={2} mb="md">
        Discounts and taxes
      </Title>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <MultiSelect
          label="Coupons"
          data={coupons.map(({ id, name }) => ({ value: id, label: name }))}
          placeholder={form.values.discounts.length > 0 ? '' : 'None'}
          {...form.getInputProps('discounts')}
        />
        <MultiSelect
          label="Taxes besides those of the customer"
          data={rates.map((rate) => ({ value: rate.id, label: taxRateText(rate) }))}
          placeholder={form.values.taxes.length > 0 ? '' : 'None'}
          {...form.getInputProps('taxes')}
        />
      </SimpleGrid>
    </Paper>
  )
}

/** When bills are made; settled once it runs. */
function Rhythm({ editing: { form, plans } }: PartProps) {
  return (
    <Paper p="lg" component="section">
      <Title order={2} mb="md">
        When it is billed
      </Title>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <DateField label="Begins" placeholder="Today" clearable {...form.getInputProps('start_date')} />
        <Select
          label="Billed"
          allowDeselect={false}
          data={[
            { value: 'advance', label: 'At the beginning of each period' },
            { value: 'arrears', label: 'At the end of each period' },
          ]}
          {...form.getInputProps('bill_in')}
        />
        <NumberField
          label="Always on day"
          placeholder="The day it begins"
          description={`Of its week, month or year, from 1 to ${lastDayOf(form.values, plans)}. The first period is shorter and costs less.`}
          {...form.getInputProps('snap_to_nth_day')}
        />
        <NumberField
          label="Days before the period"
          description="How early the bill is made."
          {...form.getInputProps('bill_in_advance_days')}
        />
      </SimpleGrid>
    </Paper>
  )
}

function Term({ editing: { form } }: PartProps) {
  const { cycles, contract_renewal_mode } = form.values
  return (
    <Paper p="lg" component="section">
      <Title order={2} mb={2}>
        Term
      </Title>
      <Text c="dimmed" mb="md">
        Without a number of bills it goes on until somebody cancels it.
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <NumberField label="Number of bills" placeholder="No end" {...form.getInputProps('cycles')} />
        {cycles ? (
          <Select label="Then" allowDeselect={false} data={RENEWALS} {...form.getInputProps('contract_renewal_mode')} />
        ) : null}
        {cycles && contract_renewal_mode !== 'none' ? (
          <NumberField
            label="Bills of the next term"
            placeholder="As many as before"
            {...form.getInputProps('contract_renewal_cycles')}
          />
        ) : null}
      </SimpleGrid>
    </Paper>
  )
}

/** The company's own fields of subscriptions. */
function OwnFields({ editing: { form, plans } }: PartProps) {
  const company = useCompany()
  const currency = plans.get(form.values.plan ?? '')?.currency ?? company.currency
  return <CustomFieldSection object="subscription" currency={currency} form={form} />
}

/** What becomes of the period that is running. */
function Proration({ editing: { form } }: PartProps) {
  return (
    <Paper p="lg" component="section">
      <Title order={2} mb={2}>
        The running period
      </Title>
      <Text c="dimmed" mb="md">
        Settled by days: what was paid and is not used comes back, what is new is charged, both as lines of the next invoice.
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <Switch label="Settle it by days" {...form.getInputProps('prorate', { type: 'checkbox' })} />
        {form.values.prorate ? (
          <DateField label="The change counts from" placeholder="Today" clearable {...form.getInputProps('proration_date')} />
        ) : null}
      </SimpleGrid>
    </Paper>
  )
}
