import { Group, Modal, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { call } from '../../../api.ts'
import { useWrite } from '../../../query.ts'
import type { Plan } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { useCompany } from '../../../session.ts'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { MoneyField, NumberField } from '../../../ui/number-fields.tsx'
import { decimalTyped } from '../../../ui/numbers.ts'
import { CurrencySelect } from '../../../ui/place-fields.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { toast } from '../../../ui/toasts.ts'
import { CustomFieldGrid } from '../../company/custom-fields/CustomFieldGrid.tsx'
import { type Metadata, metadataBody } from '../../company/custom-fields/metadata.ts'
import { TierRows } from './TierRows.tsx'
import { checkTiers, newTier, tiersBody } from './tiers.ts'

const INTERVALS = [
  { value: 'day', label: 'days' },
  { value: 'week', label: 'weeks' },
  { value: 'month', label: 'months' },
  { value: 'year', label: 'years' },
]
const PRICES = [
  { value: 'per_unit', label: 'One price for each' },
  { value: 'tiered', label: 'In tiers: each unit at the price of its tier' },
  { value: 'volume', label: 'By volume: all units at the price of the quantity reached' },
  { value: 'custom', label: 'Agreed with each customer' },
]
const QUANTITIES = [
  { value: 'constant', label: 'Agreed with each customer' },
  { value: 'usage', label: 'Counted by usage, billed afterwards' },
]

/** A new plan: what it costs, how often, and how its quantity comes about. */
export function PlanDialog({ opened, close }: { readonly opened: boolean; readonly close: () => void }) {
  return (
    <Modal opened={opened} onClose={close} title="New plan" size="lg" closeOnClickOutside={false}>
      <PlanForm close={close} />
    </Modal>
  )
}

function PlanForm({ close }: { readonly close: () => void }) {
  const { form, submit, saving, problem } = usePlanForm(close)
  const { pricing_mode, currency } = form.values
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        <TextInput label="Name" required data-autofocus placeholder="Support, monthly" {...form.getInputProps('name')} />
        <Select label="Price" data={PRICES} allowDeselect={false} {...form.getInputProps('pricing_mode')} />
        <Group grow align="flex-start">
          {pricing_mode === 'per_unit' ? (
            <MoneyField label="Price of one" required currency={currency} {...form.getInputProps('amount')} />
          ) : null}
          <CurrencySelect label="Currency" allowDeselect={false} {...form.getInputProps('currency')} />
        </Group>
        {isBanded(pricing_mode) ? (
          <TierRows
            tiers={form.values.tiers}
            currency={currency}
            errors={form.errors}
            change={(tiers) => {
              form.clearErrors()
              form.setFieldValue('tiers', tiers)
            }}
          />
        ) : null}
        <Group grow align="flex-start">
          <NumberField label="Billed every" required {...form.getInputProps('interval_count')} />
          <Select label="Unit" data={INTERVALS} allowDeselect={false} {...form.getInputProps('interval')} />
        </Group>
        <Select label="Quantity" data={QUANTITIES} allowDeselect={false} {...form.getInputProps('quantity_type')} />
        <Textarea label="Description" autosize minRows={1} {...form.getInputProps('description')} />
        <TextInput
          label="Code"
          placeholder="Given automatically"
          description="How the API names it."
          {...form.getInputProps('id')}
        />
        <CustomFieldGrid object="plan" currency={currency} form={form} />
        <DialogButtons close={close} verb="Add plan" saving={saving} />
      </Stack>
    </form>
  )
}

function isBanded(mode: Plan['pricing_mode']): boolean {
  return mode === 'tiered' || mode === 'volume'
}

function usePlanForm(close: () => void) {
  const company = useCompany()
  const write = useWrite((body: Body<'POST /plans'>) => call('POST /plans', { body }), { quiet: true })
  return useRecordForm({
    initial: {
      name: '',
      id: '',
      pricing_mode: 'per_unit' as Plan['pricing_mode'],
      quantity_type: 'constant' as Plan['quantity_type'],
      amount: '',
      tiers: [newTier({ up_to: '10' }), newTier()],
      currency: company.currency,
      interval: 'month' as Plan['interval'],
      interval_count: '1',
      description: '',
      metadata: {} as Metadata,
    },
    check: (values) => ({
      name: values.name.trim() ? null : 'Enter a name.',
      amount: values.pricing_mode === 'per_unit' && decimalTyped(values.amount, '.') === null ? 'Enter a price.' : null,
      ...(isBanded(values.pricing_mode) ? checkTiers(values.tiers) : {}),
      interval_count: /^[1-9]\d{0,2}$/.test(values.interval_count) ? null : 'Enter a whole number.',
    }),
    save: async ({ id, name, amount, tiers, interval_count, description, metadata, ...others }) => {
      await write.mutateAsync({
        ...others,
        name: name.trim(),
        interval_count: Number(interval_count),
        ...(id.trim() ? { id: id.trim() } : {}),
        ...(others.pricing_mode === 'per_unit' ? { amount } : {}),
        ...(isBanded(others.pricing_mode) ? { tiers: tiersBody(tiers) } : {}),
        ...(description.trim() ? { description: description.trim() } : {}),
        ...metadataBody(undefined, metadata),
      })
      toast(`${name.trim()} added.`)
      close()
    },
  })
}
