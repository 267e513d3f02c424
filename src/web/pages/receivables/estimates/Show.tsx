import { Group, Paper, Stack, Text, Title } from '@mantine/core'
import {
  IconArrowBackUp,
  IconBan,
  IconCheck,
  IconEdit,
  IconFileInvoice,
  IconMail,
  IconThumbUp,
  IconTrash,
} from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { reasonAgainst } from '../../../../modules/receivables/estimates/status.ts'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useRead } from '../../../query.ts'
import { type Estimate, idOf, noterOf, numberOf, personName } from '../../../records.ts'
import { DateText, InstantText } from '../../../ui/dates.tsx'
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
import { EstimateBadge } from './EstimateBadge.tsx'
import { MarkApprovedDialog } from './MarkApproved.tsx'
import { useEstimateVerbs } from './use-estimate-verbs.ts'

export function EstimatePage() {
  const id = Number(useParams({ strict: false }).id)
  return (
    <Shown read={useRead('GET /estimates/{id}', { id, query: { expand: 'customer,invoice,approval.noted_by' } })}>
      {(estimate) => <EstimateSummary estimate={estimate} />}
    </Shown>
  )
}

function EstimateSummary({ estimate }: { readonly estimate: Estimate }) {
  const sending = useSending(estimate.status === 'not_sent')
  const verbs = useEstimateVerbs(estimate)
  const [isMarking, setMarking] = useState(false)
  return (
    <>
      <DocumentPage
        document={estimate}
        room={{ label: 'Estimates', to: paths.estimates() }}
        badge={<EstimateBadge status={estimate.status} />}
        actions={mainActions(estimate, verbs, sending.send)}
        more={furtherActions(estimate, verbs, () => setMarking(true))}
        facts={
          <>
            <Fact label="Valid until">{estimate.expiration_date ? <DateText at={estimate.expiration_date} /> : null}</Fact>
            <Fact label="Terms">{estimate.payment_terms}</Fact>
          </>
        }
        aside={<Answer estimate={estimate} />}
      />
      <MarkApprovedDialog estimate={estimate} opened={isMarking} close={() => setMarking(false)} />
      <SendNowDialog
        opened={sending.isAsked}
        close={sending.close}
        text={`${estimate.number} is issued. Your customer gets it by e-mail with a button to view and approve it.`}
        verb="Send Estimate"
        send={sending.send}
        markSent={verbs.markSent}
      />
      <SendDialog
        opened={sending.isSending}
        close={sending.close}
        customer={customerId(estimate)}
        title={`Send ${estimate.number ?? 'estimate'}`}
        verb="Send Estimate"
        note="A button leads to the estimate in your customer portal, where it can be approved or declined."
        send={(body, idempotencyKey) => call('POST /estimates/{id}/emails', { id: estimate.id, body, idempotencyKey })}
      />
    </>
  )
}

type Verbs = ReturnType<typeof useEstimateVerbs>

function mainActions(estimate: Estimate, verbs: Verbs, send: () => void): Action[] {
  const why = (verb: Parameters<typeof reasonAgainst>[0]) => reasonAgainst(verb, estimate.status) ?? undefined
  const issuing: Action = {
    label: 'Issue',
    icon: <IconCheck size={16} />,
    reason: why('issue'),
    needs: 'estimates.issue',
    loading: verbs.isIssuing,
    run: verbs.issue,
  }
  const sending: Action = { label: 'Send', icon: <IconMail size={16} />, reason: why('send'), needs: 'emails.send', run: send }
  const converting: Action = {
    label: 'Convert to invoice',
    icon: <IconFileInvoice size={16} />,
    reason: why('invoice'),
    needs: 'invoices.create',
    loading: verbs.isConverting,
    run: verbs.convert,
  }
  const editing: Action = {
    label: 'Edit',
    icon: <IconEdit size={16} />,
    reason: why('edit'),
    needs: 'estimates.edit',
    to: paths.editEstimate(estimate.id),
  }
  if (estimate.draft) return [issuing, editing, converting]
  return estimate.status === 'not_sent' ? [sending, editing, converting] : [converting, sending, editing]
}

function furtherActions(estimate: Estimate, verbs: Verbs, markApproved: () => void): Action[] {
  const why = (verb: Parameters<typeof reasonAgainst>[0]) => reasonAgainst(verb, estimate.status) ?? undefined
  const ending: Action = estimate.draft
    ? { label: 'Delete draft', icon: <IconTrash size={16} />, danger: true, needs: 'estimates.delete', run: verbs.askToDelete }
    : {
        label: 'Void',
        icon: <IconBan size={16} />,
        danger: true,
        reason: why('void'),
        needs: 'estimates.void',
        run: verbs.askToVoid,
      }
  const marking: Action = {
    label: 'Mark as sent',
    icon: <IconCheck size={16} />,
    reason: why('send') ?? (estimate.sent ? 'This estimate counts as sent already.' : undefined),
    needs: 'estimates.edit',
    run: () => verbs.markSent().catch(() => undefined),
  }
  const approving: Action = noterOf(estimate.approval)
    ? {
        label: 'Take back the approval',
        icon: <IconArrowBackUp size={16} />,
        reason: estimate.status === 'approved' ? undefined : 'This estimate has become an invoice.',
        needs: 'estimates.edit',
        run: verbs.askToTakeBack,
      }
    : {
        label: 'Mark as approved',
        icon: <IconThumbUp size={16} />,
        reason: why('note_approval'),
        needs: 'estimates.edit',
        run: markApproved,
      }
  return [...linkActions(estimate), marking, approving, ending]
}

/** What the customer said, and what came of it. */
function Answer({ estimate }: { readonly estimate: Estimate }) {
  const { approval, approved, deposit, amount_deposited, deposit_paid, currency, date_declined, date_viewed } = estimate
  const invoice = idOf(estimate.invoice)
  const noter = noterOf(approval)
  return (
    <Paper p="md" component="section">
      <Title order={2} mb="sm">
        Answer
      </Title>
      <Stack gap="sm">
        {approved === null && date_declined === null && invoice === 0 ? <Text c="dimmed">None yet.</Text> : null}
        <Fact label="Viewed">{date_viewed === null ? null : <InstantText at={date_viewed} />}</Fact>
        <Fact label="Approved by">{approved === null ? null : (approval?.name ?? approved)}</Fact>
        <Fact label="Approved">{approval === null ? null : <InstantText at={approval.timestamp} />}</Fact>
        <Fact label="Noted by">{noter ? personName(noter) : null}</Fact>
        <Fact label="Declined">{date_declined === null ? null : <InstantText at={date_declined} />}</Fact>
        {deposit > 0 ? (
          <Group justify="space-between">
            <Text c="dimmed">{deposit_paid ? 'Deposit, paid' : 'Deposit asked for'}</Text>
            <Money amount={deposit_paid && amount_deposited > 0 ? amount_deposited : deposit} currency={currency} />
          </Group>
        ) : null}
        <Fact label="Invoice">
          {invoice > 0 ? <TextLink to={paths.invoice(invoice)}>{numberOf(estimate.invoice) ?? 'Draft invoice'}</TextLink> : null}
        </Fact>
      </Stack>
    </Paper>
  )
}
