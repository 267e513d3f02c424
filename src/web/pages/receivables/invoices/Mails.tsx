import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { call } from '../../../api.ts'
import { useList, useWrite } from '../../../query.ts'
import type { CreditNote, Customer, Email, Estimate, Invoice } from '../../../records.ts'
import { InstantText } from '../../../ui/dates.tsx'
import { StatusBadge } from '../../../ui/StatusBadge.tsx'
import { toast } from '../../../ui/toasts.ts'
import { isRefused, mailState } from './mail-state.ts'

/** What was mailed: an invoice, an estimate, a credit note, or the statement of a customer. */
export type Mailed = Pick<Invoice | Estimate | CreditNote | Customer, 'object' | 'id'>

/** The mails of a document, newest first. */
export function useMails({ object, id }: Mailed): readonly Email[] {
  const filter = { document_type: object, document_id: id }
  const query = { per_page: 20, sort: 'created_at desc', expand: 'sent_by', filter }
  return useList('GET /emails', { query }, { refetchInterval: 10_000 }).data?.rows ?? []
}

/** Who was mailed the document, and whether it arrived and was opened. */
export function Mails({ document }: { readonly document: Mailed }) {
  const mails = useMails(document)
  if (mails.length === 0) return null
  return (
    <Paper p="md" component="section">
      <Title order={2} mb="sm">
        Mails
      </Title>
      <Stack gap="sm">
        {mails.map((mail) => (
          <Mail key={mail.id} mail={mail} />
        ))}
      </Stack>
    </Paper>
  )
}

function Mail({ mail }: { readonly mail: Email }) {
  const [label, tone] = mailState(mail)
  const again = useWrite(() => call('POST /emails/{code}/retry', { code: mail.id }), { onDone: () => toast('Trying again.') })
  return (
    <div>
      <Group justify="space-between" wrap="nowrap" gap="xs" align="flex-start">
        <Text fw={500} style={{ overflowWrap: 'anywhere' }}>
          {mail.email}
        </Text>
        <StatusBadge tone={tone}>{label}</StatusBadge>
      </Group>
      <Text fz="xs" c="dimmed" component="div">
        {mail.opens > 0 ? `Opened ${mail.opens === 1 ? 'once' : `${mail.opens} times`} · ` : null}
        <InstantText at={mail.sent_at ?? mail.created_at} />
      </Text>
      {mail.reject_reason ? (
        <Text fz="xs" c={tone === 'quiet' ? 'dimmed' : 'var(--mantine-color-error)'} style={{ overflowWrap: 'anywhere' }}>
          {mail.reject_reason}
        </Text>
      ) : null}
      {isRefused(mail) ? (
        <Button variant="subtle" size="compact-xs" ml={-8} loading={again.isPending} onClick={() => again.mutate(undefined)}>
          Try again
        </Button>
      ) : null}
    </div>
  )
}
