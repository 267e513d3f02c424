import type { LineItem, ShownField } from '../../../records.ts'
import { fieldsSaid } from './metadata.ts'
import { useCustomFields } from './use-custom-fields.ts'

/** What the company's own fields say on the lines of a document. */
export function useLineFields(items: readonly LineItem[]): { line: number; fields: ShownField[] }[] {
  const fields = useCustomFields('line_item')
  return items.map(({ id, metadata }) => ({ line: id, fields: fieldsSaid(metadata, fields) }))
}
