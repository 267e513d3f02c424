import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
const { acme, globex } = world
afterAll(() => world.close())

const make = async (path: string, body: object) => {
  const { status, json, text } = await acme.call('POST', path, { body })
  expect(status, text).toBe(201)
  return json
}
const rule = (body: object) => make('/tax_rules', { tax_rate: 'sales', ...body })
await make('/tax_rates', { id: 'sales', name: 'Sales tax', value: 6 })
await make('/tax_rates', { id: 'city', name: 'City tax', value: 2 })

/** What a customer at this place is billed for 100. */
const billed = async (place: object) => {
  const { id: customer } = await make('/customers', { name: 'Acme Corp', ...place })
  return (await make('/invoices', { customer, items: [{ name: 'Paper', unit_cost: 100 }] })).total
}
const SCRANTON = { country: 'US', state: 'PA' }

test('a rule is looked up with its rate, moved to another place or rate, and charges there from then on', async () => {
  const { id } = await rule({ country: 'us', state: 'PA' })
  expect((await acme.call('GET', `/tax_rules/${id}?expand=tax_rate`)).json).toMatchObject({
    id,
    object: 'tax_rule',
    country: 'US',
    state: 'PA',
    tax_rate: { object: 'tax_rate', id: 'sales', name: 'Sales tax', value: 6 },
  })
  expect(await billed(SCRANTON)).toBe(106)
  world.travel('2014-11-18T16:00:00Z')
  const moved = (await acme.call('PATCH', `/tax_rules/${id}`, { body: { state: 'NY' } })).json
  expect(moved).toMatchObject({ tax_rate: 'sales', country: 'US', state: 'NY' })
  expect(moved.updated_at - moved.created_at).toBe(3600)
  expect([await billed(SCRANTON), await billed({ country: 'US', state: 'ny' })]).toEqual([100, 106])
  await acme.call('PATCH', `/tax_rules/${id}`, { body: { tax_rate: 'city' } })
  expect(await billed({ country: 'US', state: 'NY' })).toBe(102)
  expect((await acme.call('GET', `/tax_rules/${id}`)).json).toMatchObject({ tax_rate: 'city', country: 'US', state: 'NY' })
  expect((await acme.call('DELETE', `/tax_rules/${id}`)).status).toBe(204)
  expect(await billed({ country: 'US', state: 'NY' })).toBe(100)
})

test('a rule without a state counts in the whole country, one without a country everywhere; each rate is charged once', async () => {
  const everywhere = await rule({})
  const country = await rule({ country: 'US', tax_rate: 'city' })
  const again = await rule({ country: 'US', state: 'PA' })
  expect([everywhere.country, everywhere.state, country.state]).toEqual([null, null, null])
  expect(await billed(SCRANTON)).toBe(108)
  expect(await billed({ country: 'CA', state: 'ON' })).toBe(106)
  for (const { id } of [everywhere, country, again]) await acme.call('DELETE', `/tax_rules/${id}`)
})

test('a change that names what does not exist is refused by field, and leaves the rule as it was', async () => {
  const { id } = await rule(SCRANTON)
  const change = (body: object) => acme.call('PATCH', `/tax_rules/${id}`, { body })
  expect(await change({ tax_rate: 'nowhere' })).toMatchObject({
    status: 400,
    json: { code: 'unknown_tax_rate', param: 'tax_rate', message: expect.stringContaining('nowhere') },
  })
  expect(await change({ country: 'Atlantis' })).toMatchObject({ status: 400, json: { param: 'country' } })
  expect(await change({ state: 'x'.repeat(256) })).toMatchObject({ status: 400, json: { param: 'state' } })
  expect((await acme.call('GET', `/tax_rules/${id}`)).json).toMatchObject({ tax_rate: 'sales', ...SCRANTON })
  await acme.call('DELETE', `/tax_rules/${id}`)
})

test('a rehearsed deletion deletes nothing; a real one is final', async () => {
  const { id } = await rule(SCRANTON)
  expect((await acme.call('DELETE', `/tax_rules/${id}?dry_run=true`)).status).toBe(204)
  expect(await billed(SCRANTON)).toBe(106)
  expect((await acme.call('DELETE', `/tax_rules/${id}`)).status).toBe(204)
  for (const method of ['GET', 'PATCH', 'DELETE'])
    expect(await acme.call(method, `/tax_rules/${id}`, method === 'PATCH' ? { body: {} } : {})).toMatchObject({
      status: 404,
      json: { code: 'tax_rule_not_found', message: expect.stringContaining(String(id)) },
    })
})

test('what was billed keeps its tax when the rule goes', async () => {
  const { id } = await rule(SCRANTON)
  const { id: customer } = await make('/customers', { name: 'Acme Corp', ...SCRANTON })
  const invoice = await make('/invoices', { customer, items: [{ name: 'Paper', unit_cost: 100 }] })
  await acme.call('DELETE', `/tax_rules/${id}`)
  expect((await acme.call('PATCH', `/invoices/${invoice.id}`, { body: { notes: 'Thank you' } })).json).toMatchObject({
    total: 106,
    taxes: [{ tax_rate: { id: 'sales' }, amount: 6 }],
  })
})

test('a rate that rises is archived and made anew under its code: the rule goes on with it', async () => {
  await make('/tax_rates', { id: 'rising', name: 'Rising', value: 5 })
  const { id } = await rule({ ...SCRANTON, tax_rate: 'rising' })
  expect(await billed(SCRANTON)).toBe(105)
  await acme.call('DELETE', '/tax_rates/rising')
  expect(await billed(SCRANTON)).toBe(100)
  await make('/tax_rates', { id: 'rising', name: 'Rising', value: 7 })
  expect(await billed(SCRANTON)).toBe(107)
  await acme.call('DELETE', `/tax_rules/${id}`)
})

test('another company sees, changes and deletes none of ours', async () => {
  const { id } = await rule(SCRANTON)
  expect((await globex.call('GET', `/tax_rules/${id}`)).status).toBe(404)
  expect((await globex.call('PATCH', `/tax_rules/${id}`, { body: { state: '' } })).status).toBe(404)
  expect((await globex.call('DELETE', `/tax_rules/${id}`)).status).toBe(404)
  expect((await globex.call('GET', '/tax_rules')).json).toEqual([])
  expect((await acme.call('GET', '/tax_rules')).json).toMatchObject([{ id, ...SCRANTON }])
})
