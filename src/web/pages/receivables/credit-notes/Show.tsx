import { Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconBan, IconCheck, IconMail, IconTrash } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { type CreditNoteVerb, can } from '../../../../modules/receivables/credit-notes/status.ts'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useRead, useWrite } from '../../../query.ts'
import { type CreditNote, idOf, numberOf } from '../../../records.ts'
import { confirm } from '../../../ui/confirm.tsx'
import { Fact } from '../../../ui/Fact.tsx'
import { TextLink, useGo } from '../../../ui/links.tsx'
import { Money } from '../../../ui/Money.tsx'
import type { Action } from '../../../ui/PageHeader.tsx'
import { Shown } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toasts.ts'
import { SendDialog } from '../../messages/emails/SendDialog.tsx'
import { DocumentPage } from '../documents/DocumentPage.tsx'
import { linkActions } from '../documents/link-actions.tsx'
import { customerId } from '../invoices/columns.tsx'
import { CreditNoteBadge } from './CreditNoteBadge.tsx'
import { creditUses } from './uses.ts'

export function CreditNotePage() {
  const id = Number(useParams({ strict: false }).id)
  return (
    <Shown read={useRead('GET /credit_notes/{id}', { id, query: { expand: 'customer,invoice' } })}>
      {(note) => <CreditNoteSummary note={note} />}
    </Shown>
  )
}

function CreditNoteSummary({ note }: { readonly note: CreditNote }) {
  const [sending, { open, close }] = useDisclosure()
  const { actions, more } = useActions(note, open)
  const invoice = idOf(note.invoice)
  return (
    <>
      <DocumentPage
        document={note}
        room={{ label: 'Credit notes', to: paths.creditNotes() }}
        badge={<CreditNoteBadge status={note.status} />}
        actions={actions}
        more={more}
        facts={
          <Fact label="For invoice">
            {invoice > 0 ? <TextLink to={paths.invoice(invoice)}>{numberOf(note.invoice) ?? 'Draft invoice'}</TextLink> : null}
          </Fact>
        }
        aside={<Credit note={note} />}
      />
      <SendDialog
        opened={sending}
        close={close}
        customer={customerId(note)}
        title={`Send ${note.number ?? 'credit note'}`}
        verb="Send Credit Note"
        note="The PDF is attached, and a button leads to the credit note in your customer portal."
        send={(body, idempotencyKey) => call('POST /credit_notes/{id}/emails', { id: note.id, body, idempotencyKey })}
      />
    </>
  )
}

function Credit({ note }: { readonly note: CreditNote }) {
  return (
    <Paper p="md" component="section">
      <Title order={2} mb="sm">
        Credit
      </Title>
      <Stack gap={6}>
        {creditUses(note).map(([label, amount]) => (
          <Group key={label} justify="space-between">
            <Text c="dimmed">{label}</Text>
            <Money amount={amount} currency={note.currency} />
          </Group>
        ))}
        <Group justify="space-between">
          <Text c="dimmed">Left</Text>
          <Money amount={note.balance} currency={note.currency} fw={600} />
        </Group>
      </Stack>
    </Paper>
  )
}

function useActions(note: CreditNote, send: () => void): { actions: Action[]; more: Action[] } {
  const go = useGo()
  const { id, status } = note
  const name = note.number ?? 'the draft'
  const issue = useWrite(() => call('PATCH /credit_notes/{id}', { id, body: { draft: false } }), {
    onDone: ({ number }) => toast(`Credit note ${number ?? ''} issued.`),
  })
  const voiding = useWrite(() => call('POST /credit_notes/{id}/void', { id }), {
    quiet: true,
    onDone: () => toast(`${name} voided.`),
  })
  const remove = useWrite(() => call('DELETE /credit_notes/{id}', { id }), { quiet: true })
  const why = (verb: CreditNoteVerb) => (can(verb, status) ? undefined : `This credit note is ${status}.`)
  const askToVoid = () =>
    confirm({
      title: `Void ${name}?`,
      text: 'Its credit is gone and it keeps its number. This cannot be undone.',
      verb: 'Void credit note',
      danger: true,
      run: () => voiding.mutateAsync(undefined),
    })
  const askToDelete = () =>
    confirm({
      title: 'Delete this draft?',
      text: 'It has no number yet, so nothing is left behind.',
      verb: 'Delete draft',
      danger: true,
      run: async () => {
        go(paths.creditNotes())
        await remove.mutateAsync(undefined)
        toast('Draft deleted.')
      },
    })
  const main: Action = note.draft
    ? {
        label: 'Issue',
        icon: <IconCheck size={16} />,
        needs: 'credit_notes.issue',
        loading: issue.isPending,
        run: () => issue.mutate(undefined),
      }
    : { label: 'Send', icon: <IconMail size={16} />, reason: why('send'), needs: 'emails.send', run: send }
  const ending: Action = note.draft
    ? { label: 'Delete draft', icon: <IconTrash size={16} />, danger: true, needs: 'credit_notes.delete', run: askToDelete }
    : {
        label: 'Void',
        icon: <IconBan size={16} />,
        danger: true,
        reason: why('void'),
        needs: 'credit_notes.void',
        run: askToVoid,
      }
  return { actions: [main], more: [...linkActions(note), ending] }
}
