import { afterAll, expect, test } from 'vitest'
import { openWorld } from './world.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme } = world

const make = async (path: string, body: object) => {
  const { status, json, text } = await acme.call('POST', path, { body })
  expect(status, text).toBe(201)
  return json
}
/** The ids that a list tells. */
const ids = async (path: string) => {
  const { status, json, text } = await acme.call('GET', path)
  expect(status, text).toBe(200)
  return json.map(({ id }: { id: unknown }) => id)
}
const advanced = (property: string, operator: string, value?: unknown) =>
  `advanced_filter=${encodeURIComponent(JSON.stringify([{ field: property, operator, value }]))}`
const seconds = (date: string) => new Date(`${date}T12:00:00Z`).getTime() / 1000

test('charges are found by what they are said to be for', async () => {
  const { id: customer } = await make('/customers', { name: 'Acme Corp' })
  const card = { method: 'credit_card', gateway_token: 'tok_visa', applied_to: [{ type: 'credit', amount: 10 }] }
  const { charge } = await make('/charges', { customer, amount: 10, ...card })
  expect(charge.description).toBe(`Payment ${charge.id}`)
  await make('/charges', { customer, amount: 10, ...card })
  expect(await ids(`/charges?filter[description]=Payment ${charge.id}`)).toEqual([charge.id])
  expect(await ids(`/charges?${advanced('description', 'starts_with', 'Payment')}`)).toHaveLength(2)
  for (const path of ['/charges', '/refunds']) expect(await ids(`${path}?filter[merchant_account_transaction]=1`)).toEqual([])
  expect(await ids(`/charges?${advanced('merchant_account_transaction', 'empty')}`)).toHaveLength(2)
})

test('what a payer pays on the gateway’s own page is a charge for the invoice', async () => {
  const { id: customer } = await make('/customers', { name: 'Acme Corp' })
  const { number, url } = await make('/invoices', { customer, items: [{ name: 'Paper', unit_cost: 20 }] })
  const page = `/api${new URL(url).pathname}`
  const { json } = await world.request('POST', `${page}/checkout`, {
    body: { method: 'credit_card', amount: 20, idempotency_key: 'click-1' },
  })
  expect(json.url ?? json.how, JSON.stringify(json)).toBeTruthy()
  const pathOf = (address: string) => address.replace('http://localhost:3000', '')
  const paid = await world.request('POST', pathOf(json.url), { form: 'token=tok_visa' })
  await world.request('GET', pathOf(paid.headers.get('location')!))
  expect((await acme.call('GET', `/charges?filter[customer]=${customer}`)).json).toMatchObject([
    { description: `Invoice ${number}` },
  ])
})

test('cards are found by the last day on which they are good, bank accounts by their kind', async () => {
  const { id } = await make('/customers', { name: 'Acme Corp' })
  const sources = `/customers/${id}/payment_sources`
  const card = await make(sources, { method: 'credit_card', gateway_token: 'tok_visa' })
  const account = await make(sources, { method: 'ach', gateway_token: 'tok_bank' })
  expect([card.exp_month, card.exp_year, account.type]).toEqual([12, 2040, 'checking'])
  expect(await ids(`${sources}?filter[exp_date]=${seconds('2040-12-31')}`)).toEqual([card.id])
  expect(await ids(`${sources}?${advanced('exp_date', '<', seconds('2040-12-31'))}`)).toEqual([])
  expect(await ids(`${sources}?filter[type]=checking`)).toEqual([account.id])
  expect(await ids(`${sources}?filter[type]=savings`)).toEqual([])
})

test('merchant accounts that were deleted are found by when', async () => {
  const { id } = await make('/merchant_accounts', { gateway: 'test', credentials: { webhook_secret: 'a-secret-of-tests' } })
  const { id: kept } = await make('/merchant_accounts', { gateway: 'test', credentials: { webhook_secret: 'a-secret-of-tests' } })
  expect((await acme.call('DELETE', `/merchant_accounts/${id}`)).status).toBe(204)
  expect(await ids('/merchant_accounts')).toEqual([kept])
  expect(await ids(`/merchant_accounts?${advanced('deleted_at', 'not_empty')}`)).toEqual([id])
  expect(await ids(`/merchant_accounts?filter[deleted_at]=${Math.floor(world.now().getTime() / 1000)}`)).toEqual([id])
  const other = await acme.call('PATCH', `/merchant_accounts/${kept}`, { body: { gateway: 'stripe' } })
  expect(other).toMatchObject({ status: 400, json: { param: 'gateway' } })
  expect((await acme.call('PATCH', `/merchant_accounts/${kept}`, { body: { gateway: 'test', name: 'Till' } })).json.name).toBe(
    'Till',
  )
})

