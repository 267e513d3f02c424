import { Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconArrowRight, IconBan, IconCash, IconCheck, IconEdit, IconMail, IconTrash } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type CreditNoteVerb, can } from '../../../../modules/receivables/credit-notes/status.ts'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useRead } from '../../../query.ts'
import { type CreditNote, idOf, numberOf } from '../../../records.ts'
import { Fact } from '../../../ui/Fact.tsx'
import { TextLink } from '../../../ui/links.tsx'
import { Money } from '../../../ui/Money.tsx'
import type { Action } from '../../../ui/PageHeader.tsx'
import { Shown } from '../../../ui/states.tsx'
import { SendDialog } from '../../messages/emails/SendDialog.tsx'
import { DocumentPage } from '../documents/DocumentPage.tsx'
import { linkActions } from '../documents/link-actions.tsx'
import { SendNowDialog } from '../documents/SendNow.tsx'
import { useSending } from '../documents/use-sending.ts'
import { customerId } from '../invoices/columns.tsx'
import { ApplyDialog } from './ApplyDialog.tsx'
import { CreditNoteBadge } from './CreditNoteBadge.tsx'
import { RecordRefundDialog } from './RefundDialog.tsx'
import { CreditNoteUses } from './Uses.tsx'
import { useCreditNoteVerbs } from './use-credit-note-verbs.ts'
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
  const sending = useSending(!note.draft && !note.sent && !note.voided)
  const [asked, setAsked] = useState<'apply' | 'refund' | null>(null)
  const verbs = useCreditNoteVerbs(note)
  const ways = { ...verbs, send: sending.send, apply: () => setAsked('apply'), refund: () => setAsked('refund') }
  const invoice = idOf(note.invoice)
  return (
    <>
      <DocumentPage
        document={note}
        room={{ label: 'Credit notes', to: paths.creditNotes() }}
        badge={<CreditNoteBadge status={note.status} />}
        actions={mainActions(note, ways)}
        more={furtherActions(note, ways)}
        facts={
          <Fact label="For invoice">
            {invoice > 0 ? <TextLink to={paths.invoice(invoice)}>{numberOf(note.invoice) ?? 'Draft invoice'}</TextLink> : null}
          </Fact>
        }
        aside={<Credit note={note} />}
      />
      <SendNowDialog
        opened={sending.isAsked}
        close={sending.close}
        text={`${note.number} is issued. Your customer gets it by e-mail with the PDF and a button to view it.`}
        verb="Send Credit Note"
        send={sending.send}
        markSent={verbs.markSent}
      />
      <SendDialog
        opened={sending.isSending}
        close={sending.close}
        customer={customerId(note)}
        title={`Send ${note.number ?? 'credit note'}`}
        verb="Send Credit Note"
        note="The PDF is attached, and a button leads to the credit note in your customer portal."
        send={(body, idempotencyKey) => call('POST /credit_notes/{id}/emails', { id: note.id, body, idempotencyKey })}
      />
      <ApplyDialog note={note} opened={asked === 'apply'} close={() => setAsked(null)} />
      <RecordRefundDialog note={note} opened={asked === 'refund'} close={() => setAsked(null)} />
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
      <CreditNoteUses note={note} />
    </Paper>
  )
}

type Ways = ReturnType<typeof useCreditNoteVerbs> & {
  readonly send: () => void
  readonly apply: () => void
  readonly refund: () => void
}

function why(verb: CreditNoteVerb, { status }: CreditNote): string | undefined {
  return can(verb, status) ? undefined : `This credit note is ${status === 'paid' ? 'used up' : status}.`
}

function mainActions(note: CreditNote, ways: Ways): Action[] {
  const editing: Action = {
    label: 'Edit',
    icon: <IconEdit size={16} />,
    reason: why('edit', note),
    needs: 'credit_notes.edit',
    to: paths.editCreditNote(note.id),
  }
  const applying: Action = {
    label: 'Apply',
    icon: <IconArrowRight size={16} />,
    reason: why('apply', note),
    needs: 'payments.create',
    run: ways.apply,
  }
  const sending: Action = {
    label: 'Send',
    icon: <IconMail size={16} />,
    reason: why('send', note),
    needs: 'emails.send',
    run: ways.send,
  }
  const issuing: Action = {
    label: 'Issue',
    icon: <IconCheck size={16} />,
    needs: 'credit_notes.issue',
    loading: ways.isIssuing,
    run: ways.issue,
  }
  return note.draft ? [issuing, editing] : can('apply', note.status) ? [applying, sending, editing] : [sending, applying, editing]
}

function furtherActions(note: CreditNote, ways: Ways): Action[] {
  const refunding: Action = {
    label: 'Record refund',
    icon: <IconCash size={16} />,
    reason: note.draft ? 'Issue it first.' : why('refund', note),
    needs: 'refunds.create',
    run: ways.refund,
  }
  const ending: Action = note.draft
    ? {
        label: 'Delete draft',
        icon: <IconTrash size={16} />,
        danger: true,
        needs: 'credit_notes.delete',
        run: ways.askToDelete,
      }
    : {
        label: 'Void',
        icon: <IconBan size={16} />,
        danger: true,
        reason: why('void', note),
        needs: 'credit_notes.void',
        run: ways.askToVoid,
      }
  return [...linkActions(note), refunding, ending]
}
