import { connect } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { listen } from '../src/platform/http/server.ts'
import { openWorld } from './world.ts'

/** What published client libraries rely on without saying so, each found by running one against this server. */
const world = await openWorld()
const { port, close } = await listen(world.app, { host: '127.0.0.1', port: 0, trusts: () => false })
afterAll(async () => {
  await close()
  await world.close()
})
const { acme } = world
const basic = `Basic ${btoa(`${acme.key}:`)}`

/** The answer as it stands on the wire, before anything lower-cases its headers. */
function raw(target: string, host = `127.0.0.1:${port}`): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${basic}\r\nConnection: close\r\n\r\n`),
    )
    let text = ''
    socket.on('data', (bytes) => {
      text += bytes
    })
    socket.on('end', () => resolve(text))
    socket.on('error', reject)
  })
}

test('two libraries look up Link and X-Total-Count in exactly this spelling', async () => {
  const answer = await raw('/api/customers')
  expect(answer).toMatch(/\r\nLink: </)
  expect(answer).toMatch(/\r\nX-Total-Count: 0\r\n/)
})

test('one library cuts its own address off the next page, and others split the header at commas', async () => {
  for (const name of ['One', 'Two', 'Three']) await acme.call('POST', '/customers', { body: { name } })
  const answer = await raw('/api/customers?per_page=1&sort=name%20asc,id%20desc')
  const link = /\r\nLink: (.*)\r\n/.exec(answer)![1]!
  const parts = link.split(',').map((part) => part.trim())
  expect(parts.map((part) => /rel="(\w+)"/.exec(part)![1])).toEqual(['self', 'first', 'next', 'last'])
  expect(parts[2]).toMatch(`<http://127.0.0.1:${port}/api/customers?`)
})

test('one library replaces the path of its base address, so a host of its own answers at its root', async () => {
  expect(await raw('/customers', 'api.netterms.example')).toMatch(/^HTTP\/1.1 200 /)
  expect(await raw('/customers?per_page=1', 'api.netterms.example')).toMatch('<http://api.netterms.example/customers?')
})

test('one library sends null for every field of a contact that it does not set', async () => {
  const { json } = await acme.call('POST', '/customers', { body: { name: 'Acme' } })
  const body = { name: 'Purchasing', primary: null, sms_enabled: null, email: null, phone: null, country: null, title: null }
  expect(await acme.call('POST', `/customers/${json.id}/contacts`, { body })).toMatchObject({
    status: 201,
    json: { primary: true, sms_enabled: false },
  })
})

test('one library sends a bare number to consolidate, and single quotes to refunds', async () => {
  const { json } = await acme.call('POST', '/customers', { body: { name: 'Vance', consolidated: true } })
  const items = [{ name: 'Paper', unit_cost: 20 }]
  for (const _ of [1, 2]) await acme.call('POST', '/invoices', { body: { customer: json.id, items } })
  const cutoff = String(world.now().getTime() / 1000 + 86_400)
  expect((await acme.call('POST', `/customers/${json.id}/consolidate_invoices`, { form: cutoff })).json).toMatchObject({
    total: 40,
  })
  expect(await acme.call('POST', '/charges/999999/refunds', { form: "{'amount':5}" })).toMatchObject({ status: 404 })
})

test('one library spells "no fields" as an empty list, and lists attachments with POST', async () => {
  const { json } = await acme.call('POST', '/customers', { body: { name: 'Acme', metadata: [] } })
  expect(json.metadata).toEqual({})
  const invoice = await acme.call('POST', '/invoices', { body: { customer: json.id, items: [{ name: 'Paper', unit_cost: 5 }] } })
  expect(await acme.call('POST', `/invoices/${invoice.json.id}/attachments`)).toMatchObject({ status: 200, json: [] })
  expect(await acme.call('POST', `/invoices/${invoice.json.id}/void`, { body: [] })).toMatchObject({ status: 200 })
})

