import { Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { CreditNote, Estimate } from '../../../records.ts'
import type { Column } from '../../../ui/DataTable.tsx'
import { DateText } from '../../../ui/dates.tsx'
import { Money } from '../../../ui/Money.tsx'
import { customerName } from '../invoices/columns.tsx'

type Listed = Pick<Estimate | CreditNote, 'number' | 'customer' | 'date' | 'total' | 'currency'>

/** What the lists of all documents begin with. */
export const FIRST_COLUMNS: readonly Column<Listed>[] = [
  { id: 'number', header: 'Number', sort: 'number', primary: true, cell: (document) => document.number ?? 'Draft' },
  { id: 'customer', header: 'Customer', cell: customerName },
  { id: 'date', header: 'Date', sort: 'date', cell: (document) => <DateText at={document.date} /> },
]

export const TOTAL_COLUMN: Column<Listed> = {
  id: 'total',
  header: 'Total',
  sort: 'total',
  align: 'right',
  cell: (document) => <Money amount={document.total} currency={document.currency} fw={550} />,
}

/** A document on a narrow screen: two lines. */
export function DocumentCard({ document, badge }: { readonly document: Listed; readonly badge: ReactNode }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm" align="flex-start">
      <div style={{ minWidth: 0 }}>
        <Text fw={550} truncate>
          {customerName(document) || document.number || 'Draft'}
        </Text>
        <Text fz="xs" c="dimmed" truncate>
          {document.number ?? 'Draft'} · <DateText at={document.date} />
        </Text>
      </div>
      <div style={{ textAlign: 'right' }}>
        <Money amount={document.total} currency={document.currency} fw={550} />
        <div>{badge}</div>
      </div>
    </Group>
  )
}
