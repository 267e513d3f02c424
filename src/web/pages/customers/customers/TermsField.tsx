import { Autocomplete, type AutocompleteProps } from '@mantine/core'
import { useList } from '../../../query.ts'

const USUAL = ['Due on receipt', 'NET 7', 'NET 14', 'NET 30', 'NET 60', '2% 10 NET 30']

/** When payment is due, in the words that are printed. Any text is allowed; the company's own terms are offered. */
export function TermsField(props: Omit<AutocompleteProps, 'data'>) {
  const own =
    useList('GET /payment_terms', { query: { per_page: 100, sort: 'name asc', filter: { active: 1 } } }).data?.rows ?? []
  const data = [...new Set([...own.map(({ name }) => name), ...USUAL])]
  return <Autocomplete label="Payment terms" placeholder="Such as NET 30" data={data} {...props} />
}
