import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { signIn } from '../visitor.ts'
import { type Answer, type CallOptions, openWorld, type TestCompany } from '../world.ts'

/** The stories of the API that are told in calls of one company, by their names. P7, P11 and P16 live with their modules. */
const world = await openWorld()
afterAll(() => world.close())

let acme: TestCompany
beforeEach(async () => {
  world.travel('2014-11-18T15:00:00Z')
  acme = await world.newCompany('Dunder Mifflin')
})

const made = async (path: string, body: unknown = {}): Promise<Answer['json']> => {
  const { status, json, text } = await acme.call('POST', path, { body })
  expect(status, `${path} ${text}`).toBeLessThan(300)
  return json
}
const read = async (path: string) => (await acme.call('GET', path)).json
const customer = async (more: object = {}): Promise<number> =>
  (await made('/customers', { name: 'Acme', email: 'billing@acmecorp.example', payment_terms: 'NET 30', ...more })).id
const bill = (customerId: number, total: number, more: object = {}) =>
  made('/invoices', { customer: customerId, items: [{ name: 'Paper', unit_cost: total }], ...more })
const pay = (invoice: number, amount: number) =>
  acme.call('POST', '/payments', { body: { amount, method: 'check', applied_to: [{ type: 'invoice', invoice, amount }] } })
/** Invoice A of the story: two lines and a tax, 148.85. */
const LINES =
  'items[0][name]=Copy paper, Case&items[0][quantity]=3&items[0][unit_cost]=45&items[1][name]=Delivery&items[1][unit_cost]=10&taxes[0][amount]=3.85'

test('P1 Key: shown once, and it opens the door', async () => {
  const owner = await signIn(world, acme.email)
  const { status, json } = await owner.call('POST', '/api_keys', { description: 'Accounting' })
  expect(status).toBe(201)
  expect(json.secret).toMatch(/^nt_/)
  expect((await owner.call('GET', '/api_keys')).text).not.toContain(json.secret)
  const knock = (key: string) =>
    world.request('GET', '/api/customers', { headers: { authorization: `Basic ${btoa(`${key}:`)}` } })
  const opened = await knock(json.secret)
  expect({ status: opened.status, json: opened.json, total: opened.headers.get('x-total-count') }).toEqual({
    status: 200,
    json: [],
    total: '0',
  })
  expect(await knock('wrong-key')).toMatchObject({ status: 401, json: { type: 'invalid_request', message: expect.any(String) } })
})

test('P2 Customer: kept as sent, its number once, its name always', async () => {
  const form = 'name=Acme&email=billing@acmecorp.com&number=1234&payment_terms=NET 30'
  const { status, json } = await acme.call('POST', '/customers', { form })
  expect({ status, json }).toMatchObject({
    status: 201,
    json: { object: 'customer', autopay: false, payment_terms: 'NET 30', number: '1234' },
  })
  expect(json.id).toSatisfy(Number.isInteger)
  expect(await acme.call('POST', '/customers', { form })).toMatchObject({ status: 400, json: { param: 'number' } })
  expect(await acme.call('POST', '/customers', { form: 'email=a@b.example' })).toMatchObject({
    status: 400,
    json: { param: 'name' },
  })
})

test('P3 Invoice: a form becomes a bill that can be seen without a key', async () => {
  const { status, json } = await acme.call('POST', '/invoices', { form: `customer=${await customer()}&${LINES}` })
  expect({ status, json }).toMatchObject({
    status: 201,
    json: { number: 'INV-0001', status: 'not_sent', subtotal: 145, total: 148.85, balance: 148.85 },
  })
  expect(json.due_date - json.date).toBe(30 * 86_400)
  // The first two are one page of the web app, which asks for the invoice by the key in its own address.
  for (const url of [json.url, json.payment_url]) {
    const [, page] = /^(\/portal\/dundermifflin\w*\/invoices\/\w{24})(\/payment)?$/.exec(new URL(url).pathname)!
    const shown = await world.request('GET', `/api${page}`)
    expect(shown).toMatchObject({ status: 200, json: { invoice: { number: 'INV-0001', total: 148.85, balance: 148.85 } } })
    expect(shown.json.payment_methods.map(({ id }: { id: string }) => id)).toContain('credit_card')
  }
  const print = await world.request('GET', new URL(json.pdf_url).pathname)
  expect({ status: print.status, start: print.text.slice(0, 5) }).toEqual({ status: 200, start: '%PDF-' })
})

