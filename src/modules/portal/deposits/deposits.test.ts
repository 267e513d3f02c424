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

const keyIn = (address: string) => address.split('/').at(-1)!
let clicks = 0
const click = () => ({ method: 'credit_card', idempotency_key: `deposit-${++clicks}` })
const payAt = (key: string, more: object = {}, query = '') =>
  world.request('POST', `/api/portal/${acme.username}/estimates/${key}/pay?${query}`, {
    body: { ...click(), token: 'tok_visa_4242', ...more },
  })
const checkoutAt = (key: string, more: object = {}, query = '') =>
  world.request('POST', `/api/portal/${acme.username}/estimates/${key}/checkout?${query}`, { body: { ...click(), ...more } })

test.each([
  [{ method: '' }, 'method'],
  [{ method: 'shells' }, 'method'],
  [{ idempotency_key: 'short' }, 'idempotency_key'],
  [{ idempotency_key: undefined }, 'idempotency_key'],
  [{ token: '' }, 'token'],
])('a deposit that cannot be paid so is refused by field: %j', async (wrong, param) => {
  const { address, estimate } = await offered()
  await approve(address)
  const refused = { status: 400, json: { type: 'invalid_request', param } }
  expect(await payAt(keyIn(address), wrong)).toMatchObject(refused)
  if (param !== 'token') expect(await checkoutAt(keyIn(address), wrong)).toMatchObject(refused)
  expect(await read(`/payments?estimate=${estimate}`)).toEqual([])
})

test('a deposit is always paid whole, with the fee of the way it is paid, here as on the gateway’s page', async () => {
  await acme.call('PATCH', '/payment_methods/credit_card', { body: { convenience_fee: 300 } })
  const [here, there] = [await offered(), await offered()]
  for (const { address } of [here, there]) await approve(address)
  expect((await payAt(keyIn(here.address), { amount: 5 })).json).toMatchObject({
    status: 'succeeded',
    payment: { amount: 38.33 },
    estimate: { amount_deposited: 37.21, deposit_paid: true },
  })
  const begun = (await checkoutAt(keyIn(there.address), { idempotency_key: 'same-page' })).json
  expect((await checkoutAt(keyIn(there.address), { idempotency_key: 'same-page' })).json).toEqual(begun)
  const page = begun.url.replace('http://localhost:3000', '')
  expect((await world.request('GET', page)).text).toContain('38.33 USD')
  expect((await world.request('POST', page, { form: 'token=tok_visa_0002' })).text).toContain('declined')
  expect(await read(`/estimates/${there.estimate}`)).toMatchObject({ deposit_paid: false })
  await acme.call('PATCH', '/payment_methods/credit_card', { body: { convenience_fee: 0 } })
})

test('a deposit by bank that comes back is due again', async () => {
  const { address, estimate } = await offered()
  await approve(address)
  expect((await payAt(keyIn(address), { method: 'ach', token: 'tok_bank_2227' })).json).toMatchObject({ status: 'pending' })
  world.travel('2014-11-28T15:00:00Z')
  await world.settle()
  expect((await world.request('GET', `/api${address}`)).json).toMatchObject({ deposit_due: 37.21, deposit_pending: false })
  expect((await payAt(keyIn(address))).json).toMatchObject({ status: 'succeeded' })
  expect(await read(`/estimates/${estimate}`)).toMatchObject({ deposit_paid: true, amount_deposited: 37.21 })
})

test('nothing is paid on an offer that was not accepted, was taken back or is billed; nor is that rehearsed', async () => {
  const { address } = await offered()
  const { address: declined } = await offered()
  await world.request('POST', `/api${declined}/decline`)
  const billed = await offered()
  await approve(billed.address)
  expect((await acme.call('POST', `/estimates/${billed.estimate}/invoice`)).status).toBe(201)
  for (const one of [address, declined, billed.address])
    for (const answer of [payAt(keyIn(one)), checkoutAt(keyIn(one))])
      expect(await answer, one).toMatchObject({ status: 400, json: { code: 'nothing_to_pay' } })
  const gone = await offered()
  await acme.call('POST', `/estimates/${gone.estimate}/void`)
  for (const answer of [payAt(keyIn(gone.address)), checkoutAt(keyIn(gone.address))])
    expect(await answer).toMatchObject({ status: 404, json: { code: 'no_such_link' } })
  for (const run of [payAt, checkoutAt])
    expect(await run(keyIn(address), {}, 'dry_run=true')).toMatchObject({ status: 400, json: { code: 'not_rehearsable' } })
})
