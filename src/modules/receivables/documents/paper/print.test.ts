import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, describe, expect, test } from 'vitest'
import { money } from '../../../../core/money.ts'
import { closePdf, type Printed, renderPdf } from '../../../../platform/pdf.ts'
import {
  exampleCompany,
  exampleCreditNote,
  exampleCustomer,
  exampleEstimate,
  exampleInvoice,
  exampleInvoiceOf,
  exampleItem,
  exampleReceipt,
  exampleStatement,
} from './example.ts'
import { LABELS } from './labels.ts'
import { type PaperDocument, paperOf } from './paper.ts'

const creation = new Date('2026-11-18T09:30:00Z')
const print = (document: PaperDocument): Promise<Printed> => renderPdf(paperOf(document), { creation })

/** The text layer of each page; runs of white space, which only reflect the layout, are one space. */
async function pagesOf({ pdf }: Printed): Promise<string[]> {
  const { text } = await extractText(pdf.slice(), { mergePages: false })
  return text.map((page) => page.replace(/\s+/g, ' '))
}

async function textOf(document: PaperDocument): Promise<string> {
  return (await pagesOf(await print(document))).join(' ')
}

const line = (name: string, description: string | null = null) => ({
  ...exampleItem(name, '2', '3.5', money(700, 'usd')),
  description,
})

afterAll(closePdf)

describe('every kind', () => {
  test.each([
    [exampleInvoice, ['Invoice', 'INV-0001', '$148.85', 'Copy Paper, Case', 'Sales Tax', 'Page 1 of 1']],
    [exampleCreditNote, ['Credit note', 'CN-0001', '$148.85', 'For invoice']],
    [exampleEstimate, ['Estimate', 'EST-0001', '$148.85', 'Paper for the first quarter']],
    [exampleReceipt, ['Receipt', 'PAY-0001', '$200.00', 'Invoice INV-0001']],
    [exampleStatement, ['Statement', '$148.85', 'Previous balance', '31–60 days late']],
  ])('$kind prints on one page, with number and total in the text layer', async (document, expected) => {
    const printed = await print(document)
    expect(Buffer.from(printed.pdf.subarray(0, 5)).toString()).toBe('%PDF-')
    expect(printed).toMatchObject({ pages: 1, missing_glyphs: [], unreadable_files: [] })
    const [text] = await pagesOf(printed)
    for (const part of ['Dunder Mifflin', 'Acme Corp', ...expected]) expect(text).toContain(part)
  })

  test('prints in every language without a missing character', { timeout: 60_000 }, async () => {
    for (const language of Object.keys(LABELS)) {
      for (const document of [exampleInvoice, exampleCreditNote, exampleEstimate, exampleReceipt, exampleStatement]) {
        const printed = await print({ ...document, language })
        expect(printed.missing_glyphs, `${language} ${document.kind}`).toEqual([])
        if (document.kind === 'invoice') expect((await pagesOf(printed)).join(' ')).toContain('INV-0001')
      }
    }
  })
})

test('a long invoice repeats its heads on each page and keeps its totals on one', async () => {
  const items = Array.from({ length: 200 }, (_, index) => ({
    ...line(`Item ${index + 1}.`, index % 3 === 0 ? 'With a description' : null),
    taxes: index % 10 === 0 ? [{ name: `Tax ${index + 1}.`, amount: money(42, 'usd') }] : [],
  }))
  const pages = await pagesOf(await print(exampleInvoiceOf(items)))
  expect(pages.length).toBeGreaterThan(3)
  for (const [index, page] of pages.entries()) {
    expect(page).toContain('Description Quantity Unit price Amount (USD)')
    expect(page).toContain(`Page ${index + 1} of ${pages.length}`)
    if (index > 0) expect(page).toContain('Invoice INV-0001')
  }
  const pageWith = (text: string) => pages.flatMap((page, index) => (page.includes(text) ? [index] : []))
  for (let item = 1; item <= 200; item++) expect(pageWith(`Item ${item}.`)).toHaveLength(1)
  for (let item = 1; item <= 200; item += 10) expect(pageWith(`Tax ${item}.`)).toEqual(pageWith(`Item ${item}.`))
  const last = pages.at(-1)!
  expect(pageWith('Subtotal')).toEqual([pages.length - 1])
  expect(last.match(/Subtotal \$1,400\.00 Total \$1,400\.00 Balance due \$1,400\.00/)).not.toBeNull()
})

