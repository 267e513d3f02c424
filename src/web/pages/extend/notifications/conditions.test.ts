import { expect, test } from 'vitest'
import { conditionsOf, conditionsText, conditionText } from './conditions.ts'

const KEPT = JSON.stringify([
  { property: 'total', operator: '>=', value: 1000 },
  { property: 'customer.name', operator: 'starts_with', value: 'Acme' },
  { property: 'purchase_order', operator: 'empty', value: null },
])

test('conditions that are saved as they were read stay as they are', () => {
  expect(conditionsText(conditionsOf({ conditions: KEPT }))).toBe(KEPT)
  expect(conditionsText([])).toBe('[]')
})

test('conditions are said in words', () => {
  expect(conditionText({ conditions: KEPT, match_mode: 'all' })).toBe(
    'total is at least 1000 and customer name begins with Acme and purchase order is empty',
  )
  expect(conditionText({ conditions: '[]', match_mode: 'any' })).toBe('')
})
