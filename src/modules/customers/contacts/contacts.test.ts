import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { openWork } from '../../../platform/work.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme, globex } = world

async function newCustomer(): Promise<number> {
  return (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id
}

test('a contact is created, read, changed, listed and deleted, and each is told', async () => {
  const customer = await newCustomer()
  const created = await acme.call('POST', `/customers/${customer}/contacts`, {
    form: 'name=Nancy Talty&email=nancy.talty@example.com',
  })
  expect(created).toMatchObject({
    status: 201,
    json: {
      object: 'contact',
      customer,
      name: 'Nancy Talty',
      email: 'nancy.talty@example.com',
      primary: true,
      sms_enabled: false,
      title: null,
      role: null,
      department: null,
      country: null,
    },
  })
  const path = `/customers/${customer}/contacts/${created.json.id}`
  expect((await acme.call('GET', path)).json).toEqual(created.json)
  const form = 'address1=507 Grove Avenue&city=Oklahoma City&state=OK&postal_code=73102&role=accounts payable&phone='
  expect(await acme.call('PATCH', path, { form })).toMatchObject({
    status: 200,
    json: { name: 'Nancy Talty', address1: '507 Grove Avenue', state: 'OK', role: 'accounts payable', phone: null },
  })
  const list = await acme.call('GET', `/customers/${customer}/contacts?sort=name asc&filter[city]=Oklahoma City`)
  expect(list.json).toHaveLength(1)
  expect(list.headers.get('X-Total-Count')).toBe('1')
  expect(list.headers.get('Link')).toContain('rel="self"')
  expect((await acme.call('GET', `${path}?expand=customer`)).json.customer).toMatchObject({ id: customer, object: 'customer' })
  expect((await acme.call('DELETE', path)).status).toBe(204)
  expect((await acme.call('GET', path)).status).toBe(404)

  const told = await openWork(world.platform, { companyId: acme.id, actor: { kind: 'system' } }, async ({ tx, companyId }) =>
    tx
      .selectFrom('events')
      .select('published_type')
      .where('company_id', '=', companyId)
      .where('object_type', '=', 'contact')
      .where('customer_id', '=', customer)
      .orderBy('id')
      .execute(),
  )
  expect(told.map(({ published_type }) => published_type)).toEqual(['contact.created', 'contact.updated', 'contact.deleted'])
})

test('the hundred and first contact is refused, also when two come at once', async () => {
  const customer = await newCustomer()
  const add = () => acme.call('POST', `/customers/${customer}/contacts`, { body: { name: 'Someone' } })
  for (let round = 0; round < 99; round++) expect((await add()).status).toBe(201)
  const statuses = (await Promise.all([add(), add(), add()])).map(({ status }) => status)
  expect(statuses.toSorted()).toEqual([201, 400, 400])
  expect((await add()).json).toMatchObject({ code: 'too_many_contacts' })
})

test('contacts are reached through their own customer and their own company only', async () => {
  const [customer, other] = [await newCustomer(), await newCustomer()]
  const { id } = (await acme.call('POST', `/customers/${customer}/contacts`, { body: { name: 'Nancy' } })).json
  expect((await acme.call('GET', `/customers/${other}/contacts/${id}`)).status).toBe(404)
  for (const method of ['GET', 'DELETE'])
    expect((await globex.call(method, `/customers/${customer}/contacts/${id}`)).status).toBe(404)
  expect((await globex.call('GET', `/customers/${customer}/contacts`)).status).toBe(404)
  expect((await globex.call('POST', `/customers/${customer}/contacts`, { body: { name: 'x' } })).status).toBe(404)
  expect(await acme.call('POST', `/customers/${customer}/contacts`, { body: { email: 'a@example.com' } })).toMatchObject({
    status: 400,
    json: { param: 'name' },
  })
})

test('contacts go with their customer', async () => {
  const customer = await newCustomer()
  const { id } = (await acme.call('POST', `/customers/${customer}/contacts`, { body: { name: 'Nancy' } })).json
  expect((await acme.call('DELETE', `/customers/${customer}`)).status).toBe(204)
  expect((await acme.call('GET', `/customers/${customer}/contacts/${id}`)).status).toBe(404)
})
