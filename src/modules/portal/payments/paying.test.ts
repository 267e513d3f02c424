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
const billed = async (more: object = {}) => {
  const { id: customer } = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp', email: 'ap@acme.example' } })).json
  const { json } = await acme.call('POST', '/invoices', {
    body: { customer, items: [{ name: 'Paper', unit_cost: 100 }], ...more },
  })
  return { id: json.id as number, customer: customer as number, key: (json.url as string).split('/').at(-1)! }
}
let clicks = 0
const click = () => ({ method: 'credit_card', idempotency_key: `click-${++clicks}` })
const pay = (key: string, more: object = {}) =>
  world.request('POST', `/api/portal/${acme.username}/invoices/${key}/pay`, { body: { ...click(), token: 'tok_visa', ...more } })
const checkout = (key: string, more: object = {}) =>
  world.request('POST', `/api/portal/${acme.username}/invoices/${key}/checkout`, { body: { ...click(), ...more } })
const pathOf = (url: string) => url.replace('http://localhost:3000', '')
const choose = (url: string, token: string) => world.request('POST', pathOf(url), { form: `token=${token}` })
const allow = (method: string, body: object) => acme.call('PATCH', `/payment_methods/${method}`, { body })

test.each([
  [{ method: '' }, 'method'],
  [{ method: 'shells' }, 'method'],
  [{ method: 'check' }, 'method'],
  [{ token: '' }, 'token'],
  [{ token: null }, 'token'],
  [{ idempotency_key: 'short' }, 'idempotency_key'],
  [{ idempotency_key: undefined }, 'idempotency_key'],
  [{ amount: 'all of it' }, 'amount'],
  [{ amount: 0 }, 'amount'],
  [{ amount: 10.005 }, 'amount'],
  [{ receipt_email: 'nobody' }, 'receipt_email'],
  [{ save: 'perhaps' }, 'save'],
])('what cannot be paid so is refused by field, and nothing is charged: %j', async (wrong, param) => {
  const { id, key, customer } = await billed()
  expect(await pay(key, wrong)).toMatchObject({ status: 400, json: { type: 'invalid_request', param } })
  if (!('token' in wrong))
    expect(await checkout(key, wrong)).toMatchObject({ status: 400, json: { type: 'invalid_request', param } })
  expect(await read(`/charges?filter[customer]=${customer}`)).toEqual([])
  expect(await read(`/invoices/${id}`)).toMatchObject({ balance: 100, status: 'not_sent' })
})

test('the payer gets a receipt where they ask for it', async () => {
  const { key } = await billed()
  expect((await pay(key, { receipt_email: 'me@acme.example' })).json).toMatchObject({ status: 'succeeded' })
  await world.settle()
  const receipts = world.mail.sent.filter(({ recipients }) => recipients.includes('me@acme.example'))
  expect(receipts).toHaveLength(1)
})

test('a currency without cents is paid in whole units', async () => {
  const { key } = await billed({ currency: 'jpy', items: [{ name: 'Paper', unit_cost: 14885 }] })
  expect(await pay(key, { amount: 100.5 })).toMatchObject({ status: 400, json: { param: 'amount' } })
  expect((await pay(key, { amount: 4885 })).json).toMatchObject({
    status: 'succeeded',
    payment: { amount: 4885, currency: 'jpy' },
    invoice: { balance: 10_000 },
  })
})

test('a payment by bank is on its way for days; until it is there nobody is asked again, and if it fails it is owed again', async () => {
  const { id, key } = await billed()
  const ach = { method: 'ach', token: 'tok_bank_2227' }
  expect((await pay(key, ach)).json).toMatchObject({ status: 'pending', invoice: { status: 'pending', balance: 100 } })
  expect(await pay(key)).toMatchObject({ status: 400, json: { code: 'nothing_to_pay' } })
  expect(await checkout(key)).toMatchObject({ status: 400, json: { code: 'nothing_to_pay' } })
  expect((await world.request('GET', `/api/portal/${acme.username}/invoices/${key}`)).json.payment_methods).toEqual([])
  world.travel('2014-11-28T15:00:00Z')
  await world.settle()
  expect(await read(`/invoices/${id}`)).toMatchObject({ paid: false, pending: 0, balance: 100 })
  expect((await pay(key)).json).toMatchObject({ status: 'succeeded' })
})

test('what a plan owes first is paid first', async () => {
  const { id, key } = await billed()
  const date = (day: string) => Date.parse(`${day}T12:00:00Z`) / 1000
  const installments = [
    { date: date('2014-12-01'), amount: 60 },
    { date: date('2015-01-01'), amount: 40 },
  ]
  await acme.call('PUT', `/invoices/${id}/payment_plan`, { body: { installments, autopay: false } })
  expect((await pay(key, { amount: 75 })).json).toMatchObject({ status: 'succeeded', invoice: { balance: 25 } })
  const plan = await read(`/invoices/${id}/payment_plan`)
  expect(plan.installments.map(({ balance }: { balance: number }) => balance)).toEqual([0, 25])
})

