import { expect, test } from 'vitest'
import { calendarDate } from '../../../../core/date.ts'
import { newLine, previewOf } from '../documents/draft.ts'
import { bodyOf, dueByTerms, type InvoiceDraft, newDraft } from './draft.ts'

const draft: InvoiceDraft = {
  ...newDraft(calendarDate('2014-11-18'), 'usd'),
  customer: 7,
  payment_terms: 'NET 30',
  items: [
    newLine({ name: 'Copy paper, Case', quantity: '3', unit_cost: '45' }),
    newLine({ name: 'Delivery', unit_cost: '10' }),
    newLine(),
  ],
  taxes: [{ rate: null, amount: '3.85' }],
}

test('3 cases at 45.00, delivery at 10.00 and a tax of 3.85 come to 148.85 while typing', () => {
  const { totals, problem } = previewOf(draft)
  expect([totals?.subtotal.amount, totals?.total.amount, problem]).toEqual([14_500, 14_885, null])
})

test('a figure that is half typed counts as nothing; a total below zero says why', () => {
  expect(
    previewOf({
      ...draft,
      taxes: [
        { rate: null, amount: '3.' },
        { rate: null, amount: 'x' },
      ],
    }).totals?.total.amount,
  ).toBe(14_800)
  expect(previewOf({ ...draft, discounts: [{ rate: null, amount: '1000' }] }).problem).toMatch(/negative/)
})

test('what is sent is exact text, without the empty last line, with taxes as shown', () => {
  const body = bodyOf({ ...draft, items: [newLine({ name: 'Bolt', quantity: '3', unit_cost: '0.0125' })] }, 'America/Chicago')
  expect(body.items).toEqual([expect.objectContaining({ name: 'Bolt', quantity: '3', unit_cost: '0.0125', catalog_item: null })])
  expect(bodyOf(draft, 'America/Chicago').items).toHaveLength(2)
  expect(body).toMatchObject({ date: 1_416_290_400, taxes: [{ amount: '3.85' }], calculate_taxes: false })
  expect('due_date' in body).toBe(false)
})

test('of the own fields of a line only what changed is sent, whole, and nothing of our own book-keeping', () => {
  const line = newLine({ name: 'Desk', id: 5, metadata: { room: '12', crm_id: 7 }, metadata_kept: { room: '12', crm_id: 7 } })
  const sent = (metadata: typeof line.metadata) =>
    bodyOf({ ...draft, items: [{ ...line, metadata }] }, 'America/Chicago').items?.[0]
  expect(sent(line.metadata)).not.toHaveProperty('metadata')
  expect(sent({ ...line.metadata, room: '14' })).toMatchObject({ id: 5, metadata: { room: '14', crm_id: 7 } })
  expect(sent(line.metadata)).not.toHaveProperty('metadata_kept')
})

test('the due date follows from the terms until one is typed', () => {
  expect(dueByTerms(draft)).toBe('2014-12-18')
  expect(bodyOf({ ...draft, due_date: '2014-12-01' }, 'America/Chicago').due_date).toBe(1_417_413_600)
})
