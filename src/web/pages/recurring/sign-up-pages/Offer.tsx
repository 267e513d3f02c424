import { Checkbox, MultiSelect, Select, Stack, Text } from '@mantine/core'
import { paths } from '../../../paths.ts'
import { useList } from '../../../query.ts'
import { FormSection } from '../../../ui/form-parts.tsx'
import { TextLink } from '../../../ui/links.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { NumberField } from '../../../ui/number-fields.tsx'
import { priceText, rhythmText } from '../../catalog/plans/plan-text.ts'
import type { PageForm } from './use-sign-up-page-form.ts'
import { fittingPlans } from './values.ts'

/** Plans that can be offered, as choices. */
export function usePlanChoices(first: string | undefined) {
  const read = useList('GET /plans', { query: { per_page: 100, sort: 'name asc' } })
  const plans = fittingPlans(read.data?.rows ?? [], first)
  return {
    choices: plans.map((plan) => ({ value: plan.id, label: `${plan.name} · ${priceText(plan)} ${rhythmText(plan)}` })),
    isEmpty: read.data !== undefined && plans.length === 0,
  }
}

/** Items of the catalog, as choices. */
export function useItemChoices() {
  const { data } = useList('GET /items', { query: { per_page: 100, sort: 'name asc' } })
  return (data?.rows ?? []).map(({ id, name, unit_cost, currency }) => ({
    value: id,
    label: currency ? `${name} · ${moneyText(unit_cost, currency)}` : name,
  }))
}

/** What the page sells. */
export function Offer({ form }: { readonly form: PageForm }) {
  const { plans } = form.values
  const { choices, isEmpty } = usePlanChoices(plans[0])
  const items = useItemChoices()
  const rates = useList('GET /tax_rates', { query: { per_page: 100, sort: 'name asc' } }).data?.rows ?? []
  return (
    <FormSection title="What is offered">
      <Stack gap={4} style={{ gridColumn: '1 / -1' }}>
        <MultiSelect
          label="Plans"
          description={plans.length > 0 ? 'Only plans billed as often, in the same currency, go together.' : 'People choose one.'}
          required
          searchable
          data={choices}
          nothingFoundMessage="No plan that is billed as often"
          {...form.getInputProps('plans')}
        />
        {isEmpty ? (
          <Text c="dimmed" fz="sm">
            There is no plan to offer yet. <TextLink to={paths.plans()}>Make one first</TextLink>.
          </Text>
        ) : null}
      </Stack>
      <Stack gap="sm">
        <Checkbox label="Ask how many" {...form.getInputProps('has_quantity', { type: 'checkbox' })} />
        <Checkbox label="Ask for a coupon code" {...form.getInputProps('has_coupon_code', { type: 'checkbox' })} />
        <Checkbox
          label="One customer may sign up several times"
          {...form.getInputProps('allow_multiple_subscriptions', { type: 'checkbox' })}
        />
      </Stack>
      <NumberField
        label="Free days at the beginning"
        description="Nothing is billed until they are over."
        placeholder="None"
        {...form.getInputProps('trial_period_days')}
      />
      <Select
        label="Setup fee"
        description="An item charged once, with the first bill."
        placeholder="None"
        clearable
        searchable
        data={items}
        {...form.getInputProps('setup_fee')}
      />
      <NumberField
        label="Bill on day"
        description="Of the week, month or year; the first bill is for a part."
        placeholder="The day they sign up"
        {...form.getInputProps('snap_to_nth_day')}
      />
      {rates.length > 0 || form.values.taxes.length > 0 ? (
        <MultiSelect
          label="Taxes"
          placeholder={form.values.taxes.length > 0 ? '' : 'None'}
          searchable
          data={rates.map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('taxes')}
        />
      ) : null}
    </FormSection>
  )
}