test('what has no value, and what has one, are told apart, also by what is kept in metadata', async () => {
  const { id } = await make('/customers', { name: 'Vance', email: 'vance@example.com', metadata: { region: 'north', note: '' } })
  const { id: other } = await make('/customers', { name: 'Vance' })
  const found = (property: string, operator: string) => ids(`/customers?filter[name]=Vance&${advanced(property, operator)}`)
  expect([await found('email', 'not_empty'), await found('email', 'empty')]).toEqual([[id], [other]])
  expect([await found('metadata.region', 'not_empty'), await found('metadata.region', 'empty')]).toEqual([[id], [other]])
  expect([await found('metadata.note', 'not_empty'), await found('metadata.note', 'empty')]).toEqual([[], [id, other]])
})

test('lists and objects in metadata are found by exactly their JSON', async () => {
  const make4 = (metadata: object) => make('/customers', { name: 'Stanley', metadata })
  const { id } = await make4({ route: { gate: 4, days: ['Mon'] } })
  const { id: more } = await make4({ route: { gate: 4, days: ['Mon', 'Fri'] } })
  const { id: text } = await make4({ route: '{"days":["Mon"],"gate":4}' })
  const exactly = (value: string) => ids(`/customers?filter[name]=Stanley&metadata[route]=${encodeURIComponent(value)}`)
  expect(await exactly('{ "days": ["Mon"], "gate": 4 }')).toEqual([id])
  expect(await exactly('{"days":["Mon"],"gate":4}')).toEqual([id, text])
  expect(await exactly('{"gate":4}')).toEqual([])
  for (const none of ['{"gate"', '{"a":"\\u0000"}', '["\\ud800"]', '[1e999]', '['.repeat(600)])
    expect(await exactly(none)).toEqual([])
  const others = advanced('metadata.route', '<>', '{"days":["Mon","Fri"],"gate":4}')
  expect(await ids(`/customers?filter[name]=Stanley&${others}`)).toEqual([id, text])
  expect(await ids(`/customers?filter[name]=Stanley&${advanced('metadata.route', 'contains', 'Fri')}`)).toEqual([more])
})

test('plans are found by their price bands, notes by who wrote them', async () => {
  await make('/plans', { id: 'flat', name: 'Flat', amount: 5, interval: 'month' })
  const tiers = [{ max_qty: 10, unit_cost: 5 }, { unit_cost: 4 }]
  await make('/plans', { id: 'banded', name: 'Banded', pricing_mode: 'volume', interval: 'month', tiers })
  expect(await ids(`/plans?${advanced('tiers', 'not_empty')}`)).toEqual(['banded'])
  expect(await ids(`/plans?${advanced('tiers', 'empty')}`)).toEqual(['flat'])
  const { id: customer } = await make('/customers', { name: 'Acme Corp' })
  const note = await make('/notes', { customer_id: customer, notes: 'Called' })
  expect(await ids(`/notes?${advanced('member', 'empty')}`)).toEqual([note.id])
  expect(await ids('/notes?filter[member]=1')).toEqual([])
})

test('nobody is connected to a network here, and lists say so', async () => {
  const { id: customer } = await make('/customers', { name: 'Acme Corp' })
  const { id } = await make('/invoices', { customer, items: [{ name: 'Paper', unit_cost: 20 }] })
  for (const path of ['/invoices', '/credit_notes', '/estimates'])
    expect(await ids(`${path}?filter[network_document]=1`)).toEqual([])
  expect(await ids('/customers?filter[network_connection]=1')).toEqual([])
  expect(await ids(`/invoices?filter[customer]=${customer}&${advanced('network_document', 'empty')}`)).toEqual([id])
  expect(await ids(`/invoices?filter[customer]=${customer}&expand=network_document`)).toEqual([id])
})

test('discounts, taxes and addresses say since when they are so', async () => {
  const { id: customer } = await make('/customers', { name: 'Acme Corp' })
  const now = Math.floor(world.now().getTime() / 1000)
  const ship_to = { name: 'Warehouse', city: 'Scranton' }
  const items = [{ name: 'Paper', unit_cost: 20, taxes: [{ amount: 1 }] }]
  const made = await make('/invoices', { customer, items, discount: 2, ship_to })
  expect(made).toMatchObject({
    items: [{ taxes: [{ updated_at: now }] }],
    discounts: [{ updated_at: now }],
    ship_to: { created_at: now, updated_at: now },
  })
  world.travel(new Date(world.now().getTime() + 60_000))
  const same = (await acme.call('PATCH', `/invoices/${made.id}`, { body: { ship_to, notes: 'Thanks' } })).json
  expect([same.ship_to, same.discounts]).toEqual([made.ship_to, made.discounts])
  const moved = (await acme.call('PATCH', `/invoices/${made.id}`, { body: { ship_to: { ...ship_to, city: 'Utica' } } })).json
  expect(moved.ship_to).toMatchObject({ city: 'Utica', created_at: now, updated_at: now + 60 })
})
