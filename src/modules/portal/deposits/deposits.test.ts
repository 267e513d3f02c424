import { afterAll, beforeEach, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld()
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})
const { acme, globex } = world
beforeEach(() => world.travel('2014-11-18T15:00:00Z'))

const read = async (path: string) => (await acme.call('GET', path)).json
const offered = async (more: object = {}) => {
  const customer = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id as number
  const { id, url } = (
    await acme.call('POST', '/estimates', {
      body: { customer, items: [{ name: 'Desk', unit_cost: 148.85 }], deposit: 37.21, ...more },
    })
  ).json
  return { customer, estimate: id as number, address: new URL(url).pathname }
}
const approve = (address: string) =>
  world.request('POST', `/api${address}/approve`, { body: { name: 'Front Desk', initials: 'FD' } })
const pay = (address: string, more: object = {}) =>
  world.request('POST', `/api${address}/pay`, {
    body: { method: 'credit_card', token: 'tok_visa_4242', idempotency_key: 'one-click', ...more },
  })

test('who approves an estimate is asked for its deposit, pays it, and has that much credit for the invoice', async () => {
  const { address, estimate, customer } = await offered()
  expect((await world.request('GET', `/api${address}`)).json).toMatchObject({ deposit_due: 0, payment_methods: [] })
  expect(await pay(address)).toMatchObject({ status: 400, json: { code: 'nothing_to_pay' } })
  const approved = (await approve(address)).json
  expect(approved).toMatchObject({ deposit_due: 37.21, deposit_pending: false, can_approve: false })
  expect(approved.payment_methods.map(({ id }: { id: string }) => id)).toContain('credit_card')

  const paid = await pay(address)
  expect(paid, paid.text).toMatchObject({
    status: 200,
    json: { status: 'succeeded', payment: { amount: 37.21, currency: 'usd' } },
  })
  expect(paid.json.estimate).toMatchObject({ deposit_paid: true, amount_deposited: 37.21 })
  expect((await pay(address)).json.payment.id).toBe(paid.json.payment.id)
  expect(await pay(address, { idempotency_key: 'second-click' })).toMatchObject({ json: { code: 'nothing_to_pay' } })
  expect((await world.request('GET', `/api${address}`)).json).toMatchObject({ deposit_due: 0, payment_methods: [] })
  expect(await read(`/payments?estimate=${estimate}`)).toMatchObject([{ amount: 37.21, source: 'customer_portal' }])
  expect(await read(`/customers/${customer}/balance`)).toMatchObject({ available_credits: 37.21 })
})

test('a decline is told in words and leaves the deposit due; the next card pays it', async () => {
  const { address } = await offered()
  await approve(address)
  expect((await pay(address, { token: 'tok_visa_0002' })).json).toMatchObject({
    status: 'declined',
    estimate: { deposit_paid: false },
  })
  expect((await pay(address, { idempotency_key: 'once-again' })).json).toMatchObject({ status: 'succeeded' })
})

test('while a payment of the deposit is under way nobody is asked for another', async () => {
  const { address, estimate } = await offered()
  await approve(address)
  expect((await pay(address, { method: 'ach', token: 'tok_bank_3893' })).json).toMatchObject({ status: 'pending' })
  const { json } = await world.request('GET', `/api${address}`)
  expect(json).toMatchObject({ deposit_due: 0, deposit_pending: true, estimate: { deposit_paid: false } })
  expect(await pay(address, { idempotency_key: 'impatient' })).toMatchObject({ status: 400, json: { code: 'nothing_to_pay' } })
  expect(
    await acme.call('POST', '/charges', {
      body: {
        customer: json.estimate.customer,
        method: 'credit_card',
        amount: 37.21,
        gateway_token: 'tok_visa_4242',
        applied_to: [{ type: 'estimate', estimate, amount: 37.21 }],
      },
    }),
  ).toMatchObject({ status: 400, json: { code: 'deposit_under_way' } })
})

test('ten clicks at once are one charge', async () => {
  const { address, estimate } = await offered()
  await approve(address)
  const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => pay(address, { idempotency_key: `click-${i % 3}-now` })))
  expect(answers.filter(({ json }) => json.status === 'succeeded').length).toBeGreaterThan(0)
  expect(await read(`/payments?estimate=${estimate}`)).toHaveLength(1)
  expect(await read(`/charges?filter[customer]=${(await read(`/estimates/${estimate}`)).customer}`)).toHaveLength(1)
})

test('the deposit is paid on the gateway’s own page, and whoever comes back sees it paid', async () => {
  const { address, estimate } = await offered()
  await approve(address)
  const begun = await world.request('POST', `/api${address}/checkout`, {
    body: { method: 'credit_card', idempotency_key: 'go-there' },
  })
  expect(begun.json).toMatchObject({ how: 'redirect' })
  const there = begun.json.url.replace('http://localhost:3000', '')
  expect((await world.request('GET', there)).text).toContain('37.21 USD')
  const back = (await world.request('POST', there, { form: 'token=tok_visa' })).headers.get('location')!
  const arrived = await world.request('GET', back.replace('http://localhost:3000', ''))
  expect(arrived).toMatchObject({ status: 303 })
  expect(arrived.headers.get('location')).toMatch(/\/estimates\/[^/]+\?payment=succeeded$/)
  expect(await read(`/estimates/${estimate}`)).toMatchObject({ deposit_paid: true })
})

test('another company’s portal, a draft, and a way of paying that is not offered lead nowhere', async () => {
  const { address } = await offered()
  await approve(address)
  expect((await pay(address.replace(acme.username, globex.username))).status).toBe(404)
  expect(await pay(address, { method: 'check' })).toMatchObject({ status: 400, json: { code: 'method_unavailable' } })
  expect(await pay(address, { token: '4242424242424242' })).toMatchObject({ status: 400 })
})
