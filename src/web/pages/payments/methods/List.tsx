import { Button, Modal, Switch, Tabs } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useList, useWrite } from '../../../query.ts'
import type { PaymentMethod } from '../../../records.ts'
import { useForbidden } from '../../../session.ts'
import { BLANK, NameCell } from '../../../ui/cells.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { toast } from '../../../ui/toasts.ts'
import { sentence } from '../../receivables/invoices/methods.ts'
import { AccountForm, AccountList } from './Accounts.tsx'
import { feeText } from './fee.ts'
import { MethodForm } from './MethodForm.tsx'

/** How customers may pay, and the company's accounts at gateways. */
export function PaymentSettings() {
  const search = useListSearch()
  const [adding, { open, close }] = useDisclosure()
  const tab = search.get('tab') === 'accounts' ? 'accounts' : 'methods'
  return (
    <>
      <PageHeader
        title="Ways of paying"
        crumbs={[{ label: 'Settings', to: paths.companyProfile() }]}
        subtitle="How customers may pay in the portal, and your accounts at payment gateways."
        actions={[{ label: 'Connect Stripe', icon: <IconPlus size={16} />, run: open, needs: 'settings.edit' }]}
      />
      <Tabs value={tab} onChange={(value) => search.set({ tab: value === 'accounts' ? 'accounts' : undefined })}>
        <Tabs.List aria-label="What to show">
          <Tabs.Tab value="methods">Ways of paying</Tabs.Tab>
          <Tabs.Tab value="accounts">Gateway accounts</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value={tab} pt="md">
          {tab === 'accounts' ? <AccountList /> : <MethodList />}
        </Tabs.Panel>
      </Tabs>
      <Modal opened={adding} onClose={close} title="Connect a Stripe account" closeOnClickOutside={false}>
        <AccountForm close={close} />
      </Modal>
    </>
  )
}

const columns: readonly Column<PaymentMethod>[] = [
  { id: 'name', header: 'Name', cell: (method) => <NameCell>{method.name}</NameCell> },
  { id: 'gateway', header: 'Through', cell: gatewayText },
  { id: 'fee', header: 'Fee', cell: (method) => (method.convenience_fee > 0 ? feeText(method.convenience_fee) : BLANK) },
  { id: 'enabled', header: 'On', cell: (method) => <EnabledSwitch method={method} /> },
  { id: 'edit', header: '', align: 'right', cell: (method) => <EditButton method={method} /> },
]

function gatewayText({ gateway, test }: PaymentMethod): string {
  if (gateway === null) return 'Recorded by hand'
  return test ? `${sentence(gateway)} (no money moves)` : sentence(gateway)
}

function MethodList() {
  const search = useListSearch()
  const methods = useList('GET /payment_methods', { query: { page: search.page, per_page: search.per_page } })
  return (
    <DataTable
      noun="ways of paying"
      columns={columns}
      search={search}
      list={methods}
      keyOf={(method) => method.id}
      empty={{ title: 'No ways of paying', text: 'They appear here.' }}
    />
  )
}

function EnabledSwitch({ method }: { readonly method: PaymentMethod }) {
  const reason = useForbidden()('settings.edit')
  const change = useWrite(
    (enabled: boolean) => call('PATCH /payment_methods/{method}', { method: method.id, body: { enabled } }),
    { onDone: ({ enabled, name }) => toast(`${name} switched ${enabled ? 'on' : 'off'}.`) },
  )
  return (
    <Switch
      aria-label={`${method.name} is on`}
      checked={method.enabled}
      disabled={change.isPending || reason !== undefined}
      onChange={(event) => change.mutate(event.currentTarget.checked)}
    />
  )
}

function EditButton({ method }: { readonly method: PaymentMethod }) {
  const [opened, { open, close }] = useDisclosure()
  return (
    <>
      <Button variant="subtle" size="compact-sm" onClick={open} aria-label={`Edit ${method.name}`}>
        Edit
      </Button>
      <Modal opened={opened} onClose={close} title={method.name} closeOnClickOutside={false}>
        <MethodForm method={method} close={close} />
      </Modal>
    </>
  )
}
