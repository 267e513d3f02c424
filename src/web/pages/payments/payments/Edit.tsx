import { Grid, Paper, Select, Stack, Text, Textarea, TextInput, Title } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { isPositive } from '../../../../core/money.ts'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useList, useRead, useWrite } from '../../../query.ts'
import { customerOf, idOf, type Payment } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { useCompany } from '../../../session.ts'
import { DateField } from '../../../ui/DateField.tsx'
import { dateOf, secondsOf } from '../../../ui/dates.tsx'
import { FormButtons } from '../../../ui/form-parts.tsx'
import { useGo } from '../../../ui/links.tsx'
import { moneyOf, moneyText, plainText } from '../../../ui/Money.tsx'
import { MoneyField } from '../../../ui/number-fields.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { FormProblem, LeaveGuard, useRecordForm } from '../../../ui/record-form.tsx'
import { LoadingRows, ProblemNote, Shown } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toasts.ts'
import { CustomFieldGrid } from '../../company/custom-fields/CustomFieldGrid.tsx'
import { type Metadata, metadataBody } from '../../company/custom-fields/metadata.ts'
import { CustomerPicker } from '../../customers/customers/CustomerPicker.tsx'
import { METHOD_CHOICES, methodText } from '../../receivables/invoices/methods.ts'
import { EditParts } from './EditParts.tsx'
import { amountTyped, checkParts, isSplitAnew, keptParts, OWING_MAX, partsNow, type Row, rowsOf, splitsOf } from './splitting.ts'

/** What was noted wrongly of a payment is put right: when, how and for what it came. */
export function EditPayment() {
  const id = Number(useParams({ strict: false }).id)
  const query = { expand: 'customer,applied_to.invoice,applied_to.estimate,applied_to.credit_note', include: 'applied_to' }
  return (
    <Shown read={useRead('GET /payments/{id}', { id, query })}>
      {(payment) => <WithOwing key={payment.id} payment={payment} />}
    </Shown>
  )
}

/** The form needs what its customer owes; a payment of an unknown payer is first given one. */
function WithOwing({ payment }: { readonly payment: Payment }) {
  const customer = customerOf(payment)?.id ?? null
  const owing = useList(
    'GET /invoices',
    {
      query: {
        per_page: OWING_MAX,
        sort: 'due_date asc',
        filter: { customer: customer ?? 0, currency: payment.currency, draft: 0, paid: 0, closed: 0, voided: 0 },
      },
    },
    { enabled: customer !== null },
  )
  if (customer === null) return <GivePayer payment={payment} />
  if (owing.error) return <ProblemNote error={owing.error} retry={() => void owing.refetch()} />
  if (!owing.data) return <LoadingRows noun="payment" count={5} />
  return <PaymentForm payment={payment} rows={payment.amount > 0 ? rowsOf(payment, owing.data.rows) : []} />
}

const nameOf = (payment: Payment) => `Payment of ${moneyText(payment.amount, payment.currency)}`
const crumbsOf = (payment: Payment) => [
  { label: 'Payments', to: paths.payments() },
  { label: nameOf(payment), to: paths.payment(payment.id) },
]

function GivePayer({ payment }: { readonly payment: Payment }) {
  const give = useWrite((customer: number) => call('PATCH /payments/{id}', { id: payment.id, body: { customer } }), {
    onDone: () => toast('The payment has its customer now.'),
  })
  return (
    <>
      <PageHeader title="Edit payment" crumbs={crumbsOf(payment)} />
      <Paper p="lg" maw={560} component="section">
        <Title order={2} mb="sm">
          Who paid?
        </Title>
        <Text c="dimmed" mb="md">
          Nobody knows yet whose payment this is. Choose the customer; then say what it pays.
        </Text>
        <CustomerPicker value={null} onChange={(customer) => customer && give.mutate(customer.id)} disabled={give.isPending} />
      </Paper>
    </>
  )
}

interface PaymentFormProps {
  readonly payment: Payment
  readonly rows: readonly Row[]
}

export type EditPaymentForm = ReturnType<typeof useEditForm>['form']

function PaymentForm({ payment, rows }: PaymentFormProps) {
  const { form, submit, saving, problem, isUnsaved } = useEditForm({ payment, rows })
  const isProcessed = idOf(payment.charge) > 0
  const kept = keptParts(payment)
  const amount = amountTyped(form.values.amount, payment.currency) ?? moneyOf(payment.amount, payment.currency)
  const methods = METHOD_CHOICES.some(({ value }) => value === payment.method)
    ? METHOD_CHOICES
    : [...METHOD_CHOICES, { value: payment.method, label: methodText(payment.method) }]
  return (
    <form onSubmit={submit} noValidate>
      <PageHeader title="Edit payment" crumbs={crumbsOf(payment)} subtitle={`from ${customerOf(payment)?.name ?? ''}`} />
      <FormProblem problem={problem} />
      <Stack gap="md">
        <Grid gap="md">
          <Grid.Col span={{ base: 12, md: 5 }}>
            <Paper p="lg" component="section" aria-label="Details">
              <Stack gap="md">
                {payment.amount > 0 ? (
                  <MoneyField
                    label="Amount"
                    required
                    currency={payment.currency}
                    disabled={isProcessed}
                    description={isProcessed ? 'It went through a gateway. To give money back, refund it.' : undefined}
                    {...form.getInputProps('amount')}
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
            {payment.amount > 0 ? <EditParts form={form} amount={amount} rows={rows} kept={kept} /> : null}
          </Grid.Col>
        </Grid>
        <FormButtons back={paths.payment(payment.id)} saving={saving} />
      </Stack>
      <LeaveGuard isUnsaved={isUnsaved} />
    </form>
  )
}

function useEditForm({ payment, rows }: PaymentFormProps) {
  const go = useGo()
  const { time_zone: zone } = useCompany()
  const { id, currency } = payment
  const kept = keptParts(payment)
  const now = partsNow(payment, rows)
  const write = useWrite((body: Body<'PATCH /payments/{id}'>) => call('PATCH /payments/{id}', { id, body }), { quiet: true })
  const initial = {
    amount: plainText(payment.amount),
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
      const parts = amount && payment.amount > 0 ? checkParts(amount, values.parts, rows, kept) : {}
      return {
        amount: payment.amount === 0 || (amount && isPositive(amount)) ? null : 'Enter an amount above zero.',
        date: values.date ? null : 'Enter a date.',
        ...Object.fromEntries(Object.entries(parts).map(([field, text]) => [`parts.${field}`, text])),
      }
    },
    save: async (values) => {
      await write.mutateAsync({
        ...(values.amount !== initial.amount && { amount: values.amount }),
        ...(values.date !== initial.date && { date: secondsOf(values.date, zone) }),
        ...(values.method !== initial.method && { method: values.method }),
        reference: values.reference.trim() || null,
        notes: values.notes.trim() || null,
        ...metadataBody(initial.metadata, values.metadata),
        ...(isSplitAnew(now, values.parts, currency) && { applied_to: splitsOf(values.parts, kept, currency) }),
      })
      toast('Payment saved.')
      go(paths.payment(id))
    },
  })
}
