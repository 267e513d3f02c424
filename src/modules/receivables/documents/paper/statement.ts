/** The body of a statement: what moved the account in a period, or what is open on it. */
import { isZero } from '../../../../core/money.ts'
import { closingOf, linkOf } from './closing.ts'
import type { PaperAgingBucket, PaperStatement, PaperStatementRow } from './facts.ts'
import type { Writing } from './locale.ts'
import type { PaperBody, PaperFact, PaperRow, PaperTable, PaperTotal } from './paper.ts'
import { billTo, shownNumber } from './party.ts'

export function statement(document: PaperStatement, words: Writing): PaperBody {
  const { balance, aging, rows } = document
  return {
    facts: factsOf(document, words),
    parties: [billTo(document.customer, words.label('bill_to'), document.company, words)],
    highlights: [{ label: words.label('amount_due'), value: words.money(balance) }],
    subject: document.period ? null : words.label('open_items'),
    table: rows.length > 0 ? (document.period ? activityTable(document, words) : openItemsTable(document, words)) : null,
    empty: rows.length > 0 ? null : words.label('nothing_open'),
    totals: totalsOf(document, words),
    aging: aging.length > 0 ? { label: words.label('aging'), buckets: aging.map((bucket) => bucketFact(bucket, words)) } : null,
    closing: closingOf(document, words, balance.amount > 0),
    link: linkOf(document.url, words, balance.amount > 0 ? 'pay_online' : 'view_online'),
  }
}

function factsOf({ date, period, ...document }: PaperStatement, words: Writing): PaperFact[] {
  const number = shownNumber(document)
  return [
    { label: words.label('statement_date'), value: words.date(date) },
    ...(period ? [{ label: words.label('period'), value: words.range(period.start, period.end) }] : []),
    ...(number ? [{ label: words.label('customer_number'), value: number }] : []),
  ]
}

/** Balance forward: each row moves the account, and the last column says where it stands then. */
function activityTable({ rows, currency }: PaperStatement, words: Writing): PaperTable {
  const code = { currency: currency.toUpperCase() }
  const columns = [
    { label: words.label('date'), align: 'start', wide: false },
    { label: words.label('activity'), align: 'start', wide: true },
    { label: words.label('amount', code), align: 'end', wide: false },
    { label: words.label('balance', code), align: 'end', wide: false },
  ] as const
  const isCarried = (row: PaperStatementRow) => row.type === 'previous_balance'
  return {
    columns,
    rows: rows.map((row) =>
      rowOf([
        words.shortDate(row.date),
        rowName(row, words),
        isCarried(row) ? '' : words.amount(row.amount),
        words.amount(row.balance),
      ]),
    ),
  }
}

function openItemsTable({ rows, currency }: PaperStatement, words: Writing): PaperTable {
  const columns = [
    { label: words.label('date'), align: 'start', wide: false },
    { label: words.label('document'), align: 'start', wide: true },
    { label: words.label('due_date'), align: 'start', wide: false },
    { label: words.label('document_total'), align: 'end', wide: false },
    { label: words.label('open_amount', { currency: currency.toUpperCase() }), align: 'end', wide: false },
  ] as const
  return {
    columns,
    rows: rows.map((row) =>
      rowOf([
        words.shortDate(row.date),
        rowName(row, words),
        row.due_date ? words.shortDate(row.due_date) : '',
        words.amount(row.amount),
        words.amount(row.balance),
      ]),
    ),
  }
}

function rowOf(cells: readonly string[]): PaperRow {
  return { cells, details: [], adjustments: [] }
}

function rowName({ type, number }: PaperStatementRow, words: Writing): string {
  return words.numbered(type, number)
}

function totalsOf({ balance, credit_balance }: PaperStatement, words: Writing): PaperTotal[] {
  const credit: PaperTotal = { label: words.label('credit_balance'), value: words.money(credit_balance), weight: 'plain' }
  const due: PaperTotal = { label: words.label('amount_due'), value: words.money(balance), weight: 'final' }
  return isZero(credit_balance) ? [due] : [credit, due]
}

function bucketFact({ from_days, to_days, amount }: PaperAgingBucket, words: Writing): PaperFact {
  return { label: bucketLabel(from_days, to_days, words), value: words.money(amount) }
}

function bucketLabel(from_days: number | null, to_days: number | null, words: Writing): string {
  if (from_days === null) return words.label('aging_current')
  const from = days(from_days, words)
  return to_days === null ? words.label('aging_from', { from }) : words.label('aging_between', { from, to: days(to_days, words) })
}

function days(count: number, words: Writing): string {
  return words.quantity({ digits: BigInt(count), scale: 0 })
}