test('three libraries walk through the letters that were sent, three read the letter, as documented', async () => {
  const address = { address1: '1725 Slough Avenue', city: 'Scranton', state: 'PA', postal_code: '18505', country: 'US' }
  await acme.call('PATCH', '/company', { body: address })
  const { json } = await acme.call('POST', '/customers', { body: { name: 'Acme Corp', ...address } })
  const invoice = await acme.call('POST', '/invoices', { body: { customer: json.id, items: [{ name: 'Paper', unit_cost: 5 }] } })
  for (const path of [`/invoices/${invoice.json.id}/letters`, `/customers/${json.id}/letters`]) {
    const told = async (agent: string) => (await acme.call('POST', path, { body: {}, headers: { 'user-agent': agent } })).json
    for (const agent of ['Invoiced Python/3.0.0', 'Invoiced Ruby/3.0.0', 'Invoiced PHP/2.4.2'])
      expect(await told(agent)).toMatchObject([{ object: 'letter', customer: json.id }])
    for (const agent of ['Invoiced Go/2.15.0', 'Invoiced .NET/4.0.2', 'unirest-java/1.3.11', 'curl/7.88.1'])
      expect(await told(agent)).toMatchObject({ object: 'letter', customer: json.id })
  }
})

test('one library lists the attachments of every document with POST', async () => {
  const { json } = await acme.call('POST', '/customers', { body: { name: 'Acme' } })
  for (const noun of ['invoices', 'estimates', 'credit_notes']) {
    const document = await acme.call('POST', `/${noun}`, {
      body: { customer: json.id, items: [{ name: 'Paper', unit_cost: 5 }] },
    })
    expect(await acme.call('POST', `/${noun}/${document.json.id}/attachments`)).toMatchObject({ status: 200, json: [] })
  }
})

test('one library spells the subject of a note as the note itself has it', async () => {
  const { json } = await acme.call('POST', '/customers', { body: { name: 'Acme' } })
  expect(await acme.call('POST', '/notes', { body: { customer: json.id, notes: 'Called.' } })).toMatchObject({
    status: 201,
    json: { customer: json.id, invoice: null },
  })
  const invoice = await acme.call('POST', '/invoices', { body: { customer: json.id, items: [{ name: 'Paper', unit_cost: 5 }] } })
  expect(await acme.call('POST', '/notes', { body: { invoice: invoice.json.id, notes: 'Sent.' } })).toMatchObject({
    status: 201,
    json: { customer: json.id, invoice: invoice.json.id },
  })
})

test('one library asks for events of one type by `type`, where others name a kind of object', async () => {
  const { json } = await acme.call('POST', '/customers', { body: { name: 'Acme' } })
  await acme.call('PATCH', `/customers/${json.id}`, { body: { name: 'Acme Corp' } })
  const types = async (type: string) =>
    (await acme.call('GET', `/events?type=${type}&related_to=customer,${json.id}`)).json.map(
      (event: { type: string }) => event.type,
    )
  expect(await types('customer.updated')).toEqual(['customer.updated'])
  expect(await types('customer')).toEqual(['customer.updated', 'customer.created'])
  expect(await types('customer.deleted')).toEqual([])
})

test('clients compute with binary fractions: what lies beyond the tenth decimal is their noise', async () => {
  const { json } = await acme.call('POST', '/customers', { body: { name: 'Acme' } })
  const payment = await acme.call('POST', '/payments', { body: { customer: json.id, amount: 0.1 + 0.2 } })
  expect(payment).toMatchObject({ status: 201, json: { amount: 0.3 } })
  const items = [{ name: 'Paper', quantity: 1 / 3, unit_cost: 100 / 3 }]
  const invoice = await acme.call('POST', '/invoices', { body: { customer: json.id, items } })
  expect(invoice).toMatchObject({ status: 201, json: { total: 11.11, items: [{ quantity: 0.3333333333 }] } })
  const half = await acme.call('POST', '/payments', { form: `customer=${json.id}&amount=${1.1 + 2.2}` })
  expect(half).toMatchObject({ status: 201, json: { amount: 3.3 } })
  const fine = await acme.call('POST', '/payments', { body: { customer: json.id, amount: 10.999 } })
  expect(fine).toMatchObject({ status: 400, json: { param: 'amount' } })
})

