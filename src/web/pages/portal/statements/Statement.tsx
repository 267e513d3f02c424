import { SegmentedControl, Text } from '@mantine/core'
import { useRead } from '../../../query.ts'
import type { PortalCompany, Statement } from '../../../records.ts'
import { useListSearch } from '../../../ui/list-search.ts'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { sentence } from '../../receivables/invoices/methods.ts'
import classes from '../Document.module.css'
import { DocumentBar, DocumentPart, dayText, PortalDocument, PortalGround, usePortalAddress } from '../Document.tsx'

const ASKED = ['type', 'start', 'end', 'items', 'currency'] as const

/** A customer's account as its link shows it: what moved it, or what is open. The address says which, as the link in the mail does. */
export function PortalStatementPage() {
  const { username, key } = usePortalAddress()
  const search = useListSearch()
  const query = Object.fromEntries(ASKED.map((name) => [name, search.get(name) || undefined]))
  const read = useRead('GET /portal/{username}/statements/{key}', { username, key, query })
  return (
    <PortalGround read={read} noun="statement">
      {({ company, customer, statement }) => (
        <PortalDocument
          company={company}
          customer={customer}
          name="Statement"
          number={null}
          pdf={statement.pdf_url}
          facts={[
            ['From', dayText(statement.start, company)],
            [statement.start === null ? 'As of' : 'To', dayText(statement.end, company)],
            ['Customer number', customer.number],
          ]}
          bar={
            <DocumentBar
              label="Balance"
              action={
                <SegmentedControl
                  className="no-print"
                  aria-label="Which statement"
                  value={statement.type}
                  onChange={(type) => search.set({ type, start: undefined, end: undefined })}
                  data={[
                    { value: 'balance_forward', label: 'Activity' },
                    { value: 'open_item', label: 'Open items' },
                  ]}
                />
              }
            >
              <div className={classes.label}>Balance</div>
              <Money amount={statement.balance} currency={statement.currency} fz="1.625rem" fw={640} />
              {statement.credit_balance > 0 ? (
                <Text c="dimmed">{`Credit balance: ${moneyText(statement.credit_balance, statement.currency)}`}</Text>
              ) : null}
            </DocumentBar>
          }
        >
          <Rows statement={statement} company={company} />
          <Aging statement={statement} />
        </PortalDocument>
      )}
    </PortalGround>
  )
}

function Rows({ statement, company }: { readonly statement: Statement; readonly company: PortalCompany }) {
  const { rows, currency } = statement
  const isOpenItem = statement.type === 'open_item'
  if (rows.length === 0) return <Text c="dimmed">{isOpenItem ? 'Nothing is open.' : 'Nothing moved this account.'}</Text>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable with the keyboard
    <section style={{ overflowX: 'auto' }} tabIndex={0} aria-label="Rows">
      <table className={classes.rows}>
        <caption className="visually-hidden">Statement</caption>
        <thead>
          <tr>
            <th scope="col" className={classes.wide}>
              Date
            </th>
            <th scope="col">What</th>
            {isOpenItem ? (
              <th scope="col" className={classes.wide}>
                Due
              </th>
            ) : null}
            <th scope="col" className={classes.figure}>
              Amount
            </th>
            <th scope="col" className={classes.figure}>
              {isOpenItem ? 'Open' : 'Balance'}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a statement are read as they are and never move
            <tr key={index}>
              <td className={classes.wide}>{dayText(row.date, company)}</td>
              <td>
                {`${sentence(row.type)} ${row.number ?? ''}`}
                <div className={classes.small}>{dayText(row.date, company)}</div>
                {row.due_date === null ? null : <div className={classes.small}>{`due ${dayText(row.due_date, company)}`}</div>}
              </td>
              {isOpenItem ? <td className={classes.wide}>{dayText(row.due_date, company) ?? '–'}</td> : null}
              <td className={classes.figure}>{row.type === 'previous_balance' ? '' : moneyText(row.amount, currency)}</td>
              <td className={classes.figure}>{moneyText(row.balance, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** What is owed by age, in days. */
function Aging({ statement: { aging, currency } }: { readonly statement: Statement }) {
  const due = aging.filter(({ amount }) => amount !== 0)
  if (due.length === 0) return null
  return (
    <DocumentPart label="By age">
      <dl className={classes.facts} style={{ width: 'fit-content' }}>
        {due.map(({ from_days, to_days, amount }) => (
          <Pair key={from_days} name={ageText(from_days, to_days)} value={moneyText(amount, currency)} />
        ))}
      </dl>
    </DocumentPart>
  )
}

function Pair({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  )
}

function ageText(from: number | null, to: number | null): string {
  if (from === null) return 'Not yet due'
  return to === null ? `${from} days and more` : `${from}–${to} days`
}
