import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDecimals, compareDecimals, type Decimal, decimal, decimalText, multiply, ZERO } from '../../../core/decimal.ts'
import { money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { monthlyRevenue } from '../../recurring/billing/mrr.ts'
import { type PlanPrice, priceLines, refuseBadPrice, type Tier } from './pricing.ts'

const quantities = fc.tuple(fc.nat(100_000), fc.nat(2)).map(([n, scale]): Decimal => ({ digits: BigInt(n), scale }))
const costs = fc.nat(100_000).map((n): Decimal => ({ digits: BigInt(n), scale: 2 }))
const tiers = fc
  .tuple(fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), costs, fc.boolean()), { maxLength: 6 }), costs)
  .map(([steps, last]): Tier[] => {
    let end = 0
    const bounded = steps.map(([size, unit_cost, named]) => {
      const min_qty = named ? end + 1 : null
      end += size
      return { min_qty, max_qty: end, unit_cost }
    })
    return [...bounded, { unit_cost: last }]
  })
const plans: fc.Arbitrary<PlanPrice> = fc.oneof(
  costs.map((amount): PlanPrice => ({ pricing_mode: 'per_unit', amount, tiers: null })),
  fc
    .tuple(fc.constantFrom('volume' as const, 'tiered' as const), tiers)
    .map(([pricing_mode, bands]): PlanPrice => ({ pricing_mode, amount: null, tiers: bands })),
)
const cost = (plan: PlanPrice, quantity: Decimal) =>
  priceLines(plan, quantity).reduce((all, line) => addDecimals(all, multiply(line.quantity, line.unit_cost)), ZERO)
const fieldOf = (run: () => unknown) => {
  try {
    run()
    return null
  } catch (error) {
    if (error instanceof Refusal) return [error.code, error.field]
    throw error
  }
}

test('the lines count every unit once', () => {
  fc.assert(
    fc.property(plans, quantities, (plan, quantity) => {
      const all = priceLines(plan, quantity).reduce((sum, line) => addDecimals(sum, line.quantity), ZERO)
      expect(compareDecimals(all, quantity)).toBe(0)
    }),
  )
})

test('tiered: more units never cost less', () => {
  fc.assert(
    fc.property(tiers, quantities, quantities, (bands, a, b) => {
      const plan: PlanPrice = { pricing_mode: 'tiered', amount: null, tiers: bands }
      const [less, more] = compareDecimals(a, b) < 0 ? [a, b] : [b, a]
      expect(compareDecimals(cost(plan, less), cost(plan, more))).not.toBe(1)
    }),
  )
})

test('one open band is the same in volume, tiered and per unit', () => {
  fc.assert(
    fc.property(costs, quantities, (unit_cost, quantity) => {
      const perUnit = cost({ pricing_mode: 'per_unit', amount: unit_cost, tiers: null }, quantity)
      for (const pricing_mode of ['volume', 'tiered'] as const) {
        expect(compareDecimals(cost({ pricing_mode, amount: null, tiers: [{ unit_cost }] }, quantity), perUnit)).toBe(0)
      }
    }),
  )
})

test('bands that follow one another are accepted', () => {
  fc.assert(
    fc.property(plans, (plan) => {
      expect(fieldOf(() => refuseBadPrice(plan))).toBeNull()
    }),
  )
})

const BANDS: Tier[] = [
  { min_qty: 1, max_qty: 10, unit_cost: decimal('5') },
  { min_qty: 11, max_qty: 11, unit_cost: decimal('4.5') },
  { min_qty: 12, unit_cost: decimal('3') },
]
const shown = (plan: PlanPrice, quantity: string) =>
  priceLines(plan, decimal(quantity)).map((line) => [line.band, decimalText(line.quantity), decimalText(line.unit_cost)])

test('25 units over bands of 10, 1 and the rest', () => {
  const tiered: PlanPrice = { pricing_mode: 'tiered', amount: null, tiers: BANDS }
  expect(shown(tiered, '25')).toEqual([
    ['1–10', '10', '5'],
    ['11', '1', '4.5'],
    ['12+', '14', '3'],
  ])
  expect(shown(tiered, '10')).toEqual([['1–10', '10', '5']])
  expect(shown(tiered, '10.5')).toEqual([
    ['1–10', '10', '5'],
    ['11', '0.5', '4.5'],
  ])
  expect(shown(tiered, '0')).toEqual([['1–10', '0', '5']])
  expect(shown({ ...tiered, pricing_mode: 'volume' }, '25')).toEqual([[null, '25', '3']])
  expect(shown({ ...tiered, pricing_mode: 'volume' }, '10')).toEqual([[null, '10', '5']])
})

