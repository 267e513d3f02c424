import { Tabs } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { paths } from '../../../paths.ts'
import { useList } from '../../../query.ts'
import { DataTable } from '../../../ui/DataTable.tsx'
import { ListToolbar, useHiddenColumns } from '../../../ui/ListToolbar.tsx'
import { LinkButton } from '../../../ui/links.tsx'
import { contains, useListSearch } from '../../../ui/list-search.ts'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { InvoiceCard, invoiceColumns } from './columns.tsx'

/** What each tab asks of the API. */
const TABS = [
  { value: 'drafts', label: 'Drafts', filter: { draft: 1 } },
  { value: 'outstanding', label: 'Outstanding', filter: { draft: 0, paid: 0, closed: 0, voided: 0 } },
  { value: 'past_due', label: 'Past due', filter: { status: 'past_due' } },
  { value: 'paid', label: 'Paid', filter: { paid: 1 } },
  { value: 'all', label: 'All', filter: {} },
] as const

export function InvoiceList() {
  const search = useListSearch()
  const view = useHiddenColumns('invoices', invoiceColumns)
  const tab = TABS.find(({ value }) => value === search.get('tab')) ?? TABS[1]
  const invoices = useList('GET /invoices', {
    query: {
      page: search.page,
      per_page: search.per_page,
      sort: search.sort ?? 'date desc',
      expand: 'customer',
      filter: tab.filter,
      ...contains('number', search.get('q')),
    },
  })
  return (
    <>
      <PageHeader
        title="Invoices"
        actions={[{ label: 'New invoice', icon: <IconPlus size={16} />, to: paths.newInvoice(), needs: 'invoices.create' }]}
      />
      <Tabs value={tab.value} onChange={(value) => search.set({ tab: value ?? undefined })} mb="sm">
        <Tabs.List style={{ flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' }} aria-label="Which invoices">
          {TABS.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab.value} pt="md">
          <ListToolbar search={search} find="Search by number" columns={view} />
          <DataTable
            noun="invoices"
            columns={invoiceColumns}
            hidden={view.hidden}
            search={search}
            list={invoices}
            keyOf={(invoice) => invoice.id}
            linkOf={(invoice) => paths.invoice(invoice.id)}
            card={(invoice) => <InvoiceCard invoice={invoice} />}
            empty={emptyOf(tab.value)}
          />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}

function emptyOf(tab: (typeof TABS)[number]['value']) {
  const action = <LinkButton to={paths.newInvoice()}>New invoice</LinkButton>
  if (tab === 'drafts') return { title: 'No drafts', text: 'Invoices you have begun and not issued wait here.', action }
  if (tab === 'past_due') return { title: 'Nothing is past due', text: 'Every customer is within the terms.' }
  if (tab === 'paid') return { title: 'Nothing paid yet', text: 'Invoices move here once they are settled in full.' }
  return {
    title: tab === 'all' ? 'No invoices yet' : 'Nothing outstanding',
    text: 'Write an invoice, send it by mail, and your customer can pay it in the portal.',
    action,
  }
}
