import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld()
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})
const { acme } = world
const make = async (path: string, body: object) => {
  const { status, json, text } = await acme.call('POST', path, { body })
  expect(status, text).toBe(201)
  return json
}
const read = async (path: string) => (await acme.call('GET', path)).json
await make('/plans', { id: 'paper', name: 'Paper club', amount: 49, interval: 'month' })
await make('/plans', { id: 'ink', name: 'Ink', amount: 10, interval: 'month' })
const allow = (settings: object) => acme.call('PATCH', '/company', { body: { settings } })
const subscribed = async (more: object = {}) => {
  const { id: customer } = await make('/customers', { name: 'Acme Corp', email: 'billing@acme.example' })
  return make('/subscriptions', { customer, plan: 'paper', ...more })
}
const call = (method: string, url: string, verb = '', body?: object) =>
  world.request(method, `/api${new URL(url).pathname}${verb}`, {
    ...(body && { body }),
    headers: { 'user-agent': 'Firefox/140' },
  })

test('the link shows the subscription, what it costs next, what is owed and what else there is', async () => {
  const { url, customer, id } = await subscribed({ addons: [{ plan: 'ink', quantity: 2 }] })
  await make('/subscriptions', { customer, plan: 'ink' })
  const { status, json, text } = await call('GET', url)
  expect(status).toBe(200)
  expect(json).toMatchObject({
    company: { name: 'Dunder Mifflin' },
    subscription: {
      name: 'Paper club',
      status: 'active',
      recurring_total: 69,
      addons: [{ name: 'Ink', quantity: 2 }],
      approval: null,
    },
    next_bill: { total: 69 },
    others: [{ name: 'Ink', recurring_total: 10 }],
    can_approve: false,
    can_cancel: false,
    can_keep: false,
  })
  expect(new Date(json.next_bill.date * 1000).toISOString().slice(0, 10)).toBe('2014-12-18')
  expect(json.open_invoices).toMatchObject([{ balance: 69 }])
  expect(text).not.toContain('metadata')
  expect(
    (
      await call(
        'GET',
        url.replace(/.$/, (last: string) => (last === 'a' ? 'b' : 'a')),
      )
    ).status,
  ).toBe(404)
  expect(await read(`/subscriptions/${id}`)).toMatchObject({ approval: null })
})

test('the customer ends it at the end of its period, and takes that back, where the company lets them', async () => {
  const { url, id } = await subscribed()
  expect(await call('POST', url, '/cancel', {})).toMatchObject({ status: 400, json: { code: 'not_allowed_here' } })
  await allow({ subscription_cancel_by_customer: true })
  const ended = await call('POST', url, '/cancel', {})
  expect(ended.json).toMatchObject({
    subscription: { cancel_at_period_end: true, status: 'active' },
    can_cancel: false,
    can_keep: true,
    next_bill: null,
  })
  expect((await call('POST', url, '/keep')).json).toMatchObject({
    subscription: { cancel_at_period_end: false },
    can_cancel: true,
  })
  await call('POST', url, '/cancel', {})
  world.travel('2014-12-19T15:00:00Z')
  await world.settle()
  expect(await read(`/subscriptions/${id}`)).toMatchObject({ status: 'canceled' })
  expect(await call('POST', url, '/keep')).toMatchObject({ status: 400 })
  const [event] = await read(`/events?filter[type]=subscription.updated&related_to=subscription,${id}`)
  expect(event).toBeDefined()
  const agreed = await subscribed({ cycles: 12 })
  expect((await call('GET', agreed.url)).json).toMatchObject({ can_cancel: false })
  await allow({ subscription_cancel_by_customer: false })
})

test('a subscription that needs it is approved once: name, initials, time, address and browser are kept', async () => {
  const { url, id } = await subscribed()
  expect((await call('POST', url, '/approve', { name: 'Front Desk', initials: 'FD' })).status).toBe(400)
  await allow({ subscription_approval: true })
  expect((await call('GET', url)).json.can_approve).toBe(true)
  expect((await call('POST', url, '/approve', { name: '', initials: 'FD' })).json.param).toBe('name')
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => call('POST', url, '/approve', { name: 'Front Desk', initials: 'FD' })),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400])
  expect((await call('GET', url)).json).toMatchObject({ can_approve: false, subscription: { approval: { initials: 'FD' } } })
  const { approval } = await read(`/subscriptions/${id}`)
  expect(approval).toMatchObject({ name: 'Front Desk', initials: 'FD', user_agent: 'Firefox/140' })
  expect(approval.timestamp).toBe(Math.floor(world.now().getTime() / 1000))
  await allow({ subscription_approval: false })
})

