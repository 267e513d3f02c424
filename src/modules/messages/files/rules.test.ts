import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Refusal } from '../../../core/refusal.ts'
import { nameOf, servedAs, uploadOf } from './rules.ts'

/** Every code unit, halves of pairs and control characters among them. */
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(46, 47, 92)))
  .map((codes) => String.fromCharCode(...codes))

test('a name is one part of a path that every file system takes', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const name = nameOf(text)
      expect(name.length).toBeGreaterThan(0)
      expect(name.length).toBeLessThanOrEqual(255)
      expect(name).not.toMatch(/[\\/\p{Cc}]/u)
      expect(['.', '..']).not.toContain(name)
      expect(name.isWellFormed()).toBe(true)
    }),
  )
})

test('names that are names stay as they are', () => {
  for (const name of ['logo-invoice.png', 'Rechnung März.pdf', '見積.pdf']) expect(nameOf(name)).toBe(name)
  expect(nameOf('C:\\fakepath\\scan.pdf')).toBe('scan.pdf')
  expect(nameOf('../../etc/passwd')).toBe('passwd')
  expect(nameOf('..')).toBe('file')
})

test('whatever its type says, nothing that could run in a browser is shown there', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.constantFrom(
          'text/html',
          'image/svg+xml',
          'application/xhtml+xml',
          'text/xml',
          'application/javascript',
          'text/html; charset=utf-8',
        ),
        fc.string(),
      ),
      fc.string(),
      (type, name) => {
        const served = servedAs({ type, name })
        if (served.disposition.startsWith('inline'))
          expect([
            'image/png',
            'image/jpeg',
            'image/gif',
            'image/webp',
            'image/avif',
            'application/pdf',
            'text/plain; charset=utf-8',
          ]).toContain(served.type)
        else expect(served.type).toBe('application/octet-stream')
        expect(served.disposition).toMatch(/^[\x20-\x7e]+$/)
        expect(served.disposition).toMatch(/^(inline|attachment); filename="[^"]*"; filename\*=UTF-8''[^\s;"]*$/)
      },
    ),
  )
  expect(servedAs({ type: 'application/pdf', name: 'a.pdf' })).toEqual({
    type: 'application/pdf',
    disposition: `inline; filename="a.pdf"; filename*=UTF-8''a.pdf`,
  })
})

test('a file or a link, not both and not neither', () => {
  const file = { name: 'a.png', type: 'image/png', bytes: new Uint8Array([1, 2, 3]) }
  expect(uploadOf({ file }, 3)).toBe(file)
  expect(uploadOf({ url: 'https://example.com/a.png' }, 3)).toBeNull()
  for (const draft of [
    {},
    { file, url: 'https://example.com/a.png' },
    { file: { ...file, bytes: new Uint8Array() } },
    { file: { ...file, bytes: new Uint8Array(4) } },
  ]) {
    expect(() => uploadOf(draft, 3)).toThrow(Refusal)
  }
})
