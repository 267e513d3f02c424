import { Button, Group, Paper, Stack, Text } from '@mantine/core'
import { isPositive, min, subtract } from '../../../../core/money.ts'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useOnce, useWrite } from '../../../query.ts'
import type { Invoice } from '../../../records.ts'
import { useForbidden } from '../../../session.ts'
import { TextLink } from '../../../ui/links.tsx'
import { majorUnits, moneyOf, moneyText } from '../../../ui/Money.tsx'
import { toast } from '../../../ui/toasts.ts'
import { useCredit } from '../../customers/customers/use-credit.ts'
import { reasonsOf } from './actions.ts'
import { customerId, customerName } from './columns.tsx'
import classes from './NextStep.module.css'

/** A deposit, an overpayment or a credit note of the customer that could settle the invoice, so that nobody asks for it twice. */
export function CreditToUse({ invoice }: { readonly invoice: Invoice }) {
  const { currency } = invoice
  const credit = useCredit(customerId(invoice), currency)
  const owed = subtract(moneyOf(invoice.balance, currency), moneyOf(invoice.pending, currency))
  if (!credit || invoice.draft || reasonsOf(invoice).apply || !isPositive(owed)) return null
  const { balance, notes, payments } = credit
  const open = payments.filter(({ amount }) => amount > 0)
  if (balance <= 0 && notes <= 0 && open.length === 0) return null
  const usable = majorUnits(min(owed, moneyOf(Math.max(balance, 0), currency)))
  return (
    <Paper className={`${classes.banner} ${classes.quiet} no-print`} mb="md" component="section" aria-label="Credit">
      <Stack gap={4} style={{ flex: '1 1 220px' }}>
        {balance > 0 ? (
          <Text>{`${customerName(invoice)} has ${moneyText(balance, currency)} on the credit balance.`}</Text>
        ) : null}
        {open.map((payment) => (
          <Text key={payment.id}>
            {`${moneyText(payment.balance, currency)} of a payment is not applied yet. `}
            <TextLink to={paths.editPayment(payment.id)}>Apply it</TextLink>
          </Text>
        ))}
        {notes > 0 ? (
          <Text>
            {`${moneyText(notes, currency)} is left on credit notes. `}
            <TextLink to={paths.ofCustomer(paths.creditNotes(), customerId(invoice))}>See them</TextLink>
          </Text>
        ) : null}
      </Stack>
      {usable > 0 ? (
        <Group gap="xs">
          <UseButton invoice={invoice} amount={usable} />
        </Group>
      ) : null}
    </Paper>
  )
}

function UseButton({ invoice, amount }: { readonly invoice: Invoice; readonly amount: number }) {
  const { id, currency } = invoice
  const forbidden = useForbidden()
  const once = useOnce((used: number, idempotencyKey) =>
    call('POST /payments', {
      body: {
        customer: customerId(invoice),
        currency,
        amount: 0,
        applied_to: [{ type: 'applied_credit', amount: used, document_type: 'invoice', invoice: id }],
      },
      idempotencyKey,
    }),
  )
  const use = useWrite(once, { onDone: () => toast(`${moneyText(amount, currency)} of credit applied.`) })
  if (forbidden('payments.create')) return null
  return (
    <Button variant="default" loading={use.isPending} onClick={() => use.mutate(amount)}>
      {`Use ${moneyText(amount, currency)}`}
    </Button>
  )
}
