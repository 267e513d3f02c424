import { Group, Tabs, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { paths } from '../../../paths.ts'
import { useList } from '../../../query.ts'
import { customerOf, type Payment } from '../../../records.ts'
import { BLANK } from '../../../ui/cells.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { DateText } from '../../../ui/dates.tsx'
import { ListToolbar } from '../../../ui/ListToolbar.tsx'
import { type ListSearch, useListSearch } from '../../../ui/list-search.ts'
import { Money } from '../../../ui/Money.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { StatusBadge } from '../../../ui/StatusBadge.tsx'
import { customerFilter, OfCustomer } from '../../customers/customers/OfCustomer.tsx'
import { METHOD_CHOICES, methodText } from '../../receivables/invoices/methods.ts'
import { UnderWay } from '../charges/UnderWay.tsx'

export function PaymentBadge({ payment }: { readonly payment: Payment }) {
  if (payment.status === 'pending') return <StatusBadge tone="warm">On its way</StatusBadge>
  if (hasFailed(payment)) return <StatusBadge tone="bad">Failed</StatusBadge>
  if (payment.voided) return <StatusBadge tone="quiet">Voided</StatusBadge>
  return payment.balance > 0 ? <StatusBadge tone="warm">Unapplied</StatusBadge> : <StatusBadge tone="good">Applied</StatusBadge>
}

/** Whether it was tried at a gateway and came to nothing. */
export function hasFailed({ charge }: Payment): boolean {
  return charge?.['status'] === 'failed'
}

export function payerName(payment: Payment): string {
  return customerOf(payment)?.name ?? 'Unknown payer'
}

/** Credits are spent by payments without money of their own. */
function wayOf({ amount, method }: Payment): string {
  return amount === 0 ? 'Credit' : methodText(method)
}

export const paymentColumns: readonly Column<Payment>[] = [
  { id: 'date', header: 'Date', sort: 'date', primary: true, cell: (payment) => <DateText at={payment.date} /> },
  { id: 'customer', header: 'Customer', cell: payerName },
  { id: 'method', header: 'Method', sort: 'method', cell: wayOf },
  {
    id: 'reference',
    header: 'Reference',
    sort: 'reference',
    cell: (payment) => payment.reference ?? BLANK,
  },
  { id: 'state', header: 'State', cell: (payment) => <PaymentBadge payment={payment} /> },
  {
    id: 'amount',
    header: 'Amount',
    sort: 'amount',
    align: 'right',
    cell: (payment) => <Money amount={payment.amount} currency={payment.currency} fw={550} />,
  },
  {
    id: 'balance',
    header: 'Unapplied',
    sort: 'balance',
    align: 'right',
    cell: (payment) => (
      <Money amount={payment.balance} currency={payment.currency} {...(payment.balance > 0 ? {} : { c: 'dimmed' })} />
    ),
  },
]

const TABS = ['all', 'unapplied', 'pending'] as const

export function PaymentList() {
  const search = useListSearch()
  const tab = TABS.find((name) => name === search.get('tab')) ?? 'all'
  return (
    <>
      <PageHeader
        title="Payments"
        actions={[{ label: 'Record payment', icon: <IconPlus size={16} />, to: paths.newPayment(), needs: 'payments.create' }]}
      />
      <Tabs
        value={tab}
        onChange={(value) => search.set({ tab: value === 'all' ? undefined : (value ?? undefined), sort: undefined })}
      >
        <Tabs.List aria-label="Which payments">
          <Tabs.Tab value="all">All</Tabs.Tab>
          <Tabs.Tab value="unapplied">Unapplied</Tabs.Tab>
          <Tabs.Tab value="pending">On their way</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value={tab} pt="md">
          <OfCustomer search={search} />
          {tab === 'pending' ? <UnderWay search={search} /> : <Recorded search={search} tab={tab} />}
        </Tabs.Panel>
      </Tabs>
    </>
  )
}

function Recorded({ search, tab }: { readonly search: ListSearch; readonly tab: 'all' | 'unapplied' }) {
  const payments = useList('GET /payments', {
    query: {
      page: search.page,
      per_page: search.per_page,
      sort: search.sort ?? 'date desc',
      expand: 'customer',
      filter: {
        method: search.get('method') || undefined,
        ...(tab === 'unapplied' ? { voided: 0 } : {}),
        ...customerFilter(search),
      },
      ...(tab === 'unapplied' ? { balance: JSON.stringify(['>', 0]) } : {}),
    },
  })
  return (
    <>
      <ListToolbar search={search} choices={[{ name: 'method', label: 'Any method', options: METHOD_CHOICES }]} />
      <DataTable
        noun="payments"
        columns={paymentColumns}
        search={search}
        list={payments}
        keyOf={(payment) => payment.id}
        linkOf={(payment) => paths.payment(payment.id)}
        card={(payment) => <PaymentCard payment={payment} />}
        empty={
          tab === 'unapplied'
            ? { title: 'Everything is applied', text: 'Payments that do not belong to an invoice yet appear here.' }
            : { title: 'No payments yet', text: 'What customers pay in the portal, and what you record, appears here.' }
        }
      />
    </>
  )
}

/** A payment on a narrow screen: two lines. */
export function PaymentCard({ payment }: { readonly payment: Payment }) {
  const payer = customerOf(payment)?.name
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start">
      <div style={{ minWidth: 0 }}>
        <Text fw={550} truncate>
          {payer ?? wayOf(payment)}
        </Text>
        <Text fz="xs" c="dimmed">
          <DateText at={payment.date} />
          {payer ? ` · ${wayOf(payment)}` : ''}
        </Text>
      </div>
      <div style={{ textAlign: 'right' }}>
        <Money amount={payment.amount} currency={payment.currency} fw={550} />
        <div>
          <PaymentBadge payment={payment} />
        </div>
      </div>
    </Group>
  )
}
