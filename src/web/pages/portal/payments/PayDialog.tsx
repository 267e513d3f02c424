import { Alert, Button, Group, Modal, SegmentedControl, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { Money as Amount } from '../../../../core/money.ts'
import { useOnce, useWrite } from '../../../query.ts'
import type { CheckoutBegun, PaymentOutcome, PortalMethod } from '../../../records.ts'
import { Money, majorUnits, moneyText } from '../../../ui/Money.tsx'
import { problemText } from '../../../ui/toasts.ts'
import { withFee } from '../invoices/payable.ts'
import { PaymentResult } from './PaymentResult.tsx'
import { TestSources } from './TestSources.tsx'

type Outcome = Pick<PaymentOutcome, 'status' | 'message' | 'payment'>

/** What is paid, and the two ways of doing it: with a token from this page, or on the gateway's own page. */
export interface Payable {
  readonly seller: string
  /** Such as INV-0001. */
  readonly name: string
  readonly amount: Amount
  readonly methods: readonly PortalMethod[]
  /** On the button that leads back: "Back to the invoice". */
  readonly back: string
  readonly pay: (given: { method: string; token: string; idempotency_key: string }) => Promise<Outcome>
  readonly checkout: (given: { method: string; idempotency_key: string }) => Promise<CheckoutBegun>
}

interface PayDialogProps {
  readonly payable: Payable
  readonly opened: boolean
  readonly close: () => void
}

/**
 * Paying with a link. A card number is never asked for and never accepted: the gateway's own page takes it, and where no
 * money moves the simulator's tokens are offered by what happens with them.
 */
export function PayDialog({ payable, opened, close }: PayDialogProps) {
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const leave = () => {
    close()
    setOutcome(null)
  }
  return (
    <Modal opened={opened} onClose={leave} title={`Pay ${payable.seller}`}>
      {outcome && outcome.status !== 'declined' ? (
        <PaymentResult outcome={outcome} currency={payable.amount.currency} back={payable.back} close={leave} />
      ) : (
        <PayForm payable={payable} declined={outcome} done={setOutcome} />
      )}
    </Modal>
  )
}

interface PayFormProps extends Pick<PayDialogProps, 'payable'> {
  readonly declined: Outcome | null
  readonly done: (outcome: Outcome) => void
}

function PayForm({ payable, declined, done }: PayFormProps) {
  const { amount, methods } = payable
  // What is paid with is settled when the dialog opens; nothing that is asked again meanwhile changes it.
  const [known] = useState(methods)
  const offered = known.length > 0 ? known : methods
  const [picked, setChosen] = useState<string | null>(null)
  const chosen = picked ?? offered[0]?.id ?? ''
  const method = offered.find(({ id }) => id === chosen)
  const fee = method ? withFee(amount, method.convenience_fee) : null
  const total = moneyText(majorUnits(fee?.total ?? amount), amount.currency)
  return (
    <Stack gap="md">
      <Group justify="space-between" align="baseline">
        <Text c="dimmed">{payable.name}</Text>
        <Money amount={majorUnits(fee?.total ?? amount)} currency={amount.currency} fz="1.25rem" fw={640} />
      </Group>
      {fee?.fee ? (
        <Text
          fz="xs"
          c="dimmed"
        >{`With a fee of ${moneyText(majorUnits(fee.fee), amount.currency)} for this way of paying.`}</Text>
      ) : null}
      {declined ? (
        <Alert color="brick" variant="light" role="alert">
          {declined.message} You can try again, or pay another way.
        </Alert>
      ) : null}
      {offered.length > 1 ? (
        <SegmentedControl
          fullWidth
          aria-label="Way of paying"
          orientation={offered.length > 2 ? 'vertical' : 'horizontal'}
          value={chosen}
          onChange={setChosen}
          data={offered.map(({ id, name }) => ({ value: id, label: name }))}
        />
      ) : null}
      {method?.how === 'token' ? (
        <TokenForm key={method.id} method={method} label={`Pay ${total}`} run={payable.pay} done={done} />
      ) : method?.how === 'redirect' ? (
        <GoingThere key={method.id} method={method} label={`Continue to pay ${total}`} begin={payable.checkout} />
      ) : (
        <Text style={{ whiteSpace: 'pre-wrap' }}>{method?.instructions ?? 'Please ask the company how to pay this way.'}</Text>
      )}
    </Stack>
  )
}

interface TokenFormProps<Answer> {
  readonly method: PortalMethod
  readonly label: string
  readonly run: (given: { method: string; token: string; idempotency_key: string }) => Promise<Answer>
  readonly done: (answer: Answer) => void
}

/** A card or account of the simulated gateway, and what is done with it, once. */
export function TokenForm<Answer>({ method, label, run, done }: TokenFormProps<Answer>) {
  const [token, setToken] = useState(method.test_sources[0]?.token ?? '')
  const [problem, setProblem] = useState<string | null>(null)
  const once = useOnce((source: string, idempotency_key) => run({ method: method.id, token: source, idempotency_key }))
  const write = useWrite(once, { quiet: true })
  const submit = async () => {
    setProblem(null)
    try {
      done(await write.mutateAsync(token))
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
        <Problem problem={problem} />
        <TestSources method={method} token={token} choose={setToken} />
        <Button type="submit" size="md" fullWidth loading={write.isPending} disabled={token === ''}>
          {label}
        </Button>
      </Stack>
    </form>
  )
}

interface GoingThereProps {
  readonly method: PortalMethod
  readonly label: string
  readonly begin: (given: { method: string; idempotency_key: string }) => Promise<CheckoutBegun>
}

/** The way to the gateway's own page. */
export function GoingThere({ method, label, begin }: GoingThereProps) {
  const [said, setSaid] = useState<string | null>(null)
  const once = useOnce((_: undefined, idempotency_key) => begin({ method: method.id, idempotency_key }))
  const write = useWrite(() => once(undefined), {
    quiet: true,
    onDone: ({ url, instructions }) => (url ? window.location.assign(url) : setSaid(instructions)),
  })
  if (said !== null) return <Text style={{ whiteSpace: 'pre-wrap' }}>{said}</Text>
  return (
    <Stack gap="md">
      <Problem problem={write.error ? problemText(write.error) : null} />
      <Text c="dimmed">
        {`You leave for the secure page of ${gatewayName(method.gateway)} and come back here afterwards. We never see your card or account number.`}
      </Text>
      <Button size="md" fullWidth loading={write.isPending || write.isSuccess} onClick={() => write.mutate(undefined)}>
        {label}
      </Button>
    </Stack>
  )
}

function Problem({ problem }: { readonly problem: string | null }) {
  return problem ? (
    <Alert color="brick" variant="light" role="alert">
      {problem}
    </Alert>
  ) : null
}

function gatewayName(gateway: string | null): string {
  if (!gateway) return 'the payment provider'
  return gateway === 'test' ? 'the test gateway' : gateway.charAt(0).toUpperCase() + gateway.slice(1)
}
