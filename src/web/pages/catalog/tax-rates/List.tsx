import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useList } from '../../../query.ts'
import type { TaxRate } from '../../../records.ts'
import { CodeCell, NameCell } from '../../../ui/cells.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { RateDialog } from '../RateDialog.tsx'
import { RemoveButton } from '../RemoveButton.tsx'
import { rateText } from './tax-rate-text.ts'

const remove = (rate: TaxRate) => call('DELETE /tax_rates/{code}', { code: rate.id })

const columns: readonly Column<TaxRate>[] = [
  {
    id: 'name',
    header: 'Name',
    sort: 'name',
    cell: (rate) => <NameCell>{rate.name}</NameCell>,
  },
  {
    id: 'id',
    header: 'Code',
    sort: 'id',
    cell: (rate) => <CodeCell>{rate.id}</CodeCell>,
  },
  { id: 'how', header: 'Prices', cell: (rate) => (rate.inclusive ? 'Contain it' : 'It is added') },
  { id: 'value', header: 'Rate', sort: 'value', align: 'right', cell: (rate) => rateText(rate) },
  {
    id: 'remove',
    header: '',
    align: 'right',
    cell: (rate) => <RemoveButton noun="tax rate" name={rate.name} remove={() => remove(rate)} />,
  },
]

export function TaxRateList() {
  const search = useListSearch()
  const [adding, { open, close }] = useDisclosure()
  const rates = useList('GET /tax_rates', {
    query: { page: search.page, per_page: search.per_page, sort: search.sort ?? 'name asc' },
  })
  return (
    <>
      <PageHeader
        title="Tax rates"
        crumbs={[{ label: 'Settings', to: paths.companyProfile() }]}
        subtitle="Charged on lines or on a whole invoice. A rate never changes once made, so old invoices stay right."
        actions={[{ label: 'New tax rate', icon: <IconPlus size={16} />, run: open, needs: 'catalog.edit' }]}
      />
      <DataTable
        noun="tax rates"
        columns={columns}
        search={search}
        list={rates}
        keyOf={(rate) => rate.id}
        empty={{ title: 'No tax rates yet', text: 'Add the rates you charge; then they are one click on an invoice.' }}
      />
      <RateDialog opened={adding} close={close} kind="tax rate" create={(body) => call('POST /tax_rates', { body })} />
    </>
  )
}
