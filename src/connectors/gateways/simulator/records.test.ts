import { expect, test } from 'vitest'
import { withoutSecrets } from '../redaction.ts'
import { referenceOf } from './records.ts'

test('no reference of the simulator reads as a card number, and no two are alike', () => {
  const references = Array.from({ length: 20_000 }, (_, i) => referenceOf('source', `attempt-${i}`))
  expect(references.filter((reference) => withoutSecrets(reference) !== reference)).toEqual([])
  expect(new Set(references).size).toBe(references.length)
})
