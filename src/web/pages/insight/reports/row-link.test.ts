import { expect, test } from 'vitest'
import { rowLink } from './row-link.ts'

const columns = ['label', 'customer', 'number', 'date', 'amount'].map((id) => ({ id, name: id, type: 'text' as const }))
const row = (object: string | null, cells: (string | number | null)[]) =>
  ({ level: 0, object, object_id: object === null ? null : 7, cells }) as const

test('a row leads to its record from the cell that names it', () => {
  const cells = ['Paper', 'Acme Corp', 'INV-0001', '2014-11-18', 5]
  expect(rowLink({ columns }, row('invoice', cells))).toEqual({ to: '/invoices/7', index: 2 })
  expect(rowLink({ columns }, row('customer', cells))).toEqual({ to: '/customers/7', index: 1 })
  expect(rowLink({ columns }, row('payment', ['Check', 'Acme Corp', null, '2014-11-18', 5]))).toEqual({
    to: '/payments/7',
    index: 3,
  })
  expect(rowLink({ columns }, row('customer', ['Globex', null, null, null, 5]))).toEqual({ to: '/customers/7', index: 0 })
})

test('a row that is about no record, or about one without a page, leads nowhere', () => {
  expect(rowLink({ columns }, row(null, ['Paper', null, null, null, 5]))).toBe(null)
  expect(rowLink({ columns }, row('ledger_entry', ['Paper', null, null, null, 5]))).toBe(null)
})
