import { Button, Group, Paper, SimpleGrid, Stack, Text, Title, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconArrowBackUp } from '@tabler/icons-react'
import { isPositive, subtract } from '../../../../core/money.ts'
import { useList, useRead } from '../../../query.ts'
import type { Charge } from '../../../records.ts'
import { useForbidden } from '../../../session.ts'
import { CodeCell } from '../../../ui/cells.tsx'
import { InstantText } from '../../../ui/dates.tsx'
import { Fact } from '../../../ui/Fact.tsx'
import { Money, moneyOf } from '../../../ui/Money.tsx'
import { StatusBadge, type Tone } from '../../../ui/StatusBadge.tsx'
import { sentence } from '../../receivables/invoices/methods.ts'
import { RefundDialog } from './RefundDialog.tsx'
import { sourceText } from './source-text.ts'

const STATES: Readonly<Record<Charge['status'], Tone>> = { pending: 'warm', succeeded: 'good', failed: 'bad' }

/** What the gateway did for a payment, what went back of it, and giving money back. */
export function ChargeCard({ id }: { readonly id: number }) {
  const { data: charge } = useRead('GET /charges/{id}', { id })
  const [refunding, { open, close }] = useDisclosure()
  const forbidden = useForbidden()('refunds.create')
  if (!charge) return null
  const reason = forbidden ?? reasonAgainstRefund(charge)
  return (
    <Paper p="md" component="section">
      <Group justify="space-between" mb="sm">
        <Title order={2}>Charge</Title>
        <StatusBadge tone={STATES[charge.status]}>{sentence(charge.status)}</StatusBadge>
      </Group>
      <SimpleGrid cols={2} spacing="sm">
        <Fact label="Amount">
          <Money amount={charge.amount} currency={charge.currency} />
        </Fact>
        <Fact label="Gateway">{charge.test ? `${sentence(charge.gateway)} (no money moves)` : sentence(charge.gateway)}</Fact>
        <Fact label="Paid with">{sourceText(charge)}</Fact>
        <Fact label="Reference">{charge.gateway_id ? <CodeCell>{charge.gateway_id}</CodeCell> : null}</Fact>
        <Fact label="Why it failed">{charge.failure_message}</Fact>
        <Fact label="Disputed">{charge.disputed ? "The payer's bank contests it" : null}</Fact>
      </SimpleGrid>
      <Refunds charge={charge} />
      <Tooltip label={reason} disabled={reason === undefined} multiline maw={280}>
        <Button
          mt="md"
          variant="default"
          leftSection={<IconArrowBackUp size={16} />}
          {...(reason ? { 'data-disabled': true, 'aria-disabled': true } : { onClick: open })}
        >
          Refund
          {reason ? <span className="visually-hidden">{` (${reason})`}</span> : null}
        </Button>
      </Tooltip>
      <RefundDialog charge={charge} opened={refunding} close={close} />
    </Paper>
  )
}

function reasonAgainstRefund(charge: Charge): string | undefined {
  if (charge.status !== 'succeeded') return 'Only a charge that succeeded can be refunded.'
  if (charge.disputed) return "The payer's bank contests this charge."
  const left = subtract(moneyOf(charge.amount, charge.currency), moneyOf(charge.amount_refunded, charge.currency))
  return isPositive(left) ? undefined : 'All of it was given back.'
}

function Refunds({ charge }: { readonly charge: Charge }) {
  const refunds = useList(
    'GET /refunds',
    { query: { per_page: 50, filter: { charge: charge.id } } },
    { enabled: charge.amount_refunded > 0 || charge.refunds.length > 0 },
  ).data?.rows
  if (!refunds || refunds.length === 0) return null
  return (
    <Stack gap={6} mt="md">
      {refunds.map((refund) => (
        <Group key={refund.id} justify="space-between" wrap="nowrap">
          <Text>
            {refund.status === 'succeeded' ? 'Refunded' : `Refund ${refund.status}`} · <InstantText at={refund.created_at} />
          </Text>
          <Money amount={refund.amount} currency={refund.currency} />
        </Group>
      ))}
    </Stack>
  )
}
