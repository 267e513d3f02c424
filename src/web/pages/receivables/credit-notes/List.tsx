import { Tabs } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { paths } from '../../../paths.ts'
import { useList } from '../../../query.ts'
import type { CreditNote } from '../../../records.ts'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { ListToolbar } from '../../../ui/ListToolbar.tsx'
import { LinkButton } from '../../../ui/links.tsx'
import { contains, useListSearch } from '../../../ui/list-search.ts'
import { Money } from '../../../ui/Money.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { customerFilter, OfCustomer } from '../../customers/customers/OfCustomer.tsx'
import { DocumentCard, FIRST_COLUMNS, TOTAL_COLUMN } from '../documents/columns.tsx'
import { CreditNoteBadge } from './CreditNoteBadge.tsx'

export const creditNoteColumns: readonly Column<CreditNote>[] = [
  ...FIRST_COLUMNS,
  { id: 'status', header: 'Status', cell: (note) => <CreditNoteBadge status={note.status} /> },
  TOTAL_COLUMN,
  {
    id: 'balance',
    header: 'Left',
    sort: 'balance',
    align: 'right',
    cell: (note) => (
      <Money amount={note.balance} currency={note.currency} {...(note.balance > 0 ? { fw: 600 } : { c: 'dimmed' })} />
    ),
  },
]

export function CreditNoteList() {
  const search = useListSearch()
  const tab = search.get('tab') === 'open' ? 'open' : 'all'
  const notes = useList('GET /credit_notes', {
    query: {
      page: search.page,
      per_page: search.per_page,
      sort: search.sort ?? 'date desc',
      expand: 'customer',
      filter: { ...(tab === 'open' ? { status: 'open' } : {}), ...customerFilter(search) },
      ...contains('number', search.get('q')),
    },
  })
  return (
    <>
      <PageHeader
        title="Credit notes"
        subtitle="What you give back to a customer, and what has become of it."
        actions={[
          { label: 'New credit note', icon: <IconPlus size={16} />, to: paths.newCreditNote(), needs: 'credit_notes.create' },
        ]}
      />
      <Tabs value={tab} onChange={(value) => search.set({ tab: value === 'open' ? 'open' : undefined })}>
        <Tabs.List aria-label="Which credit notes">
          <Tabs.Tab value="all">All</Tabs.Tab>
          <Tabs.Tab value="open">Open</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value={tab} pt="md">
          <OfCustomer search={search} />
          <ListToolbar search={search} find="Search by number" />
          <DataTable
            noun="credit notes"
            columns={creditNoteColumns}
            search={search}
            list={notes}
            keyOf={(note) => note.id}
            linkOf={(note) => paths.creditNote(note.id)}
            card={(note) => <DocumentCard document={note} badge={<CreditNoteBadge status={note.status} />} />}
            empty={{
              title: tab === 'all' ? 'No credit notes yet' : 'No credit is open',
              text: 'Write one for goods that came back or a price that was wrong. From an invoice, choose New credit note to take its lines over.',
              action: <LinkButton to={paths.newCreditNote()}>New credit note</LinkButton>,
            }}
          />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
