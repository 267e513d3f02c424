import { Button, Group, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { call } from '../../../api.ts'
import { paths } from '../../../paths.ts'
import { useRead } from '../../../query.ts'
import type { PortalEstimate } from '../../../records.ts'
import { fieldTexts } from '../../../ui/fields.ts'
import { Money, moneyOf, moneyText } from '../../../ui/Money.tsx'
import { EstimateBadge } from '../../receivables/estimates/EstimateBadge.tsx'
import { InvoiceLines } from '../../receivables/invoices/InvoiceLines.tsx'
import classes from '../Document.module.css'
import {
  DocumentBar,
  dayText,
  type PortalAddress,
  PortalDocument,
  PortalGround,
  usePortalAddress,
  useTellViewed,
} from '../Document.tsx'
import { PreviewNote } from '../PreviewNote.tsx'
import { type Payable, PayDialog } from '../payments/PayDialog.tsx'
import { PaymentReturn, useStanding } from '../payments/PaymentReturn.tsx'
import { isWaiting } from '../payments/standing.ts'
import { ApproveDialog, DeclineDialog } from './AnswerDialogs.tsx'

/** An estimate as its receiver sees it, with the way to accept or decline it. */
export function PortalEstimatePage() {
  const { username, key } = usePortalAddress()
  const [waits, setWaiting] = useState(false)
  const read = useRead('GET /portal/{username}/estimates/{key}', { username, key }, waits ? { refetchInterval: 5000 } : {})
  const isPending = read.data?.deposit_pending ?? false
  const standing = useStanding({
    isPaid: read.data?.estimate.deposit_paid ?? false,
    isPending: read.data === undefined || isPending,
  })
  const isOpen = isPending || isWaiting(standing)
  useEffect(() => setWaiting(isOpen), [isOpen])
  useTellViewed('estimates', { username, key }, read.data !== undefined)
  return (
    <PortalGround read={read} noun="estimate">
      {(shown) => (
        <>
          <PaymentReturn standing={standing} />
          {shown.preview ? (
            <PreviewNote
              company={shown.company}
              text={previewText(shown)}
              own={[paths.estimate(shown.estimate.id), 'the estimate']}
            />
          ) : null}
          <Shown shown={shown} address={{ username, key }} />
        </>
      )}
    </PortalGround>
  )
}

function previewText({ can_approve, can_decline, deposit_due }: PortalEstimate): string | undefined {
  if (can_approve || can_decline)
    return 'Only they can approve or decline here. If they told you by telephone or mail, mark it as approved in the dashboard.'
  return deposit_due > 0 ? 'A payment that you make here is noted as made by you.' : undefined
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
  const [asked, setAsked] = useState<'approve' | 'decline' | 'pay' | null>(null)
  const close = () => setAsked(null)
  const { estimate, preview, deposit_due, payment_methods } = shown
  const [canApprove, canDecline] = [shown.can_approve && !preview, shown.can_decline && !preview]
  const canPay = deposit_due > 0 && payment_methods.length > 0
  return (
    <DocumentBar
      label="Your answer"
      action={
        canApprove || canDecline ? (
          <Group gap="xs" className="no-print">
            {canDecline ? (
              <Button size="md" variant="default" onClick={() => setAsked('decline')}>
                Decline
              </Button>
            ) : null}
            {canApprove ? (
              <Button size="md" onClick={() => setAsked('approve')}>
                Approve
              </Button>
            ) : null}
          </Group>
        ) : canPay ? (
          <Button size="md" className="no-print" onClick={() => setAsked('pay')}>
            Pay the deposit
          </Button>
        ) : (
          <EstimateBadge status={estimate.status} />
        )
      }
    >
      <div className={classes.label}>Total</div>
      <Money amount={estimate.total} currency={estimate.currency} fz="1.625rem" fw={640} />
      <Standing shown={shown} />
      <ApproveDialog
        shown={shown}
        address={address}
        opened={asked === 'approve'}
        close={close}
        approved={(needsDeposit) => setAsked(needsDeposit ? 'pay' : null)}
      />
      <PayDialog payable={depositWith(shown, address)} opened={asked === 'pay'} close={close} />
      <DeclineDialog shown={shown} address={address} opened={asked === 'decline'} close={close} />
    </DocumentBar>
  )
}

function depositWith({ estimate, payment_methods, company, deposit_due }: PortalEstimate, address: PortalAddress): Payable {
  return {
    seller: company.name,
    name: `Deposit for ${estimate.number ?? estimate.name}`,
    amount: moneyOf(deposit_due, estimate.currency),
    methods: payment_methods,
    back: 'Back to the estimate',
    pay: (body) => call('POST /portal/{username}/estimates/{key}/pay', { ...address, body }),
    checkout: (body) => call('POST /portal/{username}/estimates/{key}/checkout', { ...address, body }),
  }
}

/** Where the estimate stands, in words: who accepted it, until when it holds, what is asked for in advance. */
function Standing({ shown: { estimate, company, deposit_pending } }: Pick<ShownProps, 'shown'>) {
  const { approval, approved, deposit, deposit_paid, currency } = estimate
  const lines = [
    approved === null
      ? null
      : approval
        ? `Approved by ${approval.name ?? approval.initials}${approval.noted ? `, as noted by ${company.name}` : ''} on ${dayText(approval.timestamp, company)}`
        : `Approved by ${approved}`,
    estimate.status === 'declined' ? `Declined on ${dayText(estimate.date_declined, company)}` : null,
    estimate.status === 'expired' ? 'It has expired. Ask for a new one.' : null,
    deposit > 0 ? `${depositWords(deposit_paid, deposit_pending)}: ${moneyText(deposit, currency)}` : null,
  ]
  return lines.map((line) =>
    line ? (
      <Text key={line} c="dimmed">
        {line}
      </Text>
    ) : null,
  )
}

function depositWords(isPaid: boolean, isPending: boolean): string {
  if (isPaid) return 'Deposit paid'
  return isPending ? 'A payment of the deposit is being confirmed' : 'A deposit is asked for'
}
