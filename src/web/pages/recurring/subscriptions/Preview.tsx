import { Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { subtract, sum } from '../../../../core/money.ts'
import { useRead } from '../../../query.ts'
import type { ChangePreview, Subscription } from '../../../records.ts'
import { useCompany } from '../../../session.ts'
import { knownCurrency, Money, majorUnits, moneyOf } from '../../../ui/Money.tsx'
import { problemText } from '../../../ui/toasts.ts'
import { changeBody, newBody } from './draft.ts'
import { lineText, ProratedText } from './Prorations.tsx'
import type { SubscriptionEditing } from './use-subscription-editing.ts'

interface PreviewProps {
  readonly editing: SubscriptionEditing
  readonly subscription: Subscription | undefined
}

/** What the server says that it comes to, asked anew while it is written. */
export function Preview({ editing, subscription }: PreviewProps) {
  return (
    <Paper p="md" component="section" aria-label="What it comes to" style={{ position: 'sticky', top: 68 }}>
      <Title order={2} mb="sm">
        What it comes to
      </Title>
      <div role="status">
        {subscription ? <PricedChange editing={editing} subscription={subscription} /> : <FirstBill editing={editing} />}
      </div>
    </Paper>
  )
}

function FirstBill({ editing: { form, plans } }: Pick<PreviewProps, 'editing'>) {
  const { time_zone } = useCompany()
  const asked = useSettled(newBody(form.values, plans, time_zone))
  const read = useRead('POST /subscriptions/preview', { body: asked ?? { plan: '' } }, { enabled: asked !== null })
  if (asked === null) return <Text c="dimmed">Choose a customer and a plan to see the first bill.</Text>
  if (read.error) return <Text c="var(--mantine-color-error)">{problemText(read.error)}</Text>
  if (!read.data) return <Text c="dimmed">Computing …</Text>
  const { first_invoice, recurring_total, mrr } = read.data
  const { currency, items, discounts, taxes } = first_invoice
  return (
    <Stack gap={6}>
      <Text fz="xs" c="dimmed" fw={550}>
        First bill
      </Text>
      {items.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of an invoice that is not made have no id
        <Row key={index} label={lineText(line)} amount={line.amount} currency={currency} />
      ))}
      {discounts.map((discount, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: nor have its discounts
        <Row key={`discount-${index}`} label="Discount" amount={-discount.amount} currency={currency} />
      ))}
      {taxes.map((tax, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: nor have its taxes
        <Row key={`tax-${index}`} label="Tax" amount={tax.amount} currency={currency} />
      ))}
      <Row label={<strong>Total of the first bill</strong>} amount={first_invoice.total} currency={currency} strong />
      <Row label="Each time after that" amount={recurring_total} currency={currency} strong />
      <Row label="Per month on average" amount={mrr} currency={currency} />
    </Stack>
  )
}

function PricedChange({ editing: { form, plans }, subscription }: PreviewProps & { readonly subscription: Subscription }) {
  const { time_zone } = useCompany()
  const asked = useSettled(form.isDirty() ? changeBody(form.values, plans, time_zone) : null)
  const read = useRead(
    'POST /subscriptions/{id}/preview',
    { id: subscription.id, body: asked ?? {} },
    { enabled: asked !== null },
  )
  const { currency } = subscription
  return (
    <Stack gap={6}>
      <Row label="Each time until now" amount={subscription.recurring_total} currency={currency} />
      {read.error && asked !== null ? <Text c="var(--mantine-color-error)">{problemText(read.error)}</Text> : null}
      {read.data && asked !== null ? (
        <>
          <Row label="Each time after the change" amount={read.data.recurring_total} currency={currency} strong />
          <Row label="Per month on average" amount={read.data.mrr} currency={currency} />
          <Settled preview={read.data} currency={currency} />
        </>
      ) : null}
    </Stack>
  )
}

/** How the running period is settled: by lines of the next bill, or by a bill that is made at once. */
function Settled({ preview: { waiting, invoice }, currency }: { readonly preview: ChangePreview; readonly currency: string }) {
  return (
    <>
      {waiting.length > 0 ? (
        <>
          <Text fz="xs" c="dimmed" fw={550} mt="xs">
            On the customer’s next invoice, for the running period
          </Text>
          {waiting.map((line) => (
            <Row key={line.id} label={<ProratedText line={line} />} amount={settledBy(line, currency)} currency={currency} />
          ))}
        </>
      ) : null}
      {invoice ? (
        <>
          <Text fz="xs" c="dimmed" fw={550} mt="xs">
            Billed at once
          </Text>
          {invoice.items.map((line) => (
            <Row key={line.id} label={<ProratedText line={line} />} amount={line.amount} currency={currency} />
          ))}
          <Row label="Total, with discounts and taxes" amount={invoice.total} currency={currency} />
          <Row label="To pay, after what comes back" amount={invoice.balance} currency={currency} strong />
        </>
      ) : null}
      {waiting.length === 0 && !invoice ? (
        <Text fz="sm" c="dimmed" mt="xs">
          Nothing is settled for the running period.
        </Text>
      ) : null}
    </>
  )
}

/** What a line comes to after the coupons that reduce it. */
function settledBy({ amount, discounts }: ChangePreview['waiting'][number], currency: string): number {
  const taken = discounts.map((discount) => moneyOf(discount.amount, currency))
  return majorUnits(subtract(moneyOf(amount, currency), sum(taken, knownCurrency(currency))))
}

/** The last value that stood for a moment, so that not every keystroke is asked about. */
function useSettled<Body>(body: Body | null): Body | null {
  const [text] = useDebouncedValue(body === null ? null : JSON.stringify(body), 300)
  return body === null || text === null ? null : (JSON.parse(text) as Body)
}

interface RowProps {
  readonly label: ReactNode
  readonly amount: number
  readonly currency: string
  readonly strong?: boolean
}

function Row({ label, amount, currency, strong = false }: RowProps) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <Text c={strong ? '' : 'dimmed'} style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        {label}
      </Text>
      <Money amount={amount} currency={currency} {...(strong ? { fw: 600 } : {})} />
    </Group>
  )
}