/** What a library sends that leaves ids out of the coupons and tax rates inside a document. */
const withoutInnerIds = (document: object) =>
  JSON.parse(JSON.stringify(document), (key, value) =>
    key === 'coupon' || key === 'tax_rate' ? value && { name: value.name, metadata: value.metadata } : value,
  )

test('two libraries send whole documents back, with coupons and tax rates that have no id', async () => {
  const made = async (path: string, body: object) => (await acme.call('POST', path, { body })).json
  const tax = await made('/tax_rates', { name: 'VAT', value: 5 })
  const local = await made('/tax_rates', { name: 'Local', value: 2 })
  const fixed = await made('/coupons', { name: 'Three off', value: 3, is_percent: false })
  const { id: customer } = await made('/customers', { name: 'Acme', taxes: [local.id] })
  for (const noun of ['invoices', 'estimates', 'credit_notes']) {
    const once = await made('/coupons', { name: 'Off', value: 10, max_redemptions: 1 })
    const items = [
      { name: 'Paper', unit_cost: 100, discounts: [once.id], taxes: [tax.id] },
      { name: 'Delivery', unit_cost: 10 },
    ]
    const before = await made(`/${noun}`, { customer, items, discounts: [fixed.id], taxes: [{ amount: 2 }] })
    const { items: lines, discounts, taxes } = withoutInnerIds(before)
    const after = await acme.call('PATCH', `/${noun}/${before.id}`, { body: { items: lines, discounts, taxes, notes: 'Hello' } })
    expect(after).toMatchObject({ status: 200, json: { total: before.total, notes: 'Hello' } })
    const rates = (document: typeof before) => [
      ...document.items.flatMap((line: typeof before) => [...line.discounts, ...line.taxes]),
      ...document.discounts,
      ...document.taxes,
    ]
    const named = (document: typeof before) => rates(document).map((rate) => [rate.amount, rate.coupon ?? rate.tax_rate ?? null])
    expect(named(after.json)).toEqual(named(before))
  }
  const nothing = [{ name: 'Paper', unit_cost: 5, taxes: [{ tax_rate: { name: 'VAT' } }] }]
  expect(await acme.call('POST', '/invoices', { body: { customer, items: nothing } })).toMatchObject({
    status: 400,
    json: { param: 'items[0].taxes[0].tax_rate.id' },
  })
})

test('a document that is sent back as it was read keeps the coupons and taxes that ended since', async () => {
  const made = async (path: string, body: object) => (await acme.call('POST', path, { body })).json
  const [tax, coupon] = [await made('/tax_rates', { name: 'VAT', value: 5 }), await made('/coupons', { name: 'Off', value: 10 })]
  const { id: customer } = await made('/customers', { name: 'Acme' })
  const items = [{ name: 'Paper', unit_cost: 100, taxes: [tax.id] }]
  const before = await made('/invoices', { customer, items, discounts: [coupon.id] })
  await acme.call('DELETE', `/tax_rates/${tax.id}`)
  await acme.call('DELETE', `/coupons/${coupon.id}`)
  const body = { items: before.items, discounts: before.discounts, taxes: before.taxes }
  expect(await acme.call('PATCH', `/invoices/${before.id}`, { body })).toMatchObject({
    status: 200,
    json: { total: before.total },
  })
})

