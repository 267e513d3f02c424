import { Checkbox, Group, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useRead, useWrite } from '../../../query.ts'
import type { Customer } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { useCompany } from '../../../session.ts'
import { FormButtons, FormSection } from '../../../ui/form-parts.tsx'
import { useGo } from '../../../ui/links.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { CountrySelect, CurrencySelect } from '../../../ui/place-fields.tsx'
import { FormProblem, LeaveGuard, useRecordForm } from '../../../ui/record-form.tsx'
import { Shown } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toasts.ts'
import { CustomFieldSection } from '../../company/custom-fields/CustomFieldGrid.tsx'
import { type Metadata, metadataBody } from '../../company/custom-fields/metadata.ts'
import { TermsField } from './TermsField.tsx'

export function NewCustomer() {
  return <CustomerForm />
}

export function EditCustomer() {
  const id = Number(useParams({ strict: false }).id)
  return (
    <Shown read={useRead('GET /customers/{id}', { id })}>
      {(customer) => <CustomerForm key={customer.id} customer={customer} />}
    </Shown>
  )
}

const TEXTS = [
  'name',
  'number',
  'email',
  'phone',
  'attention_to',
  'address1',
  'address2',
  'city',
  'state',
  'postal_code',
  'tax_id',
  'payment_terms',
  'notes',
] as const

function CustomerForm({ customer }: { readonly customer?: Customer }) {
  const { form, submit, saving, problem, isUnsaved } = useCustomerForm(customer)
  const back = customer ? paths.customer(customer.id) : paths.customers()
  return (
    <form onSubmit={submit} noValidate>
      <PageHeader
        title={customer ? `Edit ${customer.name}` : 'New customer'}
        crumbs={[{ label: 'Customers', to: paths.customers() }, ...(customer ? [{ label: customer.name, to: back }] : [])]}
      />
      <FormProblem problem={problem} />
      <Stack gap="md" maw={860}>
        <Basics form={form} isNew={!customer} />
        <FormSection title="Billing address">
          <TextInput label="Attention to" {...form.getInputProps('attention_to')} />
          <CountrySelect label="Country" {...form.getInputProps('country')} />
          <TextInput label="Street" {...form.getInputProps('address1')} />
          <TextInput label="Street, second line" {...form.getInputProps('address2')} />
          <TextInput label="City" {...form.getInputProps('city')} />
          <Group grow align="flex-start">
            <TextInput label="State or province" {...form.getInputProps('state')} />
            <TextInput label="Postal code" {...form.getInputProps('postal_code')} />
          </Group>
        </FormSection>
        <TaxesAndCurrency form={form} />
        <OwnFields form={form} />
        <FormSection title="Notes">
          <Textarea
            aria-label="Notes"
            description="Only for you; the customer never sees them."
            autosize
            minRows={2}
            {...form.getInputProps('notes')}
            style={{ gridColumn: '1 / -1' }}
          />
        </FormSection>
        <FormButtons back={back} saving={saving} />
      </Stack>
      <LeaveGuard isUnsaved={isUnsaved} />
    </form>
  )
}

type Form = Pick<ReturnType<typeof useCustomerForm>, 'form'>

const KINDS = [
  { value: 'company', label: 'Company' },
  { value: 'person', label: 'Person' },
]

function Basics({ form, isNew }: Form & { readonly isNew: boolean }) {
  return (
    <FormSection title="Basics">
      <TextInput label="Name" required autoFocus={isNew} {...form.getInputProps('name')} />
      <TextInput
        label="Number"
        placeholder={isNew ? 'Given automatically' : ''}
        description="Your own account number for this customer."
        {...form.getInputProps('number')}
      />
      <TextInput label="E-mail" type="email" description="Invoices go here." {...form.getInputProps('email')} />
      <TextInput label="Phone" type="tel" {...form.getInputProps('phone')} />
      <TermsField {...form.getInputProps('payment_terms')} />
      <Select label="Kind" data={KINDS} allowDeselect={false} {...form.getInputProps('type')} />
    </FormSection>
  )
}

function TaxesAndCurrency({ form }: Form) {
  const company = useCompany()
  return (
    <FormSection title="Taxes and currency">
      <TextInput label="Tax ID" {...form.getInputProps('tax_id')} />
      <CurrencySelect
        label="Currency"
        clearable
        placeholder={`${company.currency.toUpperCase()}, as the company`}
        {...form.getInputProps('currency')}
        value={form.values.currency || null}
        onChange={(value) => form.setFieldValue('currency', value ?? '')}
      />
      <Checkbox label="Charge taxes automatically" {...form.getInputProps('taxable', { type: 'checkbox' })} />
    </FormSection>
  )
}

function OwnFields({ form }: Form) {
  const company = useCompany()
  return <CustomFieldSection object="customer" currency={form.values.currency || company.currency} form={form} />
}

function useCustomerForm(customer: Customer | undefined) {
  const go = useGo()
  const company = useCompany()
  const write = useWrite(
    ({ number, ...body }: Body<'POST /customers'>) => {
      const numbered = number ? { ...body, number } : body
      return customer
        ? call('PATCH /customers/{id}', { id: customer.id, body: numbered })
        : call('POST /customers', { body: numbered })
    },
    { quiet: true },
  )
  const texts = Object.fromEntries(TEXTS.map((name) => [name, customer?.[name] ?? ''])) as Record<(typeof TEXTS)[number], string>
  return useRecordForm({
    initial: {
      ...texts,
      type: customer?.type ?? ('company' as const),
      country: customer?.country ?? company.country,
      currency: customer?.currency ?? '',
      taxable: customer?.taxable ?? true,
      metadata: (customer?.metadata ?? {}) as Metadata,
    },
    check: (values) => ({ name: values.name.trim() ? null : 'Enter a name.' }),
    save: async (values) => {
      const given = Object.fromEntries(TEXTS.map((name) => [name, values[name].trim() || null]))
      const { number, name: _, ...others } = given
      const saved = await write.mutateAsync({
        ...others,
        name: values.name.trim(),
        ...(number ? { number } : {}),
        type: values.type,
        country: values.country || null,
        currency: values.currency || null,
        taxable: values.taxable,
        ...metadataBody(customer?.metadata, values.metadata),
      })
      toast(customer ? 'Customer saved.' : `${saved.name} added.`)
      go(paths.customer(saved.id))
    },
  })
}
