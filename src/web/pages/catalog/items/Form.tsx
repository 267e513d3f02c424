import { Button, Checkbox, Group, MultiSelect, Paper, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useList, useRead, useWrite } from '../../../query.ts'
import type { Item } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { useCompany } from '../../../session.ts'
import { confirm } from '../../../ui/confirm.tsx'
import { FormButtons } from '../../../ui/form-parts.tsx'
import { useGo } from '../../../ui/links.tsx'
import { plainText } from '../../../ui/Money.tsx'
import { MoneyField } from '../../../ui/number-fields.tsx'
import { decimalTyped } from '../../../ui/numbers.ts'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { CurrencySelect } from '../../../ui/place-fields.tsx'
import { FormProblem, LeaveGuard, useRecordForm } from '../../../ui/record-form.tsx'
import { Shown } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toasts.ts'
import { CustomFieldGrid } from '../../company/custom-fields/CustomFieldGrid.tsx'
import { type Metadata, metadataBody } from '../../company/custom-fields/metadata.ts'
import { taxRateText } from '../tax-rates/tax-rate-text.ts'

export function NewItem() {
  return <ItemForm />
}

export function EditItem() {
  const code = String(useParams({ strict: false }).id)
  return <Shown read={useRead('GET /items/{code}', { code })}>{(item) => <ItemForm key={item.id} item={item} />}</Shown>
}

function ItemForm({ item }: { readonly item?: Item }) {
  const { form, submit, saving, problem, isUnsaved } = useItemForm(item)
  return (
    <form onSubmit={submit} noValidate>
      <PageHeader title={item ? item.name : 'New item'} crumbs={[{ label: 'Items', to: paths.items() }]} />
      <FormProblem problem={problem} />
      <Stack gap="md" maw={760}>
        <Paper p="lg">
          <ItemFields form={form} isNew={!item} />
        </Paper>
        <FormButtons back={paths.items()} saving={saving}>
          {item ? <DeleteButton item={item} /> : null}
        </FormButtons>
      </Stack>
      <LeaveGuard isUnsaved={isUnsaved} />
    </form>
  )
}

function ItemFields({ form, isNew }: Pick<ReturnType<typeof useItemForm>, 'form'> & { readonly isNew: boolean }) {
  const rates = useList('GET /tax_rates', { query: { per_page: 100 } }).data?.rows ?? []
  const code = isNew ? 'How the API and imports name it.' : 'Cannot be changed.'
  const price = isNew ? undefined : 'Fixed, so that reports stay comparable. For a new price make a new item.'
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <TextInput label="Name" required autoFocus={isNew} {...form.getInputProps('name')} />
        <TextInput
          label="Code"
          placeholder="Given automatically"
          description={code}
          disabled={!isNew}
          {...form.getInputProps('id')}
        />
        <MoneyField
          label="Unit price"
          currency={form.values.currency}
          description={price}
          disabled={!isNew}
          {...form.getInputProps('unit_cost')}
        />
        <CurrencySelect label="Currency" allowDeselect={false} disabled={!isNew} {...form.getInputProps('currency')} />
        <TextInput label="Type" description="Your own grouping, used in reports." {...form.getInputProps('type')} />
        <MultiSelect
          label="Tax rates"
          data={rates.map((rate) => ({ value: rate.id, label: taxRateText(rate) }))}
          placeholder={form.values.taxes.length > 0 ? '' : 'None'}
          disabled={!form.values.taxable}
          {...form.getInputProps('taxes')}
        />
      </SimpleGrid>
      <Textarea
        label="Description"
        description="Printed below the name."
        autosize
        minRows={2}
        {...form.getInputProps('description')}
      />
      <CustomFieldGrid object="item" currency={form.values.currency} form={form} />
      <Group gap="lg">
        <Checkbox label="Taxable" {...form.getInputProps('taxable', { type: 'checkbox' })} />
        <Checkbox label="Discountable" {...form.getInputProps('discountable', { type: 'checkbox' })} />
      </Group>
    </Stack>
  )
}

function DeleteButton({ item }: { readonly item: Item }) {
  const go = useGo()
  const remove = useWrite(() => call('DELETE /items/{code}', { code: item.id }), { quiet: true })
  const ask = () =>
    confirm({
      title: `Delete ${item.name}?`,
      text: 'It can no longer be chosen. Invoices that use it stay as they are.',
      verb: 'Delete item',
      danger: true,
      run: async () => {
        await remove.mutateAsync(undefined)
        toast('Item deleted.')
        go(paths.items())
      },
    })
  return (
    <Button variant="subtle" color="brick" onClick={ask}>
      Delete
    </Button>
  )
}

function useItemForm(item: Item | undefined) {
  const go = useGo()
  const company = useCompany()
  const write = useWrite(
    (body: Body<'POST /items'>) => (item ? call('PATCH /items/{code}', { code: item.id, body }) : call('POST /items', { body })),
    { quiet: true },
  )
  return useRecordForm({
    initial: {
      name: item?.name ?? '',
      id: item?.id ?? '',
      unit_cost: item ? plainText(item.unit_cost) : '',
      currency: item?.currency ?? company.currency,
      description: item?.description ?? '',
      type: item?.type ?? '',
      taxable: item?.taxable ?? true,
      discountable: item?.discountable ?? true,
      taxes: (item?.taxes ?? []).map((rate) => (typeof rate === 'string' ? rate : rate.id)),
      metadata: (item?.metadata ?? {}) as Metadata,
    },
    check: (values) => ({
      name: values.name.trim() ? null : 'Enter a name.',
      id: !values.id || /^[\w:-]{2,}$/.test(values.id) ? null : 'Use at least two letters, digits, _, - or :.',
      unit_cost: !values.unit_cost || decimalTyped(values.unit_cost, '.') !== null ? null : 'Enter a price such as 45.00.',
    }),
    save: async (values) => {
      const body = {
        name: values.name.trim(),
        description: values.description.trim() || null,
        type: values.type.trim() || null,
        taxable: values.taxable,
        discountable: values.discountable,
        taxes: values.taxes,
        ...metadataBody(item?.metadata, values.metadata),
      }
      const fixed = { ...(values.id ? { id: values.id } : {}), unit_cost: values.unit_cost || '0', currency: values.currency }
      await write.mutateAsync(item ? body : { ...body, ...fixed })
      toast('Item saved.')
      go(paths.items())
    },
  })
}