test('two libraries save whole documents: what is locked may be sent back as it was read, with a new name in a field that is free', async () => {
  const made = async (path: string, body: object) => (await acme.call('POST', path, { body })).json
  const coupon = await made('/coupons', { name: 'Off', value: 10 })
  const { id: customer } = await made('/customers', { name: 'Acme' })
  const draft = {
    customer,
    items: [{ name: 'Paper', unit_cost: 100, quantity: 1 / 3 }],
    discounts: [coupon.id, { amount: 1 }],
    payment_terms: 'NET 14',
    ship_to: { name: 'Acme', address1: '1 Main', city: 'Scranton', country: 'US' },
  }
  const [paid, planned, closed] = [await made('/invoices', draft), await made('/invoices', draft), await made('/invoices', draft)]
  const applied_to = [{ type: 'invoice', invoice: paid.id, amount: paid.total }]
  await made('/payments', { customer, amount: paid.total, applied_to })
  await made(`/invoices/${planned.id}/payment_plan`, { installments: [{ date: 2_000_000_000, amount: planned.total }] })
  await acme.call('PATCH', `/invoices/${closed.id}`, { body: { closed: true } })
  for (const { id } of [paid, planned, closed]) {
    const read = (await acme.call('GET', `/invoices/${id}`)).json
    const { items, discounts, taxes, currency, number, date, due_date, payment_terms, ship_to, name, draft, autopay, notes } =
      read
    const back = {
      items,
      discounts,
      taxes,
      currency,
      number,
      date,
      due_date,
      payment_terms,
      ship_to,
      name,
      draft,
      autopay,
      notes,
    }
    const body = { ...withoutInnerIds(back), closed: read.closed, metadata: { seen: 'yes' } }
    expect(await acme.call('PATCH', `/invoices/${id}`, { body })).toMatchObject({
      status: 200,
      json: { ...back, metadata: { seen: 'yes' } },
    })
    const dearer = [{ ...items[0], unit_cost: 101 }]
    expect((await acme.call('PATCH', `/invoices/${id}`, { body: { ...body, items: dearer } })).status).toBe(400)
  }
})

test('one library writes flags and nothing into addresses as its language spells them, and lists of words as lists', async () => {
  const { json } = await acme.call('POST', '/customers', { body: { name: 'Acme', metadata: { vip: true } } })
  const items = [{ name: 'Paper', unit_cost: 5 }]
  const invoice = await acme.call('POST', '/invoices', { body: { customer: json.id, items } })
  const count = async (path: string) => {
    const answer = await acme.call('GET', `${path}${path.includes('?') ? '&' : '?'}per_page=1`)
    return answer.status === 200 ? Number(answer.headers.get('x-total-count')) : answer.json
  }
  const mine = `/invoices?filter[customer]=${json.id}`
  expect(await count(`${mine}&filter[paid]=False&filter[subscription]=None`)).toBe(1)
  expect(await count(`${mine}&filter[paid]=True`)).toBe(0)
  for (const query of ['/customers?payment_source=False', '/plans?archived=True', '/subscriptions?canceled=True'])
    expect({ query, count: await count(query) }).toEqual({ query, count: expect.any(Number) })
  expect(await count('/customers?metadata[vip]=True')).toBe(1)
  for (const expand of ['expand[]=customer&expand[]=subscription', 'expand[0]=customer'])
    expect(await acme.call('GET', `/invoices/${invoice.json.id}?${expand}&exclude[]=items`)).toMatchObject({
      json: { customer: { id: json.id } },
    })
  expect((await acme.call('GET', `/invoices/${invoice.json.id}?exclude[]=items`)).json.items).toBe(undefined)
  expect((await acme.call('GET', '/payments?include[]=applied_to')).status).toBe(200)
})

test('one library sends a whole payment back, also one that went through a gateway', async () => {
  const { json } = await acme.call('POST', '/customers', { body: { name: 'Acme' } })
  const applied_to = [{ type: 'credit', amount: 5 }]
  const charge = { customer: json.id, amount: 5, method: 'credit_card', invoiced_token: 'tok_visa_4242', applied_to }
  const { id, amount, currency, customer } = (await acme.call('POST', '/charges', { body: charge })).json
  const body = { amount, currency, customer, notes: 'By card' }
  expect(await acme.call('PATCH', `/payments/${id}`, { body })).toMatchObject({ status: 200, json: { notes: 'By card' } })
  expect(await acme.call('PATCH', `/payments/${id}`, { body: { ...body, amount: 6 } })).toMatchObject({
    status: 400,
    json: { code: 'payment_processed' },
  })
})

