import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fileUrl, isFileSignature } from './file-links.ts'
import { portalKey, portalKeyHash, portalUrl } from './portal-links.ts'

const config = { SECRET: 'a secret of more than thirty-two characters', BASE_URL: 'https://billing.example.com' }
const ids = fc.integer({ min: 1, max: 1_000_000_000 })
const instants = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000))
const later = (instant: Date, days: number) => new Date(instant.getTime() + days * 86_400_000)

function signatureOf(url: string): string {
  return url.split('/')[6]!
}

test('a link to a file works for a week, and after nine days no more', () => {
  fc.assert(
    fc.property(ids, ids, instants, fc.string(), (companyId, id, now, name) => {
      const signature = signatureOf(fileUrl(config, { companyId, id, name: name.toWellFormed() }, now))
      expect(isFileSignature(config, { companyId, id }, signature, now)).toBe(true)
      expect(isFileSignature(config, { companyId, id }, signature, later(now, 7))).toBe(true)
      expect(isFileSignature(config, { companyId, id }, signature, later(now, 9))).toBe(false)
    }),
  )
})

test('a signature opens one file of one company and can be made with one secret', () => {
  fc.assert(
    fc.property(ids, ids, instants, (companyId, id, now) => {
      const signature = signatureOf(fileUrl(config, { companyId, id, name: 'a' }, now))
      expect(isFileSignature(config, { companyId, id: id + 1 }, signature, now)).toBe(false)
      expect(isFileSignature(config, { companyId: companyId + 1, id }, signature, now)).toBe(false)
      expect(isFileSignature({ SECRET: `${config.SECRET}!` }, { companyId, id }, signature, now)).toBe(false)
    }),
  )
})

test('whatever is put in place of a signature is refused', () => {
  fc.assert(
    fc.property(
      fc.string(),
      (text) => void expect(isFileSignature(config, { companyId: 1, id: 1 }, text, new Date(0))).toBe(false),
    ),
  )
})

test('a portal key is 24 letters and digits, always the same, and another for every record', () => {
  fc.assert(
    fc.property(ids, ids, (companyId, id) => {
      const key = portalKey(config, 'invoice', companyId, id)
      expect(key).toMatch(/^[0-9A-Za-z]{24}$/)
      expect(portalKey(config, 'invoice', companyId, id)).toBe(key)
      expect(
        new Set([
          key,
          portalKey(config, 'customer', companyId, id),
          portalKey(config, 'invoice', companyId, id + 1),
          portalKey(config, 'invoice', companyId + 1, id),
        ]).size,
      ).toBe(4)
      expect(portalKeyHash(key)).toHaveLength(32)
    }),
  )
  expect(portalUrl(config, { username: 'dundermifflin' }, 'customer', 'K', '/pdf')).toBe(
    'https://billing.example.com/portal/dundermifflin/statements/K/pdf',
  )
})
