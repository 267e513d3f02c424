import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { openWork } from '../../../platform/work.ts'
import { proveBooks } from '../../insight/proof/service.ts'
import { gatewayFor } from '../gateways/service.ts'
import { adoptCharge } from './service.ts'

const world = await openWorld()
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})
const { acme } = world

let customers = 0
const newCustomer = async () =>
  (await acme.call('POST', '/customers', { body: { name: `Acme Corp ${++customers}`, email: 'billing@acmecorp.example' } })).json
    .id as number
const issued = async (customer: number, total = 148.85) =>
  (await acme.call('POST', '/invoices', { body: { customer, items: [{ name: 'Paper', unit_cost: total }] } })).json
const invoiceOf = async (id: number) => (await acme.call('GET', `/invoices/${id}`)).json
const pay = (customer: number, invoice: number, amount: number, gateway_token: string, more: object = {}) =>
  acme.call('POST', '/charges', {
    body: {
      customer,
      method: gateway_token.includes('bank') ? 'ach' : 'credit_card',
      amount,
      gateway_token,
      applied_to: [{ type: 'invoice', invoice, amount }],
      ...more,
    },
  })

test('an approved card pays the invoice, and the answer is the payment with its charge', async () => {
  const customer = await newCustomer()
  const invoice = await issued(customer)
  const { status, json } = await pay(customer, invoice.id, 148.85, 'tok_visa_4242', { receipt_email: 'books@acmecorp.example' })
  expect(status).toBe(201)
  expect(json).toMatchObject({ object: 'payment', amount: 148.85, balance: 0, source: 'api', method: 'credit_card' })
  expect(json.charge).toMatchObject({
    object: 'charge',
    status: 'succeeded',
    amount: 148.85,
    gateway: 'test',
    test: true,
    refunded: false,
    refunds: [],
    receipt_email: 'books@acmecorp.example',
    payment_source: { object: 'card', last4: '4242' },
  })
  expect(json.reference).toBe(json.charge.gateway_id)
  expect(await invoiceOf(invoice.id)).toMatchObject({ paid: true, balance: 0, pending: 0, status: 'paid' })
  const charge = await acme.call('GET', `/charges/${json.charge.id}`)
  expect(charge.json).toMatchObject({ status: 'succeeded', payment: json.id })
  expect((await acme.call('GET', '/charges?filter[status]=succeeded')).json).toHaveLength(1)
})

test('a declined card is a refusal with its reason, the invoice is owed as before, and the failure is told', async () => {
  const customer = await newCustomer()
  const invoice = await issued(customer)
  expect(await pay(customer, invoice.id, 148.85, 'tok_visa_9995')).toMatchObject({
    status: 400,
    json: { code: 'insufficient_funds' },
  })
  expect(await invoiceOf(invoice.id)).toMatchObject({ paid: false, balance: 148.85, pending: 0, status: 'not_sent' })
  const events = (await acme.call('GET', `/events?related_to=customer,${customer}&sort=id asc`)).json
  expect(events.map(({ type }: { type: string }) => type)).toContain('charge.failed')
})

test('a bank debit is pending until it settles; the invoice says so meanwhile', async () => {
  const customer = await newCustomer()
  const invoice = await issued(customer)
  const { status, json } = await pay(customer, invoice.id, 148.85, 'tok_bank_3893')
  expect(status).toBe(201)
  expect(json).toMatchObject({ object: 'payment', status: 'pending', charge: { object: 'charge', status: 'pending' } })
  expect(await invoiceOf(invoice.id)).toMatchObject({ paid: false, status: 'pending', pending: 148.85, payment_url: null })
  expect(await pay(customer, invoice.id, 148.85, 'tok_visa_4242')).toMatchObject({
    status: 400,
    json: { code: 'invoice_balance_exceeded' },
  })
  world.travel('2014-11-23T15:00:00Z')
  await world.settle()
  expect(await invoiceOf(invoice.id)).toMatchObject({ paid: true, status: 'paid', pending: 0 })
})

