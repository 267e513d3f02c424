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
const billed = async () => {
  const customer = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id as number
  const invoice = (
    await acme.call('POST', '/invoices', {
      body: {
        customer,
        items: [
          { quantity: 3, unit_cost: 45, name: 'Copy paper' },
          { name: 'Delivery', unit_cost: 10 },
        ],
        tax: 3.85,
      },
    })
  ).json
  expect(invoice.total).toBe(148.85)
  return { customer, invoice: invoice.id as number }
}
const record = (body: object) => acme.call('POST', '/transactions', { body })

test('P8 a check over what is owed pays the invoice, as a payment would', async () => {
  const { customer, invoice } = await billed()
  const { status, json } = await acme.call('POST', '/transactions', {
    form: `invoice=${invoice}&method=check&gateway_id=1450&amount=148.85&notes=thanks&metadata[batch]=7`,
  })
  expect(status).toBe(201)
  expect(json).toMatchObject({
    object: 'transaction',
    type: 'payment',
    status: 'succeeded',
    method: 'check',
    gateway_id: '1450',
    amount: 148.85,
    invoice,
    customer,
    notes: 'thanks',
    metadata: { batch: '7' },
    parent_transaction: null,
  })
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ paid: true, balance: 0, status: 'paid' })
  expect(await read(`/payments/${json.payment}?include=applied_to`)).toMatchObject({
    amount: 148.85,
    reference: '1450',
    applied_to: [{ id: json.id, type: 'invoice', invoice }],
  })
  expect(await read(`/transactions/${json.id}`)).toEqual(json)
})

test('P8 a part first, then the rest; more than is owed becomes credit; nothing and less are refused', async () => {
  const { customer, invoice } = await billed()
  await record({ invoice, amount: 100 })
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ paid: false, balance: 48.85 })
  await record({ invoice, amount: 48.85 })
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ paid: true })
  const other = await billed()
  expect((await record({ invoice: other.invoice, amount: 200 })).json).toMatchObject({ amount: 148.85, type: 'payment' })
  expect(await read(`/customers/${other.customer}/balance`)).toMatchObject({ available_credits: 51.15 })
  expect(await read(`/transactions?filter[customer]=${other.customer}&sort=amount asc`)).toMatchObject([
    { type: 'adjustment', method: 'balance', amount: -51.15 },
    { type: 'payment', amount: 148.85 },
  ])
  for (const amount of [0, -5])
    expect(await record({ invoice: (await billed()).invoice, amount })).toMatchObject({ status: 400, json: { param: 'amount' } })
  expect(await record({ invoice, amount: 1 })).toMatchObject({ status: 400, json: { param: 'invoice' } })
  expect(await record({ amount: 1 })).toMatchObject({ status: 400, json: { param: 'customer' } })
  expect((await record({ customer, amount: 30 })).json).toMatchObject({ type: 'payment', amount: 30, invoice: null })
})

test('the list has filters, sorts, metadata and dates; another company sees nothing', async () => {
  const { invoice, customer } = await billed()
  const { json } = await record({ invoice, amount: 10, metadata: { account_rep: 'Jan' }, method: 'cash' })
  expect(
    await read(`/transactions?filter[customer]=${customer}&metadata[account_rep]=Jan&expand=invoice,customer`),
  ).toMatchObject([{ id: json.id, invoice: { id: invoice }, customer: { id: customer } }])
  expect(await read(`/transactions?filter[customer]=${customer}&include=customerName`)).toMatchObject([
    { customerName: 'Acme Corp' },
  ])
  expect(await read(`/transactions?filter[customer]=${customer}&filter[method]=check`)).toEqual([])
  expect(await read(`/transactions?filter[customer]=${customer}&start_date=${json.date + 86_400 * 2}`)).toEqual([])
  expect((await acme.call('GET', '/transactions?filter[colour]=red')).status).toBe(400)
  expect((await globex.call('GET', `/transactions/${json.id}`)).status).toBe(404)
  expect((await globex.call('GET', '/transactions')).json).toEqual([])
})

