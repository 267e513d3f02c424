import { Checkbox, Tabs } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useList, useWrite } from '../../../query.ts'
import { idOf, numberOf, type Task } from '../../../records.ts'
import { useSession } from '../../../session.ts'
import { BLANK, NameCell } from '../../../ui/cells.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { DateText, useNow } from '../../../ui/dates.tsx'
import { TextLink } from '../../../ui/links.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { toast } from '../../../ui/toasts.ts'
import { customerName } from '../../receivables/invoices/columns.tsx'
import { ACTION_TEXTS } from './action-texts.ts'
import { TaskDialog } from './TaskDialog.tsx'

const TABS = [
  { value: 'mine', label: 'Mine' },
  { value: 'all', label: 'All' },
  { value: 'completed', label: 'Completed' },
] as const

const columns: readonly Column<Task>[] = [
  { id: 'done', header: 'Done', cell: (task) => <DoneBox task={task} /> },
  { id: 'name', header: 'What', sort: 'name', cell: (task) => <NameCell>{task.name}</NameCell> },
  { id: 'action', header: 'Kind', sort: 'action', cell: (task) => ACTION_TEXTS[task.action] },
  { id: 'due', header: 'Due', sort: 'due_date', cell: (task) => <Due task={task} /> },
  { id: 'customer', header: 'Customer', cell: (task) => <CustomerCell task={task} /> },
  { id: 'invoice', header: 'Invoice', cell: (task) => <InvoiceCell task={task} /> },
]

/** What somebody is to do about a customer: call, write, look again. */
export function TaskList() {
  const search = useListSearch()
  const user = useSession()?.user
  const [adding, { open, close }] = useDisclosure()
  const tab = TABS.find(({ value }) => value === search.get('tab'))?.value ?? 'mine'
  const tasks = useList('GET /tasks', {
    query: {
      page: search.page,
      per_page: search.per_page,
      sort: search.sort ?? (tab === 'completed' ? 'completed_date desc' : 'due_date asc'),
      expand: 'customer_id,invoice_id',
      filter: { complete: tab === 'completed' ? 1 : 0, ...(tab === 'mine' && user ? { user_id: user.id } : {}) },
    },
  })
  return (
    <>
      <PageHeader
        title="Activities"
        subtitle="Calls, letters and reviews that wait for somebody."
        actions={[{ label: 'New activity', icon: <IconPlus size={16} />, run: open, needs: 'tasks.create' }]}
      />
      <Tabs value={tab} onChange={(value) => search.set({ tab: value ?? undefined })}>
        <Tabs.List aria-label="Which activities">
          {TABS.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} pt="md">
          <DataTable
            noun="activities"
            columns={columns}
            search={search}
            list={tasks}
            keyOf={(task) => task.id}
            empty={
              tab === 'completed'
                ? { title: 'Nothing done yet', text: 'Activities you tick off move here.' }
                : { title: 'Nothing to do', text: 'Add what you mean to do about a customer, and for whom it is.' }
            }
          />
        </Tabs.Panel>
      </Tabs>
      <TaskDialog opened={adding} close={close} />
    </>
  )
}

function DoneBox({ task }: { readonly task: Task }) {
  const change = useWrite((complete: boolean) => call('PATCH /tasks/{id}', { id: task.id, body: { complete } }), {
    onDone: ({ complete }) => toast(complete ? 'Done.' : 'Open again.'),
  })
  return (
    <Checkbox
      aria-label={`${task.name} is done`}
      checked={task.complete}
      disabled={change.isPending}
      onChange={(event) => change.mutate(event.currentTarget.checked)}
    />
  )
}

function Due({ task: { due_date, complete } }: { readonly task: Task }) {
  const now = useNow()
  const isLate = !complete && due_date < now / 1000
  return <DateText at={due_date} {...(isLate ? { c: 'var(--mantine-color-error)' } : {})} />
}

function CustomerCell({ task: { customer_id } }: { readonly task: Task }) {
  const id = idOf(customer_id)
  return id > 0 ? <TextLink to={paths.customer(id)}>{customerName({ customer: customer_id ?? 0 })}</TextLink> : BLANK
}

function InvoiceCell({ task: { invoice_id } }: { readonly task: Task }) {
  const id = idOf(invoice_id)
  return id > 0 ? <TextLink to={paths.invoice(id)}>{numberOf(invoice_id) ?? 'Draft'}</TextLink> : BLANK
}
