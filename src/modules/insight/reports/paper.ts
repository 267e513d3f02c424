/** A report on paper, in the company's own notation. Every figure is one of the report's. */
import { type Currency, minorDigits } from '../../../core/currency.ts'
import { calendarDate } from '../../../core/date.ts'
import { decimal } from '../../../core/decimal.ts'
import { accent } from '../../receivables/documents/paper/accent.ts'
import { type Writing, writing } from '../../receivables/documents/paper/locale.ts'
import { paperSize } from '../../receivables/documents/paper/paper.ts'
import type { Report, ReportTable } from './contract.ts'

interface Company {
  readonly name: string
  readonly country: string
  readonly language: string
  readonly color: string | null
}

/** What the template reads; all texts are finished. Reports are written in English, their figures as the company writes them. */
export function reportPaper(report: Pick<Report, 'title' | 'parameters' | 'data'>, company: Company) {
  const words = writing('en', company.country)
  const content = {
    language: 'en',
    right_to_left: false,
    paper: paperSize(company.country),
    color: accent(company.color),
    title: report.title,
    stamp: null,
    style: 'classic',
    running_name: company.name,
    page_label: 'Page {page} of {pages}',
    subtitle: periodText(report.parameters, words),
    tables: report.data.map((table) => paperTable(table, words)),
  }
  return { template: 'insight/reports/report.typ', content, files: {} }
}

function periodText({ start_date, end_date }: Report['parameters'], words: Writing): string {
  if (start_date && end_date) return words.range(calendarDate(start_date), calendarDate(end_date))
  return end_date ? words.date(calendarDate(end_date)) : ''
}

function paperTable({ title, columns, rows, totals, currency }: ReportTable, words: Writing) {
  const text = (value: string | number | null, i: number) => cellOn(value, columns[i]!.type, currency, words)
  return {
    title,
    columns: columns.map(({ name, type }) => ({ name, figure: type !== 'text' && type !== 'date' })),
    rows: [
      ...rows.map(({ level, cells }) => ({ level, strong: false, cells: cells.map(text) })),
      ...(totals ? [{ level: 0, strong: true, cells: totals.map((value, i) => (i === 0 ? 'Total' : text(value, i))) }] : []),
    ],
  }
}

function cellOn(
  value: string | number | null,
  type: ReportTable['columns'][number]['type'],
  currency: string,
  words: Writing,
): string {
  if (value === null) return ''
  if (type === 'text') return String(value)
  if (type === 'date') return words.shortDate(calendarDate(String(value)))
  const digits = type === 'money' ? minorDigits(currency as Currency) : 0
  const exact = String(value)
  return words.price(decimal(exact.includes('e') ? Number(value).toFixed(10) : exact), digits)
}
