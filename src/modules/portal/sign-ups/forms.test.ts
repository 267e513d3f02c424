import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld()
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})
const { acme, globex } = world
const read = async (path: string) => (await acme.call('GET', path)).json
const make = async (path: string, body: object) => {
  const { status, json, text } = await acme.call('POST', path, { body })
  expect(status, text).toBe(201)
  return json
}
await make('/plans', { id: 'paper', name: 'Paper club', amount: 40, interval: 'month' })
await make('/plans', { id: 'card', name: 'Card club', amount: 60, interval: 'month' })
await make('/plans', { id: 'ink', name: 'Ink', amount: 10, interval: 'month' })
await make('/coupons', { id: 'friends', name: 'Friends', value: 10 })
await make('/coupons', { id: 'summer', name: 'Summer', value: 50, expiration_date: Date.parse('2014-09-30T12:00:00Z') / 1000 })

/** A page, its key, and what it offers besides. */
const pageOf = async (more: object = {}) => {
  const { id, url } = await make('/sign_up_pages', { name: 'Join us', plans: ['paper'], ...more })
  return { id: id as number, key: (url as string).split('/').at(-1)! }
}
const look = (key: string, query = '') => world.request('GET', `/api/portal/${acme.username}/sign_up/${key}?${query}`)
const quote = (key: string, body: object = {}) =>
  world.request('POST', `/api/portal/${acme.username}/sign_up/${key}/quote`, { body })
let forms = 0
const form = () => ({ form_key: `form-${++forms}-opened`, name: `Acme Corp ${forms}`, email: 'billing@acme.example' })
const submit = async (key: string, body: object, query = '') =>
  world.request('POST', `/api/portal/${acme.username}/sign_up/${key}?${query}`, {
    body: {
      idempotency_key: `try-${++forms}-sent`,
      method: 'credit_card',
      token: 'tok_visa_4242',
      mandate: (await look(key)).json?.saving_mandate,
      ...body,
    },
  })
const named = (name: string) => read(`/customers?filter[name]=${encodeURIComponent(name)}`)

test('the price follows every choice before anything is sent, and asking leaves nothing behind', async () => {
  const { id, key } = await pageOf({ plans: ['paper', 'card'], has_quantity: true, has_coupon_code: true })
  const ink = await make('/sign_up_page_addons', { sign_up_page_id: id, type: 'quantity', recurring: true, plan: 'ink' })
  const before = (await acme.call('GET', '/customers')).headers.get('x-total-count')
  const total = async (choice: object) => (await quote(key, choice)).json.first_total
  expect(await total({ plan: 'paper' })).toBe(40)
  expect(await total({ plan: 'card' })).toBe(60)
  expect(await total({ plan: 'paper', quantity: 3 })).toBe(120)
  expect(await total({ plan: 'paper', quantity: 3, addons: [{ id: ink.id, quantity: 2 }] })).toBe(140)
  const { json } = await quote(key, { plan: 'paper', quantity: 3, addons: [{ id: ink.id, quantity: 2 }], coupon: 'friends' })
  expect(json).toMatchObject({ currency: 'usd', discount: 14, tax: 0, first_total: 126, recurring_total: 126 })
  expect(json.lines.map(({ name, quantity, amount }: Record<string, unknown>) => [name, quantity, amount])).toEqual([
    ['Paper club', 3, 120],
    ['Ink', 2, 20],
  ])
  expect((await acme.call('GET', '/customers')).headers.get('x-total-count')).toBe(before)
})

