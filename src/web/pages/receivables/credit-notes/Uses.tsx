import { ActionIcon, Group, Stack, Text, Tooltip } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useList, useWrite } from '../../../query.ts'
import { type Application, type CreditNote, idOf, numberOf, type Payment } from '../../../records.ts'
import { useForbidden } from '../../../session.ts'
import { confirm } from '../../../ui/confirm.tsx'
import { DateText } from '../../../ui/dates.tsx'
import { TextLink } from '../../../ui/links.tsx'
import { Money } from '../../../ui/Money.tsx'
import { toast } from '../../../ui/toasts.ts'

/** What the credit note was spent on, each with the way back. */
export function CreditNoteUses({ note }: { readonly note: CreditNote }) {
  const { data } = useList('GET /payments', {
    query: {
      credit_note: note.id,
      per_page: 100,
      sort: 'date desc',
      include: 'applied_to',
      expand: 'applied_to.invoice',
      filter: { voided: 0 },
    },
  })
  const uses = (data?.rows ?? []).flatMap((payment) =>
    (payment.applied_to ?? []).filter((part) => idOf(part.credit_note) === note.id).map((part) => ({ payment, part })),
  )
  if (uses.length === 0) return null
  return (
    <Stack gap={6} mt="sm">
      {uses.map(({ payment, part }) => (
        <Use key={part.id} payment={payment} part={part} />
      ))}
    </Stack>
  )
}

function Use({ payment, part }: { readonly payment: Payment; readonly part: Application }) {
  const forbidden = useForbidden()('payments.delete')
  const voiding = useWrite(() => call('DELETE /payments/{id}', { id: payment.id }), {
    quiet: true,
    onDone: () => toast('Taken back.'),
  })
  const invoice = idOf(part.invoice)
  const parts = payment.applied_to?.length ?? 1
  const ask = () =>
    confirm({
      title: 'Take this credit back?',
      text:
        parts > 1
          ? `It was applied together with ${parts - 1} more; all of it comes back to where it was, and the invoices are open again by that much.`
          : 'It is on the credit note again, and what it had settled is open again by that much.',
      verb: 'Take back',
      danger: true,
      run: () => voiding.mutateAsync(undefined),
    })
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs">
      <div style={{ minWidth: 0 }}>
        {invoice > 0 ? (
          <TextLink to={paths.invoice(invoice)}>{numberOf(part.invoice) ?? 'Invoice'}</TextLink>
        ) : (
          <Text span>Credit balance</Text>
        )}
        <Text fz="xs" c="dimmed">
          <DateText at={payment.date} />
        </Text>
      </div>
      <Group gap={4} wrap="nowrap">
        <Money amount={part.amount} currency={payment.currency} />
        <Tooltip label={forbidden ?? 'Take back'}>
          <ActionIcon
            size="sm"
            aria-label={`Take back what was applied to ${numberOf(part.invoice) ?? 'the credit balance'}`}
            disabled={forbidden !== undefined}
            onClick={ask}
          >
            <IconArrowBackUp size={15} />
          </ActionIcon>
        </Tooltip>
      </Group>
    </Group>
  )
}
