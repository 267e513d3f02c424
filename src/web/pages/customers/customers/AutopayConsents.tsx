import { Group, Paper, Stack, Text, Title } from '@mantine/core'
import { sourceText } from '../../../../modules/payments/autopay-consents/rules.ts'
import { useList } from '../../../query.ts'
import type { AutopayConsent, Customer } from '../../../records.ts'
import { Fact } from '../../../ui/Fact.tsx'
import { StatusBadge } from '../../../ui/StatusBadge.tsx'
import { type Entry, Timeline } from '../../../ui/Timeline.tsx'

/** Whether the customer is charged by itself, and what the customer agreed to about that, word by word. */
export function Autopay({ customer }: { readonly customer: Customer }) {
  const query = { per_page: 10, sort: 'id desc' }
  const consents = useList('GET /customers/{customer_id}/autopay_consents', { customer_id: customer.id, query })
  const rows = consents.data?.rows ?? []
  if (!customer.autopay && rows.length === 0) return null
  return (
    <Paper p="md" component="section" aria-label="AutoPay">
      <Group justify="space-between" mb="xs">
        <Title order={2}>AutoPay</Title>
        <StatusBadge tone={customer.autopay ? 'good' : 'quiet'}>{customer.autopay ? 'On' : 'Off'}</StatusBadge>
      </Group>
      {consents.data && rows.length === 0 ? (
        <Text c="dimmed">The customer has not agreed to it in the portal; it was turned on otherwise.</Text>
      ) : null}
      {rows.length > 0 ? <Timeline entries={rows.map(entryOf)} /> : null}
    </Paper>
  )
}

function entryOf(consent: AutopayConsent): Entry {
  return {
    key: consent.id,
    title: <Evidence consent={consent} />,
    at: consent.created_at,
    ...(consent.action === 'given' ? { tone: 'good' as const } : {}),
  }
}

function Evidence({ consent }: { readonly consent: AutopayConsent }) {
  const { mandate, payment_source, ip, user_agent } = consent
  return (
    <details>
      <summary style={{ cursor: 'pointer' }}>
        {actText(consent)}
        {payment_source ? `: ${sourceText(payment_source)}` : null}
      </summary>
      <Stack gap={6} my={6} fw={400}>
        <Fact label="Agreed to">{mandate ? <q>{mandate}</q> : null}</Fact>
        <Fact label="Address">{ip}</Fact>
        <Fact label="Browser">{user_agent}</Fact>
      </Stack>
    </details>
  )
}

/** Who did what: the customer by the portal, or the company for the customer. */
function actText({ action, stated_by }: AutopayConsent): string {
  if (action === 'withdrawn') return stated_by === 'customer' ? 'The customer took it back' : 'Turned off by the company'
  return stated_by === 'customer' ? 'The customer agreed' : 'Stated by the company, as agreed with the customer elsewhere'
}