test('what was recorded here changes and goes here; what belongs to a payment only takes metadata', async () => {
  const { invoice } = await billed()
  const { json } = await record({ invoice, amount: 148.85 })
  expect(
    (await acme.call('PATCH', `/transactions/${json.id}`, { body: { notes: 'late', method: 'cash', metadata: { a: 1 } } })).json,
  ).toMatchObject({ id: json.id, notes: 'late', method: 'cash', metadata: { a: 1 } })
  expect((await acme.call('DELETE', `/transactions/${json.id}`)).status).toBe(204)
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ paid: false, balance: 148.85 })
  expect((await acme.call('GET', `/transactions/${json.id}`)).status).toBe(404)

  const payment = (
    await acme.call('POST', '/payments', { body: { amount: 10, applied_to: [{ type: 'invoice', invoice, amount: 10 }] } })
  ).json
  const [use] = await read(`/transactions?filter[payment]=${payment.id}`)
  expect((await acme.call('PATCH', `/transactions/${use.id}`, { body: { metadata: { b: 2 } } })).json).toMatchObject({
    metadata: { b: 2 },
  })
  expect(await acme.call('PATCH', `/transactions/${use.id}`, { body: { notes: 'x' } })).toMatchObject({
    status: 400,
    json: { code: 'transaction_of_payment', param: 'notes' },
  })
  expect(await acme.call('DELETE', `/transactions/${use.id}`)).toMatchObject({
    status: 400,
    json: { code: 'transaction_of_payment' },
  })
})

test('money goes back by hand or through the gateway, and the refund names what it is of', async () => {
  const { invoice } = await billed()
  const { json } = await record({ invoice, amount: 148.85, method: 'check' })
  const back = await acme.call('POST', `/transactions/${json.id}/refunds`, { body: { amount: 48.85 } })
  expect(back).toMatchObject({
    status: 201,
    json: { type: 'refund', amount: 48.85, status: 'succeeded', parent_transaction: json.id, payment: json.payment },
  })
  expect(await read(`/transactions?filter[type]=refund&filter[payment]=${json.payment}&expand=parent_transaction`)).toMatchObject(
    [{ parent_transaction: { id: json.id, amount: 148.85 } }],
  )
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ paid: false, balance: 48.85 })
  expect(await read(`/transactions/${json.id}`)).toMatchObject({ amount: 148.85 })
  expect(await acme.call('POST', `/transactions/${json.id}/refunds`, { body: { amount: 100.01 } })).toMatchObject({
    status: 400,
    json: { code: 'refund_exceeds_charge' },
  })
  expect((await acme.call('POST', `/transactions/${json.id}/refunds`, { body: { amount: 100 } })).status).toBe(201)
  expect(await read(`/transactions/${json.id}`)).toMatchObject({ amount: 148.85 })

  const other = await billed()
  const { json: payment } = await acme.call('POST', '/charges', {
    body: {
      customer: other.customer,
      method: 'credit_card',
      amount: 148.85,
      gateway_token: 'tok_visa',
      applied_to: [{ type: 'invoice', invoice: other.invoice, amount: 148.85 }],
    },
  })
  const [charge] = await read(`/transactions?filter[payment]=${payment.id}`)
  expect(charge).toMatchObject({ type: 'charge', gateway: 'test', method: 'credit_card', payment_source: { last4: '4242' } })
  expect(await acme.call('POST', `/transactions/${charge.id}/refunds`, { body: { amount: 5 } })).toMatchObject({
    status: 201,
    json: { type: 'refund', gateway: 'test', amount: 5, parent_transaction: charge.id },
  })
  expect(await read(`/charges/${payment.charge.id}`)).toMatchObject({ amount_refunded: 5 })
})

test('of what was given back in part neither payer nor currency changes, and it is not voided', async () => {
  const { customer, invoice } = await billed()
  const other = await billed()
  const { json } = await record({ customer, amount: 100, method: 'check' })
  expect((await acme.call('POST', `/transactions/${json.id}/refunds`, { body: { amount: 30 } })).status).toBe(201)
  const payment = `/payments/${json.payment}`
  for (const [field, value] of Object.entries({ amount: 29.99, customer: other.customer, currency: 'eur' }))
    expect(await acme.call('PATCH', payment, { body: { [field]: value } })).toMatchObject({
      status: 400,
      json: { code: 'payment_refunded', param: field },
    })
  expect(await acme.call('DELETE', payment)).toMatchObject({ status: 400, json: { code: 'payment_refunded' } })
  expect(await acme.call('DELETE', `/transactions/${json.id}`)).toMatchObject({ status: 400, json: { code: 'payment_refunded' } })
  expect((await acme.call('PATCH', payment, { body: { amount: 30, customer, currency: 'usd' } })).json).toMatchObject({
    amount: 30,
    balance: 0,
    amount_returned: 30,
  })
  const applied_to = [{ type: 'invoice', invoice, amount: 90 }]
  expect((await acme.call('PATCH', payment, { body: { amount: 120, applied_to } })).json).toMatchObject({ balance: 0 })
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ balance: 58.85 })
})

