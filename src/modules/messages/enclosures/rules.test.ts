import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseFiles, chooseLogo } from './rules.ts'

const files = fc.array(fc.record({ size: fc.nat(12_000_000), kept: fc.boolean() }), { maxLength: 30 }).map((list) =>
  list.map(({ size, kept }, index) => ({
    name: `file ${index}`,
    type: 'text/plain',
    size,
    content_hash: kept ? String(index) : null,
  })),
)

test('what is enclosed fits into a mail, keeps its order and is kept here', () => {
  fc.assert(
    fc.property(files, (list) => {
      const places = chooseFiles(list).map(({ content_hash }) => Number(content_hash))
      expect(places).toEqual(places.toSorted((a, b) => a - b))
      expect(places.length).toBeLessThanOrEqual(10)
      expect(places.reduce((sum, place) => sum + list[place]!.size, 0)).toBeLessThanOrEqual(10_000_000)
      expect(places.every((place) => list[place]!.content_hash !== null)).toBe(true)
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