test('P4 Invoice from an item: name, price and type are filled in, an unknown item is named', async () => {
  await made('/items', { id: 'delivery', name: 'Delivery', type: 'service', unit_cost: 10 })
  const body = {
    customer: await customer(),
    payment_terms: 'NET 14',
    items: [{ name: 'Copy paper, Case', quantity: 1, unit_cost: 45 }, { catalog_item: 'delivery' }],
    taxes: [{ amount: 3.85 }],
  }
  const invoice = await made('/invoices', body)
  expect(invoice).toMatchObject({
    payment_terms: 'NET 14',
    subtotal: 55,
    total: 58.85,
    balance: 58.85,
    items: [{}, { name: 'Delivery', unit_cost: 10, quantity: 1, type: 'service', catalog_item: 'delivery' }],
  })
  expect(invoice.due_date - invoice.date).toBe(14 * 86_400)
  const unknown = { ...body, items: [body.items[0], { catalog_item: 'no-such-item' }] }
  expect(await acme.call('POST', '/invoices', { body: unknown })).toMatchObject({
    status: 400,
    json: { param: 'items[1].catalog_item' },
  })
})

test('P5 Item: a price of its own, or another for this bill', async () => {
  await made('/items', { id: 'copy_paper_20lb', name: 'Copy paper', unit_cost: 45 })
  const items = [{ catalog_item: 'copy_paper_20lb', quantity: 3, unit_cost: 44 }]
  const { id } = await made('/invoices', { customer: await customer(), items })
  expect(await read(`/invoices/${id}`)).toMatchObject({ total: 132, items: [{ catalog_item: 'copy_paper_20lb', amount: 132 }] })
  const usual = await made('/invoices', { customer: await customer(), items: [{ catalog_item: 'copy_paper_20lb' }] })
  expect(usual.total).toBe(45)
  const { title, data } = await made('/reports', { type: 'sales_by_item' })
  const [{ columns, rows, totals }] = data
  const shown = (ids: readonly string[]) =>
    rows.map(({ level, cells }: { level: number; cells: unknown[] }) => [
      level,
      ...ids.map((one) => cells[columns.findIndex((column: { id: string }) => column.id === one)]),
    ])
  expect(title).toBe('Sales by Item')
  expect(shown(['item', 'number', 'quantity', 'unit_cost', 'amount'])).toEqual([
    [0, 'Copy paper', null, 4, null, 177],
    [1, 'Copy paper', 'INV-0001', 3, 44, 132],
    [1, 'Copy paper', 'INV-0002', 1, 45, 45],
  ])
  expect(totals.at(-1)).toBe(177)
})