test('money of an unknown payer that went back in part becomes nobody else’s by being applied', async () => {
  const { customer, invoice } = await billed()
  const { json } = await acme.call('POST', '/payments', { body: { amount: 100, method: 'check' } })
  expect(json.customer).toBe(null)
  expect((await acme.call('POST', `/transactions/${json.id}/refunds`, { body: { amount: 30 } })).status).toBe(201)
  const applied_to = [{ type: 'invoice', invoice, amount: 50 }]
  for (const body of [{ applied_to }, { customer }])
    expect(await acme.call('PATCH', `/payments/${json.id}`, { body })).toMatchObject({
      status: 400,
      json: { code: 'payment_refunded', param: 'customer' },
    })
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ balance: 148.85 })
})

test('a declined and a pending charge are told as such', async () => {
  const { invoice, customer } = await billed()
  const charge = (gateway_token: string, method: string) =>
    acme.call('POST', '/charges', {
      body: { customer, method, amount: 10, gateway_token, applied_to: [{ type: 'invoice', invoice, amount: 10 }] },
    })
  await charge('tok_visa_0002', 'credit_card')
  await charge('tok_bank_3893', 'ach')
  expect(await read(`/transactions?filter[invoice]=${invoice}&sort=id asc`)).toMatchObject([
    { type: 'charge', status: 'failed', failure_reason: 'The card was declined.' },
    { type: 'charge', status: 'pending', method: 'ach' },
  ])
})

test('a bank debit is told by the same numbers while it is pending and once it is there, with what was noted of it', async () => {
  const { invoice, customer } = await billed()
  const applied_to = [
    { type: 'invoice', invoice, amount: 10 },
    { type: 'credit', amount: 5 },
  ]
  const body = { customer, method: 'ach', amount: 16, gateway_token: 'tok_bank_3893', applied_to }
  const { json: payment } = await acme.call('POST', '/charges', { body })
  const seen = () => read(`/transactions?filter[customer]=${customer}&sort=id asc`)
  const parts = [
    { id: payment.id, type: 'charge', method: 'ach', amount: 1, invoice: null, payment: payment.id },
    { id: payment.applied_to[0].id, type: 'charge', method: 'ach', amount: 10, invoice, payment: payment.id },
    { id: payment.applied_to[1].id, type: 'adjustment', method: 'balance', amount: -5, payment: payment.id },
  ]
  expect(await seen()).toMatchObject(parts.map((part) => ({ ...part, status: 'pending' })))
  const noted = { body: { metadata: { batch: '7' } } }
  expect(await acme.call('PATCH', `/transactions/${parts[1]!.id}`, noted)).toMatchObject({ status: 200 })
  world.travel(new Date(world.now().getTime() + 6 * 86_400_000))
  await world.settle()
  expect(await seen()).toMatchObject(parts.map((part) => ({ ...part, status: 'succeeded' })))
  expect(await read(`/transactions/${parts[1]!.id}`)).toMatchObject({ metadata: { batch: '7' }, status: 'succeeded' })
})

test('the receipt of the payment behind it is mailed', async () => {
  const customer = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp', email: 'books@acmecorp.example' } })).json
    .id
  const invoice = (await acme.call('POST', '/invoices', { body: { customer, items: [{ name: 'Ink', unit_cost: 10 }] } })).json.id
  const { json } = await record({ invoice, amount: 10 })
  const sent = await acme.call('POST', `/transactions/${json.id}/emails`)
  expect(sent).toMatchObject({ status: 201, json: [{ template: 'payment_receipt_email' }] })
})
