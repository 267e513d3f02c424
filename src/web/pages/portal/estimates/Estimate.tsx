import { Button, Group, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { call } from '../../../api.ts'
import { useRead } from '../../../query.ts'
import type { PortalEstimate } from '../../../records.ts'
import { fieldTexts } from '../../../ui/fields.ts'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { EstimateBadge } from '../../receivables/estimates/EstimateBadge.tsx'
import { InvoiceLines } from '../../receivables/invoices/InvoiceLines.tsx'
import classes from '../Document.module.css'
import { DocumentBar, dayText, type PortalAddress, PortalDocument, PortalGround, usePortalAddress } from '../Document.tsx'
import { ApproveDialog, DeclineDialog } from './AnswerDialogs.tsx'

/** An estimate as its receiver sees it, with the way to accept or decline it. */
export function PortalEstimatePage() {
  const { username, key } = usePortalAddress()
  const read = useRead('GET /portal/{username}/estimates/{key}', { username, key })
  const isShown = read.data !== undefined
  useEffect(() => {
    if (isShown) call('POST /portal/{username}/estimates/{key}/viewed', { username, key }).catch(() => undefined)
  }, [isShown, username, key])
  return (
    <PortalGround read={read} noun="estimate">
      {(shown) => <Shown shown={shown} address={{ username, key }} />}
    </PortalGround>
  )
}

interface ShownProps {
  readonly shown: PortalEstimate
  readonly address: PortalAddress
}

function Shown({ shown, address }: ShownProps) {
  const { company, customer, estimate } = shown
  return (
    <PortalDocument
      company={company}
      customer={customer}
      name={estimate.name}
      number={estimate.number}
      pdf={estimate.pdf_url}
      notes={estimate.notes}
      facts={[
        ['Date', dayText(estimate.date, company)],
        ['Valid until', dayText(estimate.expiration_date, company)],
        ['Terms', estimate.payment_terms],
        ['Purchase order', estimate.purchase_order],
        ...fieldTexts(shown.custom_fields, estimate.currency),
      ]}
      bar={<AnswerBar shown={shown} address={address} />}
    >
      <InvoiceLines invoice={estimate} fields={shown.line_fields} />
    </PortalDocument>
  )
}

function AnswerBar({ shown, address }: ShownProps) {
  const [asked, setAsked] = useState<'approve' | 'decline' | null>(null)
  const close = () => setAsked(null)
  const { estimate, can_approve, can_decline } = shown
  return (
    <DocumentBar
      label="Your answer"
      action={
        can_approve || can_decline ? (
          <Group gap="xs" className="no-print">
            {can_decline ? (
              <Button size="md" variant="default" onClick={() => setAsked('decline')}>
                Decline
              </Button>
            ) : null}
            {can_approve ? (
              <Button size="md" onClick={() => setAsked('approve')}>
                Approve
              </Button>
            ) : null}
          </Group>
        ) : (
          <EstimateBadge status={estimate.status} />
        )
      }
    >
      <div className={classes.label}>Total</div>
      <Money amount={estimate.total} currency={estimate.currency} fz="1.625rem" fw={640} />
      <Standing shown={shown} />
      <ApproveDialog shown={shown} address={address} opened={asked === 'approve'} close={close} />
      <DeclineDialog shown={shown} address={address} opened={asked === 'decline'} close={close} />
    </DocumentBar>
  )
}

/** Where the estimate stands, in words: who accepted it, until when it holds, what is asked for in advance. */
function Standing({ shown: { estimate, company } }: Pick<ShownProps, 'shown'>) {
  const { approval, approved, deposit, deposit_paid, currency } = estimate
  const lines = [
    approved === null
      ? null
      : approval
        ? `Approved by ${approval.name ?? approval.initials} on ${dayText(approval.timestamp, company)}`
        : `Approved by ${approved}`,
    estimate.status === 'declined' ? `Declined on ${dayText(estimate.date_declined, company)}` : null,
    estimate.status === 'expired' ? 'It has expired. Ask for a new one.' : null,
    deposit > 0 ? `${deposit_paid ? 'Deposit paid' : 'A deposit is asked for'}: ${moneyText(deposit, currency)}` : null,
  ]
  return lines.map((line) =>
    line ? (
      <Text key={line} c="dimmed">
        {line}
      </Text>
    ) : null,
  )
}
