/** A report as a table for spreadsheets: RFC 4180, in UTF-8, with the currency in the last column. */
import { type Cell, csvText } from '../../../core/csv.ts'
import type { Report, ReportTable } from './contract.ts'
import { cellText } from './rules.ts'

export function reportCsv({ data }: Pick<Report, 'data'>): string {
  const [first] = data
  const heads = first ? [[...first.columns.map(({ name }) => ({ text: name })), 'Currency']] : []
  const rows = data.flatMap((table) => [
    ...table.rows.map(({ cells }) => [...cells.map((value, i) => written(value, table, i)), table.currency.toUpperCase()]),
    ...(table.totals
      ? [[...table.totals.map((value, i) => (i === 0 ? 'Total' : written(value, table, i))), table.currency.toUpperCase()]]
      : []),
  ])
  return csvText([...heads, ...rows])
}

function written(value: string | number | null, { columns, currency }: ReportTable, index: number): Cell {
  const { type } = columns[index]!
  const text = cellText(value, type, currency)
  return type === 'text' ? { text } : text
}
