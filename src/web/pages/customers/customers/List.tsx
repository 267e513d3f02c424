import { Group, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { paths } from '../../../paths.ts'
import { useList } from '../../../query.ts'
import type { Customer } from '../../../records.ts'
import { BLANK } from '../../../ui/cells.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { DateText } from '../../../ui/dates.tsx'
import { ListToolbar, useHiddenColumns } from '../../../ui/ListToolbar.tsx'
import { LinkButton } from '../../../ui/links.tsx'
import { contains, useListSearch } from '../../../ui/list-search.ts'
import { PageHeader } from '../../../ui/PageHeader.tsx'

const columns: readonly Column<Customer>[] = [
  { id: 'name', header: 'Name', sort: 'name', primary: true, cell: (customer) => customer.name },
  { id: 'number', header: 'Number', sort: 'number', cell: (customer) => customer.number },
  {
    id: 'email',
    header: 'E-mail',
    sort: 'email',
    cell: (customer) => customer.email ?? BLANK,
  },
  {
    id: 'terms',
    header: 'Terms',
    cell: (customer) => customer.payment_terms ?? BLANK,
  },
  { id: 'city', header: 'City', sort: 'city', extra: true, cell: (customer) => customer.city },
  { id: 'phone', header: 'Phone', extra: true, cell: (customer) => customer.phone },
  { id: 'created', header: 'Since', sort: 'created_at', cell: (customer) => <DateText at={customer.created_at} /> },
]

export function CustomerList() {
  const search = useListSearch()
  const view = useHiddenColumns('customers', columns)
  const customers = useList('GET /customers', {
    query: {
      page: search.page,
      per_page: search.per_page,
      sort: search.sort ?? 'name asc',
      ...contains('name', search.get('q')),
      ...(search.get('open') ? { open_balance: search.get('open') } : {}),
    },
  })
  return (
    <>
      <PageHeader
        title="Customers"
        actions={[{ label: 'New customer', icon: <IconPlus size={16} />, to: paths.newCustomer(), needs: 'customers.create' }]}
      />
      <ListToolbar
        search={search}
        find="Search by name"
        columns={view}
        choices={[
          {
            name: 'open',
            label: 'Open balance',
            options: [
              { value: '1', label: 'Owes something' },
              { value: '0', label: 'Owes nothing' },
            ],
          },
        ]}
      />
      <DataTable
        noun="customers"
        columns={columns}
        hidden={view.hidden}
        search={search}
        list={customers}
        keyOf={(customer) => customer.id}
        linkOf={(customer) => paths.customer(customer.id)}
        card={(customer) => <CustomerCard customer={customer} />}
        empty={{
          title: 'No customers yet',
          text: 'Customers are the businesses and people you bill. Add the first to send an invoice.',
          action: <LinkButton to={paths.newCustomer()}>New customer</LinkButton>,
        }}
      />
    </>
  )
}

function CustomerCard({ customer }: { readonly customer: Customer }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <div style={{ minWidth: 0 }}>
        <Text fw={550} truncate>
          {customer.name}
        </Text>
        <Text fz="xs" c="dimmed" truncate>
          {customer.email ?? 'No e-mail'}
        </Text>
      </div>
      <Text fz="xs" c="dimmed">
        {customer.number}
      </Text>
    </Group>
  )
}