test('the customer changes what it is paid with', async () => {
  const { url, customer } = await subscribed()
  const card = { method: 'credit_card', token: 'tok_visa_4242', idempotency_key: 'change-card-1' }
  for (const _ of ['once', 'again'])
    expect((await call('POST', url, '/payment_source', card)).json.payment_sources).toMatchObject([
      { last4: '4242', is_default: true },
    ])
  expect(await read(`/customers/${customer}`)).toMatchObject({ payment_source: { last4: '4242' } })
  const begun = await call('POST', url, '/payment_source/checkout', { method: 'credit_card', idempotency_key: 'change-card-2' })
  expect(begun.json.how).toBe('redirect')
  const local = (address: string) => address.replace('http://localhost:3000', '')
  const chosen = await world.request('POST', local(begun.json.url), { form: 'token=tok_mastercard' })
  for (const _ of ['back', 'back again']) {
    const arrived = await world.request('GET', local(chosen.headers.get('location')!))
    expect([arrived.status, arrived.headers.get('location')]).toEqual([303, `${url}?payment=saved`])
  }
  expect((await call('GET', url)).json.payment_sources).toHaveLength(2)
  expect(await read(`/customers/${customer}`)).toMatchObject({ payment_source: { last4: '4444' } })
})

const keyIn = (url: string) => url.split('/').at(-1)!
const at = (key: string) => world.request('GET', `/api/portal/${acme.username}/subscriptions/${key}`)
const end = (key: string, body: object = {}, query = '') =>
  world.request('POST', `/api/portal/${acme.username}/subscriptions/${key}/cancel?${query}`, { body })
const keep = (key: string) => world.request('POST', `/api/portal/${acme.username}/subscriptions/${key}/keep`)
const sign = (key: string, body: object = { name: 'Front Desk', initials: 'FD' }) =>
  world.request('POST', `/api/portal/${acme.username}/subscriptions/${key}/approve`, { body })
let clicks = 0
const click = () => ({ method: 'credit_card', idempotency_key: `change-${++clicks}` })
const use = (key: string, more: object = {}) =>
  world.request('POST', `/api/portal/${acme.username}/subscriptions/${key}/payment_source`, {
    body: { ...click(), token: 'tok_visa_4242', ...more },
  })
const useThere = (key: string, more: object = {}) =>
  world.request('POST', `/api/portal/${acme.username}/subscriptions/${key}/payment_source/checkout`, {
    body: { ...click(), ...more },
  })

test('a customer who leaves says why; who stays after all had no reason', async () => {
  await allow({ subscription_cancel_by_customer: true })
  const { url, id } = await subscribed()
  const key = keyIn(url)
  expect(await keep(key), 'it does not end').toMatchObject({ status: 400, json: { code: 'not_allowed_here' } })
  expect(await end(key, { reason: 'x'.repeat(51) })).toMatchObject({ status: 400, json: { param: 'reason' } })
  expect((await end(key, { reason: 'Too dear' }, 'dry_run=true')).status).toBe(200)
  expect(await read(`/subscriptions/${id}`)).toMatchObject({ cancel_at_period_end: false, canceled_reason: null })
  const ended = await end(key, { reason: 'Too dear' })
  expect(ended.json).toMatchObject({ can_keep: true, can_cancel: false, subscription: { cancel_at_period_end: true } })
  expect(ended.text, 'what the customer said is told to the company').not.toContain('Too dear')
  expect(await end(key), 'twice').toMatchObject({ status: 400, json: { code: 'not_allowed_here' } })
  const told = { cancel_at_period_end: true, canceled_reason: 'Too dear', status: 'active' }
  expect(await read(`/subscriptions/${id}`)).toMatchObject(told)
  const [event] = await read(`/events?filter[type]=subscription.updated&related_to=subscription,${id}`)
  expect(event).toMatchObject({ user: { id: -1 }, data: { object: told, previous: { canceled_reason: null } } })
  await keep(key)
  expect(await read(`/subscriptions/${id}`)).toMatchObject({
    cancel_at_period_end: false,
    canceled_reason: null,
    canceled_at: null,
  })
  await end(key, { reason: '' })
  const corrected = { cancel_at_period_end: true, canceled_reason: 'Moved away' }
  expect((await acme.call('PATCH', `/subscriptions/${id}`, { body: corrected })).json, 'the company may note it').toMatchObject(
    corrected,
  )
  const before = world.now()
  world.travel(new Date((await read(`/subscriptions/${id}`)).period_end * 1000 + 86_400_000))
  await world.settle()
  expect(await read(`/subscriptions/${id}`)).toMatchObject({ status: 'canceled', canceled_reason: 'Moved away' })
  world.travel(before)
  await allow({ subscription_cancel_by_customer: false })
})

