import { Paper, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { isPositive } from '../../../core/money.ts'
import { list } from '../../api.ts'
import type { Invoice } from '../../records.ts'
import { useCompany } from '../../session.ts'
import { useToday } from '../../ui/dates.tsx'
import { Money, majorUnits, moneyText } from '../../ui/Money.tsx'
import { LoadingRows, ProblemNote } from '../../ui/states.tsx'
import { type Aging, ageOf } from './aging.ts'
import classes from './Home.module.css'

const PAGES_MAX = 10

/** All open invoices, page by page; beyond a thousand the figures would take too long here and say so. */
async function openInvoices(signal: AbortSignal): Promise<{ invoices: Invoice[]; isComplete: boolean }> {
  const invoices: Invoice[] = []
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const { rows, total } = await list('GET /invoices', {
      query: { page, per_page: 100, sort: 'due_date asc', filter: { draft: 0, paid: 0, closed: 0, voided: 0 } },
      signal,
    })
    invoices.push(...rows)
    if (invoices.length >= total || rows.length === 0) return { invoices, isComplete: true }
  }
  return { invoices, isComplete: false }
}

/** What customers owe and how late it is. */
export function Receivable() {
  const company = useCompany()
  const today = useToday()
  const open = useQuery({ queryKey: ['GET /invoices', 'open'], queryFn: ({ signal }) => openInvoices(signal) })
  if (open.error)
    return (
      <Paper>
        <ProblemNote error={open.error} retry={() => void open.refetch()} />
      </Paper>
    )
  if (!open.data)
    return (
      <Paper>
        <LoadingRows noun="figures" count={4} />
      </Paper>
    )
  const { invoices, isComplete } = open.data
  const ages = ageOf(invoices, today, company.time_zone)
  const shown =
    ages.length > 0
      ? ages
      : ageOf([{ currency: company.currency, balance: 0, due_date: null } as Invoice], today, company.time_zone)
  return (
    <>
      {shown.map((age) => (
        <Figures key={age.currency} age={age} count={invoices.filter(({ currency }) => currency === age.currency).length} />
      ))}
      {isComplete ? null : (
        <Text fz="xs" c="dimmed">
          Of the {invoices.length.toLocaleString()} invoices that fall due first.
        </Text>
      )}
    </>
  )
}

function Figures({ age, count }: { readonly age: Aging; readonly count: number }) {
  const { currency } = age
  return (
    <Paper component="section" aria-label={`Receivable in ${currency.toUpperCase()}`}>
      <div className={classes.figures}>
        <Figure label="Outstanding" amount={majorUnits(age.outstanding)} currency={currency} />
        <Figure label="Past due" amount={majorUnits(age.pastDue)} currency={currency} bad={isPositive(age.pastDue)} />
        <div className={classes.figure}>
          <Text fz="xs" c="dimmed">
            Open invoices
          </Text>
          <Text fz="1.5rem" fw={620} className="figures">
            {count.toLocaleString()}
          </Text>
        </div>
      </div>
      <div className={classes.bar} aria-hidden>
        {age.buckets
          .filter(({ amount }) => isPositive(amount))
          .map(({ label, color, amount }) => (
            <span key={label} style={{ flexGrow: amount.amount, background: color }} />
          ))}
      </div>
      <div className={classes.legend}>
        {age.buckets.map(({ label, color, amount }) => (
          <span key={label}>
            <i style={{ background: color }} />
            {label} <strong className="figures">{moneyText(majorUnits(amount), currency)}</strong>
          </span>
        ))}
      </div>
    </Paper>
  )
}

function Figure({
  label,
  amount,
  currency,
  bad = false,
}: {
  readonly label: string
  readonly amount: number
  readonly currency: string
  readonly bad?: boolean
}) {
  return (
    <div className={classes.figure}>
      <Text fz="xs" c="dimmed">
        {label}
      </Text>
      <Money amount={amount} currency={currency} fz="1.5rem" fw={620} {...(bad ? { c: 'var(--mantine-color-error)' } : {})} />
    </div>
  )
}
