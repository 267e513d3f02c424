import { expect, test } from 'vitest'
import { feePlain, feeTyped } from './fee.ts'

test('a fee that is shown and typed again stays the same', () => {
  for (let fee = 0; fee <= 10_000; fee += 1) expect(feeTyped(feePlain(fee))).toBe(fee)
})

test('nothing is no fee, and what is finer than a hundredth of a percent is refused', () => {
  expect(feeTyped('')).toBe(0)
  expect(feeTyped('2.5')).toBe(250)
  expect(feeTyped('2.555')).toBeNull()
  expect(feeTyped('much')).toBeNull()
})
