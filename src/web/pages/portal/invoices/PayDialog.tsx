import { Alert, Button, Group, Modal, Radio, Stack, Text } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { call } from '../../../api.ts'
import { useOnce, useWrite } from '../../../query.ts'
import type { PaymentOutcome, PortalInvoice } from '../../../records.ts'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { problemText } from '../../../ui/toasts.ts'
import { TEST_TOKENS } from './test-tokens.ts'

interface PayDialogProps {
  readonly shown: PortalInvoice
  readonly address: { readonly username: string; readonly key: string }
  readonly opened: boolean
  readonly close: () => void
}

export function PayDialog({ shown, address, opened, close }: PayDialogProps) {
  return (
    <Modal opened={opened} onClose={close} title={`Pay ${shown.company.name}`}>
      <PayForm shown={shown} address={address} close={close} />
    </Modal>
  )
}

/**
 * Paying with the simulated gateway. A card number is never asked for and never accepted: a gateway's own form turns a
 * card into a token, and the simulator's tokens are offered here by what happens with them.
 */
function PayForm({ shown, address, close }: Omit<PayDialogProps, 'opened'>) {
  const { invoice } = shown
  const [token, setToken] = useState(TEST_TOKENS[0].token as string)
  const [outcome, setOutcome] = useState<PaymentOutcome | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const amount = useRef(invoice.balance).current
  const charge = useOnce((_: undefined, idempotency_key) =>
    call('POST /portal/{username}/invoices/{key}/pay', {
      ...address,
      body: { method: 'credit_card', token, amount, idempotency_key },
    }),
  )
  const pay = useWrite(charge, { quiet: true })
  const submit = async () => {
    setProblem(null)
    try {
      setOutcome(await pay.mutateAsync(undefined))
    } catch (error) {
      setProblem(problemText(error))
    }
  }
  if (outcome && outcome.status !== 'declined')
    return <Done outcome={outcome} amount={amount} currency={invoice.currency} close={close} />
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <Stack gap="md">
        <Group justify="space-between" align="baseline">
          <Text c="dimmed">{invoice.number}</Text>
          <Money amount={amount} currency={invoice.currency} fz="1.25rem" fw={640} />
        </Group>
        {outcome?.status === 'declined' ? (
          <Alert color="brick" variant="light" role="alert">
            {outcome.message || 'The card was declined.'} You can try another card.
          </Alert>
        ) : null}
        {problem ? (
          <Alert color="brick" variant="light" role="alert">
            {problem}
          </Alert>
        ) : null}
        <Radio.Group label="Test card" value={token} onChange={setToken}>
          <Text fz="xs" c="dimmed">
            Test mode: no money moves, and no card number is asked for.
          </Text>
          <Stack gap={8} mt={10}>
            {TEST_TOKENS.map((card) => (
              <Radio key={card.token} value={card.token} label={card.label} description={card.text} />
            ))}
          </Stack>
        </Radio.Group>
        <Button type="submit" size="md" fullWidth loading={pay.isPending}>
          Pay {moneyText(amount, invoice.currency)}
        </Button>
      </Stack>
    </form>
  )
}

function Done({
  outcome,
  amount,
  currency,
  close,
}: {
  readonly outcome: PaymentOutcome
  readonly amount: number
  readonly currency: string
  readonly close: () => void
}) {
  const isSure = outcome.status === 'succeeded'
  return (
    <Stack align="center" gap="xs" ta="center" role="status" py="md">
      <IconCircleCheck size={44} stroke={1.4} color={isSure ? 'var(--paid)' : 'var(--mantine-color-dimmed)'} aria-hidden />
      <Text fz="lg" fw={620}>
        {isSure
          ? 'Thank you for your payment'
          : outcome.status === 'pending'
            ? 'Your payment is on its way'
            : 'We are checking your payment'}
      </Text>
      <Text c="dimmed">
        {isSure
          ? `${moneyText(amount, currency)} has been paid.`
          : outcome.status === 'pending'
            ? `${moneyText(amount, currency)} will be confirmed by the bank. You need not do anything.`
            : 'The card network has not answered yet. Please do not pay again; this page shows the result as soon as it is known.'}
      </Text>
      <Button mt="sm" onClick={close} data-autofocus>
        Back to the invoice
      </Button>
    </Stack>
  )
}
