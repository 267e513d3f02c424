import { expect, test } from 'vitest'
import { checkTiers, firstOf, newTier, tiersBody } from './tiers.ts'

const tiers = [newTier({ up_to: '10', unit_cost: '5' }), newTier({ up_to: '100', unit_cost: '4.5' }), newTier({ unit_cost: '4' })]

test('bands follow each other without gaps, and the last one is open', () => {
  expect(tiersBody(tiers)).toEqual([
    { min_qty: 1, max_qty: 10, unit_cost: '5' },
    { min_qty: 11, max_qty: 100, unit_cost: '4.5' },
    { min_qty: 101, max_qty: null, unit_cost: '4' },
  ])
  expect(Object.values(checkTiers(tiers)).every((problem) => problem === null)).toBe(true)
  expect(firstOf([newTier({ up_to: '' }), newTier()], 1)).toBe('…')
})

test('an end that is not above the one before, or a missing price, is refused where it stands', () => {
  const wrong = [newTier({ up_to: '10', unit_cost: '5' }), newTier({ up_to: '10', unit_cost: '' }), newTier({ unit_cost: '-1' })]
  expect(checkTiers(wrong)).toMatchObject({
    'tiers.0.up_to': null,
    'tiers.1.up_to': 'More than 10.',
    'tiers.1.unit_cost': 'Enter a price.',
    'tiers.2.unit_cost': 'Enter a price.',
  })
})
