import { Modal, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { parseDecimal } from '../../../../core/decimal.ts'
import { type Money as Amount, compare, isPositive, min, moneyFromMajor, subtract } from '../../../../core/money.ts'
import { call } from '../../../api.ts'
import { useOnce, useWrite } from '../../../query.ts'
import type { Invoice } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { useCompany } from '../../../session.ts'
import { DateField } from '../../../ui/DateField.tsx'
import { secondsOf, useToday } from '../../../ui/dates.tsx'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { knownCurrency, majorUnits, moneyOf, moneyText, plainText } from '../../../ui/Money.tsx'
import { MoneyField } from '../../../ui/number-fields.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { toast } from '../../../ui/toasts.ts'
import { CustomFieldGrid } from '../../company/custom-fields/CustomFieldGrid.tsx'
import { type Metadata, metadataBody } from '../../company/custom-fields/metadata.ts'
import { customerId } from '../../receivables/invoices/columns.tsx'
import { METHOD_CHOICES } from '../../receivables/invoices/methods.ts'

interface RecordPaymentDialogProps {
  readonly invoice: Invoice
  readonly opened: boolean
  readonly close: () => void
}

/** Money that came in for an invoice outside the portal: a check, a transfer, cash. */
export function RecordPaymentDialog({ invoice, opened, close }: RecordPaymentDialogProps) {
  return (
    <Modal opened={opened} onClose={close} title={`Record payment for ${invoice.number ?? 'invoice'}`}>
      <PaymentForm invoice={invoice} close={close} />
    </Modal>
  )
}

function PaymentForm(props: Omit<RecordPaymentDialogProps, 'opened'>) {
  const { invoice, close } = props
  const { form, submit, saving, problem } = usePaymentForm(props)
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <MoneyField label="Amount" required currency={invoice.currency} data-autofocus {...form.getInputProps('amount')} />
          <DateField label="Date" required {...form.getInputProps('date')} />
          <Select label="Method" data={METHOD_CHOICES} allowDeselect={false} {...form.getInputProps('method')} />
          <TextInput label="Reference" placeholder="Such as a check number" {...form.getInputProps('reference')} />
        </SimpleGrid>
        <Remainder
          amount={amountTyped(form.values.amount, invoice.currency)}
          balance={moneyOf(invoice.balance, invoice.currency)}
        />
        <Textarea label="Notes" autosize minRows={1} {...form.getInputProps('notes')} />
        <CustomFieldGrid object="payment" currency={invoice.currency} form={form} />
        <DialogButtons close={close} verb="Record payment" saving={saving} />
      </Stack>
    </form>
  )
}

/** What an amount other than the balance means. */
function Remainder({ amount, balance }: { readonly amount: Amount | null; readonly balance: Amount }) {
  if (!amount || !isPositive(amount) || compare(amount, balance) === 0) return null
  const text = (rest: Amount) => moneyText(majorUnits(rest), rest.currency)
  return (
    <Text c="dimmed" role="status">
      {compare(amount, balance) > 0
        ? `${text(subtract(amount, balance))} more than owed stays on the customer's account, ready for the next invoice.`
        : `${text(subtract(balance, amount))} stays open.`}
    </Text>
  )
}

function amountTyped(text: string, currency: string): Amount | null {
  const value = parseDecimal(text)
  return value ? moneyFromMajor(value, knownCurrency(currency)) : null
}

function usePaymentForm({ invoice, close }: Omit<RecordPaymentDialogProps, 'opened'>) {
  const company = useCompany()
  const today = useToday()
  const { currency } = invoice
  const balance = moneyOf(invoice.balance, currency)
  const record = useOnce((body: Body<'POST /payments'>, idempotencyKey) => call('POST /payments', { body, idempotencyKey }))
  const write = useWrite(record, { quiet: true })
  return useRecordForm({
    initial: {
      amount: plainText(invoice.balance),
      date: today as string,
      method: 'check',
      reference: '',
      notes: '',
      metadata: {} as Metadata,
    },
    check: (values) => {
      const amount = amountTyped(values.amount, currency)
      return {
        amount: amount && isPositive(amount) ? null : 'Enter an amount above zero.',
        date: values.date ? null : 'Enter a date.',
      }
    },
    save: async (values) => {
      const amount = amountTyped(values.amount, currency)!
      await write.mutateAsync({
        customer: customerId(invoice),
        currency,
        amount: majorUnits(amount),
        method: values.method,
        date: secondsOf(values.date, company.time_zone),
        reference: values.reference.trim() || null,
        notes: values.notes.trim() || null,
        ...metadataBody(undefined, values.metadata),
        applied_to: [{ type: 'invoice', invoice: invoice.id, amount: majorUnits(min(amount, balance)) }],
      })
      toast(`Payment of ${moneyText(majorUnits(amount), currency)} recorded.`)
      close()
    },
  })
}