test('part of an invoice is paid on the gateway’s own page, with its fee, by whoever holds the link', async () => {
  await allow('credit_card', { convenience_fee: 300 })
  const { id, key } = await billed()
  const begun = await checkout(key, { amount: 50, receipt_email: 'me@acme.example', idempotency_key: 'half-of-it' })
  expect(begun.json).toMatchObject({ how: 'redirect', instructions: null })
  expect((await world.request('GET', pathOf(begun.json.url))).text).toContain('51.50 USD')
  const back = (await choose(begun.json.url, 'tok_visa')).headers.get('location')!
  expect((await world.request('GET', pathOf(back))).headers.get('location')).toMatch(
    new RegExp(`/portal/${acme.username}/invoices/${key}\\?payment=succeeded$`),
  )
  await allow('credit_card', { convenience_fee: 0 })
  expect(await checkout(key, { amount: 20, idempotency_key: 'half-of-it' }), 'another amount is another click').toMatchObject({
    status: 409,
    json: { code: 'key_reused', param: 'idempotency_key' },
  })
  expect(await read(`/invoices/${id}`)).toMatchObject({ amount_paid: 50, balance: 50 })
  expect(await read(`/payments?filter[customer]=${(await read(`/invoices/${id}`)).customer}`)).toMatchObject([
    { amount: 51.5, source: 'customer_portal', balance: 0 },
  ])
  expect(await checkout(key, { amount: 50.01 })).toMatchObject({
    status: 400,
    json: { code: 'amount_too_large', param: 'amount' },
  })
})

test('an invoice that was voided while its payer stood at the till: they come back to its page, and the money is their credit', async () => {
  const { id, key, customer } = await billed()
  const { json } = await checkout(key)
  expect((await acme.call('POST', `/invoices/${id}/void`)).status).toBe(200)
  const back = (await choose(json.url, 'tok_visa')).headers.get('location')!
  const arrived = await world.request('GET', pathOf(back))
  expect([arrived.status, arrived.headers.get('location')]).toEqual([
    303,
    `http://localhost:3000/portal/${acme.username}/invoices/${key}?payment=succeeded`,
  ])
  await world.settle()
  expect(await read(`/customers/${customer}/balance`)).toMatchObject({ available_credits: 100 })
  for (const answer of [pay(key), checkout(key)])
    expect(await answer).toMatchObject({ status: 400, json: { code: 'nothing_to_pay' } })
})

test('a way of paying has its bounds here too, and one that has no gateway is no checkout', async () => {
  const { key } = await billed()
  await allow('credit_card', { min: 20, max: 60 })
  expect((await pay(key, { amount: 19.99 })).json).toMatchObject({
    status: 'declined',
    message: expect.stringContaining('at least 20'),
  })
  expect((await pay(key)).json).toMatchObject({ status: 'declined', message: expect.stringContaining('at most 60') })
  expect(await checkout(key)).toMatchObject({ status: 400, json: { code: 'amount_too_large', param: 'amount' } })
  await allow('credit_card', { min: null, max: null })
  await allow('check', { enabled: true, meta: 'To: Dunder Mifflin, P.O. Box 1' })
  const { json } = await world.request('GET', `/api/portal/${acme.username}/invoices/${key}`)
  expect(json.payment_methods.find(({ id }: { id: string }) => id === 'check')).toMatchObject({
    how: 'instructions',
    instructions: 'To: Dunder Mifflin, P.O. Box 1',
  })
  for (const answer of [pay(key, { method: 'check' }), checkout(key, { method: 'check' })])
    expect(await answer).toMatchObject({ status: 400, json: { code: 'method_unavailable', param: 'method' } })
  await allow('check', { enabled: false })
})

test('nobody pays a draft, a closed invoice, one of another portal, or with a card number', async () => {
  const { id, key } = await billed()
  for (const answer of [
    world.request('POST', `/api/portal/${globex.username}/invoices/${key}/pay`, { body: { ...click(), token: 'tok_visa' } }),
    world.request('POST', `/api/portal/${globex.username}/invoices/${key}/checkout`, { body: click() }),
    pay('A'.repeat(24)),
    checkout('A'.repeat(24)),
  ])
    expect(await answer).toMatchObject({ status: 404, json: { code: 'no_such_link' } })
  const number = ['4242', '4242', '4242', '4242'].join('')
  expect(await pay(key, { token: number })).toMatchObject({ status: 400, json: { type: 'invalid_request' } })
  expect((await pay(key, { idempotency_key: number })).status).toBe(400)
  for (const path of [`invoices/${key}/pay`, `invoices/${key}/checkout`])
    expect(
      await world.request('POST', `/api/portal/${acme.username}/${path}?dry_run=true`, {
        body: { ...click(), token: 'tok_visa' },
      }),
    ).toMatchObject({ status: 400, json: { code: 'not_rehearsable' } })
  await acme.call('PATCH', `/invoices/${id}`, { body: { closed: true } })
  for (const answer of [pay(key), checkout(key)]) expect((await answer).status).toBe(400)
  expect(await read(`/invoices/${id}`)).toMatchObject({ amount_paid: 0 })
})
