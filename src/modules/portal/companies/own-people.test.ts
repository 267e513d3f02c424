import { afterAll, expect, test } from 'vitest'
import { openBrowser, signIn } from '../../../../test/visitor.ts'
import { openWorld } from '../../../../test/world.ts'

/** The company's own people look at what customers see; what a customer says there is never said by them. */
const world = await openWorld()
afterAll(() => world.close())
const { acme } = world
const read = async (path: string) => (await acme.call('GET', path)).json
const make = async (path: string, body: object) => {
  const { status, json, text } = await acme.call('POST', path, { body })
  expect(status, text).toBe(201)
  return json
}
const owner = await signIn(world, acme.email)
const customer = openBrowser(world)
const pathOf = (url: string) => new URL(url).pathname
const OWN = { status: 403, json: { code: 'own_portal' } }
const signed = { name: 'Front Desk', initials: 'FD' }
const eventsOf = async (related: string, type: string) => read(`/events?filter[type]=${type}&related_to=${related}`)

test('who is signed in as the company can neither approve nor decline its estimate there; the customer can', async () => {
  const { id: buyer } = await make('/customers', { name: 'Acme Corp' })
  const estimate = await make('/estimates', { customer: buyer, items: [{ name: 'Desk', unit_cost: 100 }] })
  const link = pathOf(estimate.url)
  expect((await owner.call('GET', link)).json).toMatchObject({ preview: true, can_approve: true })
  expect((await customer.call('GET', link)).json).toMatchObject({ preview: false, can_approve: true })
  const refused = await owner.call('POST', `${link}/approve`, signed)
  expect(refused).toMatchObject(OWN)
  expect(refused.json.message).toMatch(/only the customer can approve/i)
  expect(await owner.call('POST', `${link}/decline`)).toMatchObject(OWN)
  const byKey = { headers: { authorization: `Basic ${Buffer.from(`${acme.key}:`).toString('base64')}` }, body: signed }
  expect(await world.request('POST', `/api${link}/approve`, byKey), 'a program of the company').toMatchObject(OWN)
  expect(await read(`/estimates/${estimate.id}`)).toMatchObject({ approved: null, approval: null, status: 'not_sent' })
  expect((await customer.call('POST', `${link}/approve`, signed)).json).toMatchObject({ estimate: { approved: 'FD' } })
})

test('nor agree to a payment plan', async () => {
  const { id: buyer } = await make('/customers', { name: 'Acme Corp' })
  const invoice = await make('/invoices', { customer: buyer, items: [{ name: 'Desk', unit_cost: 100 }] })
  const installments = [{ date: Math.floor(world.now().getTime() / 1000) + 30 * 86_400, amount: 100 }]
  await acme.call('PUT', `/invoices/${invoice.id}/payment_plan`, { body: { installments, require_approval: true } })
  const link = pathOf(invoice.url)
  expect((await owner.call('GET', link)).json).toMatchObject({ preview: true })
  expect(await owner.call('POST', `${link}/payment_plan/approve`)).toMatchObject(OWN)
  expect((await customer.call('GET', `${link}/payment_plan`)).json).toMatchObject({ status: 'pending_signup', approval: null })
  expect((await customer.call('POST', `${link}/payment_plan/approve`)).json).toMatchObject({ status: 'active' })
})

test('nor approve, end or keep a subscription', async () => {
  await acme.call('PATCH', '/company', {
    body: { settings: { subscription_approval: true, subscription_cancel_by_customer: true } },
  })
  await make('/plans', { id: 'own-people', name: 'Paper club', amount: 49, interval: 'month' })
  const { id: buyer } = await make('/customers', { name: 'Acme Corp' })
  const subscription = await make('/subscriptions', { customer: buyer, plan: 'own-people' })
  const link = pathOf(subscription.url)
  expect((await owner.call('GET', link)).json).toMatchObject({ preview: true, can_approve: true, can_cancel: true })
  expect(await owner.call('POST', `${link}/approve`, signed)).toMatchObject(OWN)
  expect(await owner.call('POST', `${link}/cancel`, {})).toMatchObject(OWN)
  expect((await customer.call('POST', `${link}/cancel`, {})).json).toMatchObject({ can_keep: true })
  expect(await owner.call('POST', `${link}/keep`)).toMatchObject(OWN)
  expect((await customer.call('POST', `${link}/approve`, signed)).json).toMatchObject({
    subscription: { approval: { initials: 'FD' } },
  })
})

test('nor sign up in somebody’s name', async () => {
  await make('/plans', { id: 'own-people-2', name: 'Paper club', amount: 49, interval: 'month' })
  const page = await make('/sign_up_pages', { name: 'Join us', plans: ['own-people-2'] })
  const link = pathOf(page.url)
  expect((await owner.call('GET', link)).json).toMatchObject({ preview: true })
  const form = { form_key: 'form-own', idempotency_key: 'try-own', name: 'Own People Corp', email: 'ap@acmecorp.example' }
  expect(await owner.call('POST', link, form)).toMatchObject(OWN)
  expect(await read('/customers?filter[name]=Own%20People%20Corp')).toEqual([])
})

test('they may pay there, and whoever reads the books sees that it was they who did it', async () => {
  const { id: buyer } = await make('/customers', { name: 'Acme Corp', autopay: true })
  const invoice = await make('/invoices', { customer: buyer, items: [{ name: 'Desk', unit_cost: 100 }] })
  const link = pathOf(invoice.url)
  const pays = { method: 'credit_card', token: 'tok_visa', idempotency_key: 'own-pays-1', amount: 40 }
  const keeps = { ...pays, save: true, make_default: true, mandate: 'Yes.' }
  expect(await owner.call('POST', `${link}/pay`, keeps), 'agreeing to AutoPay is the customer’s').toMatchObject(OWN)
  expect(await owner.call('POST', `${link}/payment_info`, { ...pays, mandate: 'Yes.' })).toMatchObject(OWN)
  expect((await owner.call('POST', `${link}/pay`, pays)).json).toMatchObject({ status: 'succeeded' })
  expect((await customer.call('POST', `${link}/pay`, { ...pays, idempotency_key: 'own-pays-2' })).json).toMatchObject({
    status: 'succeeded',
  })
  const [second, first] = await eventsOf(`invoice,${invoice.id}`, 'payment.created')
  expect(first.user).toMatchObject({ email: acme.email })
  expect(second.user).toMatchObject({ id: -1 })
})
