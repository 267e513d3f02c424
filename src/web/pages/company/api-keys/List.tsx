import { Button, Modal, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useList, useWrite } from '../../../query.ts'
import type { ApiKey } from '../../../records.ts'
import { useForbidden } from '../../../session.ts'
import { CodeCell, NameCell } from '../../../ui/cells.tsx'
import { confirm } from '../../../ui/confirm.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { InstantText } from '../../../ui/dates.tsx'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { toast } from '../../../ui/toasts.ts'
import { Secret } from './Secret.tsx'
import { SignInLinks } from './SignInLinks.tsx'

const columns: readonly Column<ApiKey>[] = [
  {
    id: 'name',
    header: 'Name',
    cell: (key) => <NameCell>{key.description ?? 'Without a name'}</NameCell>,
  },
  {
    id: 'key',
    header: 'Key',
    cell: (key) => <CodeCell>{key.hint}</CodeCell>,
  },
  { id: 'created', header: 'Made', cell: (key) => <InstantText at={key.created_at} /> },
  {
    id: 'used',
    header: 'Last used',
    cell: (key) =>
      key.last_used_at ? (
        <InstantText at={key.last_used_at} />
      ) : (
        <Text span c="dimmed">
          Never
        </Text>
      ),
  },
  { id: 'revoke', header: '', align: 'right', cell: (key) => <RevokeButton apiKey={key} /> },
]

export function ApiKeyList() {
  const search = useListSearch()
  const forbidden = useForbidden()
  const [making, { open, close }] = useDisclosure()
  const keys = useList('GET /api_keys', { query: { page: search.page, per_page: search.per_page } })
  return (
    <>
      <PageHeader
        title="API keys"
        crumbs={[{ label: 'Settings', to: paths.companyProfile() }]}
        subtitle="Programs use them in place of a password. Give each program its own."
        actions={[
          { label: 'New key', icon: <IconPlus size={16} />, run: open, needs: 'business.admin' },
          { label: 'API reference', href: paths.apiReference() },
        ]}
      />
      <DataTable
        noun="API keys"
        columns={columns}
        search={search}
        list={keys}
        keyOf={(key) => key.id}
        empty={{ title: 'No API keys yet', text: 'Make one to connect your shop, your accounting or your own scripts.' }}
      />
      {forbidden('business.admin') === undefined ? <SignInLinks /> : null}
      <Modal opened={making} onClose={close} title="New API key" closeOnClickOutside={false} size="lg">
        <NewKey close={close} />
      </Modal>
    </>
  )
}

function RevokeButton({ apiKey }: { readonly apiKey: ApiKey }) {
  const revoke = useWrite(() => call('DELETE /api_keys/{id}', { id: apiKey.id }), {
    quiet: true,
    onDone: () => toast('Key revoked.'),
  })
  const ask = () =>
    confirm({
      title: `Revoke ${apiKey.description ?? 'this key'}?`,
      text: 'Programs that use it are refused from this moment on.',
      verb: 'Revoke key',
      danger: true,
      run: () => revoke.mutateAsync(undefined),
    })
  return (
    <Button variant="subtle" color="brick" size="compact-sm" onClick={ask} aria-label={`Revoke ${apiKey.description ?? 'key'}`}>
      Revoke
    </Button>
  )
}

function NewKey({ close }: { readonly close: () => void }) {
  const [secret, setSecret] = useState<string | null>(null)
  const write = useWrite((body: { description: string }) => call('POST /api_keys', { body }), { quiet: true })
  const { form, submit, saving, problem } = useRecordForm({
    initial: { name: '' },
    check: (values) => ({ name: values.name.trim() ? null : 'Say what it is for, such as "Web shop".' }),
    save: async (values) => setSecret((await write.mutateAsync({ description: values.name.trim() })).secret),
  })
  if (secret !== null)
    return (
      <Secret
        secret={secret}
        caption="Try it:"
        example={`curl -u ${secret}: ${window.location.origin}/api/customers`}
        close={close}
      />
    )
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <TextInput
        label="Name"
        description="What it is for."
        placeholder="Web shop"
        data-autofocus
        {...form.getInputProps('name')}
      />
      <DialogButtons close={close} verb="Make key" saving={saving} />
    </form>
  )
}
