import { Group, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { paths } from '../../../paths.ts'
import { useList } from '../../../query.ts'
import type { Item } from '../../../records.ts'
import { useCompany } from '../../../session.ts'
import { BLANK, CodeCell } from '../../../ui/cells.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { ListToolbar } from '../../../ui/ListToolbar.tsx'
import { LinkButton } from '../../../ui/links.tsx'
import { contains, useListSearch } from '../../../ui/list-search.ts'
import { Money } from '../../../ui/Money.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { StatusBadge } from '../../../ui/StatusBadge.tsx'

export function ItemList() {
  const search = useListSearch()
  const company = useCompany()
  const columns = columnsIn(company.currency)
  const items = useList('GET /items', {
    query: {
      page: search.page,
      per_page: search.per_page,
      sort: search.sort ?? 'name asc',
      ...contains('name', search.get('q')),
    },
  })
  return (
    <>
      <PageHeader
        title="Items"
        actions={[{ label: 'New item', icon: <IconPlus size={16} />, to: paths.newItem(), needs: 'catalog.edit' }]}
      />
      <ListToolbar search={search} find="Search by name" />
      <DataTable
        noun="items"
        columns={columns}
        search={search}
        list={items}
        keyOf={(item) => item.id}
        linkOf={(item) => paths.editItem(item.id)}
        card={(item) => (
          <Group justify="space-between" wrap="nowrap">
            <Text fw={550} truncate>
              {item.name}
            </Text>
            <Price item={item} currency={company.currency} />
          </Group>
        )}
        empty={{
          title: 'No items yet',
          text: 'Items are the goods and services you sell. With them a line of an invoice is filled in one step.',
          action: <LinkButton to={paths.newItem()}>New item</LinkButton>,
        }}
      />
    </>
  )
}

function columnsIn(currency: string): readonly Column<Item>[] {
  return [
    { id: 'name', header: 'Name', sort: 'name', primary: true, cell: (item) => item.name },
    {
      id: 'id',
      header: 'Code',
      sort: 'id',
      cell: (item) => <CodeCell>{item.id}</CodeCell>,
    },
    {
      id: 'type',
      header: 'Type',
      sort: 'type',
      cell: (item) => item.type ?? BLANK,
    },
    {
      id: 'taxable',
      header: 'Tax',
      cell: (item) => (item.taxable ? 'Taxable' : <StatusBadge tone="quiet">Not taxable</StatusBadge>),
    },
    {
      id: 'price',
      header: 'Unit price',
      sort: 'unit_cost',
      align: 'right',
      cell: (item) => <Price item={item} currency={currency} />,
    },
  ]
}

function Price({ item, currency }: { readonly item: Item; readonly currency: string }) {
  return <Money amount={item.unit_cost} currency={item.currency ?? currency} />
}
