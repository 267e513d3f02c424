import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DEFAULT_COLOR } from '../../../../core/brand.ts'
import { calendarDate } from '../../../../core/date.ts'
import { money } from '../../../../core/money.ts'
import { accent, contrastWithWhite, parse } from './accent.ts'
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
import type { PaperAddress, PaperTheme } from './facts.ts'
import { fill, LABELS, type LabelKey, paperLanguage } from './labels.ts'
import { writing } from './locale.ts'
import { paperOf } from './paper.ts'
import { addressLines } from './party.ts'

const values = (facts: readonly { label: string; value: string }[]) =>
  Object.fromEntries(facts.map(({ label, value }) => [label, value]))

describe('an invoice', () => {
  const { content, template, files } = paperOf(exampleInvoice)

  test('names its template and has no files without a logo', () => {
    expect(template).toBe('receivables/documents/paper/invoice.typ')
    expect(files).toEqual({})
    expect(paperOf({ ...exampleInvoice, company: { ...exampleCompany, logo: new Uint8Array([1]) } }).files).toEqual({
      logo: new Uint8Array([1]),
    })
  })

  test('states its number, dates, terms and purchase order', () => {
    expect(values(content.facts)).toEqual({
      'Invoice number': 'INV-0001',
      Date: 'November 18, 2026',
      'Due date': 'December 18, 2026',
      'Payment terms': 'NET 30',
      'Purchase order': 'PO-20014',
      'Customer number': 'CUST-0001',
    })
  })

  test('sums up in the order subtotal, discounts, taxes, total, paid, credited, balance', () => {
    const facts = {
      ...exampleInvoice,
      discounts: [
        { name: 'Coupon', amount: money(500, 'usd') },
        { name: null, amount: money(100, 'usd') },
      ],
      amount_paid: money(1000, 'usd'),
      amount_credited: money(200, 'usd'),
    }
    expect(paperOf(facts).content.totals.map(({ label, value }) => `${label} ${value}`)).toEqual([
      'Subtotal $145.00',
      'Coupon -$5.00',
      'Discount -$1.00',
      'Sales Tax $3.85',
      'Total $148.85',
      'Amount paid -$10.00',
      'Credits applied -$2.00',
      'Balance due $148.85',
    ])
  })

  test('shows the discounts and taxes of a line under it, without the sign of the currency', () => {
    const item = {
      ...exampleItem('Paper', '12', '8.325', money(9990, 'usd')),
      description: 'Per seat',
      discounts: [{ name: '10 % off', amount: money(999, 'usd') }],
      taxes: [{ name: null, amount: money(600, 'usd') }],
      period: { start: calendarDate('2026-11-01'), end: calendarDate('2026-11-30') },
    }
    const { table } = paperOf(exampleInvoiceOf([item])).content
    expect(table?.columns.map(({ label }) => label)).toEqual(['Description', 'Quantity', 'Unit price', 'Amount (USD)'])
    expect(table?.rows[0]?.cells).toEqual(['Paper', '12', '8.325', '99.90'])
    expect(table?.rows[0]?.details).toEqual(['Per seat', expect.stringMatching(/^Nov 1\s–\s30, 2026$/)])
    expect(table?.rows[0]?.adjustments).toEqual([
      { label: '10 % off', value: '-9.99' },
      { label: 'Tax', value: '6.00' },
    ])
  })

  test('asks to be paid only while something is owed', () => {
    const closing = (facts: object) => paperOf({ ...exampleInvoice, ...facts }).content
    expect(closing({}).link?.label).toBe('Pay online')
    expect(closing({}).closing.map(({ label }) => label)).toContain('How to pay')
    for (const facts of [{ status: 'draft' }, { status: 'voided' }, { status: 'paid', balance: money(0, 'usd') }]) {
      expect(closing(facts).link?.label).toBe('View online')
      expect(closing(facts).closing.map(({ label }) => label)).not.toContain('How to pay')
    }
    expect(closing({ autopay: true }).link?.label).toBe('View online')
    expect(values(closing({ autopay: true }).closing)['How to pay']).toMatch(/collected automatically/)
  })

  test('is labelled when it is a draft, paid or void, and only then', () => {
    const stamp = (status: string) => paperOf({ ...exampleInvoice, status }).content.stamp
    expect(stamp('draft')).toEqual({ label: 'Draft', tone: 'draft' })
    expect(stamp('paid')).toEqual({ label: 'Paid', tone: 'paid' })
    expect(stamp('voided')).toEqual({ label: 'Void', tone: 'voided' })
    expect(stamp('sent')).toBeNull()
    expect(paperOf({ ...exampleCreditNote, status: 'paid' }).content.stamp).toBeNull()
  })

  test('has a title of its own only when it is more than the name of the kind', () => {
    const subject = (name: string | null) => paperOf({ ...exampleInvoice, name }).content.subject
    expect([subject('Invoice'), subject(' invoice '), subject(''), subject(null)]).toEqual([null, null, null, null])
    expect(subject('Spring refurbishment')).toBe('Spring refurbishment')
  })

  test('links only to web addresses', () => {
    const link = (url: string | null) => paperOf({ ...exampleInvoice, url }).content.link?.href ?? null
    expect(link('https://acme.example/i/1?a=b#c')).toBe('https://acme.example/i/1?a=b#c')
    for (const url of [null, '', 'javascript:alert(1)', 'https://a b', 'https://\u202eacme', `https://${'a'.repeat(2_000)}`]) {
      expect(link(url)).toBeNull()
    }
  })

  test('refuses to print an amount of another currency, which the column heads would misname', () => {
    expect(() => paperOf({ ...exampleInvoice, total: money(1, 'eur') })).toThrow(/eur on a document in usd/)
  })

  test('lets a company choose its own words', () => {
    expect(paperOf({ ...exampleInvoice, theme: { ...plainTheme, titles: { invoice: 'Tax Invoice' } } }).content.title).toBe(
      'Tax Invoice INV-0001',
    )
  })
})

