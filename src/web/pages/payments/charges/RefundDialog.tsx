import { Modal, Stack, Text } from '@mantine/core'
import { parseDecimal } from '../../../../core/decimal.ts'
import { compare, isPositive, moneyFromMajor, subtract } from '../../../../core/money.ts'
import { call } from '../../../api.ts'
import { useOnce, useWrite } from '../../../query.ts'
import type { Charge } from '../../../records.ts'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { knownCurrency, majorUnits, moneyOf, moneyText, plainText } from '../../../ui/Money.tsx'
import { MoneyField } from '../../../ui/number-fields.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { toast } from '../../../ui/toasts.ts'

interface RefundDialogProps {
  readonly charge: Charge
  readonly opened: boolean
  readonly close: () => void
}

export function RefundDialog({ charge, opened, close }: RefundDialogProps) {
  return (
    <Modal opened={opened} onClose={close} title="Refund this charge">
      <RefundForm charge={charge} close={close} />
    </Modal>
  )
}

function RefundForm({ charge, close }: Omit<RefundDialogProps, 'opened'>) {
  const { currency, id } = charge
  const left = subtract(moneyOf(charge.amount, currency), moneyOf(charge.amount_refunded, currency))
  const refund = useOnce((amount: string, idempotencyKey) =>
    call('POST /charges/{id}/refunds', { id, body: { amount }, idempotencyKey }),
  )
  const write = useWrite(refund, { quiet: true })
  const { form, submit, saving, problem } = useRecordForm({
    initial: { amount: plainText(majorUnits(left)) },
    check: ({ amount }) => {
      const typed = parseDecimal(amount)
      const money = typed && moneyFromMajor(typed, knownCurrency(currency))
      if (!money || !isPositive(money)) return { amount: 'Enter an amount above zero.' }
      return { amount: compare(money, left) > 0 ? `At most ${moneyText(majorUnits(left), currency)} can go back.` : null }
    },
    save: async ({ amount }) => {
      const { status } = await write.mutateAsync(amount)
      toast(status === 'pending' ? 'The refund is on its way.' : 'Refunded.')
      close()
    },
  })
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        <Text>The money goes back the way it came. Its invoices are open again by what goes back.</Text>
        <MoneyField label="Amount" required currency={currency} data-autofocus {...form.getInputProps('amount')} />
        <DialogButtons close={close} verb="Refund" saving={saving} />
      </Stack>
    </form>
  )
}
