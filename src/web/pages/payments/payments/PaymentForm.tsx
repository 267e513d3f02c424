import { Grid, Paper, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { isPositive, zero } from '../../../../core/money.ts'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useOnce, useWrite } from '../../../query.ts'
import { customerOf, idOf, type Payment } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { useCompany } from '../../../session.ts'
import { DateField } from '../../../ui/DateField.tsx'
import { dateOf, secondsOf } from '../../../ui/dates.tsx'
import { FormButtons } from '../../../ui/form-parts.tsx'
import { useGo } from '../../../ui/links.tsx'
import { knownCurrency, moneyOf, plainText } from '../../../ui/Money.tsx'
import { MoneyField } from '../../../ui/number-fields.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { FormProblem, LeaveGuard, useRecordForm } from '../../../ui/record-form.tsx'
import { toast } from '../../../ui/toasts.ts'
import { CustomFieldGrid } from '../../company/custom-fields/CustomFieldGrid.tsx'
import { type Metadata, metadataBody } from '../../company/custom-fields/metadata.ts'
import { METHOD_CHOICES, methodText } from '../../receivables/invoices/methods.ts'
import { EditParts } from './EditParts.tsx'
import { amountTyped, checkParts, isSplitAnew, keptParts, oldestFirst, partsNow, type Row, splitsOf } from './splitting.ts'

/** A payment as it is written; one that is not recorded yet has the id 0. */
export type WrittenPayment = Pick<
  Payment,
  'id' | 'customer' | 'amount' | 'currency' | 'date' | 'method' | 'reference' | 'notes' | 'metadata' | 'charge' | 'applied_to'
>

interface PaymentFormProps {
  readonly payment: WrittenPayment
  readonly rows: readonly Row[]
  readonly title: string
  readonly crumbs: readonly { readonly label: string; readonly to: string }[]
}

export type PartsForm = ReturnType<typeof useEditForm>['form']

/** When, how and for what money came. */
export function PaymentForm({ payment, rows, title, crumbs }: PaymentFormProps) {
  const { form, submit, saving, problem, isUnsaved } = useEditForm({ payment, rows })
  const isNew = payment.id === 0
  const hasMoney = isNew || payment.amount > 0
  const isProcessed = idOf(payment.charge) > 0
  const kept = keptParts(payment)
  const amount = amountTyped(form.values.amount, payment.currency) ?? moneyOf(payment.amount, payment.currency)
  const methods = METHOD_CHOICES.some(({ value }) => value === payment.method)
    ? METHOD_CHOICES
    : [...METHOD_CHOICES, { value: payment.method, label: methodText(payment.method) }]
  const input = form.getInputProps('amount')
  /** New money goes to what is due first, until somebody says otherwise. */
  const suggest = () => {
    if (isNew && Object.values(form.values.parts).every((text) => text === ''))
      form.setFieldValue('parts', { ...form.values.parts, ...oldestFirst(amount, rows, kept) })
  }
  return (
    <form onSubmit={submit} noValidate>
      <PageHeader title={title} crumbs={crumbs} subtitle={`from ${customerOf(payment)?.name ?? ''}`} />
      <FormProblem problem={problem} />
      <Stack gap="md">
        <Grid gap="md">
          <Grid.Col span={{ base: 12, md: 5 }}>
            <Paper p="lg" component="section" aria-label="Details">
              <Stack gap="md">
                {hasMoney ? (
                  <MoneyField
                    label="Amount"
                    required
                    autoFocus={isNew}
                    currency={payment.currency}
                    disabled={isProcessed}
                    description={isProcessed ? 'It went through a gateway. To give money back, refund it.' : undefined}
                    {...input}
                    onBlur={suggest}
                  />
                ) : null}
                <DateField label="Date" required {...form.getInputProps('date')} />
                <Select
                  label="Method"
                  data={methods}
                  allowDeselect={false}
                  disabled={isProcessed}
                  {...form.getInputProps('method')}
                />
                <TextInput
                  label="Reference"
                  placeholder="Such as a check number"
                  maxLength={255}
                  {...form.getInputProps('reference')}
                />
                <Textarea label="Notes" autosize minRows={2} {...form.getInputProps('notes')} />
                <CustomFieldGrid object="payment" currency={payment.currency} form={form} />
              </Stack>
            </Paper>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 7 }}>
            {hasMoney ? <EditParts form={form} amount={amount} rows={rows} kept={kept} /> : null}
          </Grid.Col>
        </Grid>
        <FormButtons
          back={isNew ? paths.payments() : paths.payment(payment.id)}
          saving={saving}
          {...(isNew ? { verb: 'Record payment' } : {})}
        />
      </Stack>
      <LeaveGuard isUnsaved={isUnsaved} />
    </form>
  )
}

function useEditForm({ payment, rows }: Pick<PaymentFormProps, 'payment' | 'rows'>) {
  const go = useGo()
  const { time_zone: zone } = useCompany()
  const { id, currency } = payment
  const isNew = id === 0
  const kept = keptParts(payment)
  const now = partsNow(payment, rows)
  const change = useWrite((body: Body<'PATCH /payments/{id}'>) => call('PATCH /payments/{id}', { id, body }), { quiet: true })
  const once = useOnce((body: Body<'POST /payments'>, idempotencyKey) => call('POST /payments', { body, idempotencyKey }))
  const record = useWrite(once, { quiet: true })
  const initial = {
    amount: isNew ? '' : plainText(payment.amount),
    date: dateOf(payment.date, zone) as string,
    method: payment.method,
    reference: payment.reference ?? '',
    notes: payment.notes ?? '',
    metadata: payment.metadata as Metadata,
    parts: now,
  }
  return useRecordForm({
    initial,
    check: (values) => {
      const amount = amountTyped(values.amount, currency)
      const isCredit = !isNew && payment.amount === 0
      const parts = isCredit ? {} : checkParts(amount ?? zero(knownCurrency(currency)), values.parts, rows, kept)
      return {
        amount: isCredit || (amount && isPositive(amount)) ? null : 'Enter an amount above zero.',
        date: values.date ? null : 'Enter a date.',
        ...Object.fromEntries(Object.entries(parts).map(([field, text]) => [`parts.${field}`, text])),
      }
    },
    save: async (values) => {
      const said = {
        reference: values.reference.trim() || null,
        notes: values.notes.trim() || null,
        ...metadataBody(initial.metadata, values.metadata),
        ...(isSplitAnew(now, values.parts, currency) && { applied_to: splitsOf(values.parts, kept, currency) }),
      }
      if (isNew) {
        const { amount, method } = values
        const facts = { customer: idOf(payment.customer), currency, amount, method, date: secondsOf(values.date, zone) }
        const recorded = await record.mutateAsync({ ...facts, ...said })
        toast('Payment recorded.')
        return go(paths.payment(recorded.id))
      }
      await change.mutateAsync({
        ...(values.amount !== initial.amount && { amount: values.amount }),
        ...(values.date !== initial.date && { date: secondsOf(values.date, zone) }),
        ...(values.method !== initial.method && { method: values.method }),
        ...said,
      })
      toast('Payment saved.')
      go(paths.payment(id))
    },
  })
}