test('the payment of a bank debit is known before its money is there: its number and those of its splits stay', async () => {
  const customer = await newCustomer()
  const invoice = await issued(customer)
  const more = {
    applied_to: [
      { type: 'invoice', invoice: invoice.id, amount: 48.85 },
      { type: 'credit', amount: 50 },
    ],
  }
  const { json } = await pay(customer, invoice.id, 100, 'tok_bank_3893', more)
  const told = {
    id: json.id,
    object: 'payment',
    customer,
    method: 'ach',
    source: 'api',
    amount: 100,
    reference: json.charge.gateway_id,
  }
  const splits = [
    { id: expect.any(Number), object: 'payment_application', type: 'invoice', invoice: invoice.id, amount: 48.85, customer },
    { id: expect.any(Number), object: 'payment_application', type: 'credit', amount: 50 },
  ]
  expect(json).toMatchObject({ ...told, status: 'pending', balance: 1.15, voided: false, pdf_url: null, applied_to: splits })
  const read = async (query = '') => (await acme.call('GET', `/payments/${json.id}${query}`)).json
  expect(await read('?include=applied_to')).toEqual(json)
  expect(await read()).not.toHaveProperty('applied_to')
  expect((await read('?expand=customer')).customer).toMatchObject({ id: customer, object: 'customer' })
  const charge = async () => (await acme.call('GET', `/charges/${json.charge.id}?expand=payment`)).json
  expect((await charge()).payment).toMatchObject({ id: json.id, status: 'pending' })
  expect((await acme.call('GET', `/charges?filter[payment]=${json.id}`)).json).toHaveLength(1)

  expect((await acme.call('GET', `/payments?filter[customer]=${customer}`)).json).toEqual([])
  const waiting = { status: 400, json: { code: 'payment_pending', param: 'id' } }
  expect(await acme.call('PATCH', `/payments/${json.id}`, { body: { notes: 'x' } })).toMatchObject(waiting)
  expect(await acme.call('DELETE', `/payments/${json.id}`)).toMatchObject(waiting)
  expect(await acme.call('GET', `/payments/${json.id}`, { headers: { accept: 'application/pdf' } })).toMatchObject(waiting)
  expect((await world.globex.call('GET', `/payments/${json.id}`)).status).toBe(404)

  world.travel(new Date(world.now().getTime() + 6 * 86_400_000))
  await world.settle()
  const there = await read('?include=applied_to')
  expect(there).toMatchObject({ ...told, status: 'unapplied', balance: 1.15, charge: { status: 'succeeded' } })
  const ids = (payment: { applied_to: { id: number }[] }) => payment.applied_to.map(({ id }) => id)
  expect(ids(there)).toEqual(ids(json))
  expect((await charge()).payment).toMatchObject({ id: json.id, status: 'unapplied' })
  expect((await acme.call('GET', `/payments?filter[customer]=${customer}`)).json).toMatchObject([{ id: json.id }])
})

test('a bank debit that fails in the end leaves the invoice owed', async () => {
  const customer = await newCustomer()
  const invoice = await issued(customer)
  const { json } = await pay(customer, invoice.id, 100, 'tok_bank_2227')
  world.travel(new Date(world.now().getTime() + 6 * 86_400_000))
  await world.settle()
  expect((await acme.call('GET', `/charges/${json.charge.id}`)).json).toMatchObject({
    status: 'failed',
    failure_code: 'insufficient_funds',
    payment: null,
  })
  const failed = { voided: true, status: 'voided', amount: 100, balance: 0, pdf_url: null, charge: { status: 'failed' } }
  expect((await acme.call('GET', `/payments/${json.id}`)).json).toMatchObject({ ...failed, date_voided: expect.any(Number) })
  expect((await acme.call('GET', `/payments?filter[customer]=${customer}`)).json).toEqual([])
  expect(await invoiceOf(invoice.id)).toMatchObject({ balance: 148.85, pending: 0 })
})

test.each([
  ['tok_timeout_after', 'succeeded', 3],
  ['tok_timeout_before', 'failed', 3],
  ['tok_silent', 'succeeded', 12],
])('without an answer (%s) nothing is said until the gateway was asked: %s', async (token, end, minutes) => {
  const customer = await newCustomer()
  const invoice = await issued(customer)
  const { status, json } = await pay(customer, invoice.id, 148.85, token)
  expect(status).toBe(201)
  expect(json).toMatchObject({ object: 'payment', status: 'pending', charge: { status: 'pending' } })
  expect(await invoiceOf(invoice.id)).toMatchObject({ paid: false, status: 'pending' })
  for (let minute = 0; minute < minutes; minute++) {
    world.travel(new Date(world.now().getTime() + 60_000))
    await world.settle()
  }
  expect((await acme.call('GET', `/charges/${json.charge.id}`)).json).toMatchObject({ status: end })
  expect(await invoiceOf(invoice.id)).toMatchObject({ paid: end === 'succeeded', pending: 0 })
})

test('fifty clicks at once charge once', async () => {
  const customer = await newCustomer()
  const invoice = await issued(customer)
  const answers = await Promise.all(Array.from({ length: 50 }, () => pay(customer, invoice.id, 148.85, 'tok_visa_4242')))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 400)).toHaveLength(49)
  expect((await acme.call('GET', `/payments?filter[customer]=${customer}`)).json).toHaveLength(1)
})

test('a charge names exactly one source, a positive amount and what it may settle', async () => {
  const customer = await newCustomer()
  const invoice = await issued(customer)
  expect(await pay(customer, invoice.id, 10, 'tok_visa', { invoiced_token: 'tok_visa' })).toMatchObject({
    status: 400,
    json: { code: 'source_missing' },
  })
  expect(await pay(customer, invoice.id, 0, 'tok_visa')).toMatchObject({ status: 400, json: { param: 'amount' } })
  expect(await pay(customer, invoice.id, 148.86, 'tok_visa')).toMatchObject({
    status: 400,
    json: { code: 'invoice_balance_exceeded' },
  })
  expect(await pay(customer, invoice.id, 10, 'tok_visa', { method: 'paypal' })).toMatchObject({
    status: 400,
    json: { code: 'method_unavailable' },
  })
  expect(
    await pay(customer, invoice.id, 10, 'tok_visa', { payment_source_type: 'card', payment_source_id: 99, gateway_token: '' }),
  ).toMatchObject({ status: 400, json: { param: 'payment_source_id' } })
})