test.each([
  [{ initials: 'FD' }, 'name'],
  [{ name: 'Front Desk', initials: ' ' }, 'initials'],
  [{ name: 'Front Desk', initials: 'ELEVENCHARS' }, 'initials'],
  [{ name: 'x'.repeat(256), initials: 'FD' }, 'name'],
])('nobody agrees to a subscription without saying who: %j', async (body, param) => {
  await allow({ subscription_approval: true })
  const { url, id } = await subscribed()
  expect(await sign(keyIn(url), body)).toMatchObject({ status: 400, json: { type: 'invalid_request', param } })
  expect((await sign(keyIn(url))).json).toMatchObject({ subscription: { approval: { name: 'Front Desk', initials: 'FD' } } })
  expect(await read(`/subscriptions/${id}`)).toMatchObject({ approval: { initials: 'FD' } })
  await allow({ subscription_approval: false })
})

test('a card that cannot be charged is not put in place of one that can', async () => {
  const { url, customer } = await subscribed()
  const key = keyIn(url)
  await use(key)
  const charged = { payment_source: { last4: '4242' } }
  for (const [wrong, param] of [
    [{ token: '' }, 'token'],
    [{ method: 'check' }, 'method'],
    [{ idempotency_key: 'short' }, 'idempotency_key'],
  ] as const)
    expect(await use(key, wrong)).toMatchObject({ status: 400, json: { param } })
  expect(await use(key, { token: 'tok_visa_0002' })).toMatchObject({ status: 400, json: { code: 'card_declined' } })
  expect(await useThere(key, { method: 'check' })).toMatchObject({
    status: 400,
    json: { code: 'method_unavailable', param: 'method' },
  })
  expect(await useThere(key, { idempotency_key: undefined })).toMatchObject({ status: 400, json: { param: 'idempotency_key' } })
  const begun = (await useThere(key, { idempotency_key: 'one-page' })).json
  expect((await useThere(key, { idempotency_key: 'one-page' })).json).toEqual(begun)
  expect(await read(`/customers/${customer}`)).toMatchObject(charged)
})

test('what is over can only be read; and other links read and change nothing', async () => {
  await allow({ subscription_cancel_by_customer: true, subscription_approval: true })
  const { url, id } = await subscribed()
  const key = keyIn(url)
  const [there, nowhere] = [`/api/portal/${world.globex.username}/subscriptions/${key}`, 'A'.repeat(24)]
  const wrong = [
    world.request('GET', there),
    world.request('POST', `${there}/cancel`, { body: {} }),
    world.request('POST', `${there}/approve`, { body: { name: 'F', initials: 'F' } }),
    ...[at, end, keep, sign, use, useThere].map((run) => run(nowhere)),
  ]
  for (const answer of wrong) expect(await answer).toMatchObject({ status: 404, json: { code: 'no_such_link' } })
  expect((await acme.call('DELETE', `/subscriptions/${id}?canceled_reason=Out of business`)).status).toBe(200)
  expect((await at(key)).json).toMatchObject({
    subscription: { status: 'canceled' },
    next_bill: null,
    can_approve: false,
    can_cancel: false,
    can_keep: false,
  })
  for (const answer of [end(key), keep(key), sign(key)])
    expect(await answer).toMatchObject({ status: 400, json: { code: 'not_allowed_here' } })
  await allow({ subscription_cancel_by_customer: false, subscription_approval: false })
})
