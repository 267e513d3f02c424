import { Anchor, Button, Group, Paper, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconFileDownload } from '@tabler/icons-react'
import { useParams, useRouteContext } from '@tanstack/react-router'
import { Fragment, useEffect, useState } from 'react'
import { isPositive } from '../../../../core/money.ts'
import { ApiError, call } from '../../../api.ts'
import type { Portal } from '../../../portal-routes.tsx'
import { useRead } from '../../../query.ts'
import type { PortalInvoice } from '../../../records.ts'
import { dateOf, dateText } from '../../../ui/dates.tsx'
import { Money } from '../../../ui/Money.tsx'
import { type Postal, postalLines } from '../../../ui/postal.ts'
import { LoadingRows, ProblemNote } from '../../../ui/states.tsx'
import { InvoiceBadge } from '../../receivables/invoices/InvoiceBadge.tsx'
import { InvoiceLines } from '../../receivables/invoices/InvoiceLines.tsx'
import { methodText } from '../../receivables/invoices/methods.ts'
import { NoSuchDocument } from '../NoSuchDocument.tsx'
import classes from './Invoice.module.css'
import { PayDialog } from './PayDialog.tsx'
import { payableOf } from './payable.ts'

/** What a customer sees who opens the link in the mail: the invoice, and the way to pay it. */
export function PortalInvoicePage() {
  const { portal } = useRouteContext({ strict: false }) as { portal: Portal }
  const key = String(useParams({ strict: false }).key)
  const address = { username: portal.username, key }
  const [isWaiting, setWaiting] = useState(false)
  const read = useRead('GET /portal/{username}/invoices/{key}', address, isWaiting ? { refetchInterval: 5000 } : {})
  const isPending = read.data?.invoice.status === 'pending'
  useEffect(() => setWaiting(isPending), [isPending])
  const isShown = read.data !== undefined
  useEffect(() => {
    if (isShown) call('POST /portal/{username}/invoices/{key}/viewed', { username: portal.username, key }).catch(() => undefined)
  }, [isShown, portal.username, key])
  if (read.error instanceof ApiError && read.error.status === 404) return <NoSuchDocument />
  return (
    <div className={classes.ground}>
      <main className={classes.column}>
        {read.data ? (
          <Document shown={read.data} address={address} />
        ) : read.error ? (
          <Paper>
            <ProblemNote error={read.error} retry={() => void read.refetch()} />
          </Paper>
        ) : (
          <Paper>
            <LoadingRows noun="invoice" />
          </Paper>
        )}
      </main>
    </div>
  )
}

interface DocumentProps {
  readonly shown: PortalInvoice
  readonly address: { readonly username: string; readonly key: string }
}

function Document({ shown, address }: DocumentProps) {
  const { company, customer, invoice } = shown
  const brand = company.color && /^#[0-9a-f]{6}$/i.test(company.color) ? { '--brand': company.color } : {}
  return (
    <div style={brand as React.CSSProperties}>
      <title>{`${invoice.name ?? 'Invoice'} ${invoice.number ?? ''} · ${company.name}`}</title>
      <header className={classes.top}>
        <div className={classes.seller}>{company.logo ? <img src={company.logo} alt={company.name} /> : company.name}</div>
        {invoice.pdf_url ? (
          <Button
            component="a"
            href={invoice.pdf_url}
            variant="default"
            className="no-print"
            leftSection={<IconFileDownload size={16} />}
            download
          >
            Download PDF
          </Button>
        ) : null}
      </header>
      <PayBar shown={shown} address={address} />
      <Paper className={classes.sheet ?? ''} component="article" aria-label="Invoice">
        <Heads shown={shown} />
        <div className={classes.parties}>
          <Party
            label="From"
            party={company}
            home={customer.country ?? company.country}
            extra={[company.tax_id ? `Tax ID ${company.tax_id}` : null, company.email]}
          />
          <Party label="Bill to" party={customer} home={company.country} extra={[]} />
        </div>
        <InvoiceLines invoice={invoice} />
        <Payments shown={shown} />
        {invoice.notes ? (
          <section style={{ marginTop: 28 }}>
            <div className={classes.label}>Notes</div>
            <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{invoice.notes}</Text>
          </section>
        ) : null}
      </Paper>
      <p className={classes.foot}>
        {company.name}
        {company.email ? ` · ${company.email}` : ''}
        {company.phone ? ` · ${company.phone}` : ''}
      </p>
    </div>
  )
}

