import { Button, Text } from '@mantine/core'
import { call } from '../../../api.ts'
import { useList, useWrite } from '../../../query.ts'
import type { WebhookAttempt } from '../../../records.ts'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { InstantText } from '../../../ui/dates.tsx'
import { useListSearch } from '../../../ui/list-search.ts'
import { StatusBadge } from '../../../ui/StatusBadge.tsx'
import { toast } from '../../../ui/toasts.ts'

function Outcome({ attempt }: { readonly attempt: WebhookAttempt }) {
  const last = attempt.attempts.at(-1)
  const answer = last?.status_code ? ` ${last.status_code}` : ''
  if (attempt.state === 'delivered') return <StatusBadge tone="good">{`Delivered${answer}`}</StatusBadge>
  if (attempt.state === 'given_up') return <StatusBadge tone="bad">{`Given up${answer}`}</StatusBadge>
  return <StatusBadge tone={last ? 'warm' : 'quiet'}>{last ? `Trying again${answer}` : 'Waiting'}</StatusBadge>
}

const columns: readonly Column<WebhookAttempt>[] = [
  { id: 'event', header: 'Event', sort: 'event_type', cell: (attempt) => attempt.event_type },
  { id: 'url', header: 'Address', cell: (attempt) => attempt.url },
  { id: 'outcome', header: 'State', sort: 'state', cell: (attempt) => <Outcome attempt={attempt} /> },
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