const plainTheme: PaperTheme = {
  style: 'classic',
  titles: {},
  heading: null,
  show_email: true,
  show_phone: true,
  show_website: true,
  show_customer_number: true,
  terms: null,
  footer: null,
}

describe('a theme', () => {
  test('titles the page and names its parts', () => {
    const titles = { bill_to: 'Sold to', amount: 'Price ({currency})', from: 'Seller' }
    const { content } = paperOf({ ...exampleInvoice, theme: { ...plainTheme, heading: 'TAX INVOICE', titles, style: 'modern' } })
    expect(content).toMatchObject({ heading: 'TAX INVOICE', style: 'modern', company: { label: 'Seller' } })
    expect(content.parties[0]!.label).toBe('Sold to')
    expect(content.table!.columns.at(-1)!.label).toBe('Price (USD)')
    expect(content.title).toBe('Invoice INV-0001')
  })

  test('leaves out what it does not show, and adds its terms and last words', () => {
    const theme = { ...plainTheme, show_email: false, show_phone: false, show_website: false, show_customer_number: false }
    const { content } = paperOf({ ...exampleInvoice, theme: { ...theme, terms: 'Net 30.', footer: 'Until soon' } })
    const { email, phone, website } = exampleInvoice.company
    for (const line of [email, phone, website]) expect(content.company.lines).not.toContain(line)
    expect(JSON.stringify(content)).not.toContain('CUST-0001')
    expect(content.closing.slice(-2)).toEqual([
      { label: 'Terms', value: 'Net 30.' },
      { label: '', value: 'Until soon' },
    ])
    expect(JSON.stringify(paperOf({ ...exampleStatement, theme }).content)).not.toContain('CUST-0001')
  })

  test('does not replace terms that the document has itself', () => {
    const { closing } = paperOf({ ...exampleInvoice, terms: 'Our own', theme: { ...plainTheme, terms: 'Net 30.' } }).content
    expect(closing.map(({ value }) => value)).toContain('Our own')
    expect(closing.map(({ value }) => value)).not.toContain('Net 30.')
  })
})

