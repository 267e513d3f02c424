import { afterAll, expect, test } from 'vitest'
import { openWorld, type TestCompany } from '../../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())
const START = new Date('2014-11-18T15:00:00Z').getTime() / 1000

let numbered = 0
const newSeller = () => world.newCompany(`Seller ${++numbered}`)
const customer = async (seller: TestCompany, name: string) => (await seller.call('POST', '/customers', { body: { name } })).json
const typesOf = (answer: { json: readonly { type: string }[] }) => answer.json.map(({ type }) => type)

test('what happened is listed newest first, with the old values of what changed and who did it', async () => {
  const seller = await newSeller()
  const acme = await customer(seller, 'Acme')
  await seller.call('PATCH', `/customers/${acme.id}`, { body: { name: 'Acme Corp' } })
  const events = await seller.call('GET', '/events')
  expect(typesOf(events)).toEqual(['customer.updated', 'customer.created'])
  const [updated, created] = events.json
  expect(updated).toMatchObject({
    object: 'event',
    timestamp: START,
    data: { object: { id: acme.id, name: 'Acme Corp' }, previous: { name: 'Acme' } },
  })
  expect(updated.user).toEqual({ id: -2, name: 'API', email: null })
  expect(created.data).not.toHaveProperty('previous')
  expect((await seller.call('GET', `/events/${created.id}`)).json).toEqual(created)
})

test('whatever has a customer is told with the customer in full, as it was then', async () => {
  const seller = await newSeller()
  const acme = await customer(seller, 'Acme')
  const rename = (name: string) => seller.call('PATCH', `/customers/${acme.id}`, { body: { name } })
  const invoice = (
    await seller.call('POST', '/invoices', { body: { customer: acme.id, items: [{ name: 'Paper', unit_cost: 55 }] } })
  ).json
  world.travel(new Date(world.now().getTime() + 60_000))
  await rename('Acme Corp')
  await seller.call('PATCH', `/invoices/${invoice.id}`, { body: { notes: 'Thanks' } })
  await seller.call('POST', '/payments', {
    body: { amount: 55, applied_to: [{ type: 'invoice', invoice: invoice.id, amount: 55 }] },
  })
  world.travel(new Date(world.now().getTime() + 60_000))
  await rename('Acme Corporation')
  const told = (await seller.call('GET', '/events')).json.filter((event: { type: string }) => !event.type.startsWith('customer'))
  const customers = told.map(({ type, data }: { type: string; data: { object: { customer: object } } }) => [
    type,
    data.object.customer,
  ])
  expect(customers).toHaveLength(4)
  for (const [type, named] of customers)
    expect(named, type).toMatchObject({
      object: 'customer',
      id: acme.id,
      name: type === 'invoice.created' ? 'Acme' : 'Acme Corp',
    })
  world.travel(new Date(START * 1000))
})

test('the number of events is right before and after they are handed to their jobs', async () => {
  const seller = await newSeller()
  for (let i = 0; i < 3; i++) await customer(seller, `${i}`)
  const total = async (query = '') => (await seller.call('GET', `/events?per_page=1${query}`)).headers.get('X-Total-Count')
  expect(await total()).toBe('3')
  await world.settle()
  expect(await total()).toBe('3')
  await customer(seller, 'one more')
  expect(await total()).toBe('4')
  expect(await total('&filter[type]=customer.created')).toBe('4')
  expect(await total('&filter[type]=customer.deleted')).toBe('0')
})

test('events can be asked for by object, kind, source and time', async () => {
  const seller = await newSeller()
  const acme = await customer(seller, 'Acme')
  const contact = (
    await seller.call('POST', `/customers/${acme.id}/contacts`, { body: { name: 'Reception', email: 'reception@acmecorp.com' } })
  ).json
  await customer(seller, 'Globex')
  const types = async (query: string) => typesOf(await seller.call('GET', `/events?${query}`)).toSorted()
  expect(await types(`related_to=customer,${acme.id}`)).toEqual(['contact.created', 'customer.created'])
  expect(await types(`related_to=contact,${contact.id}`)).toEqual(['contact.created'])
  expect(await types('type=contact')).toEqual(['contact.created'])
  expect(await types('from=api')).toHaveLength(3)
  expect(await types('from=team')).toEqual([])
  expect(await types('filter[type]=contact.created')).toEqual(['contact.created'])
  expect(await types(`start_date=${START}&end_date=${START}`)).toHaveLength(3)
  expect(await types(`start_date=${START + 1}`)).toEqual([])
  expect(await types(`end_date=${START - 1}`)).toEqual([])
  expect(await types(`updated_after=${START}&sort=timestamp asc`)).toHaveLength(3)
})

test('a bad question is refused by its name', async () => {
  const seller = await newSeller()
  for (const [query, param] of [
    ['related_to=everything', 'related_to'],
    ['from=nobody', 'from'],
    ['filter[secret]=1', 'filter'],
  ]) {
    expect(await seller.call('GET', `/events?${query}`)).toMatchObject({ status: 400, json: { param } })
  }
})

test('events that are ours alone are neither listed nor found', async () => {
  const seller = await newSeller()
  await seller.call('POST', '/webhooks', { body: { url: 'https://example.com/hook' } })
  const { rows } = await world.database.ownerPool.query(
    `select id from events where company_id = $1 and type = 'webhook.created'`,
    [seller.id],
  )
  expect(rows).toHaveLength(1)
  expect(typesOf(await seller.call('GET', '/events'))).not.toContain('webhook.created')
  expect((await seller.call('GET', `/events/${rows[0].id}`)).status).toBe(404)
})

test('what happened at one company is nothing to another', async () => {
  const [seller, other] = [await newSeller(), await newSeller()]
  const acme = await customer(seller, 'Acme')
  const [event] = (await seller.call('GET', '/events')).json
  expect((await other.call('GET', '/events')).json).toEqual([])
  expect((await other.call('GET', `/events/${event.id}`)).status).toBe(404)
  expect((await other.call('GET', `/events?related_to=customer,${acme.id}`)).json).toEqual([])
})