test('the extractor reads by change: sorted, bounded, to the last page', async () => {
  const query = 'per_page=100&page=1&include=updated_at&sort=updated_at ASC&updated_after=0'
  for (const path of ['customers', 'invoices', 'credit_notes', 'estimates', 'plans', 'subscriptions']) {
    const { status, headers, json } = await acme.call('GET', `/${path}?${query}`)
    expect({ path, status, counted: headers.get('x-total-count') }).toEqual({ path, status: 200, counted: String(json.length) })
    expect(json.every(({ updated_at }: { updated_at: unknown }) => Number.isInteger(updated_at))).toBe(true)
  }
})

/** The libraries differ in the type they name, also where they send no body, and in what they send where there is nothing to say. */
const LIBRARIES = [
  { language: 'Ruby', agent: 'Invoiced Ruby', type: 'application/json', nothing: '{}' },
  { language: 'PHP', agent: 'Invoiced PHP', type: 'application/json', nothing: '[]' },
  { language: 'Python', agent: 'Invoiced Python', type: 'application/json', nothing: '{}' },
  { language: 'Java', agent: 'unirest-java', type: 'application/json', nothing: '{}' },
  { language: '.NET', agent: undefined, type: 'application/json; charset=utf-8', nothing: undefined },
  { language: 'Go', agent: 'Go-http-client', type: 'application/json', nothing: undefined },
]

test.each(LIBRARIES)(
  'P16 Official SDKs: $language creates, invoices, sends, lists, retrieves, pays and voids',
  async ({ agent, type, nothing }) => {
    const company = await world.newCompany('Dunder Mifflin')
    const authorization = `Basic ${btoa(`${company.key}:`)}`
    const call = async (method: string, path: string, sent?: object) => {
      const body = method === 'GET' ? undefined : sent ? JSON.stringify(sent) : nothing
      const response = await fetch(`http://127.0.0.1:${port}/api${path}`, {
        method,
        headers: { authorization, 'content-type': type, ...(agent && { 'user-agent': agent }) },
        ...(body !== undefined && { body }),
      })
      return { status: response.status, headers: response.headers, json: JSON.parse(await response.text()) }
    }
    const customer = await call('POST', '/customers', { name: 'Acme', email: 'billing@acmecorp.example', autopay: true })
    expect(customer).toMatchObject({ status: 201, json: { object: 'customer', name: 'Acme' } })
    const { id } = customer.json
    const source = { method: 'credit_card', invoiced_token: 'tok_visa_4242', make_default: true }
    expect((await call('POST', `/customers/${id}/payment_sources`, source)).status).toBe(201)
    const draft = { customer: id, items: [{ name: 'Copy paper, Case', quantity: 3, unit_cost: 45 }], taxes: [{ amount: 3.85 }] }
    const [paid, voided] = [await call('POST', '/invoices', draft), await call('POST', '/invoices', draft)]
    expect(paid).toMatchObject({ status: 201, json: { object: 'invoice', total: 138.85, status: 'not_sent' } })

    expect(await call('POST', `/invoices/${paid.json.id}/emails`)).toMatchObject({ status: 201, json: [{ object: 'email' }] })
    const list = await call('GET', `/invoices?filter%5Bcustomer%5D=${id}&per_page=1&page=1`)
    expect(list).toMatchObject({ status: 200, json: [{ id: paid.json.id }] })
    expect(list.headers.get('x-total-count')).toBe('2')
    const next = /<([^>]*)>; rel="next"/.exec(list.headers.get('link')!)![1]!
    expect(await call('GET', next.slice(next.indexOf('/invoices')))).toMatchObject({ json: [{ id: voided.json.id }] })
    expect(await call('GET', `/invoices/${paid.json.id}`)).toMatchObject({
      status: 200,
      json: { id: paid.json.id, status: 'sent' },
    })

    expect(await call('POST', `/invoices/${paid.json.id}/pay`)).toMatchObject({ status: 200, json: { paid: true, balance: 0 } })
    expect(await call('POST', `/invoices/${voided.json.id}/void`)).toMatchObject({ status: 200, json: { status: 'voided' } })
    const again = await call('POST', `/invoices/${voided.json.id}/void`)
    expect(again).toMatchObject({ status: 400, json: { type: 'invalid_request', message: expect.any(String) } })
  },
)
