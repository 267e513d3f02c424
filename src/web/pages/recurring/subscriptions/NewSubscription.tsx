import { Group, Modal, Select, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useList, useOnce, useRead, useWrite } from '../../../query.ts'
import type { Plan } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { useCompany } from '../../../session.ts'
import { DateField } from '../../../ui/DateField.tsx'
import { secondsOf } from '../../../ui/dates.tsx'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { useGo } from '../../../ui/links.tsx'
import { Money } from '../../../ui/Money.tsx'
import { MoneyField, QuantityField } from '../../../ui/number-fields.tsx'
import { decimalTyped } from '../../../ui/numbers.ts'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { problemText, toast } from '../../../ui/toasts.ts'
import { priceText, rhythmText } from '../../catalog/plans/plan-text.ts'
import { CustomerPicker } from '../../customers/customers/CustomerPicker.tsx'

/** A customer begins to pay for a plan; the first bill is made when it is due. */
export function NewSubscriptionDialog({ opened, close }: { readonly opened: boolean; readonly close: () => void }) {
  return (
    <Modal opened={opened} onClose={close} title="New subscription" closeOnClickOutside={false}>
      <SubscriptionForm close={close} />
    </Modal>
  )
}

function SubscriptionForm({ close }: { readonly close: () => void }) {
  const plans = useList('GET /plans', { query: { per_page: 100, sort: 'name asc' } }).data?.rows ?? []
  const { form, submit, saving, problem } = useSubscriptionForm(plans)
  const { values } = form
  const plan = plans.find(({ id }) => id === values.plan)
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        <CustomerPicker
          required
          value={values.customer}
          onChange={(customer) => form.setFieldValue('customer', customer?.id ?? null)}
          error={form.errors.customer}
          data-path="customer"
          data-autofocus
        />
        <Select
          label="Plan"
          required
          searchable
          data={plans.map((one) => ({ value: one.id, label: `${one.name} · ${priceText(one)} ${rhythmText(one)}` }))}
          nothingFoundMessage="No plan found"
          {...form.getInputProps('plan')}
        />
        <Group grow align="flex-start">
          {plan?.quantity_type === 'usage' ? null : <QuantityField label="Quantity" {...form.getInputProps('quantity')} />}
          {plan?.pricing_mode === 'custom' ? (
            <MoneyField label="Price of one" required currency={plan.currency} {...form.getInputProps('amount')} />
          ) : null}
        </Group>
        <DateField label="Begins" placeholder="Today" clearable {...form.getInputProps('start_date')} />
        <Preview body={bodyOf(values, plan)} />
        <DialogButtons close={close} verb="Start subscription" saving={saving} />
      </Stack>
    </form>
  )
}

interface Values extends Record<string, unknown> {
  readonly customer: number | null
  readonly plan: string | null
  readonly quantity: string
  readonly amount: string
  readonly start_date: string | null
}

/** What is sent, without the day it begins. Null until it is complete. */
function bodyOf({ customer, plan: code, quantity, amount }: Values, plan: Plan | undefined) {
  if (customer === null || code === null || !plan) return null
  const isCustom = plan.pricing_mode === 'custom'
  if (decimalTyped(quantity, '.') === null || (isCustom && decimalTyped(amount, '.') === null)) return null
  return {
    customer,
    plan: code,
    ...(plan.quantity_type === 'usage' ? {} : { quantity }),
    ...(isCustom ? { amount } : {}),
  }
}

/** What the server says it will come to each time. */
function Preview({ body }: { readonly body: ReturnType<typeof bodyOf> }) {
  const [asked] = useDebouncedValue(body ? JSON.stringify(body) : null, 300)
  const read = useRead(
    'POST /subscriptions/preview',
    { body: asked ? JSON.parse(asked) : { plan: '' } },
    { enabled: asked !== null },
  )
  if (body === null || asked === null) return null
  if (read.error) return <Text c="var(--mantine-color-error)">{problemText(read.error)}</Text>
  if (!read.data) return null
  return (
    <Group justify="space-between" role="status">
      <Text c="dimmed">Each time, with taxes</Text>
      <Money amount={read.data.recurring_total} currency={read.data.first_invoice.currency} fw={600} />
    </Group>
  )
}

function useSubscriptionForm(plans: readonly Plan[]) {
  const go = useGo()
  const { time_zone } = useCompany()
  const create = useOnce((body: Body<'POST /subscriptions'>, idempotencyKey) =>
    call('POST /subscriptions', { body, idempotencyKey }),
  )
  const write = useWrite(create, { quiet: true })
  const planOfValues = (values: Values) => plans.find(({ id }) => id === values.plan)
  return useRecordForm<Values>({
    initial: { customer: null, plan: null, quantity: '1', amount: '', start_date: null },
    check: (values) => ({
      customer: values.customer === null ? 'Choose a customer.' : null,
      plan: values.plan === null ? 'Choose a plan.' : null,
      quantity: decimalTyped(values.quantity, '.') === null ? 'Not a number.' : null,
      amount:
        planOfValues(values)?.pricing_mode === 'custom' && decimalTyped(values.amount, '.') === null ? 'Enter a price.' : null,
    }),
    save: async (values) => {
      const body = bodyOf(values, planOfValues(values))
      if (!body) return
      const made = await write.mutateAsync({
        ...body,
        ...(values.start_date ? { start_date: secondsOf(values.start_date, time_zone) } : {}),
      })
      toast('Subscription started.')
      go(paths.subscription(made.id))
    },
  })
}
