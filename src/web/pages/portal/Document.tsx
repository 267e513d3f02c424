import { Button, Paper, Text, Title } from '@mantine/core'
import { IconFileDownload } from '@tabler/icons-react'
import { useParams, useRouteContext } from '@tanstack/react-router'
import { type CSSProperties, Fragment, type ReactNode, useEffect } from 'react'
import { ApiError, call } from '../../api.ts'
import type { Portal } from '../../portal-routes.tsx'
import type { PortalCompany, PortalCustomer } from '../../records.ts'
import { dateOf, dateText } from '../../ui/dates.tsx'
import { type Postal, postalLines } from '../../ui/postal.ts'
import { LoadingRows, ProblemNote } from '../../ui/states.tsx'
import classes from './Document.module.css'
import { NoSuchDocument } from './NoSuchDocument.tsx'

/** Whose portal this is, and the key of the document in its link. */
export interface PortalAddress {
  readonly username: string
  readonly key: string
}

export function usePortalAddress(): PortalAddress {
  const { portal } = useRouteContext({ strict: false }) as { portal: Portal }
  return { username: portal.username, key: String(useParams({ strict: false }).key) }
}

/** Its sender is told that the document was opened. */
export function useTellViewed(
  room: 'invoices' | 'estimates' | 'credit_notes',
  { username, key }: PortalAddress,
  isShown: boolean,
): void {
  useEffect(() => {
    if (isShown) call(`POST /portal/{username}/${room}/{key}/viewed`, { username, key }).catch(() => undefined)
  }, [isShown, room, username, key])
}

interface Read<Data> {
  readonly data: Data | undefined
  readonly error: unknown
  readonly refetch: () => unknown
}

/** The page around a document: it, or that it is on its way, or why it is not. */
export function PortalGround<Data>({
  read,
  noun,
  children,
}: {
  readonly read: Read<Data>
  readonly noun: string
  readonly children: (data: Data) => ReactNode
}) {
  if (read.error instanceof ApiError && read.error.status === 404) return <NoSuchDocument />
  return (
    <div className={classes.ground}>
      <main className={classes.column}>
        {read.data !== undefined ? (
          children(read.data)
        ) : (
          <Paper>
            {read.error ? <ProblemNote error={read.error} retry={() => void read.refetch()} /> : <LoadingRows noun={noun} />}
          </Paper>
        )}
      </main>
    </div>
  )
}

interface PortalDocumentProps {
  readonly company: PortalCompany
  readonly customer: PortalCustomer
  /** What it calls itself, such as "Invoice". */
  readonly name: string
  readonly number: string | null
  readonly pdf: string | null
  /** Beside the name: dates, terms. Facts without a value are left out. */
  readonly facts: readonly (readonly [name: string, value: string | null])[]
  readonly notes?: string | null
  /** What there is to do, above the sheet. */
  readonly bar?: ReactNode
  readonly children: ReactNode
}

/** A document as its receiver sees it: the sender's name and colour, what there is to do, and the sheet itself. */
export function PortalDocument({ company, customer, name, number, pdf, facts, notes, bar, children }: PortalDocumentProps) {
  const brand = company.color && /^#[0-9a-f]{6}$/i.test(company.color) ? { '--brand': company.color } : {}
  return (
    <div style={brand as CSSProperties}>
      <title>{`${[name, number].filter(Boolean).join(' ')} · ${company.name}`}</title>
      <header className={classes.top}>
        <div className={classes.seller}>{company.logo ? <img src={company.logo} alt={company.name} /> : company.name}</div>
        {pdf ? (
          <Button
            component="a"
            href={pdf}
            variant="default"
            className="no-print"
            leftSection={<IconFileDownload size={16} />}
            download
          >
            Download PDF
          </Button>
        ) : null}
      </header>
      {bar}
      <Paper className={classes.sheet ?? ''} component="article" aria-label={name}>
        <div className={classes.heads}>
          <div>
            <Title order={1} fz="1.75rem">
              {name}
            </Title>
            <Text c="dimmed" className="figures">
              {number}
            </Text>
          </div>
          <Facts facts={facts} />
        </div>
        <Parties company={company} customer={customer} />
        {children}
        {notes ? (
          <DocumentPart label="Notes">
            <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{notes}</Text>
          </DocumentPart>
        ) : null}
      </Paper>
      <p className={classes.foot}>{[company.name, company.email, company.phone].filter(Boolean).join(' · ')}</p>
    </div>
  )
}

/** The strip above the sheet: what it comes to on the left, what to do on the right. */
export function DocumentBar({
  label,
  children,
  action,
}: {
  readonly label: string
  readonly children: ReactNode
  readonly action: ReactNode
}) {
  return (
    <Paper className={classes.pay ?? ''} component="section" aria-label={label} aria-live="polite">
      <div>{children}</div>
      <div className={classes.action}>{action}</div>
    </Paper>
  )
}

export function DocumentPart({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <section style={{ marginTop: 28 }}>
      <h2 className={classes.label}>{label}</h2>
      {children}
    </section>
  )
}

/** A part of a page that is filled in. */
export function FormPart({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section style={{ marginTop: 36 }} aria-label={title}>
      <Title order={2} fz="1.1875rem" mb="md">
        {title}
      </Title>
      {children}
    </section>
  )
}

/** A date of the document, told by its sender's calendar. */
export function dayText(seconds: number | null, company: PortalCompany): string | null {
  return seconds === null ? null : dateText(dateOf(seconds, company.time_zone))
}

function Facts({ facts }: Pick<PortalDocumentProps, 'facts'>) {
  return (
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
  )
}

function Parties({ company, customer }: Pick<PortalDocumentProps, 'company' | 'customer'>) {
  const contact = [company.tax_id ? `Tax ID ${company.tax_id}` : null, company.email]
  return (
    <div className={classes.parties}>
      <Party label="From" party={company} home={customer.country ?? company.country} extra={contact} />
      <Party label="To" party={customer} home={company.country} extra={[]} />
    </div>
  )
}

interface PartyProps {
  readonly label: string
  readonly party: Postal & { readonly name: string }
  readonly home: string
  readonly extra: readonly (string | null | undefined)[]
}

function Party({ label, party, home, extra }: PartyProps) {
  return (
    <div>
      <div className={classes.label}>{label}</div>
      <Text fw={600}>{party.name}</Text>
      {[...postalLines(party, home), ...extra].filter(Boolean).map((line) => (
        <Text key={line} c="dimmed">
          {line}
        </Text>
      ))}
    </div>
  )
}
