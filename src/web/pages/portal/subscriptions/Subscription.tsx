import { Alert, Anchor, Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { sourceText } from '../../../../modules/payments/autopay-consents/rules.ts'
import { useRead } from '../../../query.ts'
import type { PortalSubscriptionPage as Page, PortalSubscription } from '../../../records.ts'
import { useListSearch } from '../../../ui/list-search.ts'
import { Money, moneyText, plainText } from '../../../ui/Money.tsx'
import { rhythmText } from '../../catalog/plans/plan-text.ts'
import { SubscriptionBadge } from '../../recurring/subscriptions/SubscriptionBadge.tsx'
import classes from '../Document.module.css'
import {
  DocumentBar,
  DocumentPart,
  dayText,
  type PortalAddress,
  PortalDocument,
  PortalGround,
  usePortalAddress,
} from '../Document.tsx'
import { PreviewNote } from '../PreviewNote.tsx'
import { ApproveDialog, EndDialog, SourceDialog } from './dialogs.tsx'

/** A subscription as its customer sees it: what it costs, when it is billed, how it is paid, and the way to end it. */
export function PortalSubscriptionPage() {
  const { username, key } = usePortalAddress()
  const read = useRead('GET /portal/{username}/subscriptions/{key}', { username, key })
  const told = useListSearch().get('signed')
  return (
    <PortalGround read={read} noun="subscription">
      {(shown) => (
        <>
          {told === 'completed' ? (
            <Alert className="no-print" mb="md" color="pine" variant="light" role="status" title="Thank you">
              Your subscription is set up.
            </Alert>
          ) : null}
          {shown.preview ? <PreviewNote company={shown.company} text={previewText(shown)} /> : null}
          <Shown shown={shown} address={{ username, key }} />
        </>
      )}
    </PortalGround>
  )
}

function previewText({ can_approve, can_cancel, can_keep, autopay }: Page): string | undefined {
  const theirs = [
    ...(can_approve ? ['approve it'] : []),
    ...(can_cancel ? ['end it'] : []),
    ...(can_keep ? ['keep it'] : []),
    ...(autopay ? ['change what it is paid with'] : []),
  ]
  return theirs.length > 0 ? `Only they can ${theirs.join(' or ')} here.` : undefined
}

interface ShownProps {
  readonly shown: Page
  readonly address: PortalAddress
}

function Shown({ shown, address }: ShownProps) {
  const { company, customer, subscription } = shown
  return (
    <PortalDocument
      company={company}
      customer={customer}
      name={subscription.name}
      number={`${moneyText(subscription.recurring_total, subscription.currency)} ${rhythmText(subscription)}`}
      pdf={null}
      facts={[
        ['Since', dayText(subscription.start_date, company)],
        ['This period ends', dayText(subscription.period_end, company)],
        ['Agreed until', dayText(subscription.contract_period_end, company)],
        ['Quantity', subscription.quantity === 1 ? null : plainText(subscription.quantity)],
      ]}
      bar={<StandingBar shown={shown} address={address} />}
    >
      {subscription.addons.length > 0 ? (
        <DocumentPart label="With">
          {subscription.addons.map(({ name, quantity }) => (
            <Text key={name}>{`${plainText(quantity)} × ${name}`}</Text>
          ))}
        </DocumentPart>
      ) : null}
      <OpenInvoices shown={shown} />
      <PaymentPart shown={shown} address={address} />
      <Approval shown={shown} />
      <Others shown={shown} />
    </PortalDocument>
  )
}

function StandingBar({ shown, address }: ShownProps) {
  const [asked, setAsked] = useState<'approve' | 'cancel' | 'keep' | null>(null)
  const close = () => setAsked(null)
  const { subscription, next_bill, company } = shown
  const may = (allowed: boolean) => allowed && !shown.preview
  const [canApprove, canCancel, canKeep] = [may(shown.can_approve), may(shown.can_cancel), may(shown.can_keep)]
  return (
    <DocumentBar
      label="Your subscription"
      action={
        canCancel || canKeep || canApprove ? (
          <Group gap="xs" className="no-print">
            {canCancel ? (
              <Button size="md" variant="default" onClick={() => setAsked('cancel')}>
                End subscription
              </Button>
            ) : null}
            {canKeep ? (
              <Button size="md" variant="default" onClick={() => setAsked('keep')}>
                Keep subscription
              </Button>
            ) : null}
            {canApprove ? (
              <Button size="md" onClick={() => setAsked('approve')}>
                Approve
              </Button>
            ) : null}
          </Group>
        ) : (
          <SubscriptionBadge status={subscription.status} />
        )
      }
    >
      {canCancel || canKeep || canApprove ? <SubscriptionBadge status={subscription.status} /> : null}
      {next_bill ? (
        <>
          <div className={classes.label}>{`Next bill on ${dayText(next_bill.date, company)}`}</div>
          <Money amount={next_bill.total} currency={subscription.currency} fz="1.625rem" fw={640} />
        </>
      ) : (
        <Text c="dimmed">{endText(subscription, company)}</Text>
      )}
      <ApproveDialog shown={shown} address={address} opened={asked === 'approve'} close={close} />
      <EndDialog
        shown={shown}
        address={address}
        verb={asked === 'keep' ? 'keep' : 'cancel'}
        opened={asked === 'cancel' || asked === 'keep'}
        close={close}
      />
    </DocumentBar>
  )
}

function endText(subscription: PortalSubscription, company: Page['company']): string {
  if (subscription.status === 'canceled' || subscription.status === 'finished') return 'It is over. Nothing more is billed.'
  if (subscription.cancel_at_period_end) return `It ends on ${dayText(subscription.period_end, company)}. Nothing more is billed.`
  return 'No bill is planned.'
}

function OpenInvoices({ shown: { open_invoices, subscription, company } }: Pick<ShownProps, 'shown'>) {
  if (open_invoices.length === 0) return null
  return (
    <DocumentPart label="To pay">
      <table className={classes.rows}>
        <tbody>
          {open_invoices.map(({ number, balance, due_date, url }) => (
            <tr key={number}>
              <td>{url ? <Anchor href={url}>{number}</Anchor> : number}</td>
              <td>{due_date === null ? '' : `due ${dayText(due_date, company)}`}</td>
              <td className={classes.figure}>
                <Money amount={balance} currency={subscription.currency} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </DocumentPart>
  )
}

function PaymentPart({ shown, address }: ShownProps) {
  const [changing, setChanging] = useState(false)
  const { payment_sources, payment_methods, autopay, subscription, preview } = shown
  const isOver = subscription.status === 'canceled' || subscription.status === 'finished'
  return (
    <DocumentPart label="Paid with">
      <Stack gap={6}>
        {payment_sources.map((source) => (
          <Line key={`${source.name} ${source.last4}`}>
            <Text>{sourceText(source)}</Text>
            {source.is_default ? <Badge variant="light">In use</Badge> : null}
          </Line>
        ))}
        <Text c="dimmed" fz="sm">
          {payment_sources.length === 0
            ? 'No card or bank account is saved. Bills come with a link to pay.'
            : autopay
              ? 'Bills are paid by themselves.'
              : 'Bills come with a link to pay; the saved card or account is offered there.'}
        </Text>
        {payment_methods.length > 0 && !isOver && !(preview && autopay) ? (
          <Button variant="default" className="no-print" style={{ alignSelf: 'flex-start' }} onClick={() => setChanging(true)}>
            {payment_sources.length === 0 ? 'Save a way to pay' : 'Pay with something else'}
          </Button>
        ) : null}
      </Stack>
      <SourceDialog shown={shown} address={address} opened={changing} close={() => setChanging(false)} />
    </DocumentPart>
  )
}

function Line({ children }: { readonly children: ReactNode }) {
  return <Group gap="xs">{children}</Group>
}

function Approval({ shown: { subscription, company } }: Pick<ShownProps, 'shown'>) {
  const { approval } = subscription
  if (!approval) return null
  return (
    <DocumentPart label="Approved">
      <Text>{`By ${approval.name ?? approval.initials} on ${dayText(approval.timestamp, company)}`}</Text>
    </DocumentPart>
  )
}

function Others({ shown: { others } }: Pick<ShownProps, 'shown'>) {
  if (others.length === 0) return null
  return (
    <DocumentPart label="Your other subscriptions">
      <Stack gap="xs">
        {others.map((other) => (
          <Paper key={other.url} withBorder p="sm" component="section" aria-label={other.name}>
            <Group justify="space-between" gap="xs">
              <Anchor href={other.url}>{other.name}</Anchor>
              <SubscriptionBadge status={other.status} />
            </Group>
            <Title order={3} fz="sm" fw={400} c="dimmed">
              {`${moneyText(other.recurring_total, other.currency)} ${rhythmText(other)}`}
            </Title>
          </Paper>
        ))}
      </Stack>
    </DocumentPart>
  )
}
