import { expect, test } from 'vitest'
import { checkSpending, spent, splitsOf, suggestedSpending } from './spending.ts'

const note = { id: 9, balance: 60, currency: 'usd' }
const invoices = [
  { id: 1, balance: 45, pending: 0, date: 200, due_date: 300 },
  { id: 2, balance: 30, pending: 10, date: 100, due_date: 200 },
]

test('credit goes to the oldest invoice first, never to what a payment under way settles', () => {
  const spending = suggestedSpending(note, invoices)
  expect(spending).toEqual({ rest: '', 1: '40', 2: '20' })
  expect(suggestedSpending(note, [])).toEqual({ rest: '60' })
  expect(splitsOf(spending, note)).toEqual([
    { type: 'credit_note', credit_note: 9, amount: 40, document_type: 'invoice', invoice: 1 },
    { type: 'credit_note', credit_note: 9, amount: 20, document_type: 'invoice', invoice: 2 },
  ])
})

test('what goes to no invoice goes to the credit balance, without a document', () => {
  const spending = { rest: '12.50', 1: '', 2: '' }
  expect(spent(spending, 'usd').amount).toBe(1_250)
  expect(splitsOf(spending, note)).toEqual([{ type: 'credit_note', credit_note: 9, amount: 12.5 }])
})

test('more than an invoice can take, more than is left, nothing, or no number is refused where it stands', () => {
  expect(checkSpending({ rest: '', 1: '45.01', 2: '' }, note, invoices)['1']).toMatch(/At most \$45\.00/)
  expect(checkSpending({ rest: '', 1: '', 2: '20.01' }, note, invoices)['2']).toMatch(/At most \$20\.00/)
  expect(checkSpending({ rest: '20', 1: '45', 2: '' }, note, invoices)['total']).toMatch(/At most \$60\.00/)
  expect(checkSpending({ rest: '', 1: '', 2: '' }, note, invoices)['total']).toMatch(/at least one/)
  expect(checkSpending({ rest: '', 1: 'ten', 2: '' }, note, invoices)['1']).toMatch(/Enter an amount/)
})
