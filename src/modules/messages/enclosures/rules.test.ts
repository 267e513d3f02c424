import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseFiles, chooseLogo } from './rules.ts'

const file = fc.record({
  name: fc.string(),
  type: fc.constantFrom('image/png', 'application/pdf', 'image/svg+xml'),
  size: fc.nat(20_000_000),
  content_hash: fc.option(fc.constant('a'.repeat(64))),
})

test('what is enclosed fits into a mail, keeps its order and is kept here', () => {
  fc.assert(
    fc.property(fc.array(file, { maxLength: 30 }), (files) => {
      const chosen = chooseFiles(files)
      const sizes = chosen.map(
        (one) =>
          files.find(
            ({ name, type, content_hash }) => name === one.name && type === one.type && content_hash === one.content_hash,
          )!.size,
      )
      expect(chosen.length).toBeLessThanOrEqual(10)
      expect(chosen.every(({ content_hash }) => content_hash !== null)).toBe(true)
      expect(sizes.every((size) => size <= 10_000_000)).toBe(true)
    }),
  )
})

test('a file too large does not keep smaller ones out', () => {
  const stored = (name: string, size: number) => ({ name, type: 'text/plain', size, content_hash: name })
  expect(chooseFiles([stored('a', 6_000_000), stored('b', 6_000_000), stored('c', 4_000_000)]).map(({ name }) => name)).toEqual([
    'a',
    'c',
  ])
})

test('a logo is shown where mail programs can', () => {
  const logo = (type: string, size = 1000) => chooseLogo({ name: 'x', type, size, content_hash: 'h' })?.content_id
  expect([logo('image/png'), logo('image/jpeg'), logo('image/svg+xml'), logo('image/png', 500_000)]).toEqual([
    'logo.png',
    'logo.jpg',
    undefined,
    undefined,
  ])
})
