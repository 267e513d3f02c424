import { Group, Tabs, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { paths } from '../../../paths.ts'
import { useList } from '../../../query.ts'
import { planOf, type Subscription } from '../../../records.ts'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { DateText } from '../../../ui/dates.tsx'
import { LinkButton } from '../../../ui/links.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { Money } from '../../../ui/Money.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { customerFilter, OfCustomer } from '../../customers/customers/OfCustomer.tsx'
import { customerName } from '../../receivables/invoices/columns.tsx'
import { SubscriptionBadge } from './SubscriptionBadge.tsx'

const TABS = [
  { value: 'running', label: 'Running', query: {} },
  { value: 'canceled', label: 'Canceled', query: { canceled: true } },
  { value: 'finished', label: 'Finished', query: { finished: true } },
  { value: 'all', label: 'All', query: { all: true } },
] as const

export function planName(subscription: Subscription): string {
  return planOf(subscription)?.name ?? String(subscription.plan)
}

export const subscriptionColumns: readonly Column<Subscription>[] = [
  { id: 'customer', header: 'Customer', primary: true, cell: customerName },
  { id: 'plan', header: 'Plan', sort: 'plan', cell: planName },
  { id: 'quantity', header: 'Quantity', sort: 'quantity', align: 'right', cell: (subscription) => subscription.quantity },
  { id: 'status', header: 'Status', cell: (subscription) => <SubscriptionBadge status={subscription.status} /> },
  {
    id: 'next',
    header: 'Next bill',
    sort: 'renews_next',
    cell: (subscription) => <DateText at={subscription.renews_next} />,
  },
  {
    id: 'total',
    header: 'Each time',
    sort: 'recurring_total',
    align: 'right',
    cell: (subscription) => <Money amount={subscription.recurring_total} currency={subscription.currency} fw={550} />,
  },
]

export function SubscriptionList() {
  const search = useListSearch()
  const tab = TABS.find(({ value }) => value === search.get('tab')) ?? TABS[0]
  const subscriptions = useList('GET /subscriptions', {
    query: {
      page: search.page,
      per_page: search.per_page,
      sort: search.sort ?? 'created_at desc',
      expand: 'customer,plan',
      ...tab.query,
      ...customerFilter(search),
    },
  })
  return (
    <>
      <PageHeader
        title="Subscriptions"
        actions={[
          { label: 'New subscription', icon: <IconPlus size={16} />, to: paths.newSubscription(), needs: 'subscriptions.create' },
        ]}
      />
      <Tabs value={tab.value} onChange={(value) => search.set({ tab: value ?? undefined })}>
        <Tabs.List aria-label="Which subscriptions" style={{ flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' }}>
          {TABS.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab.value} pt="md">
          <OfCustomer search={search} />
          <DataTable
            noun="subscriptions"
            columns={subscriptionColumns}
            search={search}
            list={subscriptions}
            keyOf={(subscription) => subscription.id}
            linkOf={(subscription) => paths.subscription(subscription.id)}
            card={(subscription) => <SubscriptionCard subscription={subscription} />}
            empty={{
              title: 'No subscriptions here',
              text: 'Subscribe a customer to a plan; the bills are made by themselves.',
              action: <LinkButton to={paths.newSubscription()}>New subscription</LinkButton>,
            }}
          />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}

export function SubscriptionCard({ subscription }: { readonly subscription: Subscription }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm" align="flex-start">
      <div style={{ minWidth: 0 }}>
        <Text fw={550} truncate>
          {customerName(subscription) || planName(subscription)}
        </Text>
        <Text fz="xs" c="dimmed" truncate>
          {customerName(subscription) ? planName(subscription) : <DateText at={subscription.renews_next} />}
        </Text>
      </div>
      <div style={{ textAlign: 'right' }}>
        <Money amount={subscription.recurring_total} currency={subscription.currency} fw={550} />
        <div>
          <SubscriptionBadge status={subscription.status} />
        </div>
      </div>
    </Group>
  )
}
