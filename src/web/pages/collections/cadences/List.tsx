import { Group, Tabs, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { counted } from '../../../../core/counted.ts'
import { paths } from '../../../paths.ts'
import { useList } from '../../../query.ts'
import type { ChasingCadence, InvoiceCadence } from '../../../records.ts'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { instantText, useZone } from '../../../ui/dates.tsx'
import { LinkButton } from '../../../ui/links.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { StatusBadge } from '../../../ui/StatusBadge.tsx'
import { runText, scheduleText } from './cadence-texts.ts'

const TABS = [
  { value: 'accounts', label: 'Accounts', create: paths.newCadence() },
  { value: 'invoices', label: 'Single invoices', create: paths.newInvoiceCadence() },
] as const

/** How customers are reminded: of all they owe, or of each invoice. */
export function CadenceList() {
  const search = useListSearch()
  const tab = TABS.find(({ value }) => value === search.get('tab')) ?? TABS[0]
  return (
    <>
      <PageHeader
        title="Chasing"
        crumbs={[{ label: 'Settings', to: paths.companyProfile() }]}
        subtitle="Who is reminded, when, and how. Reminders stop by themselves when the money is there."
        actions={[{ label: 'New cadence', icon: <IconPlus size={16} />, to: tab.create, needs: 'settings.edit' }]}
      />
      <Tabs value={tab.value} onChange={(value) => search.set({ tab: value ?? undefined })}>
        <Tabs.List aria-label="Which cadences">
          {TABS.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab.value} pt="md">
          {tab.value === 'accounts' ? <AccountCadences /> : <InvoiceCadences />}
        </Tabs.Panel>
      </Tabs>
    </>
  )
}

const accountColumns: readonly Column<ChasingCadence>[] = [
  { id: 'name', header: 'Name', sort: 'name', primary: true, cell: ({ name }) => name },
  { id: 'run', header: 'Runs', cell: (cadence) => runText(cadence) },
  { id: 'steps', header: 'Steps', align: 'right', cell: ({ steps }) => steps?.length },
  { id: 'customers', header: 'Customers', align: 'right', cell: ({ num_customers }) => num_customers },
  { id: 'next', header: 'Next run', sort: 'next_run', cell: (cadence) => <NextRun cadence={cadence} /> },
]

function NextRun({ cadence: { paused, next_run } }: { readonly cadence: ChasingCadence }) {
  const zone = useZone()
  if (paused || next_run === null) return <StatusBadge tone="quiet">Paused</StatusBadge>
  return (
    <Text span inherit style={{ whiteSpace: 'nowrap' }}>
      {instantText(next_run, zone)}
    </Text>
  )
}

/** A cadence on a narrow screen. */
function CadenceCard({ name, text, badge }: { readonly name: string; readonly text: string; readonly badge?: ReactNode }) {
  return (
    <>
      <Group justify="space-between" wrap="nowrap">
        <Text fw={550}>{name}</Text>
        {badge}
      </Group>
      <Text fz="xs" c="dimmed">
        {text}
      </Text>
    </>
  )
}

function AccountCadences() {
  const search = useListSearch()
  const cadences = useList('GET /customer_chasing_cadences', {
    query: {
      page: search.page,
      per_page: search.per_page,
      sort: search.sort ?? 'name asc',
      include: 'steps,num_customers',
    },
  })
  return (
    <DataTable
      noun="cadences"
      columns={accountColumns}
      search={search}
      list={cadences}
      keyOf={({ id }) => id}
      linkOf={({ id }) => paths.cadence(id)}
      card={(cadence) => (
        <CadenceCard
          name={cadence.name}
          text={`${runText(cadence)}, ${counted(cadence.num_customers ?? 0, 'customer')}`}
          badge={cadence.paused ? <StatusBadge tone="quiet">Paused</StatusBadge> : null}
        />
      )}
      empty={{
        title: 'No cadences yet',
        text: 'A cadence walks each customer through its steps, from a friendly mail to a call, until everything is paid.',
        action: <LinkButton to={paths.newCadence()}>New cadence</LinkButton>,
      }}
    />
  )
}

const invoiceColumns: readonly Column<InvoiceCadence>[] = [
  { id: 'name', header: 'Name', sort: 'name', primary: true, cell: ({ name }) => name },
  { id: 'schedule', header: 'Reminds', cell: (cadence) => scheduleText(cadence) },
  { id: 'invoices', header: 'Open invoices', align: 'right', cell: ({ num_invoices }) => num_invoices },
  {
    id: 'default',
    header: 'New invoices',
    cell: (cadence) => (cadence.default ? <StatusBadge tone="info">All of them</StatusBadge> : 'When chosen'),
  },
]

function InvoiceCadences() {
  const search = useListSearch()
  const cadences = useList('GET /invoice_chasing_cadences', {
    query: { page: search.page, per_page: search.per_page, sort: search.sort ?? 'name asc', include: 'num_invoices' },
  })
  return (
    <DataTable
      noun="cadences"
      columns={invoiceColumns}
      search={search}
      list={cadences}
      keyOf={({ id }) => id}
      linkOf={({ id }) => paths.invoiceCadence(id)}
      card={(cadence) => (
        <CadenceCard
          name={cadence.name}
          text={scheduleText(cadence)}
          badge={cadence.default ? <StatusBadge tone="info">New invoices</StatusBadge> : null}
        />
      )}
      empty={{
        title: 'No cadences yet',
        text: 'A cadence reminds of each invoice on its own: before it is due, after it, and again.',
        action: <LinkButton to={paths.newInvoiceCadence()}>New cadence</LinkButton>,
      }}
    />
  )
}
