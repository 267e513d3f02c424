import { Group, Select, Stack, Text } from '@mantine/core'
import { paths } from '../../../paths.ts'
import type { Plan } from '../../../records.ts'
import { TextLink } from '../../../ui/links.tsx'
import { MoneyField, QuantityField } from '../../../ui/number-fields.tsx'
import { AddRow, RemoveRow } from '../../../ui/row-buttons.tsx'
import { priceText, rhythmText } from '../../catalog/plans/plan-text.ts'
import { newAddon } from './draft.ts'
import type { SubscriptionEditing } from './use-subscription-editing.ts'

interface FieldsProps {
  readonly editing: SubscriptionEditing
}

const optionOf = (plan: Plan) => ({ value: plan.id, label: `${plan.name} · ${priceText(plan)} ${rhythmText(plan)}` })

/** The plan, how many, and the price where each customer has its own. */
export function PlanFields({ editing: { form, plans, isLoading } }: FieldsProps) {
  const plan = form.values.plan === null ? undefined : plans.get(form.values.plan)
  return (
    <Stack gap="md">
      <Select
        label="Plan"
        required
        searchable
        data={[...plans.values()].map(optionOf)}
        nothingFoundMessage="No plan found"
        {...form.getInputProps('plan')}
      />
      {plans.size === 0 && !isLoading ? (
        <Text c="dimmed">
          There is no plan yet. <TextLink to={paths.plans()}>Make one first</TextLink>.
        </Text>
      ) : null}
      <Group grow align="flex-start">
        {plan?.quantity_type === 'usage' ? (
          <Text c="dimmed">What is used is counted, and billed at the end of each period.</Text>
        ) : (
          <QuantityField label="Quantity" {...form.getInputProps('quantity')} />
        )}
        {plan?.pricing_mode === 'custom' ? (
          <MoneyField label="Price of one" required currency={plan.currency} {...form.getInputProps('amount')} />
        ) : null}
      </Group>
    </Stack>
  )
}

/** Further plans on the same bill; only those that are billed as often, in the same currency. */
export function AddonRows({ editing: { form, plans } }: FieldsProps) {
  const main = form.values.plan === null ? undefined : plans.get(form.values.plan)
  const fitting = [...plans.values()].filter(
    (plan) =>
      main !== undefined &&
      plan.interval === main.interval &&
      plan.interval_count === main.interval_count &&
      plan.currency === main.currency,
  )
  return (
    <Stack gap="sm" role="group" aria-label="Addons">
      {form.values.addons.map((addon, index) => {
        const plan = addon.plan === null ? undefined : plans.get(addon.plan)
        return (
          <Group key={addon.key} gap="xs" align="flex-start">
            <Select
              flex="3 1 200px"
              aria-label={`Addon ${index + 1}: plan`}
              placeholder="Plan"
              searchable
              data={fitting.map(optionOf)}
              nothingFoundMessage="No plan that is billed as often"
              {...form.getInputProps(`addons.${index}.plan`)}
            />
            {plan?.quantity_type === 'usage' ? null : (
              <QuantityField
                flex="1 1 70px"
                aria-label={`Addon ${index + 1}: quantity`}
                {...form.getInputProps(`addons.${index}.quantity`)}
              />
            )}
            {plan?.pricing_mode === 'custom' ? (
              <MoneyField
                flex="1 1 100px"
                aria-label={`Addon ${index + 1}: price of one`}
                currency={plan.currency}
                {...form.getInputProps(`addons.${index}.amount`)}
              />
            ) : null}
            <RemoveRow
              mt={4}
              tip="Remove addon"
              label={`Addon ${index + 1}: remove`}
              run={() => form.removeListItem('addons', index)}
            />
          </Group>
        )
      })}
      <AddRow label="Add addon" disabled={main === undefined} run={() => form.insertListItem('addons', newAddon())} />
    </Stack>
  )
}