test.each([
  ['Greek', 'Ελληνικά'],
  ['Cyrillic', 'Кириллица'],
  ['Vietnamese', 'Tiếng Việt'],
  ['Arabic', 'شروط'],
  ['Hebrew', 'תודה'],
  ['Japanese', '株式会社ひらがなカタカナ'],
  ['Chinese', '简体中文谢谢惠顾'],
  ['Korean', '감사합니다'],
  ['Thai', 'ขอบคุณ'],
  ['Devanagari', 'नमस'],
  ['Polish', 'Zażółć gęślą jaźń'],
  ['signs of currencies', '€ £ ¥ ₹ ₺ ₩ ₦ ₱ ₴ ₽ ₫ ₪ ₡ ₲ ₸ ₼ ₾ ฿ ﷼ ₭ ₮ ₵'],
  ['look-alikes of operators', 'a -> b, 3x4 != <= fi ffi'],
])('%s prints, and reads as it was written', async (_, text) => {
  const printed = await print({ ...exampleInvoiceOf([line(text)]), notes: `${text}.` })
  expect(printed.missing_glyphs).toEqual([])
  // Where several glyphs draw one letter the reader used here adds a control character after them.
  const plain = (await pagesOf(printed)).join(' ').replace(/[\s\p{Cc}]/gu, '')
  expect(plain).toContain(text.replace(/\s/g, ''))
})

describe('hostile data', () => {
  const hostile = [
    '#read("/etc/passwd")',
    '#panic() #{ while true {} } #import "@preview/cetz:0.3.0"',
    '\\ ] [ $x$ *b* _i_ `raw` ```raw``` <label> @ref // c /* c */ = head',
    '"}],"x":[{\\u0000\\"',
    '__proto__ constructor {page} {pages} {name}',
    '<script>alert(1)</script> {{company_name}} %PDF-1.7',
  ]

  test('prints as text wherever it stands', async () => {
    for (const text of hostile) {
      const document = {
        ...exampleInvoice,
        number: text,
        name: text,
        payment_terms: text,
        purchase_order: text,
        notes: text,
        terms: text,
        taxes: [{ name: text, amount: money(385, 'usd') }],
        items: [
          {
            ...line(text, text),
            discounts: [{ name: text, amount: money(1, 'usd') }],
            taxes: [{ name: text, amount: money(1, 'usd') }],
          },
        ],
        customer: { ...exampleCustomer, name: text, attention_to: text, address1: text, city: text, number: text },
        company: { ...exampleCompany, name: text, phone: text, payment_instructions: text },
        ship_to: { ...exampleCustomer, name: text },
      }
      const found = (await textOf(document)).replace(/\s/g, '').split(text.replace(/\s/g, '')).length - 1
      expect(found, text).toBeGreaterThanOrEqual(19)
    }
  })

  test('of 64 KB prints to its last letter, as one word and as many', { timeout: 60_000 }, async () => {
    const document = { ...exampleInvoiceOf([line('Q'.repeat(65_536), 'zap '.repeat(16_384))]), notes: 'ß'.repeat(65_536) }
    const text = await textOf(document)
    expect(text.match(/Q/g)).toHaveLength(65_536 + text.split('Quantity').length - 1)
    expect(text.match(/zap/g)).toHaveLength(16_384)
    expect(text.match(/ß/g)).toHaveLength(65_536)
    expect(text).not.toContain('\u200b')
  })

  test('that is long prints in every other field too', { timeout: 60_000 }, async () => {
    const text = 'x'.repeat(4_096)
    const adjustment = { name: text, amount: money(1, 'usd') }
    const party = { ...exampleCustomer, name: text, attention_to: text, address1: text, city: text, tax_id: text, country: text }
    const company = { ...exampleCompany, name: text, email: text, country: text, color: text, payment_instructions: text }
    const invoice = {
      ...exampleInvoice,
      number: text,
      name: text,
      payment_terms: text,
      purchase_order: text,
      terms: text,
      language: text,
      url: `https://acme.example/${text}`,
      discounts: [adjustment],
      taxes: [adjustment],
      items: [{ ...line('Paper'), discounts: [adjustment], taxes: [adjustment] }],
      customer: party,
      ship_to: party,
      company,
    }
    const letters = async (document: PaperDocument) => (await textOf(document)).match(/x/g)!.length
    expect(await letters(invoice)).toBeGreaterThan(21 * text.length)
    expect(await letters({ ...exampleReceipt, company, customer: party, method: text, reference: text })).toBeGreaterThan(
      9 * text.length,
    )
    expect(await letters({ ...exampleStatement, company, customer: party, notes: text })).toBeGreaterThan(9 * text.length)
  })

  test('that reorders text is shown by its codes', async () => {
    const text = await textOf({
      ...exampleInvoiceOf([line('\u202egnp.exe\u202c'), line('\u2066iso\u2069')]),
      notes: 'a\u200bb\ufeffc',
    })
    for (const part of ['[U+202E]gnp.exe[U+202C]', '[U+2066]iso[U+2069]', 'abc'])
      expect(text.replace(/[\u200b\ufeff]/g, '')).toContain(part)
  })

  test('with line breaks, tabs, controls and half characters prints the rest', async () => {
    const printed = await print(exampleInvoiceOf([line('one\r\ntwo\u2028three\tfour\u0000five\ud800six')]))
    expect((await pagesOf(printed))[0]).toContain('one two three four\ufffdfive\ufffdsix')
    expect(printed.missing_glyphs).toEqual(['\0', '\ufffd'])
  })

  test('of absurdly long figures stays in its columns', async () => {
    const item = exampleItem(
      'Paper',
      '123456789012345678.123456789012',
      '123456789012345678.123456789012',
      money(Number.MAX_SAFE_INTEGER, 'usd'),
    )
    const text = (await textOf(exampleInvoiceOf([item]))).replace(/\s/g, '')
    for (const part of ['123,456,789,012,345,678.123456789012', '90,071,992,547,409.91', 'Paper']) expect(text).toContain(part)
  })
})

