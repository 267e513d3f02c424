import { paths } from '../../../paths.ts'
import type { Report } from '../../../records.ts'

type Table = Report['data'][number]
type Row = Table['rows'][number]

const PAGES: Readonly<Record<string, (id: number) => string>> = {
  customer: paths.customer,
  invoice: paths.invoice,
  credit_note: paths.creditNote,
  estimate: paths.estimate,
  payment: paths.payment,
  subscription: paths.subscription,
}

/** What stands for a record in its row, most telling first. */
const NAMES: Readonly<Record<string, readonly string[]>> = { customer: ['customer', 'label'] }
const DOCUMENT_NAMES = ['number', 'reference', 'date']

/** Where a row leads, and which of its cells says so; null for a row that is about no record with a page. */
export function rowLink({ columns }: Pick<Table, 'columns'>, row: Row): { readonly to: string; readonly index: number } | null {
  const page = row.object === null ? undefined : PAGES[row.object]
  if (!page || row.object === null || row.object_id === null) return null
  const says = (index: number) => index >= 0 && row.cells[index] !== null && row.cells[index] !== ''
  const named = (NAMES[row.object] ?? DOCUMENT_NAMES).map((name) => columns.findIndex(({ id }) => id === name)).find(says)
  const index = named ?? row.cells.findIndex((_, at) => says(at))
  return index < 0 ? null : { to: page(row.object_id), index }
}
