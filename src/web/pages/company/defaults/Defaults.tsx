import { Checkbox, Select, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useRead, useWrite } from '../../../query.ts'
import type { Company } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { FormButtons, FormSection } from '../../../ui/form-parts.tsx'
import { NumberField } from '../../../ui/number-fields.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { FormProblem, LeaveGuard, useRecordForm } from '../../../ui/record-form.tsx'
import { Shown } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toasts.ts'
import { TermsField } from '../../customers/customers/TermsField.tsx'

/** How documents are numbered and what holds when nobody says otherwise. */
export function CompanyDefaults() {
  return <Shown read={useRead('GET /company')}>{(company) => <DefaultsForm company={company} />}</Shown>
}

const SERIES = [
  ['customer', 'Customers'],
  ['invoice', 'Invoices'],
  ['estimate', 'Estimates'],
  ['credit_note', 'Credit notes'],
  ['payment', 'Payments'],
] as const

const ROUNDINGS = [
  { value: 'per_step', label: 'Each tax of each line' },
  { value: 'per_rate', label: 'Each rate once, on its sum (EN 16931)' },
]

const FIRST_ATTEMPTS = [
  { value: 'issue', label: 'After the invoice is issued' },
  { value: 'due', label: 'On the due date, where there is one' },
]

const FAILURES = [
  { value: 'do_nothing', label: 'Keep the subscription' },
  { value: 'cancel', label: 'Cancel the subscription' },
]

function DefaultsForm({ company }: { readonly company: Company }) {
  const { form, submit, saving, problem, isUnsaved } = useDefaultsForm(company)
  return (
    <form onSubmit={submit} noValidate>
      <PageHeader
        title="Numbers and defaults"
        crumbs={[{ label: 'Settings', to: paths.companyProfile() }]}
        subtitle="How documents are numbered, and what holds when nobody says otherwise."
      />
      <FormProblem problem={problem} />
      <Stack gap="md" maw={860}>
        <FormSection
          title="Numbers"
          text="%04d stands for the number, filled up to four digits; {{year}} for the year. Each series has no gaps."
        >
          {SERIES.map(([name, label]) => (
            <TextInput key={name} label={label} {...form.getInputProps(`number_templates.${name}`)} />
          ))}
        </FormSection>
        <FormSection title="Invoices">
          <TermsField description="For customers without terms of their own." {...form.getInputProps('payment_terms')} />
          <Select label="Taxes are rounded" allowDeselect={false} data={ROUNDINGS} {...form.getInputProps('tax_rounding')} />
          <Checkbox
            label="New invoices use up the credit balance"
            {...form.getInputProps('auto_apply_credits', { type: 'checkbox' })}
          />
          <Checkbox
            label="Subscriptions make drafts for somebody to issue"
            {...form.getInputProps('subscription_draft_invoices', { type: 'checkbox' })}
          />
          <Checkbox
            label="Customers are asked to approve their subscriptions"
            {...form.getInputProps('subscription_approval', { type: 'checkbox' })}
          />
          <Checkbox
            label="Customers may end a subscription at the end of its period"
            {...form.getInputProps('subscription_cancel_by_customer', { type: 'checkbox' })}
          />
        </FormSection>
        <FormSection title="AutoPay" text="Invoices that are collected by themselves.">
          <Select
            label="The first attempt"
            allowDeselect={false}
            data={FIRST_ATTEMPTS}
            {...form.getInputProps('autopay.first_attempt')}
          />
          <NumberField label="Days until the first attempt" {...form.getInputProps('autopay.delay_days')} />
          <TextInput
            label="Days between further attempts"
            placeholder="3, 5, 7"
            description="At most four, each 1 to 10 days."
            {...form.getInputProps('autopay.retry_schedule')}
          />
          <Select
            label="After the last failed attempt"
            allowDeselect={false}
            data={FAILURES}
            {...form.getInputProps('autopay.last_failure')}
          />
        </FormSection>
        <FormSection title="Mails">
          <TextInput label="Sender's name" placeholder={company.name} {...form.getInputProps('email.from_name')} />
          <TextInput
            label="Answers go to"
            type="email"
            placeholder={company.email ?? ''}
            {...form.getInputProps('email.reply_to')}
          />
          <TextInput label="Copy of every mail to" type="email" {...form.getInputProps('email.bcc')} />
        </FormSection>
        <FormButtons saving={saving} />
      </Stack>
      <LeaveGuard isUnsaved={isUnsaved} />
    </form>
  )
}

type Settings = Company['settings']

/** The settings as the form holds them: texts, and the attempts as one line. */
function valuesOf({ number_templates: templates, autopay, email, ...settings }: Settings) {
  return {
    number_templates: Object.fromEntries(SERIES.map(([name]) => [name, templates[name] ?? ''])) as Record<
      (typeof SERIES)[number][0],
      string
    >,
    payment_terms: settings.payment_terms ?? '',
    tax_rounding: settings.tax_rounding,
    auto_apply_credits: settings.auto_apply_credits,
    subscription_draft_invoices: settings.subscription_draft_invoices,
    subscription_approval: settings.subscription_approval,
    subscription_cancel_by_customer: settings.subscription_cancel_by_customer,
    autopay: {
      first_attempt: autopay.first_attempt,
      delay_days: String(autopay.delay_days),
      retry_schedule: autopay.retry_schedule.join(', '),
      last_failure: autopay.last_failure,
    },
    email: { from_name: email.from_name ?? '', reply_to: email.reply_to ?? '', bcc: email.bcc ?? '' },
  }
}

function useDefaultsForm({ settings }: Company) {
  const queries = useQueryClient()
  const write = useWrite((body: Body<'PATCH /company'>) => call('PATCH /company', { body }), { quiet: true })
  const defaults = useRecordForm({
    initial: valuesOf(settings),
    check: ({ number_templates, autopay }) => ({
      ...Object.fromEntries(
        SERIES.map(([name]) => [`number_templates.${name}`, number_templates[name].trim() ? null : 'Enter how it is written.']),
      ),
      'autopay.delay_days': /^\d{1,2}$/.test(autopay.delay_days) ? null : 'Enter a number of days.',
      'autopay.retry_schedule': /^(\d{1,2}(\s*,\s*\d{1,2}){0,3})?$/.test(autopay.retry_schedule.trim())
        ? null
        : 'Enter up to four numbers such as 3, 5, 7.',
    }),
    save: async ({ payment_terms, autopay, email, ...others }) => {
      const optional = (text: string) => text.trim() || null
      await write.mutateAsync({
        settings: {
          ...others,
          payment_terms: optional(payment_terms),
          autopay: {
            ...autopay,
            delay_days: Number(autopay.delay_days),
            retry_schedule: autopay.retry_schedule.split(',').flatMap((days) => (days.trim() ? [Number(days)] : [])),
          },
          email: { from_name: optional(email.from_name), reply_to: optional(email.reply_to), bcc: optional(email.bcc) },
        },
      })
      await queries.invalidateQueries({ queryKey: ['session'] })
      defaults.form.resetDirty()
      toast('Defaults saved.')
    },
    fieldOf: (param) => param.replace(/^settings[.[]?/, '').replace(/\[(\w+)\]/g, '.$1'),
  })
  return defaults
}
