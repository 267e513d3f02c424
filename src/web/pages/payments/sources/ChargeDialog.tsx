import { Modal, Select, Stack, Text } from '@mantine/core'
import { parseDecimal } from '../../../../core/decimal.ts'
import { compare, isPositive, type Money, moneyFromMajor } from '../../../../core/money.ts'
import { call } from '../../../api.ts'
import { useList, useOnce, useWrite } from '../../../query.ts'
import { customerOf, type Invoice, idOf, type PaymentSource } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { knownCurrency, majorUnits, moneyOf, moneyText, plainText } from '../../../ui/Money.tsx'
import { MoneyField } from '../../../ui/number-fields.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { Shown } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toasts.ts'
import { customerId, customerName } from '../../receivables/invoices/columns.tsx'
import { reasonAgainstSource, savedSourceText } from './source-text.ts'

interface ChargeDialogProps {
  readonly invoice: Invoice
  readonly opened: boolean
  readonly close: () => void
}

/** Charges a card or bank account that the customer saved for what an invoice is owed, or for less. */
export function ChargeDialog({ invoice, opened, close }: ChargeDialogProps) {
  return (
    <Modal opened={opened} onClose={close} title={`Charge ${customerName(invoice)} for ${invoice.number ?? 'invoice'}`}>
      <Sources invoice={invoice} close={close} />
    </Modal>
  )
}

function Sources(props: Omit<ChargeDialogProps, 'opened'>) {
  const customer_id = customerId(props.invoice)
  const sources = useList('GET /customers/{customer_id}/payment_sources', { customer_id, query: { per_page: 20 } })
  return <Shown read={sources}>{({ rows }) => <ChargeForm sources={rows} {...props} />}</Shown>
}

const keyOf = ({ object, id }: Pick<PaymentSource, 'object' | 'id'>) => `${object} ${id}`

function ChargeForm(props: Omit<ChargeDialogProps, 'opened'> & { readonly sources: readonly PaymentSource[] }) {
  const { invoice, sources, close } = props
  const { form, submit, saving, problem } = useChargeForm(props)
  const choices = sources.map((source) => {
    const reason = reasonAgainstSource(source)
    return { value: keyOf(source), label: [savedSourceText(source), reason].filter(Boolean).join(' · '), disabled: !!reason }
  })
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        <Text>The customer is charged now and sees it on their statement. Charge only what you agreed on.</Text>
        <Select label="Card or bank account" data={choices} allowDeselect={false} {...form.getInputProps('source')} />
        <MoneyField label="Amount" required currency={invoice.currency} data-autofocus {...form.getInputProps('amount')} />
        <DialogButtons close={close} verb="Charge" saving={saving} />
      </Stack>
    </form>
  )
}

function useChargeForm({ invoice, sources, close }: Parameters<typeof ChargeForm>[0]) {
  const { currency } = invoice
  const balance = moneyOf(invoice.balance, currency)
  const write = useWrite(
    useOnce((body: Body<'POST /charges'>, idempotencyKey) => call('POST /charges', { body, idempotencyKey })),
    { quiet: true },
  )
  const typed = (text: string): Money | null => {
    const value = parseDecimal(text)
    return value ? moneyFromMajor(value, knownCurrency(currency)) : null
  }
  const usable = sources.filter((source) => reasonAgainstSource(source) === undefined)
  const preferred = usable.find(({ id }) => id === idOf(customerOf(invoice)?.payment_source)) ?? usable[0]
  return useRecordForm({
    initial: { source: preferred ? keyOf(preferred) : '', amount: plainText(invoice.balance) },
    check: ({ source, amount }) => {
      const money = typed(amount)
      const atMost = `At most ${moneyText(invoice.balance, currency)} is owed.`
      return {
        source: source ? null : 'Choose a card or bank account that can be charged.',
        amount: money && isPositive(money) ? (compare(money, balance) > 0 ? atMost : null) : 'Enter an amount above zero.',
      }
    },
    save: async (values) => {
      const source = sources.find((one) => keyOf(one) === values.source)!
      const amount = majorUnits(typed(values.amount)!)
      const { status } = await write.mutateAsync({
        customer: customerId(invoice),
        method: source.object === 'card' ? 'credit_card' : 'ach',
        currency,
        amount,
        payment_source_type: source.object,
        payment_source_id: source.id,
        applied_to: [{ type: 'invoice', invoice: invoice.id, amount }],
      })
      toast(status === 'pending' ? 'The payment is on its way.' : `${moneyText(amount, currency)} charged.`)
      close()
    },
  })
}
