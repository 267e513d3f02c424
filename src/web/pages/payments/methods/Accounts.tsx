import { Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { call } from '../../../api.ts'
import { useList, useWrite } from '../../../query.ts'
import type { MerchantAccount } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import { CodeCell, NameCell } from '../../../ui/cells.tsx'
import { confirm } from '../../../ui/confirm.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { DialogButtons } from '../../../ui/form-parts.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { toast } from '../../../ui/toasts.ts'
import { sentence } from '../../receivables/invoices/methods.ts'

const columns: readonly Column<MerchantAccount>[] = [
  { id: 'name', header: 'Name', sort: 'name', cell: (account) => <NameCell>{account.name ?? account.gateway_id}</NameCell> },
  {
    id: 'gateway',
    header: 'Gateway',
    sort: 'gateway',
    cell: ({ gateway, test }) => (test ? `${sentence(gateway)} (no money moves)` : sentence(gateway)),
  },
  {
    id: 'webhook',
    header: 'Address for its notices',
    cell: (account) => (
      <Group gap={4} wrap="nowrap">
        <CodeCell>
          <span style={{ overflowWrap: 'anywhere' }}>{account.webhook_url}</span>
        </CodeCell>
        <CopyButton value={account.webhook_url} label="Copy the address" />
      </Group>
    ),
  },
  { id: 'remove', header: '', align: 'right', cell: (account) => <RemoveAccount account={account} /> },
]

export function AccountList() {
  const search = useListSearch()
  const accounts = useList('GET /merchant_accounts', { query: { page: search.page, per_page: search.per_page } })
  return (
    <DataTable
      noun="gateway accounts"
      columns={columns}
      search={search}
      list={accounts}
      keyOf={(account) => account.id}
      empty={{
        title: 'No gateway account connected',
        text: 'Until one is, cards and bank accounts go through the test gateway, and no money moves.',
      }}
    />
  )
}

function RemoveAccount({ account }: { readonly account: MerchantAccount }) {
  const remove = useWrite(() => call('DELETE /merchant_accounts/{id}', { id: account.id }), {
    quiet: true,
    onDone: () => toast('Account removed.'),
  })
  const name = account.name ?? account.gateway_id
  const ask = () =>
    confirm({
      title: `Remove ${name}?`,
      text: 'Nothing is charged through it any more. Payments that were made stay in the books.',
      verb: 'Remove account',
      danger: true,
      run: () => remove.mutateAsync(undefined),
    })
  return (
    <Button variant="subtle" color="brick" size="compact-sm" onClick={ask} aria-label={`Remove ${name}`}>
      Remove
    </Button>
  )
}

export function AccountForm({ close }: { readonly close: () => void }) {
  const write = useWrite((body: Body<'POST /merchant_accounts'>) => call('POST /merchant_accounts', { body }), { quiet: true })
  const { form, submit, saving, problem } = useRecordForm({
    initial: { name: '', secret_key: '', webhook_secret: '' },
    check: (values) => ({
      name: values.name.trim() ? null : 'Enter a name.',
      secret_key: values.secret_key.trim() ? null : 'Enter the secret key.',
      webhook_secret: values.webhook_secret.trim() ? null : 'Enter the signing secret.',
    }),
    save: async ({ name, secret_key, webhook_secret }) => {
      const credentials = { secret_key: secret_key.trim(), webhook_secret: webhook_secret.trim() }
      await write.mutateAsync({ gateway: 'stripe', name: name.trim(), credentials })
      toast(`${name.trim()} connected.`)
      close()
    },
    fieldOf: (param) => param.replace(/^(credentials|settings)[.[]/, '').replace(/\]$/, ''),
  })
  return (
    <form onSubmit={submit} noValidate autoComplete="off">
      <FormProblem problem={problem} />
      <Stack gap="md">
        <TextInput label="Name" required data-autofocus placeholder="Stripe, main account" {...form.getInputProps('name')} />
        <PasswordInput label="Secret key" required placeholder="sk_live_… or rk_live_…" {...form.getInputProps('secret_key')} />
        <PasswordInput
          label="Signing secret of the webhook"
          required
          placeholder="whsec_…"
          {...form.getInputProps('webhook_secret')}
        />
        <Text fz="xs" c="dimmed">
          Both are kept encrypted and never shown again. Choose the account under a way of paying to charge through it.
        </Text>
        <DialogButtons close={close} verb="Connect" saving={saving} />
      </Stack>
    </form>
  )
}
