import { Button, Group, Modal, Stack, Switch, Tabs, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useList, useWrite } from '../../../query.ts'
import type { Webhook } from '../../../records.ts'
import { confirm } from '../../../ui/confirm.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { InstantText } from '../../../ui/dates.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { toast } from '../../../ui/toasts.ts'
import { AttemptList } from './Attempts.tsx'
import { SecretDialog, WebhookForm } from './WebhookForm.tsx'

export function WebhookList() {
  const search = useListSearch()
  const [adding, { open, close }] = useDisclosure()
  const tab = search.get('tab') === 'attempts' ? 'attempts' : 'webhooks'
  return (
    <>
      <PageHeader
        title="Webhooks"
        crumbs={[{ label: 'Settings', to: paths.companyProfile() }]}
        subtitle="Your own programs are told of every event as it happens."
        actions={[{ label: 'New webhook', icon: <IconPlus size={16} />, run: open, needs: 'settings.edit' }]}
      />
      <Tabs value={tab} onChange={(value) => search.set({ tab: value === 'attempts' ? 'attempts' : undefined })}>
        <Tabs.List aria-label="What to show">
          <Tabs.Tab value="webhooks">Addresses</Tabs.Tab>
          <Tabs.Tab value="attempts">Attempts</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value={tab} pt="md">
          {tab === 'attempts' ? <AttemptList /> : <Addresses />}
        </Tabs.Panel>
      </Tabs>
      <Modal opened={adding} onClose={close} title="New webhook" closeOnClickOutside={false}>
        <WebhookForm close={close} />
      </Modal>
    </>
  )
}

const columns: readonly Column<Webhook>[] = [
  {
    id: 'url',
    header: 'Address',
    cell: (webhook) => (
      <Text span inherit fw={550} style={{ overflowWrap: 'anywhere' }}>
        {webhook.url}
        {webhook.disabled_reason ? (
          <Text fz="xs" c="var(--mantine-color-error)">
            {webhook.disabled_reason}
          </Text>
        ) : null}
      </Text>
    ),
  },
  { id: 'events', header: 'Events', cell: (webhook) => (webhook.events.includes('*') ? 'All' : webhook.events.join(', ')) },
  { id: 'since', header: 'Since', cell: (webhook) => <InstantText at={webhook.created_at} /> },
  { id: 'enabled', header: 'On', cell: (webhook) => <EnabledSwitch webhook={webhook} /> },
  { id: 'actions', header: '', align: 'right', cell: (webhook) => <WebhookActions webhook={webhook} /> },
]

function Addresses() {
  const search = useListSearch()
  const webhooks = useList('GET /webhooks', { query: { page: search.page, per_page: search.per_page } })
  return (
    <DataTable
      noun="webhooks"
      columns={columns}
      search={search}
      list={webhooks}
      keyOf={(webhook) => webhook.id}
      empty={{ title: 'No webhooks yet', text: 'Add the address of your program; every event is posted there, signed.' }}
    />
  )
}

function EnabledSwitch({ webhook }: { readonly webhook: Webhook }) {
  const change = useWrite((enabled: boolean) => call('PATCH /webhooks/{id}', { id: webhook.id, body: { enabled } }), {
    onDone: ({ enabled }) => toast(enabled ? 'Switched on.' : 'Switched off.'),
  })
  return (
    <Switch
      aria-label={`${webhook.url} is on`}
      checked={webhook.enabled}
      disabled={change.isPending}
      onChange={(event) => change.mutate(event.currentTarget.checked)}
    />
  )
}

function WebhookActions({ webhook }: { readonly webhook: Webhook }) {
  const [shown, { open, close }] = useDisclosure()
  const remove = useWrite(() => call('DELETE /webhooks/{id}', { id: webhook.id }), {
    quiet: true,
    onDone: () => toast('Webhook deleted.'),
  })
  const ask = () =>
    confirm({
      title: 'Delete this webhook?',
      text: `${webhook.url} is no longer told of events.`,
      verb: 'Delete webhook',
      danger: true,
      run: () => remove.mutateAsync(undefined),
    })
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      <Button variant="subtle" size="compact-sm" onClick={open}>
        Secret
      </Button>
      <Button variant="subtle" color="brick" size="compact-sm" onClick={ask}>
        Delete
      </Button>
      <Modal opened={shown} onClose={close} title="Signing secret">
        <Stack>
          <SecretDialog webhook={webhook} />
        </Stack>
      </Modal>
    </Group>
  )
}
