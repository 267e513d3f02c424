import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from '../../../../test/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const ITEMS = [
  { name: 'Copy paper, Case', quantity: 3, unit_cost: 45 },
  { name: 'Delivery', quantity: 1, unit_cost: 10 },
]

async function issued(customer: Record<string, unknown> = {}): Promise<{ id: number; pdf_url: string; customer: number }> {
  const { acme } = world
  const made = await acme.call('POST', '/customers', {
    body: { name: 'Acme Corp', email: 'billing@acmecorp.com', payment_terms: 'NET 30', ...customer },
  })
  const { status, json } = await acme.call('POST', '/invoices', { body: { customer: made.json.id, items: ITEMS, tax: 3.85 } })
  expect(status).toBe(201)
  return json
}

/** The bytes of a PDF, called for as the outside does; `text` of an answer would have bent them. */
async function pdf(target: string, key: string | null = world.acme.key): Promise<Uint8Array> {
  const headers: Record<string, string> = { host: 'localhost:3000', accept: 'application/pdf' }
  if (key) headers['authorization'] = `Basic ${Buffer.from(`${key}:`).toString('base64')}`
  const response = await world.app.fetch(new Request(`http://localhost:3000${target}`, { headers }))
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/pdf')
  return new Uint8Array(await response.arrayBuffer())
}

async function textOf(bytes: Uint8Array): Promise<string> {
  return (await extractText(await getDocumentProxy(bytes.slice()), { mergePages: true })).text
}

const path = (url: string) => new URL(url).pathname

test('an invoice is a PDF whose text layer holds its number and total, by key and by link', async () => {
  const invoice = await issued()
  const bytes = await pdf(`/api/invoices/${invoice.id}`)
  expect(Buffer.from(bytes.subarray(0, 4)).toString()).toBe('%PDF')
  const text = await textOf(bytes)
  expect(text).toContain('INV-0001')
  expect(text).toContain('148.85')
  expect(text).toContain('Copy paper, Case')
  expect(Buffer.from(await pdf(path(invoice.pdf_url), null)).equals(bytes)).toBe(true)
})

test('the copy made at issue is served for good, whatever the company and the customer change later', async () => {
  const { acme } = world
  const invoice = await issued()
  await world.settle()
  const first = await pdf(`/api/invoices/${invoice.id}`)
  await acme.call('PATCH', `/customers/${invoice.customer}`, { body: { name: 'Acme Holdings', address1: '1 New Street' } })
  await acme.call('PATCH', `/invoices/${invoice.id}`, { body: { metadata: { seen: '1' }, tags: ['a'] } })
  await world.settle()
  expect(Buffer.from(await pdf(`/api/invoices/${invoice.id}`)).equals(first)).toBe(true)
})

test('an edit makes a further copy; the first is kept', async () => {
  const { acme, database } = world
  const invoice = await issued()
  await world.settle()
  await acme.call('PATCH', `/invoices/${invoice.id}`, {
    body: { items: [{ name: 'Copy paper, Case', quantity: 2, unit_cost: 45 }] },
  })
  await world.settle()
  const text = await textOf(await pdf(`/api/invoices/${invoice.id}`))
  expect(text).toContain('93.85')
  expect(text).not.toContain('148.85')
  const { rows } = await database.ownerPool.query(
    'select p.content_hash, i.pdf_file from papers p join invoices i on i.id = p.document_id where i.id = $1 order by p.created_at',
    [invoice.id],
  )
  expect(rows).toHaveLength(2)
  expect(new Set(rows.map(({ content_hash }) => content_hash)).size).toBe(2)
  const kept = await Promise.all(rows.map(({ content_hash }) => world.platform.outside.storage.read(content_hash)))
  expect((await Promise.all(kept.map((bytes) => textOf(bytes!)))).some((text) => text.includes('148.85'))).toBe(true)
})

test('a paid invoice says so, and its payment has a receipt', async () => {
  const { acme } = world
  const invoice = await issued()
  const payment = await acme.call('POST', '/payments', {
    body: {
      customer: invoice.customer,
      method: 'check',
      reference: '1450',
      amount: 148.85,
      applied_to: [{ type: 'invoice', invoice: invoice.id, amount: 148.85 }],
    },
  })
  const paid = await textOf(await pdf(`/api/invoices/${invoice.id}`))
  expect(paid).toMatch(/paid/i)
  expect(paid).toContain('$0.00')
  const receipt = await textOf(await pdf(`/api/payments/${payment.json.id}`))
  expect(receipt).toContain('Receipt')
  expect(receipt).toContain('148.85')
  expect(receipt).toContain('1450')
  expect(await textOf(await pdf(path(payment.json.pdf_url), null))).toContain('148.85')
})

test('papers are written in the language of the customer', async () => {
  const invoice = await issued({ name: 'Beispiel AG', language: 'de', country: 'DE' })
  expect(await textOf(await pdf(`/api/invoices/${invoice.id}`))).toContain('Rechnung')
})

test('a link of a draft, a voided invoice, another company or nobody leads nowhere', async () => {
  const { acme, globex, request } = world
  const invoice = await issued()
  const link = path(invoice.pdf_url)
  expect((await request('GET', link.replace(acme.username, globex.username))).status).toBe(404)
  expect((await request('GET', link.replace(acme.username, 'nobody'))).status).toBe(404)
  expect((await request('GET', link.replace(/[0-9A-Za-z]{24}/, 'A'.repeat(24)))).status).toBe(404)
  expect((await request('GET', link.replace(/[0-9A-Za-z]{24}/, 'x'))).status).toBe(404)
  await acme.call('POST', `/invoices/${invoice.id}/void`)
  expect((await request('GET', link)).status).toBe(404)
  expect(await textOf(await pdf(`/api/invoices/${invoice.id}`))).toMatch(/void/i)
  const draft = await acme.call('POST', '/invoices', { body: { customer: invoice.customer, items: ITEMS, draft: true } })
  expect((await request('GET', path(draft.json.pdf_url))).status).toBe(404)
})

test('the PDF of another company is not found', async () => {
  const invoice = await issued()
  const answer = await world.globex.call('GET', `/invoices/${invoice.id}`, { headers: { accept: 'application/pdf' } })
  expect(answer.status).toBe(404)
})
