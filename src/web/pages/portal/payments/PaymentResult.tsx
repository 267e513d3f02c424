import { Button, Group, Stack, Text } from '@mantine/core'
import { IconCircleCheck, IconClock } from '@tabler/icons-react'
import type { PaymentOutcome } from '../../../records.ts'
import { moneyText } from '../../../ui/Money.tsx'

const TITLES = {
  succeeded: 'Thank you for your payment',
  pending: 'Your payment is on its way',
  unknown: 'We are checking your payment',
} as const

interface PaymentResultProps {
  readonly outcome: Pick<PaymentOutcome, 'status' | 'message' | 'payment'>
  readonly back: string
  readonly currency: string
  readonly close: () => void
}

/** What came of paying. Without an answer of the network nobody is told to pay again. */
export function PaymentResult({ outcome, currency, back, close }: PaymentResultProps) {
  const { status, payment } = outcome
  if (status === 'declined') return null
  return (
    <Stack align="center" gap="xs" ta="center" role="status" py="md">
      {status === 'succeeded' ? (
        <IconCircleCheck size={44} stroke={1.4} color="var(--paid)" aria-hidden />
      ) : (
        <IconClock size={44} stroke={1.4} color="var(--mantine-color-dimmed)" aria-hidden />
      )}
      <Text fz="lg" fw={620}>
        {TITLES[status]}
      </Text>
      <Text c="dimmed">
        {status === 'succeeded' && payment ? `${moneyText(payment.amount, currency)} has been paid.` : outcome.message}
      </Text>
      <Group mt="sm" gap="xs" justify="center">
        {payment?.pdf_url ? (
          <Button component="a" href={payment.pdf_url} target="_blank" rel="noopener" variant="default">
            Receipt
          </Button>
        ) : null}
        <Button onClick={close} data-autofocus>
          {back}
        </Button>
      </Group>
    </Stack>
  )
}
