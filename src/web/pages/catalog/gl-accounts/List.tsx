import { Modal, Select, Stack, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useCallback, useMemo, useState } from 'react'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useList, useWrite } from '../../../query.ts'
import { type GlAccount, idOf } from '../../../records.ts'
import { BLANK, CodeCell, EditCell } from '../../../ui/cells.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { RemoveButton } from '../RemoveButton.tsx'

const columnsOf = (edit: (account: GlAccount) => void): readonly Column<GlAccount>[] => [
  { id: 'code', header: 'Code', sort: 'code', cell: (account) => <CodeCell>{account.code}</CodeCell> },
  { id: 'name', header: 'Name', sort: 'name', cell: (account) => <EditCell edit={() => edit(account)}>{account.name}</EditCell> },
  { id: 'parent', header: 'Below', cell: ({ parent_id }) => parentText(parent_id) ?? BLANK },
  {
    id: 'remove',
    header: '',
    align: 'right',
    cell: ({ id, name }) => <RemoveButton noun="account" name={name} remove={() => call('DELETE /gl_accounts/{id}', { id })} />,
  },
]

/** The account above, which the list is asked for whole. */
function parentText(parent: unknown): string | null {
  return typeof parent === 'object' && parent !== null && 'code' in parent && 'name' in parent
    ? `${parent.code} ${parent.name}`
    : null
}

export function GlAccountList() {
  const search = useListSearch()
  const [isOpen, { open, close }] = useDisclosure()
  const [edited, setEdited] = useState<GlAccount | undefined>()
  const ask = useCallback(
    (given?: GlAccount) => {
      setEdited(given)
      open()
    },
    [open],
  )
  const columns = useMemo(() => columnsOf(ask), [ask])
  const accounts = useList('GET /gl_accounts', {
    query: { page: search.page, per_page: search.per_page, sort: search.sort ?? 'code asc', expand: 'parent_id' },
  })
  return (
    <>
      <PageHeader
        title="G/L accounts"
        crumbs={[{ label: 'Settings', to: paths.companyProfile() }]}
        subtitle="The accounts of your own books, to which items are mapped."
        actions={[{ label: 'New account', icon: <IconPlus size={16} />, run: () => ask(), needs: 'settings.edit' }]}
      />
      <DataTable
        noun="G/L accounts"
        columns={columns}
        search={search}
        list={accounts}
        keyOf={(account) => account.id}
        empty={{ title: 'No accounts yet', text: 'Add those of your bookkeeping to see sales by account.' }}
      />
      <Modal opened={isOpen} onClose={close} title={edited ? 'Edit G/L account' : 'New G/L account'}>
        <AccountForm account={edited} close={close} />
      </Modal>
    </>
  )
}

interface AccountFormProps {
  readonly account: GlAccount | undefined
  readonly close: () => void
}

function AccountForm({ account, close }: AccountFormProps) {
  const chart = useList('GET /gl_accounts', { query: { per_page: 100, sort: 'code asc' } }).data?.rows ?? []
  const write = useWrite(
    (body: { name: string; code: string; parent_id: string }) =>
      account ? call('PATCH /gl_accounts/{id}', { id: account.id, body }) : call('POST /gl_accounts', { body }),
    { onDone: close, quiet: true },
  )
  const { form, submit, saving, problem } = useRecordForm({
    initial: {
      name: account?.name ?? '',
      code: account?.code ?? '',
      parent_id: account && idOf(account.parent_id) > 0 ? String(idOf(account.parent_id)) : null,
    },
    save: ({ parent_id, ...values }) => write.mutateAsync({ ...values, parent_id: parent_id ?? '' }),
  })
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <Stack gap="md">
        <TextInput label="Code" required data-autofocus placeholder="4000" {...form.getInputProps('code')} />
        <TextInput label="Name" required placeholder="Paper sales" {...form.getInputProps('name')} />
        <Select
          label="Below"
          placeholder="No other account"
          clearable
          data={chart
            .filter(({ id }) => id !== account?.id)
            .map(({ id, code, name }) => ({ value: String(id), label: `${code} ${name}` }))}
          {...form.getInputProps('parent_id')}
        />
        <DialogButtons close={close} verb={account ? 'Save' : 'Add account'} saving={saving} />
      </Stack>
    </form>
  )
}
