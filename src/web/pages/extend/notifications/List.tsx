import { ActionIcon, Group, Modal, Paper, SimpleGrid, Stack, Switch, Text, Title, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconFilter } from '@tabler/icons-react'
import { useState } from 'react'
import { EVENT_GROUPS, type EventGroup } from '../../../../modules/extend/notifications/choices.ts'
import { call } from '../../../api.ts'
import { useList, useWrite } from '../../../query.ts'
import type { Notification } from '../../../records.ts'
import { useForbidden, useSession } from '../../../session.ts'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { Shown } from '../../../ui/states.tsx'
import { ConditionsForm } from './ConditionsDialog.tsx'
import { conditionText } from './conditions.ts'

/** What the reader is told of by mail, and under which conditions. */
export function NotificationList() {
  const user = useSession()?.user
  const own = useList('GET /notifications', { query: { per_page: 100, sort: 'id asc', filter: { user_id: user?.id ?? 0 } } })
  const reason = useForbidden()('notifications.edit')
  return (
    <>
      <PageHeader title="My notifications" subtitle={reason ?? 'You get an e-mail when it happens.'} />
      <Shown read={own}>
        {({ rows }) => (
          <Stack gap="md">
            {EVENT_GROUPS.map((group) => (
              <EventSwitches
                key={group.label}
                group={group}
                own={rows}
                userId={user?.id ?? null}
                isForbidden={reason !== undefined}
              />
            ))}
          </Stack>
        )}
      </Shown>
    </>
  )
}

interface GroupProps {
  readonly group: EventGroup
  readonly own: readonly Notification[]
  readonly userId: number | null
  readonly isForbidden: boolean
}

function EventSwitches({ group, own, userId, isForbidden }: GroupProps) {
  const [isOpen, { open, close }] = useDisclosure()
  const [edited, setEdited] = useState<Notification | null>(null)
  const change = useSwitching(own, userId)
  const edit = (notification: Notification) => {
    setEdited(notification)
    open()
  }
  return (
    <Paper p="lg" component="section" aria-label={group.label}>
      <Title order={2} mb="md">
        {group.label}
      </Title>
      <SimpleGrid cols={{ base: 1, sm: 2, xl: 3 }} spacing="md" verticalSpacing="sm">
        {group.events.map(([event, words]) => {
          const told = own.filter((one) => one.event === event && one.enabled)
          return (
            <div key={event}>
              <Switch
                label={words}
                checked={told.length > 0}
                disabled={isForbidden || change.isPending}
                onChange={({ currentTarget }) => change.mutate({ event, enabled: currentTarget.checked })}
              />
              {told.map((notification) => (
                <Condition
                  key={notification.id}
                  notification={notification}
                  words={words}
                  edit={isForbidden ? null : () => edit(notification)}
                />
              ))}
            </div>
          )
        })}
      </SimpleGrid>
      <Modal opened={isOpen} onClose={close} title="When are you told?" size="lg">
        {edited ? <ConditionsForm notification={edited} properties={group.properties} close={close} /> : null}
      </Modal>
    </Paper>
  )
}

interface ConditionProps {
  readonly notification: Notification
  readonly words: string
  readonly edit: (() => void) | null
}

function Condition({ notification, words, edit }: ConditionProps) {
  const text = conditionText(notification)
  return (
    <Group gap={4} wrap="nowrap" pl={46}>
      <Text fz="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {text ? `When ${text}` : 'Every time'}
      </Text>
      {edit ? (
        <Tooltip label="Conditions">
          <ActionIcon size="sm" aria-label={`Conditions: ${words}`} onClick={edit}>
            <IconFilter size={14} />
          </ActionIcon>
        </Tooltip>
      ) : null}
    </Group>
  )
}

/** Switching off keeps the conditions for the next time. */
function useSwitching(own: readonly Notification[], userId: number | null) {
  return useWrite(async ({ event, enabled }: { event: string; enabled: boolean }) => {
    const known = own.filter((one) => one.event === event)
    if (known.length === 0) return call('POST /notifications', { body: { event, enabled, user_id: userId } })
    for (const { id } of known) await call('PATCH /notifications/{id}', { id, body: { enabled } })
    return null
  })
}
