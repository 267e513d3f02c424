import { Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useList } from '../../../query.ts'
import type { LineItem, Subscription } from '../../../records.ts'
import { DateText } from '../../../ui/dates.tsx'
import { Money } from '../../../ui/Money.tsx'
import { customerId } from '../../receivables/invoices/columns.tsx'

/** What changes in the middle of a period cost or gave back, as long as it waits for the next bill. */
export function Prorations({ subscription }: { readonly subscription: Subscription }) {
  const { id, currency } = subscription
  const query = { per_page: 100, sort: 'id asc', filter: { subscription: id } }
  const lines = useList('GET /customers/{customer_id}/line_items', { customer_id: customerId(subscription), query })
  const rows = lines.data?.rows ?? []
  if (rows.length === 0) return null
  return (
    <Paper p="md" component="section">
      <Title order={2} mb={2}>
        Waits for the next invoice
      </Title>
      <Text fz="sm" c="dimmed" mb="sm">
        The next invoice of the customer takes it along; what comes back becomes a credit note with it.
      </Text>
      <Stack gap="xs">
        {rows.map((line) => (
          <Group key={line.id} justify="space-between" wrap="nowrap" gap="sm" align="flex-start">
            <ProratedText line={line} />
            <Money amount={line.amount} currency={currency} />
          </Group>
        ))}
      </Stack>
    </Paper>
  )
}

type Line = Pick<LineItem, 'name' | 'description' | 'quantity' | 'period_start' | 'period_end' | 'prorated'>

/** A line with the days that it counts, where it is for a part of a period. */
export function ProratedText({ line }: { readonly line: Line }) {
  const { prorated, period_start, period_end } = line
  return (
    <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
      <Text c="dimmed">{lineText(line)}</Text>
      {prorated && period_start !== undefined ? (
        <Text fz="xs" c="dimmed" component="div">
          <DateText at={period_start} /> – <DateText at={period_end} />
        </Text>
      ) : null}
    </div>
  )
}

/** A line with what tells it from others of the same name, such as the tier that it counts. */
export function lineText({ name, description, quantity }: Pick<Line, 'name' | 'description' | 'quantity'>): string {
  return [`${quantity} × ${name}`, description].filter(Boolean).join(', ')
}
