import { Switch } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { call } from '../../../api.ts'
import { useList } from '../../../query.ts'
import type { Plan } from '../../../records.ts'
import { CodeCell, EditCell } from '../../../ui/cells.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { StatusBadge } from '../../../ui/StatusBadge.tsx'
import { RemoveButton } from '../RemoveButton.tsx'
import { EditPlanDialog } from './EditPlanDialog.tsx'
import { PlanDialog } from './PlanDialog.tsx'
import { priceText, rhythmText } from './plan-text.ts'

const archive = (plan: Plan) => call('DELETE /plans/{code}', { code: plan.id })

const columnsOf = (edit: (plan: Plan) => void): readonly Column<Plan>[] => [
  { id: 'name', header: 'Name', sort: 'name', cell: (plan) => <EditCell edit={() => edit(plan)}>{plan.name}</EditCell> },
  { id: 'id', header: 'Code', sort: 'id', cell: (plan) => <CodeCell>{plan.id}</CodeCell> },
  { id: 'rhythm', header: 'Billed', sort: 'interval', cell: rhythmText },
  { id: 'quantity', header: 'Quantity', cell: (plan) => (plan.quantity_type === 'usage' ? 'Counted by usage' : 'Agreed') },
  { id: 'price', header: 'Price', sort: 'amount', align: 'right', cell: priceText },
  {
    id: 'archive',
    header: '',
    align: 'right',
    cell: (plan) =>
      plan.archived ? (
        <StatusBadge tone="quiet">Archived</StatusBadge>
      ) : (
        <RemoveButton noun="plan" name={plan.name} remove={() => archive(plan)} keeps="Subscriptions" />
      ),
  },
]

export function PlanList() {
  const search = useListSearch()
  const [adding, { open, close }] = useDisclosure()
  const [edited, setEdited] = useState<Plan | undefined>()
  const columns = useMemo(() => columnsOf(setEdited), [])
  const archived = search.get('archived') === '1'
  const plans = useList('GET /plans', {
    query: {
      page: search.page,
      per_page: search.per_page,
      sort: search.sort ?? 'name asc',
      ...(archived ? { archived: true } : {}),
    },
  })
  return (
    <>
      <PageHeader
        title="Plans"
        subtitle="What is billed again and again. A price never changes once made, so running subscriptions stay right."
        actions={[{ label: 'New plan', icon: <IconPlus size={16} />, run: open, needs: 'catalog.edit' }]}
      />
      <Switch
        label="Show archived plans"
        mb="sm"
        checked={archived}
        onChange={(event) => search.set({ archived: event.currentTarget.checked ? '1' : undefined })}
      />
      <DataTable
        noun="plans"
        columns={columns}
        search={search}
        list={plans}
        keyOf={(plan) => plan.id}
        empty={{ title: 'No plans yet', text: 'A plan is a price and a rhythm; customers subscribe to it.' }}
      />
      <PlanDialog opened={adding} close={close} />
      <EditPlanDialog plan={edited} close={() => setEdited(undefined)} />
    </>
  )
}
