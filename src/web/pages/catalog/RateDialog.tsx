import { Checkbox, Modal, SegmentedControl, Stack, TextInput } from '@mantine/core'
import { useWrite } from '../../query.ts'
import { useCompany } from '../../session.ts'
import { DateField } from '../../ui/DateField.tsx'
import { secondsOf } from '../../ui/dates.tsx'
import { DialogButtons } from '../../ui/form-parts.tsx'
import { MoneyField, NumberField, PercentField } from '../../ui/number-fields.tsx'
import { decimalTyped } from '../../ui/numbers.ts'
import { FormProblem, useRecordForm } from '../../ui/record-form.tsx'
import { toast } from '../../ui/toasts.ts'

/** What a tax rate and a coupon have in common; each ignores what only the other knows. */
export interface RateBody {
  readonly id?: string
  readonly name: string
  readonly value: string
  readonly is_percent: boolean
  readonly currency?: string
  readonly inclusive?: boolean
  readonly exclusive?: boolean
  readonly max_redemptions?: number
  readonly expiration_date?: number | null
}

interface RateDialogProps {
  readonly opened: boolean
  readonly close: () => void
  readonly kind: 'tax rate' | 'coupon'
  readonly create: (body: RateBody) => Promise<unknown>
}

/** A new tax rate or coupon: both are a name and a percentage or an amount. */
export function RateDialog({ opened, close, kind, create }: RateDialogProps) {
  return (
    <Modal opened={opened} onClose={close} title={`New ${kind}`}>
      <RateForm close={close} kind={kind} create={create} />
    </Modal>
  )
}

function RateForm(props: Omit<RateDialogProps, 'opened'>) {
  const { close, kind } = props
  const company = useCompany()
  const { form, submit, saving, problem } = useRateForm(props)
  const value = { label: kind === 'coupon' ? 'Takes off' : 'Rate', required: true, ...form.getInputProps('value') }
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        <TextInput
          label="Name"
          required
          data-autofocus
          placeholder={kind === 'coupon' ? 'Loyal customer' : 'Sales tax'}
          {...form.getInputProps('name')}
        />
        <SegmentedControl
          aria-label="Kind"
          data={[
            { value: 'true', label: 'Percentage' },
            { value: 'false', label: `Amount in ${company.currency.toUpperCase()}` },
          ]}
          {...form.getInputProps('is_percent')}
        />
        {form.values.is_percent === 'true' ? <PercentField {...value} /> : <MoneyField currency={company.currency} {...value} />}
        {kind === 'tax rate' ? (
          <Checkbox label="Prices already contain this tax" {...form.getInputProps('inclusive', { type: 'checkbox' })} />
        ) : (
          <CouponFields form={form} />
        )}
        <TextInput
          label="Code"
          placeholder="Given automatically"
          description="How the API names it."
          {...form.getInputProps('id')}
        />
        <DialogButtons close={close} verb={`Add ${kind}`} saving={saving} />
      </Stack>
    </form>
  )
}

function CouponFields({ form }: Pick<ReturnType<typeof useRateForm>, 'form'>) {
  return (
    <>
      <DateField label="Valid until" clearable {...form.getInputProps('expiration_date')} />
      <NumberField label="Uses" placeholder="No limit" {...form.getInputProps('max_redemptions')} />
      <Checkbox label="Cannot be combined with other coupons" {...form.getInputProps('exclusive', { type: 'checkbox' })} />
    </>
  )
}

/** The state of the form: what each kind sends of it. */
function useRateForm({ close, kind, create }: Omit<RateDialogProps, 'opened'>) {
  const company = useCompany()
  const write = useWrite(create, { quiet: true })
  return useRecordForm({
    initial: {
      name: '',
      id: '',
      value: '',
      is_percent: 'true',
      inclusive: false,
      exclusive: false,
      expiration_date: null as string | null,
      max_redemptions: '',
    },
    check: (values) => ({
      name: values.name.trim() ? null : 'Enter a name.',
      value: decimalTyped(values.value, '.') === null ? 'Enter a number such as 8.25.' : null,
      max_redemptions: !values.max_redemptions || /^\d+$/.test(values.max_redemptions) ? null : 'Enter a whole number.',
    }),
    save: async (values) => {
      const isPercent = values.is_percent === 'true'
      const shared = {
        name: values.name.trim(),
        ...(values.id.trim() ? { id: values.id.trim() } : {}),
        value: values.value,
        is_percent: isPercent,
        ...(isPercent ? {} : { currency: company.currency }),
      }
      const own =
        kind === 'tax rate'
          ? { inclusive: values.inclusive }
          : {
              exclusive: values.exclusive,
              max_redemptions: Number(values.max_redemptions || '0'),
              expiration_date: values.expiration_date ? secondsOf(values.expiration_date, company.time_zone) : null,
            }
      await write.mutateAsync({ ...shared, ...own })
      toast(`${values.name.trim()} added.`)
      close()
    },
  })
}
