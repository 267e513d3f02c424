import { Modal, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { parseDecimal } from '../../../../core/decimal.ts'
import { compare, isPositive, moneyFromMajor } from '../../../../core/money.ts'
import { call } from '../../../api.ts'
import { useOnce, useWrite } from '../../../query.ts'
import type { CreditNote } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { useCompany } from '../../../session.ts'
import { DateField } from '../../../ui/DateField.tsx'
import { secondsOf, useToday } from '../../../ui/dates.tsx'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { knownCurrency, moneyOf, moneyText, plainText } from '../../../ui/Money.tsx'
import { MoneyField } from '../../../ui/number-fields.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { toast } from '../../../ui/toasts.ts'
import { METHOD_CHOICES } from '../invoices/methods.ts'

interface RefundDialogProps {
  readonly note: CreditNote
  readonly opened: boolean
  readonly close: () => void
}

/** Writes down that money went back to the customer for a credit note, such as by check or transfer. */
export function RecordRefundDialog({ note, opened, close }: RefundDialogProps) {
  return (
    <Modal opened={opened} onClose={close} title={`Record a refund of ${note.number ?? 'the credit note'}`}>
      <RefundForm note={note} close={close} />
    </Modal>
  )
}

function RefundForm({ note, close }: Omit<RefundDialogProps, 'opened'>) {
  const { form, submit, saving, problem } = useRefunding(note, close)
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        <Text>This notes that you have paid it back; no money is moved by it. A card is refunded on its payment.</Text>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <MoneyField label="Amount" required currency={note.currency} data-autofocus {...form.getInputProps('amount')} />
          <DateField label="Date" required {...form.getInputProps('date')} />
          <Select label="Method" data={METHOD_CHOICES} allowDeselect={false} {...form.getInputProps('method')} />
          <TextInput label="Reference" placeholder="Such as a check number" {...form.getInputProps('reference')} />
        </SimpleGrid>
        <DialogButtons close={close} verb="Record refund" saving={saving} />
      </Stack>
    </form>
  )
}

function useRefunding(note: CreditNote, close: () => void) {
  const { time_zone } = useCompany()
  const today = useToday()
  const { id, currency, balance } = note
  const refund = useOnce((body: Body<'POST /credit_notes/{id}/refunds'>, idempotencyKey) =>
    call('POST /credit_notes/{id}/refunds', { id, body, idempotencyKey }),
  )
  const write = useWrite(refund, { quiet: true })
  return useRecordForm({
    initial: { amount: plainText(balance), date: today as string, method: 'check', reference: '' },
    check: ({ amount, date }) => {
      const typed = parseDecimal(amount)
      const money = typed && moneyFromMajor(typed, knownCurrency(currency))
      const isTooMuch = money && compare(money, moneyOf(balance, currency)) > 0
      const most = `At most ${moneyText(balance, currency)} can go back.`
      return {
        amount: !money || !isPositive(money) ? 'Enter an amount above zero.' : isTooMuch ? most : null,
        date: date ? null : 'Enter a date.',
      }
    },
    save: async ({ amount, date, method, reference }) => {
      await write.mutateAsync({ amount, date: secondsOf(date, time_zone), method, reference: reference.trim() || null })
      toast('Refund recorded.')
      close()
    },
  })
}