describe('the other kinds', () => {
  test('a credit note says what it corrects and what is left of it', () => {
    const { facts, totals, highlights } = paperOf(exampleCreditNote).content
    expect(values(facts)['For invoice']).toBe('INV-0001')
    expect(values(highlights)).toEqual({ 'Credit amount': '$148.85' })
    expect(values(totals)).toMatchObject({ Total: '$148.85', Applied: '-$48.85', 'Credit left': '$100.00' })
  })

  test('an estimate says until when it holds and which deposit it wants', () => {
    const { facts, totals, highlights, subject, link } = paperOf(exampleEstimate).content
    expect(values(facts)['Valid until']).toBe('December 31, 2026')
    expect(values(highlights)).toMatchObject({ Total: '$148.85' })
    expect(values(totals)['Deposit requested']).toBe('$50.00')
    expect(subject).toBe('Paper for the first quarter')
    expect(link?.label).toBe('View and approve online')
  })

  test('a receipt says how it was paid and what it settled', () => {
    const { facts, totals, table } = paperOf(exampleReceipt).content
    expect(values(facts)).toMatchObject({ 'Payment method': 'Check', 'Check number': '10532' })
    expect(table?.rows.map(({ cells }) => cells)).toEqual([['Invoice INV-0001', 'Nov 18, 2026', '148.85', '148.85']])
    expect(values(totals)).toEqual({
      'Total applied': '$148.85',
      'Kept as credit for you': '$51.15',
      'Amount received': '$200.00',
    })
    expect(values(paperOf({ ...exampleReceipt, method: 'Bitcoin' }).content.facts)['Payment method']).toBe('Bitcoin')
  })

  test('a statement of a period carries the balance forward', () => {
    const { facts, table, totals, aging } = paperOf(exampleStatement).content
    expect(values(facts).Period).toMatch(/^Nov 1\s–\s30, 2026$/)
    expect(table?.rows.map(({ cells }) => cells)).toEqual([
      ['Nov 1, 2026', 'Previous balance', '', '100.00'],
      ['Nov 18, 2026', 'Invoice INV-0001', '148.85', '248.85'],
      ['Nov 20, 2026', 'Payment PAY-0001', '-100.00', '148.85'],
    ])
    expect(values(totals)).toEqual({ 'Amount due': '$148.85' })
    expect(aging?.buckets.map(({ label }) => label)).toEqual([
      'Not yet due',
      '0–7 days late',
      '8–14 days late',
      '15–30 days late',
      '31–60 days late',
      '61+ days late',
    ])
  })

  test('a statement of open items has due dates, and says so when nothing is open', () => {
    const row = { ...exampleStatement.rows[1]!, due_date: calendarDate('2026-12-18'), balance: money(100_00, 'usd') }
    const { table, subject } = paperOf({ ...exampleStatement, period: null, rows: [row] }).content
    expect(subject).toBe('Open items')
    expect(table?.rows[0]?.cells).toEqual(['Nov 18, 2026', 'Invoice INV-0001', 'Dec 18, 2026', '148.85', '100.00'])
    expect(paperOf({ ...exampleStatement, period: null, rows: [] }).content).toMatchObject({
      table: null,
      empty: 'Nothing is open. Thank you.',
    })
  })
})

describe('languages', () => {
  test('every language fills the same places as English', () => {
    const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort()
    for (const [language, labels] of Object.entries(LABELS)) {
      for (const key of Object.keys(LABELS.en) as LabelKey[]) {
        expect(labels[key].trim(), `${language} ${key}`).not.toBe('')
        expect(places(labels[key]), `${language} ${key}`).toEqual(places(LABELS.en[key]))
      }
    }
  })

  test('a tag picks the language, and unknown ones are English', () => {
    expect(['de', 'pt-BR', 'zh_CN', 'FR'].map(paperLanguage)).toEqual(['de', 'pt', 'zh', 'fr'])
    expect(['', 'sv', 'deutsch', '__proto__', 'xx-YY'].map(paperLanguage)).toEqual(['en', 'en', 'en', 'en', 'en'])
  })

  test('the customer’s language wins over the company’s, written as in the company’s country', () => {
    const company = { ...exampleCompany, language: 'fr', country: 'DE' }
    expect(paperOf({ ...exampleInvoice, company }).content.heading).toBe('Facture')
    const german = paperOf({ ...exampleInvoice, company, language: 'de' }).content
    expect(german.heading).toBe('Rechnung')
    expect(values(german.facts)['Fällig am']).toBe('18. Dezember 2026')
    expect(german.totals.at(-1)?.value).toBe('148,85\u00a0$')
  })

  test('yen have no decimals and Bahraini dinars have three', () => {
    const yen = paperOf(exampleInvoiceOf([exampleItem('紙', '10', '550', money(5500, 'jpy'))], 'jpy')).content
    expect(yen.table?.rows[0]?.cells).toEqual(['紙', '10', '550', '5,500'])
    expect(yen.totals.at(-1)?.value).toBe('¥5,500')
    const dinar = paperOf(exampleInvoiceOf([exampleItem('ورق', '1', '45', money(45_000, 'bhd'))], 'bhd')).content
    expect(dinar.table?.rows[0]?.cells).toEqual(['ورق', '1', '45.000', '45.000'])
    expect(dinar.totals.at(-1)?.value).toBe('BHD\u00a045.000')
  })

  test('digits are 0 to 9 and years Gregorian in every language', () => {
    for (const [language, country] of [
      ['ar', 'EG'],
      ['fa', 'IR'],
      ['he', 'IL'],
      ['ja', 'JP'],
    ] as const) {
      const words = writing(language, country)
      expect(words.date(calendarDate('2026-11-18'))).toMatch(/2026/)
      expect(words.amount(money(123456, 'usd')).replace(/[^0-9]/g, '')).toBe('123456')
    }
  })

  test('the largest amounts keep every digit', () => {
    expect(writing('en', 'US').money(money(Number.MAX_SAFE_INTEGER, 'usd'))).toBe('$90,071,992,547,409.91')
  })

  test('Arabic, Hebrew and Persian run from right to left', () => {
    const direction = (language: string) => paperOf({ ...exampleInvoice, language }).content.right_to_left
    expect(['ar', 'he', 'fa', 'de'].map(direction)).toEqual([true, true, true, false])
  })

  test('a number stays in one piece inside of a sentence from right to left', () => {
    const company = { ...exampleCompany, tax_id: '98-7654321' }
    const lines = (language: string) => paperOf({ ...exampleInvoice, company, language }).content.company.lines
    expect(lines('fa').at(-1)).toBe('شناسه مالیاتی: \u200e98-7654321\u200e')
    expect(lines('de').at(-1)).toBe('USt-IdNr.: 98-7654321')
    expect(paperOf({ ...exampleInvoice, number: '2026-0001', language: 'ar' }).content.title).toBe('فاتورة \u200e2026-0001\u200e')
    const arabic = { ...exampleCustomer, attention_to: 'قسم الحسابات' }
    expect(paperOf({ ...exampleInvoice, customer: arabic, language: 'ar' }).content.parties[0]?.lines[0]).toBe(
      'عناية: قسم الحسابات',
    )
  })

  test('a value is never read as a label', () => {
    expect(fill('Attn: {name}', { name: '{name} $& {page}' })).toBe('Attn: {name} $& {page}')
    expect(fill('{toString}', {})).toBe('{toString}')
  })
})

