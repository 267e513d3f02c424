import { crc32, deflateSync } from 'node:zlib'
import { extractText } from 'unpdf'
import { afterAll, describe, expect, test } from 'vitest'
import { exampleCompany, exampleInvoice } from '../modules/receivables/documents/paper/example.ts'
import { paperOf } from '../modules/receivables/documents/paper/paper.ts'
import { closePdf, renderPdf } from './pdf.ts'

const creation = new Date('2026-11-18T09:30:00Z')
const withLogo = (logo: Uint8Array) =>
  renderPdf(paperOf({ ...exampleInvoice, company: { ...exampleCompany, logo } }), { creation })

afterAll(closePdf)

test('many documents at once are all printed, each its own', async () => {
  const numbers = Array.from({ length: 25 }, (_, index) => `INV-${1000 + index}`)
  const printed = await Promise.all(numbers.map((number) => renderPdf(paperOf({ ...exampleInvoice, number }), { creation })))
  for (const [index, { pdf }] of printed.entries()) {
    const { text } = await extractText(pdf.slice(), { mergePages: true })
    expect(text).toContain(numbers[index])
  }
})

test('printing does not hold up the thread that answers', async () => {
  const item = exampleInvoice.items[0]!
  let turns = 0
  const turning = setInterval(() => turns++, 1)
  await renderPdf(paperOf({ ...exampleInvoice, items: Array.from({ length: 500 }, () => item) }), { creation })
  clearInterval(turning)
  expect(turns).toBeGreaterThan(10)
})

test('a template that fails fails one document, and the next one prints', async () => {
  const broken = { template: 'receivables/documents/paper/invoice.typ', content: { language: 'en' } }
  await expect(renderPdf(broken, { creation })).rejects.toThrow(/invoice\.typ/)
  await expect(renderPdf({ template: 'no/such.typ', content: {} }, { creation })).rejects.toThrow(/no\/such\.typ/)
  expect((await renderPdf(paperOf(exampleInvoice), { creation })).pages).toBe(1)
})

test('a template outside of the modules is not read', async () => {
  const outside = renderPdf({ template: '../../README.md', content: {} }, { creation })
  await expect(outside).rejects.toThrow()
})

test('content without measure is refused before it is printed', async () => {
  const endless = { template: 'receivables/documents/paper/invoice.typ', content: { text: 'x'.repeat(3_000_000) } }
  await expect(renderPdf(endless, { creation })).rejects.toMatchObject({ kind: 'refused', code: 'document_too_large' })
})

test('closing ends what is under way, and printing starts again afterwards', async () => {
  const under = [1, 2, 3].map(() => renderPdf(paperOf(exampleInvoice), { creation }))
  const ends = Promise.allSettled(under)
  await closePdf()
  for (const end of await ends) expect(end.status).toBe('rejected')
  expect((await renderPdf(paperOf(exampleInvoice), { creation })).pages).toBe(1)
})

describe('a logo', () => {
  test('is printed from PNG and SVG, and makes the document larger', async () => {
    const without = (await renderPdf(paperOf(exampleInvoice), { creation })).pdf.length
    const svg = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 20"><rect width="80" height="20" fill="#0f6b5c"/></svg>',
    )
    for (const logo of [png(64, 16), svg]) {
      const printed = await withLogo(new Uint8Array(logo))
      expect(printed.unreadable_files).toEqual([])
      expect(printed.pdf.length).toBeGreaterThan(without)
    }
  })

  test('that cannot be decoded is left out, reported, and costs nobody the document', async () => {
    const cut = png(64, 16).subarray(0, 60)
    for (const logo of [new Uint8Array(cut), new Uint8Array([1, 2, 3])]) {
      const printed = await withLogo(logo)
      expect(printed).toMatchObject({ pages: 1, unreadable_files: ['logo'] })
      const { text } = await extractText(printed.pdf.slice(), { mergePages: true })
      expect(text).toContain('Dunder Mifflin')
    }
  })
})

/** A picture of one colour. */
function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8)
  const rows = Buffer.alloc((width + 1) * height, 0x80)
  for (let row = 0; row < height; row++) rows[row * (width + 1)] = 0
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
