import { Stack, Switch, Text } from '@mantine/core'
import { call } from '../../../api.ts'
import { useList, useWrite } from '../../../query.ts'
import { useSession } from '../../../session.ts'
import { PageHeader } from '../../../ui/PageHeader.tsx'

/** What people ask for most; the API knows every event. */
const EVENTS: readonly (readonly [event: string, words: string])[] = [
  ['invoice.paid', 'An invoice is paid'],
  ['invoice.viewed', 'A customer opens an invoice'],
  ['payment.created', 'A payment arrives'],
  ['charge.failed', 'A charge fails'],
  ['estimate.approved', 'An estimate is approved'],
  ['email.not_sent', 'An e-mail comes back'],
  ['customer.created', 'A customer is added'],
  ['task.created', 'An activity is added'],
]

export function NotificationList() {
  const user = useSession()?.user
  const own = useList('GET /notifications', { query: { per_page: 100, filter: { user_id: user?.id ?? 0 } } }).data?.rows ?? []
  const change = useWrite(async ({ event, enabled }: { event: string; enabled: boolean }) => {
    const known = own.find((one) => one.event === event)
    if (known) return call('PATCH /notifications/{id}', { id: known.id, body: { enabled } })
    return call('POST /notifications', { body: { event, enabled, user_id: user?.id ?? null } })
  })
  return (
    <>
      <PageHeader title="My notifications" subtitle="You get an e-mail when it happens." />
      <Stack gap="md">
        {EVENTS.map(([event, words]) => (
          <Switch
            key={event}
            label={words}
            checked={own.some((one) => one.event === event && one.enabled)}
            disabled={change.isPending}
            onChange={({ currentTarget }) => change.mutate({ event, enabled: currentTarget.checked })}
          />
        ))}
        <Text c="dimmed" fz="sm">
          Others, and conditions such as an amount, can be set through the API.
        </Text>
      </Stack>
    </>
  )
}