test('a body with a card number is refused wherever it stands, and is not repeated', async () => {
  const customer = await newCustomer()
  const invoice = await issued(customer)
  const number = ['4242', '4242', '4242', '4242'].join(' ')
  for (const more of [{ gateway_token: number }, { card: { number } }, { number: Number(number.replaceAll(' ', '')) }]) {
    const { status, text } = await pay(customer, invoice.id, 10, 'tok_visa', more)
    expect(status).toBe(400)
    expect(text).not.toContain('4242')
  }
  expect((await acme.call('GET', `/charges?filter[customer]=${customer}`)).json).toEqual([])
})

test('money that an invoice can no longer take is the customer’s credit', async () => {
  const customer = await newCustomer()
  const invoice = await issued(customer, 100)
  await pay(customer, invoice.id, 100, 'tok_bank_3893')
  await acme.call('POST', '/payments', {
    body: { customer, amount: 60, applied_to: [{ type: 'invoice', invoice: invoice.id, amount: 60 }] },
  })
  world.travel(new Date(world.now().getTime() + 5 * 86_400_000))
  await world.settle()
  expect(await invoiceOf(invoice.id)).toMatchObject({ paid: true, pending: 0 })
  expect((await acme.call('GET', `/customers/${customer}/balance`)).json).toMatchObject({ available_credits: 60 })
})

test('a charge that is found ten times at once on the gateway’s page is one, also where it settles no document', async () => {
  const customer = await newCustomer()
  const { platform } = world
  const at = { companyId: acme.id, actor: { kind: 'system' } } as const
  const stand = { platform, ...at, work: <T>(run: Parameters<typeof openWork<T>>[2]) => openWork(platform, at, run) }
  const through = await gatewayFor(platform, acme.id, 'credit_card')
  const amount = { amount: 2_500, currency: 'usd' } as const
  const intent = { customer, method: 'credit_card', amount, from: { token: '' }, source: 'customer_portal' } as const
  const adopted = { ...intent, splits: [{ type: 'credit', amount }] as const, key: 'found-at-once' }
  const found = { outcome: 'succeeded', reference: 'sim-found-at-once' } as const
  const told = await Promise.all(Array.from({ length: 10 }, () => adoptCharge(stand, adopted, through, found)))
  expect(new Set(told.map(({ status, charge }) => `${status} ${charge.id}`)).size).toBe(1)
  expect((await acme.call('GET', `/customers/${customer}/balance`)).json).toMatchObject({ available_credits: 25 })
})

test('a token that is to be kept is saved, charged as saved, and can be charged again', async () => {
  const customer = await newCustomer()
  const invoice = await issued(customer)
  expect((await pay(customer, invoice.id, 48.85, 'tok_visa_4242', { vault_method: true, make_default: true })).status).toBe(201)
  const [card] = (await acme.call('GET', `/customers/${customer}/payment_sources`)).json
  expect(card).toMatchObject({ object: 'card', last4: '4242', gateway: 'test', chargeable: true })
  expect((await acme.call('GET', `/customers/${customer}`)).json.payment_source).toMatchObject({ object: 'card', id: card.id })
  const again = await pay(customer, invoice.id, 100, '', {
    gateway_token: null,
    payment_source_type: 'card',
    payment_source_id: card.id,
  })
  expect(again).toMatchObject({ status: 201, json: { charge: { payment_source: { id: card.id } } } })
  expect(await invoiceOf(invoice.id)).toMatchObject({ paid: true })
})

test('asked for again under the same key after the process was killed before it answered, it is the same charge and the same refund', async () => {
  const customer = await newCustomer()
  const body = {
    customer,
    method: 'credit_card',
    amount: 25,
    gateway_token: 'tok_visa',
    applied_to: [{ type: 'credit', amount: 25 }],
  }
  const ask = (path: string, key: string, content: object) =>
    acme.call('POST', path, { body: content, headers: { 'idempotency-key': key } })
  const killed = (key: string) =>
    world.database.ownerPool.query(
      `update idempotency_keys set status = null, reply = null, claimed_at = now() - interval '2 minutes' where company_id = $1 and key = $2`,
      [acme.id, key],
    )
  const first = await ask('/charges', 'killed-charge', body)
  expect(first.status).toBe(201)
  await killed('killed-charge')
  const again = await ask('/charges', 'killed-charge', body)
  expect(again.json.id).toBe(first.json.id)
  expect((await acme.call('GET', `/charges?filter[customer]=${customer}`)).json).toHaveLength(1)

  const refunds = `/charges/${first.json.charge.id}/refunds`
  const back = await ask(refunds, 'killed-refund', { amount: 10 })
  expect(back.status).toBe(201)
  await killed('killed-refund')
  expect((await ask(refunds, 'killed-refund', { amount: 10 })).json.id).toBe(back.json.id)
  expect((await acme.call('GET', refunds.replace('/refunds', ''))).json.amount_refunded).toBe(10)
})
