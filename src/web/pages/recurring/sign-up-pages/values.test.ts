import { expect, test } from 'vitest'
import type { Plan, SignUpPage, SignUpPageAddon } from '../../../records.ts'
import { addonBody, checkPage, fieldOf, fittingPlans, newAddon, pageBody, valuesOf } from './values.ts'

const PAGE = {
  id: 7,
  name: 'Paper club',
  type: 'recurring',
  plans: ['paper'],
  setup_fee: 'welcome',
  taxes: [{ id: 'pa' }],
  has_quantity: true,
  has_coupon_code: true,
  trial_period_days: 14,
  snap_to_nth_day: 1,
  header_text: null,
  billing_address: true,
  shipping_address: true,
  custom_fields: ['site'],
  tos_url: null,
  thanks_url: null,
  allow_multiple_subscriptions: false,
  url: 'https://acme.example/portal/acme/sign_up/key',
} as unknown as SignUpPage

test('a page that is saved as it was read stays as it is', () => {
  const { id: _, url: __, ...kept } = PAGE
  expect(pageBody(valuesOf(PAGE, []))).toEqual({ ...kept, taxes: ['pa'] })
})

test('a page that only saves a way to pay offers nothing, whatever stood in the form before', () => {
  expect(pageBody({ ...valuesOf(PAGE, []), type: 'autopay' })).toMatchObject({
    plans: [],
    setup_fee: null,
    taxes: [],
    has_quantity: false,
    trial_period_days: 0,
    snap_to_nth_day: null,
    billing_address: true,
    custom_fields: ['site'],
  })
})

test('an addon is a plan or an item, never both', () => {
  const kept = { id: 9, type: 'quantity', required: true, recurring: true, plan: 'ink', catalog_item: null, order: 0 }
  const [addon] = valuesOf(PAGE, [kept as unknown as SignUpPageAddon]).addons
  expect(addonBody({ ...addon!, recurring: false, catalog_item: 'box' })).toEqual({
    type: 'quantity',
    required: true,
    recurring: false,
    plan: null,
    catalog_item: 'box',
  })
})

test('what is missing is said beside its field', () => {
  const said = checkPage({ ...valuesOf(undefined, []), tos_url: 'acme.example', addons: [newAddon('one')] })
  expect(Object.keys(said).filter((field) => said[field])).toEqual(['name', 'plans', 'tos_url', 'addons.0.plan'])
  expect([fieldOf('plans[1]'), fieldOf('addons[0].plan')]).toEqual(['plans', 'addons.0.plan'])
})

test('plans that are billed otherwise cannot be chosen together', () => {
  const plan = (id: string, changes: Partial<Plan> = {}) =>
    ({ id, interval: 'month', interval_count: 1, currency: 'usd', pricing_mode: 'per_unit', ...changes }) as Plan
  const plans = [plan('paper'), plan('ink'), plan('year', { interval: 'year' }), plan('own', { pricing_mode: 'custom' })]
  expect(fittingPlans(plans, 'paper').map(({ id }) => id)).toEqual(['paper', 'ink'])
  expect(fittingPlans(plans, undefined).map(({ id }) => id)).toEqual(['paper', 'ink', 'year'])
})
