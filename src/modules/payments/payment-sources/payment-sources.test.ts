import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme, globex } = world

const read = async (path: string) => (await acme.call('GET', path)).json
const newCustomer = async () => (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id as number
const save = (customer: number, invoiced_token: string, more: object = {}) =>
  acme.call('POST', `/customers/${customer}/payment_sources`, {
    body: { method: invoiced_token.includes('bank') ? 'ach' : 'credit_card', invoiced_token, ...more },
  })
const charge = (customer: number, payment_source_type: string, payment_source_id: number) =>
  acme.call('POST', '/charges', {
    body: {
      customer,
      method: payment_source_type === 'card' ? 'credit_card' : 'ach',
      amount: 10,
      payment_source_type,
      payment_source_id,
      applied_to: [{ type: 'credit', amount: 10 }],
    },
  })

test('X3 a card is attached from its token; the first is the default', async () => {
  const customer = await newCustomer()
  const { status, json } = await acme.call('POST', `/customers/${customer}/payment_sources`, {
    form: 'method=credit_card&gateway_token=tok_visa_4242',
  })
  expect(status).toBe(201)
  expect(json).toMatchObject({
    object: 'card',
    brand: 'visa',
    last4: '4242',
    exp_month: 12,
    exp_year: 2040,
    funding: 'credit',
    gateway: 'test',
    chargeable: true,
    failure_reason: null,
    customer,
  })
  expect(Object.keys(json)).toEqual(
    expect.arrayContaining(['gateway_id', 'gateway_customer', 'receipt_email', 'created_at', 'updated_at']),
  )
  expect(await read(`/customers/${customer}`)).toMatchObject({ payment_source: json })
  expect((await read('/customers?payment_source=1')).map(({ id }: { id: number }) => id)).toContain(customer)
  const second = (await save(customer, 'tok_mastercard')).json
  expect((await read(`/customers/${customer}`)).payment_source.id).toBe(json.id)
  const third = (await save(customer, 'tok_amex', { make_default: true })).json
  expect((await read(`/customers/${customer}`)).payment_source.id).toBe(third.id)
  const list = await acme.call('GET', `/customers/${customer}/payment_sources`)
  expect(list.json.map(({ id }: { id: number }) => id)).toEqual([json.id, second.id, third.id])
  expect(list.headers.get('x-total-count')).toBe('3')
  const events = await read(`/events?related_to=customer,${customer}&filter[type]=payment_source.created`)
  expect(events).toHaveLength(3)
})

test('X3 a body with a card number is refused, kept nowhere and logged nowhere', async () => {
  const customer = await newCustomer()
  const number = ['5555', '5555', '5555', '4444'].join('')
  const key = { 'idempotency-key': 'card-number-1' }
  for (const body of [
    { method: 'credit_card', invoiced_token: number },
    { method: 'credit_card', card: { number, cvc: '123' } },
  ]) {
    const { status, text } = await acme.call('POST', `/customers/${customer}/payment_sources`, { body })
    expect(status).toBe(400)
    expect(text).not.toContain('5555')
  }
  // Answers are kept sealed; what was kept is what the second call is told.
  const body = { method: 'credit_card', number }
  for (const _ of ['asked', 'told again'])
    expect((await acme.call('POST', `/customers/${customer}/payment_sources`, { body, headers: key })).text).not.toContain('5555')
  const { rows } = await world.platform.ownerPool.query(`select 1 from events where object::text like '%${number}%'`)
  expect(rows).toEqual([])
  expect(await read(`/customers/${customer}/payment_sources`)).toEqual([])
})

test('a token that the gateway does not keep is refused with its reason', async () => {
  const customer = await newCustomer()
  expect(await save(customer, 'tok_visa_0002')).toMatchObject({ status: 400, json: { code: 'card_declined' } })
  expect(await save(customer, 'tok_nonsense')).toMatchObject({ status: 400, json: { code: 'source_not_found' } })
  expect(await save(customer, 'tok_visa', { gateway_token: 'tok_visa' })).toMatchObject({
    status: 400,
    json: { code: 'token_missing' },
  })
  expect(await save(customer, 'tok_visa', { method: 'ach' })).toMatchObject({ status: 400 })
})

test('a bank account is charged only after its two deposits were told', async () => {
  const customer = await newCustomer()
  const account = (await save(customer, 'tok_bank_unverified')).json
  expect(account).toMatchObject({
    object: 'bank_account',
    verified: false,
    last4: '0045',
    bank_name: 'Test Bank',
    routing_number: '110000000',
    country: 'US',
    currency: 'usd',
  })
  expect(await charge(customer, 'bank_account', account.id)).toMatchObject({ status: 400, json: { code: 'not_verified' } })
  const verify = (amount1: number, amount2: number) =>
    acme.call('POST', `/customers/${customer}/bank_accounts/${account.id}/verify`, { body: { amount1, amount2 } })
  expect(await verify(1, 2)).toMatchObject({ status: 400, json: { code: 'verification_failed' } })
  expect(await verify(45, 32)).toMatchObject({ status: 200, json: { verified: true } })
  expect((await charge(customer, 'bank_account', account.id)).status).toBe(201)
})

test('a removed source is gone here and at the gateway, hidden ones can be listed, and nobody else sees any', async () => {
  const customer = await newCustomer()
  const card = (await save(customer, 'tok_visa')).json
  expect((await globex.call('GET', `/customers/${customer}/payment_sources`)).status).toBe(404)
  expect((await globex.call('DELETE', `/customers/${customer}/cards/${card.id}`)).status).toBe(404)
  expect((await acme.call('DELETE', `/customers/${customer}/bank_accounts/${card.id}`)).status).toBe(404)
  expect((await acme.call('DELETE', `/customers/${customer}/cards/${card.id}`)).status).toBe(204)
  expect((await acme.call('DELETE', `/customers/${customer}/cards/${card.id}`)).status).toBe(404)
  expect(await read(`/customers/${customer}/payment_sources`)).toEqual([])
  expect(await read(`/customers/${customer}/payment_sources?include_hidden=1`)).toMatchObject([
    { id: card.id, chargeable: false },
  ])
  expect((await read(`/customers/${customer}`)).payment_source).toBeNull()
  expect(await charge(customer, 'card', card.id)).toMatchObject({ status: 400, json: { code: 'source_not_chargeable' } })
  expect(await read(`/events?related_to=customer,${customer}&filter[type]=payment_source.deleted`)).toHaveLength(1)
})

test('a customer keeps at most twenty', async () => {
  const customer = await newCustomer()
  for (let i = 0; i < 20; i++) expect((await save(customer, 'tok_visa')).status).toBe(201)
  expect(await save(customer, 'tok_visa')).toMatchObject({ status: 400, json: { code: 'too_many_sources' } })
})
