import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seal, unseal } from './crypto.ts'

const SECRET = 'a secret of at least thirty-two characters'

test('what was sealed opens in its own place', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (place, text) => {
      expect(unseal(SECRET, place, seal(SECRET, place, text))).toBe(text)
    }),
  )
})

test('sealing twice gives two texts, and neither shows the secret', () => {
  const texts = [seal(SECRET, 'webhook 1', 'whsec_canary'), seal(SECRET, 'webhook 1', 'whsec_canary')]
  expect(texts[0]).not.toBe(texts[1])
  expect(texts.join()).not.toContain('canary')
})

test('it opens with no other secret, in no other place, and not altered in any byte', () => {
  const sealed = seal(SECRET, 'webhook 1', 'whsec_canary')
  expect(() => unseal(`${SECRET}!`, 'webhook 1', sealed)).toThrow('SECRET is not the one')
  expect(() => unseal(SECRET, 'webhook 2', sealed)).toThrow('SECRET is not the one')
  const bytes = Buffer.from(sealed.split('.')[1]!, 'base64url')
  for (let i = 0; i < bytes.length; i++) {
    const altered = Buffer.from(bytes)
    altered[i]! ^= 1
    expect(() => unseal(SECRET, 'webhook 1', `v1.${altered.toString('base64url')}`)).toThrow('SECRET is not the one')
  }
})
