import '@mantine/spotlight/styles.layer.css'
import { useDebouncedValue, useHotkeys } from '@mantine/hooks'
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData, spotlight } from '@mantine/spotlight'
import { IconAddressBook, IconFileInvoice, IconPlus, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { customerName } from '../pages/receivables/invoices/columns.tsx'
import { paths } from '../paths.ts'
import { useList } from '../query.ts'
import type { Customer, Invoice } from '../records.ts'
import { useGo } from '../ui/links.tsx'
import { contains } from '../ui/list-search.ts'
import { menu } from './menu.ts'

export const openSearch = () => spotlight.open()

/** Pages, customers by name and invoices by number, from anywhere with Ctrl K. */
export function Search() {
  const [words, setWords] = useState('')
  useHotkeys([['/', openSearch]])
  const { groups, isSearching } = useFindings(words)
  return (
    <Spotlight
      attributes={{ content: { 'aria-label': 'Search' } }}
      actions={groups.filter((group) => group.actions.length > 0)}
      filter={(_, actions) => actions}
      query={words}
      onQueryChange={setWords}
      shortcut="mod + K"
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      tagsToIgnore={[]}
      nothingFound={isSearching ? 'Searching …' : 'Nothing found'}
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

type Go = ReturnType<typeof useGo>

function useFindings(words: string): { groups: SpotlightActionGroupData[]; isSearching: boolean } {
  const go = useGo()
  const [asked] = useDebouncedValue(words.trim(), 200)
  const enabled = asked.length >= 2
  const customers = useList('GET /customers', { query: { per_page: 6, ...contains('name', asked) } }, { enabled })
  const query = { per_page: 6, expand: 'customer', ...contains('number', asked) }
  const invoices = useList('GET /invoices', { query }, { enabled })
  const groups = [
    { group: 'Pages', actions: pageActions(words, go) },
    { group: 'Customers', actions: enabled ? (customers.data?.rows ?? []).map((customer) => customerAction(customer, go)) : [] },
    { group: 'Invoices', actions: enabled ? (invoices.data?.rows ?? []).map((invoice) => invoiceAction(invoice, go)) : [] },
  ]
  return { groups, isSearching: enabled && (customers.isFetching || invoices.isFetching) }
}

function pageActions(words: string, go: Go): SpotlightActionData[] {
  const rooms = menu.flatMap((wing) => wing.rooms)
  const pages = rooms.map(({ to, label, words: also = '', icon: Icon }) => ({
    told: `${label} ${also}`,
    action: { id: to, label, leftSection: <Icon size={18} stroke={1.7} />, onClick: () => go(to) },
  }))
  const beginnings = rooms.flatMap(({ create }) => {
    if (!create) return []
    const { label, to } = create
    return [{ told: label, action: { id: to, label, leftSection: <IconPlus size={18} />, onClick: () => go(to) } }]
  })
  return [...pages, ...beginnings].filter(({ told }) => matches(told, words)).map(({ action }) => action)
}

function customerAction({ id, name, number, email }: Customer, go: Go): SpotlightActionData {
  return {
    id: `customer-${id}`,
    label: name,
    description: [number, email].filter(Boolean).join(' · '),
    leftSection: <IconAddressBook size={18} stroke={1.7} />,
    onClick: () => go(paths.customer(id)),
  }
}

function invoiceAction(invoice: Invoice, go: Go): SpotlightActionData {
  return {
    id: `invoice-${invoice.id}`,
    label: invoice.number ?? 'Draft',
    description: customerName(invoice),
    leftSection: <IconFileInvoice size={18} stroke={1.7} />,
    onClick: () => go(paths.invoice(invoice.id)),
  }
}

function matches(text: string, words: string): boolean {
  return words
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.toLowerCase().includes(word))
}
