import { ActionIcon, Group, Paper, Stack, Text, Title, Tooltip } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { call } from '../../../api.ts'
import { useList, useWrite } from '../../../query.ts'
import { type Customer, idOf, type PaymentSource } from '../../../records.ts'
import { useForbidden } from '../../../session.ts'
import { confirm } from '../../../ui/confirm.tsx'
import { StatusBadge } from '../../../ui/StatusBadge.tsx'
import { toast } from '../../../ui/toasts.ts'
import { expiryText, reasonAgainstSource, savedSourceText } from './source-text.ts'

/** The cards and bank accounts that a customer saved. */
export function SavedSources({ customer }: { readonly customer: Customer }) {
  const sources = useList('GET /customers/{customer_id}/payment_sources', { customer_id: customer.id, query: { per_page: 20 } })
  const askToRemove = useRemoval(customer)
  const mayRemove = useForbidden()('customers.edit') === undefined
  return (
    <Paper p="md" component="section" aria-label="Cards and bank accounts">
      <Title order={2} mb="xs">
        Cards and bank accounts
      </Title>
      {sources.data?.rows.length === 0 ? (
        <Text c="dimmed">None saved. Customers save one when they pay an invoice online.</Text>
      ) : null}
      <Stack gap="sm">
        {sources.data?.rows.map((source) => (
          <Group key={`${source.object} ${source.id}`} justify="space-between" wrap="nowrap" align="flex-start">
            <Source source={source} isDefault={idOf(customer.payment_source) === source.id} />
            {mayRemove ? (
              <Tooltip label="Remove">
                <ActionIcon aria-label={`Remove ${savedSourceText(source)}`} onClick={() => askToRemove(source)}>
                  <IconTrash size={15} />
                </ActionIcon>
              </Tooltip>
            ) : null}
          </Group>
        ))}
      </Stack>
    </Paper>
  )
}

function Source({ source, isDefault }: { readonly source: PaymentSource; readonly isDefault: boolean }) {
  const reason = reasonAgainstSource(source)
  return (
    <div style={{ minWidth: 0 }}>
      <Group gap={6}>
        <Text fw={550}>{savedSourceText(source)}</Text>
        {isDefault ? <StatusBadge tone="good">Default</StatusBadge> : null}
        {reason ? <StatusBadge tone="warm">Not chargeable</StatusBadge> : null}
      </Group>
      <Text fz="xs" c="dimmed">
        {[reason, expiryText(source), source.gateway === 'test' ? 'Test, no money moves' : null].filter(Boolean).join(' · ')}
      </Text>
    </div>
  )
}

function useRemoval({ id: customer_id, autopay, payment_source }: Customer): (source: PaymentSource) => void {
  const remove = useWrite(
    ({ object, id }: PaymentSource) =>
      object === 'card'
        ? call('DELETE /customers/{customer_id}/cards/{id}', { customer_id, id })
        : call('DELETE /customers/{customer_id}/bank_accounts/{id}', { customer_id, id }),
    { quiet: true },
  )
  return (source) =>
    confirm({
      title: `Remove the ${savedSourceText(source)}?`,
      text:
        autopay && idOf(payment_source) === source.id
          ? 'AutoPay charges it. Until the customer saves another one, their invoices are not collected by themselves.'
          : 'It is removed at the gateway too, and can be charged no more.',
      verb: 'Remove',
      danger: true,
      run: async () => {
        await remove.mutateAsync(source)
        toast('Removed.')
      },
    })
}
