import { expect, test } from 'vitest'
import { counted } from './counted.ts'

test('one is told in the singular, everything else in the plural', () => {
  expect([0, 1, 2].map((count) => counted(count, 'invoice'))).toEqual(['0 invoices', '1 invoice', '2 invoices'])
  expect([1, 2100].map((count) => counted(count, 'entry', 'entries'))).toEqual(['1 entry', '2,100 entries'])
})
