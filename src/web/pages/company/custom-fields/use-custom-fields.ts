import { useList } from '../../../query.ts'
import type { CustomField } from '../../../records.ts'

/** The company's own fields of one kind of record; empty until they are read. */
export function useCustomFields(object: CustomField['object']): readonly CustomField[] {
  const query = { per_page: 100, sort: 'name asc', filter: { object } }
  return useList('GET /custom_fields', { query }).data?.rows ?? []
}