describe('addresses', () => {
  const words = writing('en', 'US')
  const address = (country: string, facts: Partial<PaperAddress> = {}): PaperAddress => ({
    address1: '1 Main St',
    address2: '',
    city: 'Town',
    state: null,
    postal_code: '12345',
    country,
    ...facts,
  })

  test('are written in the order of their country', () => {
    expect(addressLines(address('US', { state: 'PA' }), 'US', words)).toEqual(['1 Main St', 'Town, PA 12345'])
    expect(addressLines(address('de'), 'DE', words)).toEqual(['1 Main St', '12345 Town'])
    expect(addressLines(address('GB'), 'GB', words)).toEqual(['1 Main St', 'Town', '12345'])
    expect(addressLines(address('JP', { state: 'Tokyo' }), 'JP', words)).toEqual(['12345', 'Tokyo Town', '1 Main St'])
  })

  test('name the country only when a letter leaves home, and cope with empty parts', () => {
    expect(addressLines(address('DE'), 'US', words).at(-1)).toBe('Germany')
    expect(addressLines(address('ZZZ'), 'US', words).at(-1)).toBe('ZZZ')
    const nothing = { address1: null, address2: null, city: null, state: null, postal_code: null, country: null }
    expect(addressLines(nothing, 'US', words)).toEqual([])
  })

  test('a place to ship to stands beside the payer', () => {
    const { parties } = paperOf({ ...exampleInvoice, ship_to: { ...exampleCustomer, name: 'Warehouse 7' } }).content
    expect(parties.map(({ label, name }) => [label, name])).toEqual([
      ['Bill to', 'Acme Corp'],
      ['Ship to', 'Warehouse 7'],
    ])
  })
})

test('the paper is Letter where people use it, and A4 elsewhere', () => {
  const paper = (country: string) => paperOf({ ...exampleInvoice, company: { ...exampleCompany, country } }).content.paper
  expect(['US', 'ca', 'MX', 'DE', 'JP', ''].map(paper)).toEqual(['us-letter', 'us-letter', 'us-letter', 'a4', 'a4', 'a4'])
})

test('any colour becomes one that can be read on white', () => {
  const hex = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255))
  fc.assert(
    fc.property(hex, (channels) => {
      const color = accent(`#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`)
      expect(contrastWithWhite(parse(color)!)).toBeGreaterThanOrEqual(4.5)
    }),
  )
  expect(accent('#0f6b5c')).toBe('#0f6b5c')
  expect([accent('red'), accent('#12'), accent(null)]).toEqual(Array(3).fill(DEFAULT_COLOR))
})

test('the edges of a page hold one line, however long a name is', () => {
  const { content } = paperOf({ ...exampleInvoice, company: { ...exampleCompany, name: 'Very\nlong '.repeat(10_000) } })
  expect(content.running_name.length).toBeLessThanOrEqual(60)
  expect(content.running_name).not.toContain('\n')
})
