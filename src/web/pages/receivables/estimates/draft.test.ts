import { expect, test } from 'vitest'
import { calendarDate } from '../../../../core/date.ts'
import { newLine, previewOf } from '../documents/draft.ts'
import { bodyOf, depositOf, depositProblem, type EstimateDraft, newDraft } from './draft.ts'

const draft: EstimateDraft = {
  ...newDraft(calendarDate('2014-11-18'), 'usd'),
  customer: 7,
  items: [
    newLine({ name: 'Copy paper, Case', quantity: '3', unit_cost: '45' }),
    newLine({ name: 'Delivery', unit_cost: '13.85' }),
  ],
}
const total = previewOf(draft).totals!.total

test('a deposit is an amount, or a share of the total that is rounded once', () => {
  expect(depositOf({ ...draft, deposit: '50' }, total)?.amount).toBe(5_000)
  expect(depositOf({ ...draft, deposit: '25', deposit_kind: 'percent' }, total)?.amount).toBe(3_721)
  expect(bodyOf({ ...draft, deposit: '25', deposit_kind: 'percent' }, 'America/Chicago')).toMatchObject({ deposit: '37.21' })
  expect(bodyOf({ ...draft, deposit: '37.21' }, 'America/Chicago', 37.21)).not.toHaveProperty('deposit')
  expect(bodyOf(draft, 'America/Chicago')).toMatchObject({ deposit: '0.00', expiration_date: null })
})

test('a deposit above the total, below zero or not a number is refused where it is typed', () => {
  expect(depositProblem({ ...draft, deposit: '148.85' })).toBeNull()
  expect(depositProblem({ ...draft, deposit: '148.86' })).toMatch(/more than the total/)
  expect(depositProblem({ ...draft, deposit: '101', deposit_kind: 'percent' })).toMatch(/more than the total/)
  expect(depositProblem({ ...draft, deposit: '-1' })).toMatch(/below zero/)
  expect(depositProblem({ ...draft, deposit: 'half' })).toMatch(/Enter an amount/)
})
