/**
 * Owns: which reports there are to ask for, what may be asked of each, and how the answer of the books becomes tables.
 * Does not own: what a report says (the file of its subject), how it is written as CSV or PDF.
 * Invariants: amounts of two currencies are never in one table; totals are the sums of the rows of level 0; a report that
 * was built does not change.
 */
import { type Currency, minorDigits } from '../../../core/currency.ts'
import {
  type CalendarDate,
  calendarDate,
  type Day,
  dayOf,
  firstOfMonth,
  isCalendarDate,
  isInCalendar,
} from '../../../core/date.ts'
import { addDecimals, type Decimal, decimal, decimalText, ZERO } from '../../../core/decimal.ts'
import { inMajorUnits, money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { REPORTS } from './catalog.ts'
import type { Report, ReportDraft, ReportTable } from './contract.ts'
import type { Choices, Column, ReportKind } from './kind.ts'

/** What the published API allows. */
export const ROWS_MAX = 10_000
/** A report is read soon after it was built. */
export const KEPT_DAYS = 90

/** What is asked of a report, complete. */
export interface Asked {
  readonly kind: ReportKind
  readonly start: CalendarDate
  readonly end: CalendarDate
  readonly today: CalendarDate
  readonly zone: string
  readonly currency: Currency | null
  readonly choices: Choices
}

/** One row as the statement of a report answers it. */
export type Row = Readonly<Record<string, string | number | null>> & { readonly currency: string; readonly level: number }

/** @throws Refusal invalid: a type that is not known, dates the wrong way round, a grouping that the report does not offer */
export function askFor(draft: ReportDraft, today: Day, choices: Omit<Choices, 'group_by'>): Asked {
  const kind = kindOf(draft)
  const { start_date, end_date, currency, group_by } = draft.parameters ?? {}
  const end = end_date ? dateOf(end_date, 'end_date', today.zone) : today.date
  const start = start_date ? dateOf(start_date, 'start_date', today.zone) : firstOfMonth(end)
  if (kind.period === 'range' && start > end)
    throw new Refusal('invalid', 'period_reversed', 'A report begins before it ends.', 'parameters.start_date')
  const grouping = groupingOf(kind, group_by ?? null)
  return {
    kind,
    ...{ start, end, today: today.date, zone: today.zone },
    currency: currency ?? null,
    choices: { ...choices, group_by: grouping },
  }
}

function kindOf({ type, definition }: ReportDraft): ReportKind {
  if (definition)
    throw new Refusal(
      'invalid',
      'definition_not_taken',
      'Reports of your own making are not offered; leave the definition out and name one of the ready-made types.',
      'definition',
    )
  const kind = REPORTS.find((one) => one.type === type)
  const known = REPORTS.map((one) => one.type).sort()
  if (!kind)
    throw new Refusal('invalid', 'report_unknown', `There is no report "${type}"; there are ${known.join(', ')}.`, 'type')
  return kind
}

function dateOf(text: string, field: string, zone: string): CalendarDate {
  if (isCalendarDate(text)) return calendarDate(text)
  const instant = new Date(Number(text) * 1000)
  if (isInCalendar(instant)) return dayOf(instant, zone).date
  throw new Refusal('invalid', 'date_invalid', 'Say a date as YYYY-MM-DD or in UNIX seconds.', `parameters.${field}`)
}

function groupingOf({ group_by = [], title }: ReportKind, wanted: string | null): string | null {
  if (wanted === null) return group_by[0] ?? null
  if (group_by.includes(wanted)) return wanted
  const offered = group_by.length > 0 ? `it can be ${group_by.join(', ')}` : 'it has one form only'
  throw new Refusal('invalid', 'group_by_unknown', `${title} cannot be grouped by ${wanted}; ${offered}.`, 'parameters.group_by')
}

export function parametersOf({ kind, start, end, currency, choices }: Asked): Report['parameters'] {
  return {
    start_date: kind.period === 'range' ? start : null,
    end_date: kind.period === 'now' ? null : end,
    currency,
    group_by: choices.group_by,
  }
}

/** For example sales_by_item-2014-11-01-2014-11-30. */
export function fileNameOf({ kind, ...asked }: Asked): string {
  const { start_date, end_date } = parametersOf({ kind, ...asked })
  return [kind.type, start_date, end_date ?? asked.today].filter(Boolean).join('-')
}

/** A table for each currency, the company's own first. Without any row there is one, and it is empty. */
export function tablesOf({ kind, choices, ...asked }: Asked, rows: readonly Row[], own: Currency): ReportTable[] {
  if (rows.length > ROWS_MAX)
    throw new Refusal(
      'refused',
      'report_too_long',
      `This report has more than ${ROWS_MAX} rows. Ask for fewer days, or for one currency.`,
      'parameters',
    )
  const found = [...new Set(rows.map(({ currency }) => currency))].sort()
  const currencies =
    found.length === 0 ? [asked.currency ?? own] : [...found].sort((a, b) => Number(b === own) - Number(a === own))
  const columns = kind.columns(choices)
  return currencies.map((currency) =>
    tableOf(
      kind,
      columns,
      currency as Currency,
      rows.filter((row) => row.currency === currency),
    ),
  )
}

function tableOf({ title }: ReportKind, columns: readonly Column[], currency: Currency, rows: readonly Row[]): ReportTable {
  return {
    title: `${title} (${currency.toUpperCase()})`,
    currency,
    columns: columns.map(({ id, name, type }) => ({ id, name, type })),
    rows: rows.map((row) => ({
      level: row.level,
      cells: columns.map((column) => cellOf(column, row[column.id] ?? null, currency)),
      object: (row['object'] ?? null) as string | null,
      object_id: (row['object_id'] ?? null) as number | null,
    })),
    totals: columns.some(({ totalled }) => totalled)
      ? columns.map((column) => (column.totalled ? totalOf(column, rows, currency) : null))
      : null,
  }
}

function totalOf(column: Column, rows: readonly Row[], currency: Currency): number {
  const ofRows = rows.filter(({ level }) => level === 0).map((row) => decimal(String(row[column.id] ?? 0)))
  const total = ofRows.reduce<Decimal>(addDecimals, ZERO)
  return cellOf(column, decimalText(total), currency) as number
}

function cellOf({ type }: Column, value: string | number | null, currency: Currency): string | number | null {
  if (value === null) return null
  if (type === 'text' || type === 'date') return String(value)
  return Number(type === 'money' ? decimalText(inMajorUnits(money(Number(value), currency))) : value)
}

/** A cell as it is written: money with all its digits, other figures as they are. */
export function cellText(value: string | number | null, type: Column['type'], currency: string): string {
  if (value === null) return ''
  return type === 'money' ? Number(value).toFixed(minorDigits(currency as Currency)) : String(value)
}