test.each([
  [{}, 'plan'],
  [{ plan: 'ink' }, 'plan'],
  [{ plan: 'paper', quantity: 0 }, 'quantity'],
  [{ plan: 'paper', quantity: 1_000_001 }, 'quantity'],
  [{ plan: 'paper', quantity: 'many' }, 'quantity'],
  [{ plan: 'paper', coupon: 'nowhere' }, 'coupon'],
  [{ plan: 'paper', coupon: 'summer' }, 'coupon'],
  [{ plan: 'paper', addons: [{ id: 17 }] }, 'addons[0].id'],
])('what cannot be ordered has no price and makes no customer: %j', async (choice, param) => {
  const { key } = await pageOf({ plans: ['paper', 'card'], has_quantity: true, has_coupon_code: true })
  const refused = { status: 400, json: { type: 'invalid_request', param } }
  expect(await quote(key, choice)).toMatchObject(refused)
  const person = form()
  expect(await submit(key, { ...person, ...choice })).toMatchObject(refused)
  if (param !== 'coupon') expect(await named(person.name)).toEqual([])
})

test.each([
  [{ form_key: 'short' }, 'form_key'],
  [{ idempotency_key: undefined }, 'idempotency_key'],
  [{ email: 'nobody' }, 'email'],
  [{ country: 'Atlantis' }, 'country'],
  [{ address1: null }, 'address1'],
  [{ ship_to: null }, 'ship_to.address1'],
  [{ token: null }, 'token'],
  [{ method: 'check' }, 'method'],
])('a form that is not filled in is refused by the field that is missing: %j', async (wrong, param) => {
  const { key } = await pageOf({ billing_address: true, shipping_address: true })
  const place = { address1: '1725 Slough Avenue', city: 'Scranton', country: 'US' }
  const person = form()
  const answer = await submit(key, { ...person, ...place, ship_to: place, ...wrong })
  if (param === 'method') expect(answer.json, 'told as a payment that did not go through').toMatchObject({ status: 'declined' })
  else expect(answer).toMatchObject({ status: 400, json: { param } })
  expect(await read(`/charges?filter[status]=succeeded`)).toEqual([])
})

test('a form belongs to its page, is tried ten times at most, and is never rehearsed', async () => {
  const [page, other] = [await pageOf(), await pageOf()]
  const person = form()
  for (let i = 0; i < 10; i++)
    expect((await submit(page.key, { ...person, token: 'tok_visa_0341' })).json).toMatchObject({ status: 'declined' })
  expect(await submit(page.key, person)).toMatchObject({ status: 400, json: { code: 'too_many_tries' } })
  expect(await submit(other.key, person)).toMatchObject({ status: 404, json: { code: 'no_such_link' } })
  expect(await submit(page.key, form(), 'dry_run=true')).toMatchObject({ status: 400, json: { code: 'not_rehearsable' } })
  const [customer] = await named(person.name)
  expect(await read(`/subscriptions?all=1&filter[customer]=${customer.id}`)).toEqual([])
})

test('pages of others, of customers they were not made for, and deleted ones open nothing', async () => {
  const { id, key } = await pageOf()
  const { id: another } = await pageOf()
  const invited = await make('/customers', { name: 'Invited Corp', sign_up_page: another })
  const stranger = (invited.sign_up_url as string).split('/').at(-1)
  const nowhere = [
    world.request('GET', `/api/portal/${globex.username}/sign_up/${key}`),
    world.request('POST', `/api/portal/${globex.username}/sign_up/${key}/quote`, { body: {} }),
    look('A'.repeat(24)),
    look(key, `customer=${stranger}`),
    quote(key, { customer: stranger }),
    submit(key, { ...form(), customer: stranger }),
  ]
  for (const answer of nowhere) expect(await answer).toMatchObject({ status: 404, json: { code: 'no_such_link' } })
  expect((await look(key)).json).toMatchObject({
    page: { name: 'Join us' },
    customer: null,
    plans: [{ id: 'paper', amount: 40 }],
  })
  const { saving_mandate: mandate } = (await look(key)).json
  await acme.call('DELETE', `/sign_up_pages/${id}`)
  for (const answer of [look(key), quote(key), submit(key, { ...form(), mandate })])
    expect(await answer).toMatchObject({ status: 404, json: { code: 'no_such_link' } })
})
