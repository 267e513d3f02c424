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