test('only custom plans take an amount, and they need one', () => {
  const custom: PlanPrice = { pricing_mode: 'custom', amount: null, tiers: null }
  expect(priceLines(custom, decimal('2'), decimal('99.5'))).toEqual([
    { quantity: decimal('2'), unit_cost: decimal('99.5'), band: null },
  ])
  expect(fieldOf(() => priceLines(custom, decimal('2')))).toEqual(['amount_missing', 'amount'])
  expect(
    fieldOf(() => priceLines({ ...custom, pricing_mode: 'per_unit', amount: decimal('1') }, decimal('2'), decimal('1'))),
  ).toEqual(['amount_not_allowed', 'amount'])
  expect(fieldOf(() => priceLines(custom, decimal('-1'), decimal('1')))).toEqual(['quantity_negative', 'quantity'])
})

test('prices that leave a quantity without a price, or with two, are refused', () => {
  const unit_cost = decimal('1')
  const bad: Tier[][] = [
    [],
    [{ max_qty: 10, unit_cost }],
    [{ unit_cost }, { unit_cost }],
    [{ min_qty: 2, unit_cost }],
    [
      { max_qty: 10, unit_cost },
      { min_qty: 12, unit_cost },
    ],
    [
      { max_qty: 10, unit_cost },
      { min_qty: 10, unit_cost },
    ],
    [{ max_qty: 10, unit_cost }, { max_qty: 5, unit_cost }, { unit_cost }],
    [{ max_qty: 0, unit_cost }, { unit_cost }],
    [{ max_qty: 1.5, unit_cost }, { unit_cost }],
    [{ unit_cost: decimal('-1') }],
    Array<Tier>(101).fill({ unit_cost }),
  ]
  for (const bands of bad)
    expect(fieldOf(() => refuseBadPrice({ pricing_mode: 'tiered', amount: null, tiers: bands }))).toEqual([
      'tiers_invalid',
      'tiers',
    ])
  expect(fieldOf(() => refuseBadPrice({ pricing_mode: 'per_unit', amount: null, tiers: null }))).toEqual([
    'amount_missing',
    'amount',
  ])
  expect(fieldOf(() => refuseBadPrice({ pricing_mode: 'custom', amount: unit_cost, tiers: null }))).toEqual([
    'amount_not_allowed',
    'amount',
  ])
  expect(fieldOf(() => refuseBadPrice({ pricing_mode: 'per_unit', amount: unit_cost, tiers: BANDS }))).toEqual([
    'tiers_not_allowed',
    'tiers',
  ])
})

test('twelve months of monthly revenue are the yearly price, to half a cent a month', () => {
  fc.assert(
    fc.property(fc.nat(1e9), fc.integer({ min: 1, max: 24 }), (cents, count) => {
      const price = money(cents, 'usd')
      expect(Math.abs(monthlyRevenue(price, { interval: 'year', count }).amount * 12 * count - cents)).toBeLessThanOrEqual(
        6 * count,
      )
      expect(Math.abs(monthlyRevenue(price, { interval: 'month', count }).amount * count - cents)).toBeLessThanOrEqual(count / 2)
      expect(monthlyRevenue(price, { interval: 'month', count: 12 })).toEqual(
        monthlyRevenue(price, { interval: 'year', count: 1 }),
      )
    }),
  )
})

test('120.00 a year is 10.00 a month, 12.00 a week 52.00, 12.00 a day 365.00', () => {
  const of = (amount: number, interval: 'day' | 'week' | 'year', count = 1) =>
    monthlyRevenue(money(amount, 'usd'), { interval, count }).amount
  expect([of(12_000, 'year'), of(1_200, 'week'), of(1_200, 'day'), of(1_200, 'week', 2)]).toEqual([1_000, 5_200, 36_500, 2_600])
})
