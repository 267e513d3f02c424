import { Alert, Button, Group, Modal, SegmentedControl, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { call } from '../../../api.ts'
import { useOnce, useWrite } from '../../../query.ts'
import type { PaymentOutcome, PortalInvoice, PortalMethod } from '../../../records.ts'
import { Money, majorUnits, moneyText } from '../../../ui/Money.tsx'
import { problemText } from '../../../ui/toasts.ts'
import { PaymentResult } from './PaymentResult.tsx'
import { payableOf, withFee } from './payable.ts'
import { TestSources } from './TestSources.tsx'

interface PayDialogProps {
  readonly shown: PortalInvoice
  readonly address: { readonly username: string; readonly key: string }
  readonly opened: boolean
  readonly close: () => void
}

/**
 * Paying with the link of an invoice. A card number is never asked for and never accepted: a gateway's own form turns a
 * card into a token, and where no money moves the simulator's tokens are offered by what happens with them.
 */
export function PayDialog({ shown, address, opened, close }: PayDialogProps) {
  const [outcome, setOutcome] = useState<PaymentOutcome | null>(null)
  const leave = () => {
    close()
    setOutcome(null)
  }
  return (
    <Modal opened={opened} onClose={leave} title={`Pay ${shown.company.name}`}>
      {outcome && outcome.status !== 'declined' ? (
        <PaymentResult outcome={outcome} currency={shown.invoice.currency} close={leave} />
      ) : (
        <PayForm shown={shown} address={address} declined={outcome} done={setOutcome} />
      )}
    </Modal>
  )
}

interface PayFormProps extends Pick<PayDialogProps, 'shown' | 'address'> {
  readonly declined: PaymentOutcome | null
  readonly done: (outcome: PaymentOutcome) => void
}

function PayForm({ shown, address, declined, done }: PayFormProps) {
  const { invoice, payment_methods } = shown
  const { currency } = invoice
  const [chosen, setChosen] = useState(payment_methods[0]?.id ?? '')
  const method = payment_methods.find(({ id }) => id === chosen)
  const amount = payableOf(invoice)
  const fee = method ? withFee(amount, method.convenience_fee) : null
  return (
    <Stack gap="md">
      <Group justify="space-between" align="baseline">
        <Text c="dimmed">{invoice.number}</Text>
        <Money amount={majorUnits(fee?.total ?? amount)} currency={currency} fz="1.25rem" fw={640} />
      </Group>
      {fee?.fee ? (
        <Text fz="xs" c="dimmed">{`With a fee of ${moneyText(majorUnits(fee.fee), currency)} for this way of paying.`}</Text>
      ) : null}
      {declined ? (
        <Alert color="brick" variant="light" role="alert">
          {declined.message} You can try again, or pay another way.
        </Alert>
      ) : null}
      {payment_methods.length > 1 ? (
        <SegmentedControl
          fullWidth
          aria-label="Way of paying"
          orientation={payment_methods.length > 2 ? 'vertical' : 'horizontal'}
          value={chosen}
          onChange={setChosen}
          data={payment_methods.map(({ id, name }) => ({ value: id, label: name }))}
        />
      ) : null}
      {method?.how === 'token' ? (
        <TokenForm
          key={method.id}
          method={method}
          address={address}
          amount={majorUnits(amount)}
          label={moneyText(majorUnits(fee?.total ?? amount), currency)}
          done={done}
        />
      ) : (
        <Text style={{ whiteSpace: 'pre-wrap' }}>{method?.instructions ?? 'Please ask the company how to pay this way.'}</Text>
      )}
    </Stack>
  )
}

interface TokenFormProps {
  readonly method: PortalMethod
  readonly address: PayDialogProps['address']
  readonly amount: number
  readonly label: string
  readonly done: (outcome: PaymentOutcome) => void
}

function TokenForm({ method, address, amount, label, done }: TokenFormProps) {
  const [token, setToken] = useState(method.test_sources[0]?.token ?? '')
  const [problem, setProblem] = useState<string | null>(null)
  const charge = useOnce((source: string, idempotency_key) =>
    call('POST /portal/{username}/invoices/{key}/pay', {
      ...address,
      body: { method: method.id, token: source, amount, idempotency_key },
    }),
  )
  const pay = useWrite(charge, { quiet: true })
  const submit = async () => {
    setProblem(null)
    try {
      done(await pay.mutateAsync(token))
    } catch (error) {
      setProblem(problemText(error))
    }
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <Stack gap="md">
        {problem ? (
          <Alert color="brick" variant="light" role="alert">
            {problem}
          </Alert>
        ) : null}
        <TestSources method={method} token={token} choose={setToken} />
        <Button type="submit" size="md" fullWidth loading={pay.isPending} disabled={token === ''}>
          Pay {label}
        </Button>
      </Stack>
    </form>
  )
}