test('a character that no font has shows as a replacement and is reported', async () => {
  const printed = await print(exampleInvoiceOf([line('Runes ᚠ and 𐎀 and ᚠ')]))
  expect(printed.missing_glyphs).toEqual(['ᚠ', '𐎀'])
  expect((await pagesOf(printed))[0]).toContain('Runes \ufffd and \ufffd and \ufffd')
})

test('yen print without decimals and Bahraini dinars with three', async () => {
  const yen = await textOf({ ...exampleInvoiceOf([exampleItem('紙', '10', '550', money(5_500, 'jpy'))], 'jpy'), language: 'ja' })
  expect(yen).toMatch(/\uffe55,500/)
  expect(yen).not.toMatch(/5,500[.,]\d/)
  const dinar = await textOf({
    ...exampleInvoiceOf([exampleItem('ورق', '1', '45', money(45_000, 'bhd'))], 'bhd'),
    language: 'ar',
  })
  expect(dinar).toContain('45.000')
  expect(dinar).toContain('INV-0001')
})

test('the same facts give the same bytes, from a fresh thread too', async () => {
  const first = await print(exampleInvoice)
  const second = await print(exampleInvoice)
  await print(exampleStatement)
  await closePdf()
  const third = await print(exampleInvoice)
  expect(Buffer.compare(first.pdf, second.pdf)).toBe(0)
  expect(Buffer.compare(first.pdf, third.pdf)).toBe(0)
  const later = await renderPdf(paperOf(exampleInvoice), { creation: new Date('2026-11-19T09:30:00Z') })
  expect(Buffer.compare(first.pdf, later.pdf)).not.toBe(0)
})

test('the paper is Letter or A4, and the link leads to the document', async () => {
  const letter = await getDocumentProxy((await print(exampleInvoice)).pdf.slice())
  const page = await letter.getPage(1)
  expect(page.view).toEqual([0, 0, 612, 792])
  const links = (await page.getAnnotations()).map(({ url }: { url?: string }) => url)
  expect(new Set(links)).toEqual(new Set([exampleInvoice.url]))

  const european = { ...exampleInvoice, company: { ...exampleCompany, country: 'DE' } }
  const a4 = await getDocumentProxy((await print(european)).pdf.slice())
  expect((await a4.getPage(1)).view.map(Math.round)).toEqual([0, 0, 595, 842])
})

test('drafts and void documents say so in large on every page', async () => {
  for (const [status, word] of [
    ['draft', 'DRAFT'],
    ['voided', 'VOID'],
  ] as const) {
    const items = Array.from({ length: 60 }, (_, index) => line(`Item ${index}`))
    const pages = await pagesOf(await print({ ...exampleInvoiceOf(items), status }))
    expect(pages.length).toBeGreaterThan(1)
    for (const page of pages) expect(page).toContain(word)
  }
  expect(await textOf({ ...exampleInvoice, status: 'paid' })).toContain('PAID')
})