function Heads({ shown: { invoice, company } }: Pick<DocumentProps, 'shown'>) {
  const date = (seconds: number) => dateText(dateOf(seconds, company.time_zone))
  const facts = [
    ['Date', date(invoice.date)],
    ['Due', invoice.due_date === null ? null : date(invoice.due_date)],
    ['Terms', invoice.payment_terms],
    ['Purchase order', invoice.purchase_order],
  ]
  return (
    <div className={classes.heads}>
      <div>
        <Title order={1} fz="1.75rem">
          {invoice.name}
        </Title>
        <Text c="dimmed" className="figures">
          {invoice.number}
        </Text>
      </div>
      <dl className={classes.facts}>
        {facts.map(([name, value]) =>
          value ? (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </Fragment>
          ) : null,
        )}
      </dl>
    </div>
  )
}

function PayBar({ shown, address }: DocumentProps) {
  const [paying, { open, close }] = useDisclosure()
  const { invoice, payment_methods, company } = shown
  const isOpen = !invoice.closed && isPositive(payableOf(invoice))
  const canPay = isOpen && invoice.payment_url !== null && payment_methods.length > 0
  return (
    <Paper className={classes.pay ?? ''} component="section" aria-label="Payment" aria-live="polite">
      <div>
        <div className={classes.label}>
          {invoice.status === 'paid' ? 'Paid' : invoice.status === 'voided' ? 'Voided, nothing to pay' : 'Amount due'}
        </div>
        <Money
          amount={invoice.status === 'paid' ? invoice.total : invoice.balance}
          currency={invoice.currency}
          fz="1.625rem"
          fw={640}
        />
        {isOpen && invoice.due_date !== null ? (
          <Text c="dimmed">{`by ${dateText(dateOf(invoice.due_date, company.time_zone))}`}</Text>
        ) : null}
      </div>
      {canPay ? (
        <Button size="md" onClick={open} className="no-print">
          Pay now
        </Button>
      ) : (
        <InvoiceBadge status={invoice.status} />
      )}
      <PayDialog shown={shown} address={address} opened={paying} close={close} />
    </Paper>
  )
}

interface Addressed extends Postal {
  readonly name: string
}

function Party({
  label,
  party,
  home,
  extra,
}: {
  readonly label: string
  readonly party: Addressed
  readonly home: string
  readonly extra: readonly (string | null | undefined)[]
}) {
  const lines = [...postalLines(party, home), ...extra].filter(Boolean)
  return (
    <div>
      <div className={classes.label}>{label}</div>
      <Text fw={600}>{party.name}</Text>
      {lines.map((line) => (
        <Text key={line} c="dimmed">
          {line}
        </Text>
      ))}
    </div>
  )
}

function Payments({ shown }: Pick<DocumentProps, 'shown'>) {
  const { payments, company, invoice } = shown
  if (payments.length === 0) return null
  return (
    <section style={{ marginTop: 28 }}>
      <div className={classes.label}>Payments</div>
      {payments.map((payment, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: payments have no id here and only grow at the end
        <Group key={index} justify="space-between" gap="xs">
          <Text>
            {dateText(dateOf(payment.date, company.time_zone))} · {methodText(payment.method)}
            {payment.pdf_url ? (
              <>
                {' · '}
                <Anchor href={payment.pdf_url} underline="always">
                  Receipt
                </Anchor>
              </>
            ) : null}
          </Text>
          <Money amount={payment.amount} currency={invoice.currency} />
        </Group>
      ))}
    </section>
  )
}
