import '@mantine/spotlight/styles.layer.css'
import { useDebouncedValue, useHotkeys } from '@mantine/hooks'
import { Spotlight, type SpotlightActionGroupData, spotlight } from '@mantine/spotlight'
import { IconAddressBook, IconFileInvoice, IconPlus, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { customerName } from '../pages/receivables/invoices/columns.tsx'
import { paths } from '../paths.ts'
import { useList } from '../query.ts'
import { useGo } from '../ui/links.tsx'
import { contains } from '../ui/list-search.ts'
import { menu } from './menu.ts'

export const openSearch = () => spotlight.open()

/** Pages, customers by name and invoices by number, from anywhere with Ctrl K. */
export function Search() {
  const [words, setWords] = useState('')
  const [asked] = useDebouncedValue(words.trim(), 200)
  const go = useGo()
  useHotkeys([['/', openSearch]])
  const enabled = asked.length >= 2
  const customers = useList('GET /customers', { query: { per_page: 6, ...contains('name', asked) } }, { enabled })
  const invoices = useList(
    'GET /invoices',
    { query: { per_page: 6, expand: 'customer', ...contains('number', asked) } },
    { enabled },
  )
  const rooms = menu.flatMap((wing) => wing.rooms)
  const groups: SpotlightActionGroupData[] = [
    {
      group: 'Pages',
      actions: [
        ...rooms.map((room) => ({
          id: room.to,
          label: room.label,
          keywords: room.words ?? '',
          leftSection: <room.icon size={18} stroke={1.7} />,
          onClick: () => go(room.to),
        })),
        ...rooms.flatMap(({ create }) =>
          create
            ? [{ id: create.to, label: create.label, leftSection: <IconPlus size={18} />, onClick: () => go(create.to) }]
            : [],
        ),
      ].filter((action) => matches(`${action.label} ${'keywords' in action ? action.keywords : ''}`, words)),
    },
    {
      group: 'Customers',
      actions: enabled
        ? (customers.data?.rows ?? []).map((customer) => ({
            id: `customer-${customer.id}`,
            label: customer.name,
            description: [customer.number, customer.email].filter(Boolean).join(' · '),
            leftSection: <IconAddressBook size={18} stroke={1.7} />,
            onClick: () => go(paths.customer(customer.id)),
          }))
        : [],
    },
    {
      group: 'Invoices',
      actions: enabled
        ? (invoices.data?.rows ?? []).map((invoice) => ({
            id: `invoice-${invoice.id}`,
            label: invoice.number ?? 'Draft',
            description: customerName(invoice),
            leftSection: <IconFileInvoice size={18} stroke={1.7} />,
            onClick: () => go(paths.invoice(invoice.id)),
          }))
        : [],
    },
  ]
  return (
    <Spotlight
      aria-label="Search"
      actions={groups.filter((group) => group.actions.length > 0)}
      filter={(_, actions) => actions}
      query={words}
      onQueryChange={setWords}
      shortcut="mod + K"
      tagsToIgnore={[]}
      nothingFound={enabled && (customers.isFetching || invoices.isFetching) ? 'Searching …' : 'Nothing found'}
      scrollable
      maxHeight="60vh"
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: 'Pages, customers, invoice numbers',
        'aria-label': 'Search',
      }}
    />
  )
}

function matches(text: string, words: string): boolean {
  return words
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.toLowerCase().includes(word))
}
