import { expect, test } from 'vitest'
import type { Plan } from '../../../records.ts'
import { changeBody, checkDraft, lastDayOf, newAddon, newBody, newDraft } from './draft.ts'

const plan = (more: Partial<Plan>) =>
  ({ interval: 'month', pricing_mode: 'per_unit', quantity_type: 'constant', ...more }) as Plan
const plans = new Map([
  ['seats', plan({ id: 'seats' })],
  ['support', plan({ id: 'support', pricing_mode: 'custom' })],
  ['calls', plan({ id: 'calls', quantity_type: 'usage' })],
  ['weekly', plan({ id: 'weekly', interval: 'week' })],
])
const draft = { ...newDraft(), customer: 7, plan: 'seats', quantity: '3' }

test('what is sent is the plan, its addons and the terms; what is counted by use has no quantity', () => {
  const body = newBody(
    {
      ...draft,
      addons: [newAddon({ plan: 'support', amount: '49.50' }), newAddon({ plan: 'calls' })],
      cycles: '12',
      snap_to_nth_day: '1',
    },
    plans,
    'America/Chicago',
  )
  expect(body).toMatchObject({ customer: 7, plan: 'seats', quantity: '3', amount: null, cycles: 12, snap_to_nth_day: 1 })
  expect(body?.addons).toEqual([
    { plan: 'support', quantity: '1', amount: '49.50' },
    { plan: 'calls', amount: null },
  ])
  expect(body).not.toHaveProperty('start_date')
})

test('nothing is asked or sent until it is complete, and each gap is named', () => {
  expect(newBody({ ...draft, plan: null }, plans, 'UTC')).toBeNull()
  expect(newBody({ ...draft, plan: 'support' }, plans, 'UTC')).toBeNull()
  expect(checkDraft({ ...draft, plan: 'support' }, plans)).toMatchObject({ amount: 'Enter a price.' })
  expect(checkDraft({ ...draft, addons: [newAddon()] }, plans)).toMatchObject({ 'addons.0.plan': 'Choose a plan.' })
  expect(checkDraft({ ...draft, snap_to_nth_day: '32' }, plans)['snap_to_nth_day']).toMatch(/from 1 to 31/)
  expect(lastDayOf({ plan: 'weekly' }, plans)).toBe(7)
})

test('a change says whether and from when the running period is settled by days', () => {
  expect(changeBody({ ...draft, prorate: false, proration_date: '2014-11-20' }, plans, 'UTC')).toMatchObject({ prorate: false })
  expect(changeBody({ ...draft, proration_date: '2014-11-20' }, plans, 'UTC')).toMatchObject({
    prorate: true,
    proration_date: 1_416_441_600,
  })
})
