import { Group, Text } from '@mantine/core'
import { paths } from '../../../paths.ts'
import { useList } from '../../../query.ts'
import { type Charge, customerOf, idOf } from '../../../records.ts'
import { BLANK } from '../../../ui/cells.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { InstantText } from '../../../ui/dates.tsx'
import type { ListSearch } from '../../../ui/list-search.ts'
import { Money } from '../../../ui/Money.tsx'
import { customerFilter } from '../../customers/customers/OfCustomer.tsx'
import { sourceText } from './source-text.ts'

const payerOf = (charge: Charge) => customerOf(charge)?.name ?? 'Unknown payer'
const amountOf = ({ amount, currency }: Charge) => <Money amount={amount} currency={currency} fw={550} />

const COLUMNS: readonly Column<Charge>[] = [
  {
    id: 'created_at',
    header: 'Since',
    sort: 'created_at',
    primary: true,
    cell: (charge) => <InstantText at={charge.created_at} />,
  },
  { id: 'customer', header: 'Customer', cell: payerOf },
  { id: 'source', header: 'Paid with', cell: (charge) => sourceText(charge) ?? BLANK },
  { id: 'reference', header: 'Reference', cell: (charge) => charge.gateway_id ?? BLANK },
  { id: 'amount', header: 'Amount', sort: 'amount', align: 'right', cell: amountOf },
]

/** Payments that a bank or gateway has taken on, and whose money is not there yet. */
export function UnderWay({ search }: { readonly search: ListSearch }) {
  const charges = useList('GET /charges', {
    query: {
      page: search.page,
      per_page: search.per_page,
      sort: search.sort ?? 'created_at desc',
      expand: 'customer',
      filter: { status: 'pending', ...customerFilter(search) },
    },
  })
  return (
    <DataTable
      noun="payments"
      columns={COLUMNS}
      search={search}
      list={charges}
      keyOf={(charge) => charge.id}
      linkOf={(charge) => paths.payment(idOf(charge.payment))}
      card={(charge) => <Card charge={charge} />}
      empty={{ title: 'Nothing is on its way', text: 'Bank debits appear here until the bank has settled them.' }}
    />
  )
}

/** One on a narrow screen: two lines. */
function Card({ charge }: { readonly charge: Charge }) {
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start">
      <div style={{ minWidth: 0 }}>
        <Text fw={550} truncate>
          {payerOf(charge)}
        </Text>
        <Text fz="xs" c="dimmed">
          <InstantText at={charge.created_at} />
          {sourceText(charge) ? ` · ${sourceText(charge)}` : ''}
        </Text>
      </div>
      {amountOf(charge)}
    </Group>
  )
}
