import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type TestCompany, type World } from '../../../../test/world.ts'
import { DEFAULT_CHOICES, STYLES } from './choices.ts'

let world: World
let acme: TestCompany
beforeAll(async () => {
  world = await openWorld()
  acme = world.acme
})
afterAll(() => world.close())

const call = (method: string, path: string, body?: unknown) => acme.call(method, path, body === undefined ? {} : { body })

async function pdf(path: string): Promise<Uint8Array> {
  const headers = { host: 'localhost:3000', accept: 'application/pdf', authorization: `Basic ${btoa(`${acme.key}:`)}` }
  const response = await world.app.fetch(new Request(`http://localhost:3000/api${path}`, { headers }))
  expect(response.status).toBe(200)
  return new Uint8Array(await response.arrayBuffer())
}

async function textOf(bytes: Uint8Array): Promise<string> {
  return (await extractText(await getDocumentProxy(bytes.slice()), { mergePages: true })).text.replace(/\s+/g, ' ')
}

async function bill(language: string | null = null) {
  const { json: customer } = await call('POST', '/customers', { name: 'Globex', language })
  const items = [{ name: 'Copy paper', quantity: 1, unit_cost: 58.85 }]
  const { json: invoice } = await call('POST', '/invoices', { customer: customer.id, items })
  return invoice
}

test('a theme has every default of the field table, is changed, and goes', async () => {
  const { status, json } = await call('POST', '/themes', { id: 'plain' })
  expect([status, json]).toEqual([
    201,
    expect.objectContaining({
      ...DEFAULT_CHOICES,
      id: 'plain',
      name: 'Default',
      style: 'classic',
      default: true,
      invoice_template_id: null,
    }),
  ])
  const changed = await call('PATCH', '/themes/plain', { style: 'modern', header: 'TAX INVOICE', terms: 'Net 30' })
  expect(changed.json).toMatchObject({ style: 'modern', header: 'TAX INVOICE', terms: 'Net 30', to_title: 'Bill To' })
  expect((await call('GET', '/themes')).json).toEqual([changed.json])
  expect((await call('POST', '/themes', { id: 'plain' })).json).toMatchObject({ code: 'id_taken', param: 'id' })
  expect((await call('PATCH', '/themes/plain', { style: 'baroque' })).json.param).toBe('style')
  expect((await world.globex.call('GET', '/themes/plain')).status).toBe(404)
  expect((await call('DELETE', '/themes/plain')).status).toBe(204)
  expect((await call('GET', '/themes/plain')).status).toBe(404)
})

test('one theme is the default, and the next one takes over', async () => {
  await call('POST', '/themes', { id: 'first' })
  expect((await call('POST', '/themes', { id: 'second' })).json.default).toBe(false)
  await call('PATCH', '/themes/second', { default: true })
  const themes = (await call('GET', '/themes?sort=id%20asc')).json as { id: string; default: boolean }[]
  expect(themes.map((theme) => [theme.id, theme.default])).toEqual([
    ['first', false],
    ['second', true],
  ])
  for (const id of ['first', 'second']) await call('DELETE', `/themes/${id}`)
})

test('papers carry the titles of the default theme; the copy kept at issue does not change with it', async () => {
  const before = await bill()
  await world.settle()
  const kept = await pdf(`/invoices/${before.id}`)
  await call('POST', '/themes', { id: 'own', style: 'simple', to_title: 'Sold to', header: 'TAX INVOICE', terms: 'Net 30 days.' })
  expect(Buffer.from(await pdf(`/invoices/${before.id}`)).equals(kept)).toBe(true)
  const after = await bill()
  const text = await textOf(await pdf(`/invoices/${after.id}`))
  for (const part of ['TAX INVOICE', 'Sold to', 'Net 30 days.', 'From']) expect(text).toContain(part)
  expect(text).not.toContain('CUST-')
})

test('a template that was made one for another kind of paper serves this kind no more', async () => {
  const drawn = { name: 'Own', document_type: 'invoice', html: '<p>Drawn by Acme</p>' }
  const template = (await call('POST', '/pdf_templates', drawn)).json.id
  await call('PATCH', '/themes/own', { invoice_template_id: template })
  expect(await textOf(await pdf(`/invoices/${(await bill()).id}`))).toContain('Drawn by Acme')
  await call('PATCH', `/pdf_templates/${template}`, { document_type: 'estimate' })
  const text = await textOf(await pdf(`/invoices/${(await bill()).id}`))
  expect(text).toContain('TAX INVOICE')
  expect(text).not.toContain('Drawn by Acme')
  await call('PATCH', '/themes/own', { invoice_template_id: null })
})

test('other languages are spoken as ours, unless the theme wants its own words everywhere', async () => {
  const german = await textOf(await pdf(`/invoices/${(await bill('de')).id}`))
  expect(german).toContain('Rechnung')
  expect(german).not.toContain('Sold to')
  await call('PATCH', '/themes/own', { use_translations: false })
  expect(await textOf(await pdf(`/invoices/${(await bill('de')).id}`))).toContain('Sold to')
})

test('every style of every kind can be looked at before it is saved', { timeout: 60_000 }, async () => {
  const seen = new Set<string>()
  for (const style of STYLES) {
    for (const kind of ['invoice', 'estimate', 'credit_note', 'receipt', 'statement']) {
      const { status, json } = await call('POST', '/themes/preview', {
        style,
        kind,
        to_title: 'Sold to',
        use_translations: false,
      })
      expect([status, json.pages, json.problem, json.svg.slice(0, 4)]).toEqual([200, 1, null, '<svg'])
      seen.add(json.pdf)
    }
  }
  expect(seen.size).toBe(25)
  expect((await call('GET', '/themes')).json).toHaveLength(1)
})
