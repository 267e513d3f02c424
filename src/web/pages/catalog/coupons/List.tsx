import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useList } from '../../../query.ts'
import type { Coupon } from '../../../records.ts'
import { CodeCell, NameCell } from '../../../ui/cells.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { DateText } from '../../../ui/dates.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { RateDialog } from '../RateDialog.tsx'
import { RemoveButton } from '../RemoveButton.tsx'
import { rateText } from '../tax-rates/tax-rate-text.ts'

const remove = (coupon: Coupon) => call('DELETE /coupons/{code}', { code: coupon.id })

const columns: readonly Column<Coupon>[] = [
  {
    id: 'name',
    header: 'Name',
    sort: 'name',
    cell: (coupon) => <NameCell>{coupon.name}</NameCell>,
  },
  {
    id: 'id',
    header: 'Code',
    sort: 'id',
    cell: (coupon) => <CodeCell>{coupon.id}</CodeCell>,
  },
  { id: 'expires', header: 'Valid until', sort: 'expiration_date', cell: (coupon) => <DateText at={coupon.expiration_date} /> },
  {
    id: 'max',
    header: 'Uses',
    cell: (coupon) => (coupon.max_redemptions === 0 ? 'No limit' : `At most ${coupon.max_redemptions}`),
  },
  { id: 'value', header: 'Takes off', sort: 'value', align: 'right', cell: (coupon) => rateText(coupon) },
  {
    id: 'remove',
    header: '',
    align: 'right',
    cell: (coupon) => <RemoveButton noun="coupon" name={coupon.name} remove={() => remove(coupon)} />,
  },
]

export function CouponList() {
  const search = useListSearch()
  const [adding, { open, close }] = useDisclosure()
  const coupons = useList('GET /coupons', {
    query: { page: search.page, per_page: search.per_page, sort: search.sort ?? 'name asc' },
  })
  return (
    <>
      <PageHeader
        title="Coupons"
        crumbs={[{ label: 'Settings', to: paths.companyProfile() }]}
        subtitle="Reductions you give again and again, by name."
        actions={[{ label: 'New coupon', icon: <IconPlus size={16} />, run: open, needs: 'catalog.edit' }]}
      />
      <DataTable
        noun="coupons"
        columns={columns}
        search={search}
        list={coupons}
        keyOf={(coupon) => coupon.id}
        empty={{ title: 'No coupons yet', text: 'A coupon takes a percentage or an amount off a line or a whole invoice.' }}
      />
      <RateDialog opened={adding} close={close} kind="coupon" create={(body) => call('POST /coupons', { body })} />
    </>
  )
}
