import { Button, Text } from '@mantine/core'
import { call } from '../../../api.ts'
import { useList, useWrite } from '../../../query.ts'
import type { WebhookAttempt } from '../../../records.ts'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { InstantText } from '../../../ui/dates.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { StatusBadge } from '../../../ui/StatusBadge.tsx'
import { toast } from '../../../ui/toasts.ts'

type Try = WebhookAttempt['attempts'][number]

const isAccepted = (last: Try | undefined) => last?.status_code !== undefined && last.status_code >= 200 && last.status_code < 300

function Outcome({ attempt }: { readonly attempt: WebhookAttempt }) {
  const last = attempt.attempts.at(-1)
  if (!last) return <StatusBadge tone="quiet">Waiting</StatusBadge>
  if (isAccepted(last)) return <StatusBadge tone="good">{`Accepted ${last.status_code}`}</StatusBadge>
  return <StatusBadge tone="bad">{last.status_code ? `Refused ${last.status_code}` : 'Not reached'}</StatusBadge>
}

const columns: readonly Column<WebhookAttempt>[] = [
  { id: 'event', header: 'Event', cell: (attempt) => `#${attempt.event_id}` },
  { id: 'url', header: 'Address', cell: (attempt) => attempt.url },
  { id: 'outcome', header: 'Last answer', cell: (attempt) => <Outcome attempt={attempt} /> },
  {
    id: 'why',
    header: 'Reason',
    cell: (attempt) => (
      <Text span inherit c="dimmed">
        {attempt.attempts.at(-1)?.error ?? ''}
      </Text>
    ),
  },
  { id: 'tries', header: 'Tries', align: 'right', cell: (attempt) => attempt.attempts.length },
  {
    id: 'at',
    header: 'Last try',
    cell: (attempt) => <InstantText at={attempt.attempts.at(-1)?.timestamp ?? attempt.created_at} />,
  },
  { id: 'next', header: 'Next try', cell: (attempt) => <InstantText at={attempt.next_attempt} /> },
  { id: 'retry', header: '', align: 'right', cell: (attempt) => <RetryButton attempt={attempt} /> },
]

export function AttemptList() {
  const search = useListSearch()
  const attempts = useList('GET /webhook_attempts', {
    query: { page: search.page, per_page: search.per_page, sort: search.sort ?? 'id desc' },
  })
  return (
    <DataTable
      noun="attempts"
      columns={columns}
      search={search}
      list={attempts}
      keyOf={(attempt) => attempt.id}
      empty={{
        title: 'Nothing sent yet',
        text: 'Every event that was posted to one of your addresses is listed here, with the answer.',
      }}
    />
  )
}

function RetryButton({ attempt }: { readonly attempt: WebhookAttempt }) {
  const retry = useWrite(() => call('POST /webhook_attempts/{id}/retries', { id: attempt.id }), {
    onDone: () => toast('Sent again.'),
  })
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      loading={retry.isPending}
      onClick={() => retry.mutate(undefined)}
      aria-label={`Send event ${attempt.event_id} again`}
    >
      Send again
    </Button>
  )
}
