import { Group, Text } from '@mantine/core'
import { customerOf, type Invoice, idOf } from '../../../records.ts'
import type { Column } from '../../../ui/DataTable.tsx'
import { DateText } from '../../../ui/dates.tsx'
import { Money } from '../../../ui/Money.tsx'
import { InvoiceBadge } from './InvoiceBadge.tsx'

export function customerName(invoice: Pick<Invoice, 'customer'>): string {
  return customerOf(invoice)?.name ?? ''
}

export function customerId(invoice: Pick<Invoice, 'customer'>): number {
  return idOf(invoice.customer)
}

export const invoiceColumns: readonly Column<Invoice>[] = [
  { id: 'number', header: 'Number', sort: 'number', primary: true, cell: (invoice) => invoice.number ?? 'Draft' },
  { id: 'customer', header: 'Customer', cell: customerName },
  { id: 'date', header: 'Date', sort: 'date', cell: (invoice) => <DateText at={invoice.date} /> },
  {
    id: 'due',
    header: 'Due',
    sort: 'due_date',
    cell: (invoice) => (
      <DateText at={invoice.due_date} {...(invoice.status === 'past_due' ? { c: 'var(--mantine-color-error)' } : {})} />
    ),
  },
  { id: 'order', header: 'Purchase order', sort: 'purchase_order', extra: true, cell: (invoice) => invoice.purchase_order },
  { id: 'status', header: 'Status', cell: (invoice) => <InvoiceBadge status={invoice.status} /> },
  {
    id: 'total',
    header: 'Total',
    sort: 'total',
    align: 'right',
    cell: (invoice) => <Money amount={invoice.total} currency={invoice.currency} />,
  },
  {
    id: 'balance',
    header: 'Balance',
    sort: 'balance',
    align: 'right',
    cell: (invoice) => (
      <Money amount={invoice.balance} currency={invoice.currency} {...(invoice.balance > 0 ? { fw: 600 } : { c: 'dimmed' })} />
    ),
  },
]

/** An invoice on a narrow screen: two lines. */
export function InvoiceCard({ invoice }: { readonly invoice: Invoice }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm" align="flex-start">
      <div style={{ minWidth: 0 }}>
        <Text fw={550} truncate>
          {customerName(invoice) || invoice.number || 'Draft'}
        </Text>
        <Text fz="xs" c="dimmed" truncate>
          {customerName(invoice) ? `${invoice.number ?? 'Draft'} · ` : ''}
          {invoice.due_date ? (
            <>
              due <DateText at={invoice.due_date} />
            </>
          ) : (
            <DateText at={invoice.date} />
          )}
        </Text>
      </div>
      <div style={{ textAlign: 'right' }}>
        <Money amount={invoice.status === 'paid' ? invoice.total : invoice.balance} currency={invoice.currency} fw={550} />
        <div>
          <InvoiceBadge status={invoice.status} />
        </div>
      </div>
    </Group>
  )
}
