import { Tabs } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { paths } from '../../../paths.ts'
import { useList } from '../../../query.ts'
import type { Estimate } from '../../../records.ts'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { DateText } from '../../../ui/dates.tsx'
import { ListToolbar } from '../../../ui/ListToolbar.tsx'
import { LinkButton } from '../../../ui/links.tsx'
import { contains, useListSearch } from '../../../ui/list-search.ts'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { customerFilter, OfCustomer } from '../../customers/customers/OfCustomer.tsx'
import { DocumentCard, FIRST_COLUMNS, TOTAL_COLUMN } from '../documents/columns.tsx'
import { EstimateBadge } from './EstimateBadge.tsx'

/** What each tab asks of the API. */
const TABS = [
  { value: 'drafts', label: 'Drafts', filter: { draft: 1 } },
  { value: 'open', label: 'Open', filter: { draft: 0, closed: 0, voided: 0 } },
  { value: 'approved', label: 'Approved', filter: { status: 'approved' } },
  { value: 'invoiced', label: 'Invoiced', filter: { status: 'invoiced' } },
  { value: 'all', label: 'All', filter: {} },
] as const

export const estimateColumns: readonly Column<Estimate>[] = [
  ...FIRST_COLUMNS,
  {
    id: 'expires',
    header: 'Valid until',
    sort: 'expiration_date',
    cell: (estimate) => <DateText at={estimate.expiration_date} />,
  },
  { id: 'status', header: 'Status', cell: (estimate) => <EstimateBadge status={estimate.status} /> },
  TOTAL_COLUMN,
]

export function EstimateList() {
  const search = useListSearch()
  const tab = TABS.find(({ value }) => value === search.get('tab')) ?? TABS[4]
  const estimates = useList('GET /estimates', {
    query: {
      page: search.page,
      per_page: search.per_page,
      sort: search.sort ?? 'date desc',
      expand: 'customer',
      filter: { ...tab.filter, ...customerFilter(search) },
      ...contains('number', search.get('q')),
    },
  })
  return (
    <>
      <PageHeader
        title="Estimates"
        subtitle="Offers that your customers approve with their link, ready to become invoices."
        actions={[{ label: 'New estimate', icon: <IconPlus size={16} />, to: paths.newEstimate(), needs: 'estimates.create' }]}
      />
      <Tabs value={tab.value} onChange={(value) => search.set({ tab: value ?? undefined })}>
        <Tabs.List style={{ flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' }} aria-label="Which estimates">
          {TABS.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab.value} pt="md">
          <OfCustomer search={search} />
          <ListToolbar search={search} find="Search by number" />
          <DataTable
            noun="estimates"
            columns={estimateColumns}
            search={search}
            list={estimates}
            keyOf={(estimate) => estimate.id}
            linkOf={(estimate) => paths.estimate(estimate.id)}
            card={(estimate) => <DocumentCard document={estimate} badge={<EstimateBadge status={estimate.status} />} />}
            empty={{
              title: tab.value === 'all' ? 'No estimates yet' : 'No estimates here',
              text: 'Write an offer and send it. Your customer approves it with a link, pays a deposit if you ask for one, and it becomes an invoice.',
              action: <LinkButton to={paths.newEstimate()}>New estimate</LinkButton>,
            }}
          />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
