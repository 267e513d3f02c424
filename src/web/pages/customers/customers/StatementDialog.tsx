import { Button, Group, Modal, SegmentedControl, SimpleGrid, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { counted } from '../../../../core/counted.ts'
import { call } from '../../../api.ts'
import { useRead } from '../../../query.ts'
import type { Customer } from '../../../records.ts'
import { useForbidden } from '../../../session.ts'
import { DateField } from '../../../ui/DateField.tsx'
import { secondsOf, useToday, useZone } from '../../../ui/dates.tsx'
import { Money } from '../../../ui/Money.tsx'
import { problemText } from '../../../ui/toasts.ts'
import { SendDialog } from '../../messages/emails/SendDialog.tsx'
import { type StatementChoice, statementQuery } from './statement-choice.ts'

interface StatementDialogProps {
  readonly customer: Customer
  readonly opened: boolean
  readonly close: () => void
}

/** Which statement: what is open, or what moved the account in a period. It is looked at as a paper, or mailed. */
export function StatementDialog({ customer, opened, close }: StatementDialogProps) {
  const zone = useZone()
  const today = useToday()
  const [choice, setChoice] = useState<StatementChoice>({
    type: 'balance_forward',
    start: `${today.slice(0, 8)}01`,
    end: today,
    items: 'all',
  })
  const [isSending, setSending] = useState(false)
  const query = statementQuery(choice, (date) => secondsOf(date, zone))
  return (
    <>
      <Modal opened={opened && !isSending} onClose={close} title={`Statement for ${customer.name}`} size="lg">
        <Stack gap="md">
          <Choices choice={choice} change={(changes) => setChoice({ ...choice, ...changes })} />
          <Outcome customer={customer} query={query} enabled={opened} send={() => setSending(true)} />
        </Stack>
      </Modal>
      <SendDialog
        opened={opened && isSending}
        close={() => {
          setSending(false)
          close()
        }}
        customer={customer.id}
        title={`Send a statement to ${customer.name}`}
        verb="Send statement"
        note="The PDF is attached, and a button leads to the statement in your customer portal."
        send={(body, idempotencyKey) =>
          call('POST /customers/{id}/emails', { id: customer.id, body: { ...body, ...query }, idempotencyKey })
        }
      />
    </>
  )
}

interface ChoicesProps {
  readonly choice: StatementChoice
  readonly change: (changes: Partial<StatementChoice>) => void
}

function Choices({ choice: { type, start, end, items }, change }: ChoicesProps) {
  return (
    <>
      <SegmentedControl
        aria-label="Kind of statement"
        value={type}
        onChange={(value) => change({ type: value as StatementChoice['type'] })}
        data={[
          { value: 'balance_forward', label: 'Balance forward' },
          { value: 'open_item', label: 'Open items' },
        ]}
      />
      <Text c="dimmed" fz="sm">
        {type === 'balance_forward'
          ? 'What was owed at the beginning, everything that moved the account since, and what is owed at the end.'
          : 'Every invoice and credit note that is still open.'}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        {type === 'balance_forward' ? (
          <DateField label="From" value={start} maxDate={end} onChange={(value) => change(value ? { start: value } : {})} />
        ) : (
          <div>
            <Text fz="sm" fw={500} mb={4} id="statement-items">
              Which
            </Text>
            <SegmentedControl
              aria-labelledby="statement-items"
              value={items}
              onChange={(value) => change({ items: value as StatementChoice['items'] })}
              data={[
                { value: 'all', label: 'All open' },
                { value: 'past_due', label: 'Only late ones' },
              ]}
            />
          </div>
        )}
        <DateField
          label={type === 'balance_forward' ? 'Until' : 'As of'}
          value={end}
          onChange={(value) => change(value ? { end: value } : {})}
        />
      </SimpleGrid>
    </>
  )
}

interface OutcomeProps {
  readonly customer: Customer
  readonly query: ReturnType<typeof statementQuery>
  readonly enabled: boolean
  readonly send: () => void
}

/** What the statement comes to, and what can be done with it. */
function Outcome({ customer, query, enabled, send }: OutcomeProps) {
  const read = useRead('GET /customers/{id}/statement', { id: customer.id, query }, { enabled, keep: true })
  const forbidden = useForbidden()('emails.send')
  const statement = read.data
  return (
    <>
      <div role="status">
        {read.error ? (
          <Text c="var(--mantine-color-error)">{problemText(read.error)}</Text>
        ) : statement ? (
          <Group justify="space-between">
            <Text>{counted(statement.rows.length, 'line')}</Text>
            <Text component="div">
              Owed at the end <Money amount={statement.balance} currency={statement.currency} fw={600} />
            </Text>
          </Group>
        ) : (
          <Text c="dimmed">Computing …</Text>
        )}
      </div>
      <Group justify="flex-end" gap="xs">
        <Button
          variant="default"
          component="a"
          href={statement?.pdf_url}
          target="_blank"
          rel="noopener"
          {...(statement && !read.error ? {} : { 'data-disabled': true })}
        >
          See PDF
        </Button>
        <Button onClick={send} disabled={!statement || Boolean(read.error) || forbidden !== undefined} title={forbidden}>
          Send by e-mail
        </Button>
      </Group>
    </>
  )
}
