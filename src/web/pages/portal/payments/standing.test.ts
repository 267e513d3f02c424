import { expect, test } from 'vitest'
import { isWaiting, standingOf } from './standing.ts'

const back = (told: string, facts: { isPaid?: boolean; isPending?: boolean } = {}) =>
  standingOf({ told, isPaid: false, isPending: false, ...facts })

test('paid is only what the document itself says; an address that claims it is waited for', () => {
  expect(back('succeeded')).toBe('confirming')
  expect(back('succeeded', { isPaid: true })).toBe('paid')
  expect(back('unknown', { isPaid: true })).toBe('paid')
})

test('without an answer it is neither paid nor failed', () => {
  for (const told of ['pending', 'unknown', 'gibberish']) {
    expect(back(told)).toBe('confirming')
    expect(isWaiting(back(told))).toBe(true)
  }
  expect(back('open')).toBe('unheard')
})

test('failed is only what the gateway refused while nothing else is under way', () => {
  expect(back('failed')).toBe('failed')
  expect(back('failed', { isPending: true })).toBe('confirming')
  expect(back('expired')).toBe('over')
  expect(standingOf({ told: undefined, isPaid: true, isPending: false })).toBeNull()
})