test('P6 Send: one mail, opened once it is seen, bounced where nobody lives', async () => {
  const invoice = await bill(await customer(), 148.85)
  const [email] = await made(`/invoices/${invoice.id}/emails`)
  expect(email).toMatchObject({ object: 'email', state: 'sent', template: 'new_invoice_email', opens: 0 })
  expect(await read(`/invoices/${invoice.id}`)).toMatchObject({ sent: true, status: 'sent' })
  const pixel = /src="[^"]*(\/o\/[^"]+)"/.exec(world.mail.sent.at(-1)!.message.html!)![1]!
  expect((await world.request('GET', pixel)).status).toBe(200)
  expect(await read(`/emails/${email.id}`)).toMatchObject({ opens: 1, opens_detail: [{ timestamp: expect.any(Number) }] })
  const lost = await bill(await customer({ email: 'bounce@acmecorp.example' }), 10)
  const [refused] = await made(`/invoices/${lost.id}/emails`)
  expect(refused).toMatchObject({ state: 'bounced', reject_reason: expect.stringContaining('550') })
  expect(await read(`/emails?needs_attention=1&filter[document_id]=${lost.id}`)).toMatchObject([{ id: refused.id }])
})

test('P8 Record payment: by either door, in parts, and what is too much stays as credit', async () => {
  const one = await bill(await customer(), 148.85)
  const check = { invoice: one.id, method: 'check', gateway_id: '1450', amount: 148.85 }
  expect((await acme.call('POST', '/transactions', { body: check })).status).toBe(201)
  expect(await read(`/invoices/${one.id}`)).toMatchObject({ paid: true, balance: 0, status: 'paid' })
  const two = await bill(await customer(), 148.85)
  expect((await pay(two.id, 100)).status).toBe(201)
  expect(await read(`/invoices/${two.id}`)).toMatchObject({ paid: false, balance: 48.85, amount_paid: 100 })
  await pay(two.id, 48.85)
  expect(await read(`/invoices/${two.id}`)).toMatchObject({ paid: true, balance: 0 })
  const generous = await customer()
  const three = await bill(generous, 148.85)
  expect((await acme.call('POST', '/transactions', { body: { invoice: three.id, method: 'check', amount: 200 } })).status).toBe(
    201,
  )
  expect(await read(`/customers/${generous}/balance`)).toMatchObject({ total_outstanding: 0, available_credits: 51.15 })
  const four = await bill(await customer(), 148.85)
  expect((await pay(four.id, 148.85)).json).toMatchObject({ amount: 148.85, balance: 0, method: 'check' })
  expect(await read(`/invoices/${four.id}`)).toMatchObject({ paid: true, balance: 0, status: 'paid' })
  for (const amount of [0, -5]) {
    const refused = await acme.call('POST', '/transactions', { body: { ...check, amount } })
    expect(refused).toMatchObject({ status: 400, json: { param: 'amount' } })
    expect((await acme.call('POST', '/payments', { body: { customer: generous, amount } })).status).toBe(400)
  }
})

test('P9 PDF: the number and the total can be read in it', async () => {
  const { json } = await acme.call('POST', '/invoices', { form: `customer=${await customer()}&${LINES}` })
  const headers = { host: 'localhost:3000', accept: 'application/pdf', authorization: `Basic ${btoa(`${acme.key}:`)}` }
  const response = await world.app.fetch(new Request(`http://localhost:3000/api/invoices/${json.id}`, { headers }))
  const bytes = new Uint8Array(await response.arrayBuffer())
  expect(new TextDecoder().decode(bytes.slice(0, 4))).toBe('%PDF')
  const { text } = await extractText(await getDocumentProxy(bytes), { mergePages: true })
  expect(text).toContain('INV-0001')
  expect(text).toContain('148.85')
})

test('P10 Update: what is not sent stays; what is locked says why', async () => {
  const { id, items } = await bill(await customer(), 55)
  const patch = (invoice: number, body: object) => acme.call('PATCH', `/invoices/${invoice}`, { body })
  expect((await patch(id, { sent: 1 })).json).toMatchObject({ status: 'sent' })
  const renamed = (await patch(id, { name: 'November', notes: 'Thanks' })).json
  expect({ name: renamed.name, items: renamed.items.map(({ id: line }: { id: number }) => line) }).toEqual({
    name: 'November',
    items: items.map(({ id: line }: { id: number }) => line),
  })
  const paid = await bill(await customer(), 20)
  await pay(paid.id, 20)
  const voided = await bill(await customer(), 20)
  await acme.call('POST', `/invoices/${voided.id}/void`)
  for (const locked of [paid.id, voided.id]) {
    expect(await patch(locked, { items: [{ name: 'More', unit_cost: 1 }] })).toMatchObject({
      status: 400,
      json: { param: 'items', message: expect.stringMatching(/^Invoice INV-000\d is (paid|voided) and locked/) },
    })
  }
  const who = await customer()
  expect((await acme.call('PATCH', `/customers/${who}`, { body: { city: 'Scranton' } })).json.email).toBe(
    'billing@acmecorp.example',
  )
  expect((await acme.call('PUT', `/customers/${who}`, { body: { name: 'Acme' } })).json.email).toBeNull()
})

test('P12 Consolidate: open bills become one; a cutoff leaves the later ones', async () => {
  const month = 30 * 86_400
  const today = world.now().getTime() / 1000
  const three = async () => {
    const id = await customer({ consolidated: true })
    const bills = [58.85, 148.85, 100].map((total, index) => bill(id, total, { date: today - (3 - index) * month }))
    return { id, bills: await Promise.all(bills) }
  }
  const all = await three()
  const whole = await made(`/customers/${all.id}/consolidate_invoices`)
  expect(whole).toMatchObject({ name: 'Consolidated Invoice', total: 307.7, balance: 307.7, consolidated: true })
  for (const part of all.bills) {
    expect(await read(`/invoices/${part.id}`)).toMatchObject({ status: 'voided', consolidated_invoice: whole.id })
  }
  const some = await three()
  expect(await made(`/customers/${some.id}/consolidate_invoices`, { cutoff_date: today - 2 * month })).toMatchObject({
    total: 207.7,
  })
  expect((await acme.call('POST', `/customers/${await customer({ consolidated: true })}/consolidate_invoices`)).status).toBe(400)
  const off = await customer()
  await bill(off, 10)
  expect((await acme.call('POST', `/customers/${off}/consolidate_invoices`)).status).toBe(400)
})

test('P13 Void, delete: a number is never free again, and money holds on to its bill', async () => {
  const { id, number } = await bill(await customer(), 55)
  expect((await acme.call('POST', `/invoices/${id}/void`)).json).toMatchObject({ status: 'voided', balance: 0, number })
  expect((await bill(await customer(), 55)).number).not.toBe(number)
  const paid = await bill(await customer(), 55)
  await pay(paid.id, 55)
  expect((await acme.call('POST', `/invoices/${paid.id}/void`)).status).toBe(400)
  expect((await acme.call('DELETE', `/invoices/${paid.id}`)).status).toBe(400)
  const draft = await bill(await customer(), 55, { draft: true })
  expect((await acme.call('DELETE', `/invoices/${draft.id}`)).status).toBe(204)
  expect((await acme.call('GET', `/invoices/${draft.id}`)).status).toBe(404)
  const issued = await bill(await customer(), 55)
  expect((await acme.call('DELETE', `/invoices/${issued.id}`)).status).toBe(204)
  expect(await read(`/invoices/${issued.id}`)).toMatchObject({ status: 'voided' })
})

test('P14 Lists: pages, filters, dates, order, and a word about what is unknown', async () => {
  const [one, two] = [await customer({ metadata: { account_rep: 'Jan' } }), await customer()]
  const start = world.now().getTime() / 1000
  for (let index = 0; index < 10; index++) {
    await bill(index < 4 ? one : two, 10 + index, {
      name: `Bill ${9 - index}`,
      date: start + index * 86_400,
      metadata: { account_rep: index < 2 ? 'Jan' : 'Pam' },
    })
  }
  const page = await acme.call('GET', '/invoices?per_page=3&page=2')
  expect(page.json).toHaveLength(3)
  expect([...page.headers.get('link')!.matchAll(/rel="(\w+)"/g)].map(([, rel]) => rel)).toEqual([
    'self',
    'first',
    'previous',
    'next',
    'last',
  ])
  const count = async (query: string) => (await acme.call('GET', `/invoices?${query}`)).json.length
  expect(await count(`filter[customer]=${one}`)).toBe(4)
  expect(await count('filter[paid]=0')).toBe(10)
  expect(await count('metadata[account_rep]=Jan')).toBe(2)
  expect(await count(`start_date=${start + 86_400}&end_date=${start + 3 * 86_400}`)).toBe(3)
  world.travel(new Date((start + 7200) * 1000))
  const [first] = (await acme.call('GET', '/invoices?per_page=1')).json
  await pay(first.id, 10)
  expect((await read(`/invoices?updated_after=${start + 3600}`)).map(({ id }: { id: number }) => id)).toEqual([first.id])
  expect(await count('filter[paid]=0')).toBe(9)
  expect((await read('/invoices?sort=name asc')).map(({ name }: { name: string }) => name)).toEqual(
    Array.from({ length: 10 }, (_, i) => `Bill ${i}`),
  )
  expect(await read('/customers?metadata[account_rep]=Jan')).toMatchObject([{ id: one }])
  expect((await acme.call('GET', '/invoices?filter[unheard_of]=1')).status).toBe(400)
})

test('P15 Safe retries: one bill for one key, and numbers without a gap in a crowd', async () => {
  const id = await customer()
  const create = (total: number, options: CallOptions = {}) =>
    acme.call('POST', '/invoices', { body: { customer: id, items: [{ name: 'Paper', unit_cost: total }] }, ...options })
  const headers = { 'idempotency-key': 'the-first-of-all' }
  const [first, again] = [await create(10, { headers }), await create(10, { headers })]
  expect(again.json).toEqual(first.json)
  expect((await create(11, { headers })).status).toBe(422)
  expect(await read('/invoices')).toHaveLength(1)
  const crowd = await Promise.all(Array.from({ length: 50 }, () => create(5)))
  const numbers = crowd.map(({ json }) => Number(/\d+$/.exec(json.number)![0])).sort((a, b) => a - b)
  expect(numbers).toEqual(Array.from({ length: 50 }, (_, index) => index + 2))
})
