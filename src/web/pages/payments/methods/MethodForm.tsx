import { Group, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { call } from '../../../api.ts'
import { useList, useWrite } from '../../../query.ts'
import { idOf, type PaymentMethod } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { useCompany } from '../../../session.ts'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { NumberField, PercentField } from '../../../ui/number-fields.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { toast } from '../../../ui/toasts.ts'
import { feePlain, feeTyped } from './fee.ts'

interface MethodFormProps {
  readonly method: PaymentMethod
  readonly close: () => void
}

/** How one way of paying is offered. */
export function MethodForm({ method, close }: MethodFormProps) {
  const { currency } = useCompany()
  const accounts = useList('GET /merchant_accounts', { query: { per_page: 100 } }).data?.rows ?? []
  const { form, submit, saving, problem } = useMethodForm({ method, close })
  const unit = currency.toUpperCase()
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        <TextInput label="Name" description="As customers see it." required data-autofocus {...form.getInputProps('name')} />
        <Select
          label="Gateway account"
          placeholder={method.gateway === null ? 'None: recorded by hand' : 'The default one'}
          clearable
          data={accounts.map((account) => ({ value: String(account.id), label: account.name ?? account.gateway_id }))}
          nothingFoundMessage="No account connected"
          {...form.getInputProps('merchant_account')}
        />
        <Textarea
          label="Instructions"
          description="Shown to customers who pay this way, such as where to send a check."
          autosize
          minRows={2}
          {...form.getInputProps('meta')}
        />
        <Group grow align="flex-start">
          <NumberField label={`At least, ${unit}`} placeholder="Any amount" {...form.getInputProps('min')} />
          <NumberField label={`At most, ${unit}`} placeholder="Any amount" {...form.getInputProps('max')} />
        </Group>
        <PercentField label="Fee" description="Added to what is paid this way." {...form.getInputProps('convenience_fee')} />
        <DialogButtons close={close} verb="Save" saving={saving} />
      </Stack>
    </form>
  )
}

const isWhole = (text: string) => !text || /^\d{1,9}$/.test(text)
const wholeOrNull = (text: string) => (text ? Number(text) : null)

function useMethodForm({ method, close }: MethodFormProps) {
  const write = useWrite(
    (body: Body<'PATCH /payment_methods/{method}'>) => call('PATCH /payment_methods/{method}', { method: method.id, body }),
    { quiet: true },
  )
  const account = idOf(method.merchant_account)
  return useRecordForm({
    initial: {
      name: method.name,
      merchant_account: account > 0 ? String(account) : null,
      meta: method.meta ?? '',
      min: String(method.min ?? ''),
      max: String(method.max ?? ''),
      convenience_fee: feePlain(method.convenience_fee),
    },
    check: (values) => ({
      name: values.name.trim() ? null : 'Enter a name.',
      min: isWhole(values.min) ? null : 'Enter a whole number.',
      max: isWhole(values.max) ? null : 'Enter a whole number.',
      convenience_fee: feeTyped(values.convenience_fee) === null ? 'Enter a percentage such as 2.5.' : null,
    }),
    save: async (values) => {
      await write.mutateAsync({
        name: values.name.trim(),
        merchant_account: wholeOrNull(values.merchant_account ?? ''),
        meta: values.meta.trim() || null,
        min: wholeOrNull(values.min),
        max: wholeOrNull(values.max),
        convenience_fee: feeTyped(values.convenience_fee) ?? 0,
      })
      toast(`${values.name.trim()} saved.`)
      close()
    },
  })
}
