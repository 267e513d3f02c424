import { afterAll, expect, test } from 'vitest'
import { lastMail, openBrowser, signIn } from '../../../../test/visitor.ts'
import { openWorld, PASSWORD } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld()
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})
const { acme } = world

const read = async (path: string) => (await acme.call('GET', path)).json
const make = async (path: string, body: object) => {
  const { status, json, text } = await acme.call('POST', path, { body })
  expect(status, text).toBe(201)
  return json
}
const newCustomer = async () => (await make('/customers', { name: 'Acme Corp' })).id as number
const billed = async (customer: number, unit_cost = 100) =>
  (await make('/invoices', { customer, items: [{ name: 'Paper', unit_cost }] })).id as number
const record = (body: object) => acme.call('POST', '/transactions', { body })
const change = (id: number, body: object) => acme.call('PATCH', `/transactions/${id}`, { body })
const credit = async (customer: number) => (await read(`/customers/${customer}/balance`)).available_credits
const owed = async (invoice: number) => (await read(`/invoices/${invoice}`)).balance

test('an adjustment below zero gives credit, one above zero takes it', async () => {
  const customer = await newCustomer()
  const { status, json } = await record({
    type: 'adjustment',
    customer,
    amount: -50,
    notes: 'For the delay',
    metadata: { case: 7 },
  })
  expect([status, json]).toMatchObject([
    201,
    {
      type: 'adjustment',
      method: 'balance',
      amount: -50,
      customer,
      notes: 'For the delay',
      metadata: { case: 7 },
      payment: null,
    },
  ])
  expect(await read(`/transactions/${json.id}`)).toEqual(json)
  expect(await read(`/credit_balance_adjustments/${json.id}`)).toMatchObject({ amount: 50 })
  await record({ type: 'adjustment', customer, amount: 20 })
  expect(await credit(customer)).toBe(30)
  expect(await record({ type: 'adjustment', customer, amount: 30.01 })).toMatchObject({ status: 400, json: { param: 'amount' } })
  expect((await change(json.id, { amount: -45, notes: 'Less' })).json).toMatchObject({ amount: -45, notes: 'Less' })
  expect(await change(json.id, { method: 'cash' })).toMatchObject({ status: 400, json: { param: 'method' } })
  expect(await credit(customer)).toBe(25)
  expect(await acme.call('DELETE', `/transactions/${json.id}`)).toMatchObject({ status: 400 })
  await record({ type: 'adjustment', customer, amount: -20 })
  expect((await acme.call('DELETE', `/transactions/${json.id}`)).status).toBe(204)
  expect(await credit(customer)).toBe(0)
})

test('credit is spent on an invoice as a charge of the balance, and by a credit note as an adjustment', async () => {
  const customer = await newCustomer()
  const invoice = await billed(customer)
  await record({ type: 'adjustment', customer, amount: -30 })
  const spent = await record({ type: 'charge', method: 'balance', invoice, amount: 30 })
  expect(spent.json).toMatchObject({ type: 'charge', method: 'balance', amount: 30, invoice })
  expect([await credit(customer), await owed(invoice)]).toEqual([0, 70])
  expect(await record({ type: 'charge', method: 'balance', invoice, amount: 1 })).toMatchObject({
    status: 400,
    json: { code: 'credit_exceeded', param: 'amount' },
  })
  const { id: credit_note } = await make('/credit_notes', { customer, items: [{ name: 'Returned', unit_cost: 40 }] })
  const noted = await record({ type: 'adjustment', credit_note, invoice, amount: -25 })
  expect(noted.json).toMatchObject({ type: 'adjustment', amount: -25, credit_note, invoice })
  expect(await owed(invoice)).toBe(45)
  expect((await record({ type: 'adjustment', credit_note, amount: -15 })).json).toMatchObject({ amount: -15, credit_note })
  expect(await credit(customer)).toBe(15)
  expect((await change(spent.json.id, { amount: 10 })).json).toMatchObject({ amount: 10 })
  expect([await credit(customer), await owed(invoice)]).toEqual([35, 65])
})

test('a deposit is paid, and what is owed is adjusted', async () => {
  const customer = await newCustomer()
  const { id: estimate } = await make('/estimates', { customer, items: [{ name: 'Paper', unit_cost: 100 }], deposit: 50 })
  expect((await record({ estimate, amount: 50, method: 'check' })).json).toMatchObject({
    type: 'adjustment',
    amount: -50,
    estimate,
    customer,
  })
  expect(await read(`/estimates/${estimate}`)).toMatchObject({ deposit_paid: true })
  expect(await record({ estimate, amount: 1 })).toMatchObject({ status: 400 })
  const invoice = await billed(customer)
  expect((await record({ type: 'document_adjustment', invoice, amount: 60 })).json).toMatchObject({
    type: 'document_adjustment',
    amount: 60,
    invoice,
  })
  expect(await owed(invoice)).toBe(40)
})

test('a refund is written as a transaction that names what it gives back of: by hand, or through the gateway, once', async () => {
  const customer = await newCustomer()
  const invoice = await billed(customer)
  const { json: paid } = await record({ invoice, amount: 100, method: 'check', gateway: 'authorizenet', gateway_id: '42' })
  expect(paid).toMatchObject({ gateway: 'authorizenet', gateway_id: '42' })
  expect(await read(`/transactions?filter[gateway]=authorizenet&filter[customer]=${customer}`)).toMatchObject([{ id: paid.id }])
  const back = {
    type: 'refund',
    parent_transaction: paid.id,
    amount: 40,
    customer,
    invoice,
    method: 'check',
    metadata: { why: 'late' },
  }
  const refund = await record(back)
  expect([refund.status, refund.json]).toMatchObject([
    201,
    { type: 'refund', amount: 40, parent_transaction: paid.id, payment: paid.payment, metadata: { why: 'late' } },
  ])
  expect(await owed(invoice)).toBe(40)
  expect(await record({ ...back, amount: 60.01 })).toMatchObject({ status: 400, json: { param: 'amount' } })
  for (const odd of [{ customer: await newCustomer() }, { method: 'cash' }, { notes: 'x' }, { date: 0 }])
    expect(await record({ ...back, ...odd })).toMatchObject({ status: 400, json: { param: Object.keys(odd)[0] } })
  expect(await record({ ...back, parent_transaction: 999_999 })).toMatchObject({
    status: 400,
    json: { param: 'parent_transaction' },
  })
  const other = await billed(customer)
  const { payment_source } = await make('/customers', {
    name: 'Globex',
    payment_source: { method: 'credit_card', gateway_token: 'tok_visa' },
  })
  expect(payment_source.object).toBe('card')
  const { id: payment } = await make('/charges', {
    customer,
    method: 'credit_card',
    amount: 100,
    gateway_token: 'tok_visa',
    applied_to: [{ type: 'invoice', invoice: other, amount: 100 }],
  })
  const [charge] = await read(`/transactions?filter[payment]=${payment}`)
  const body = { type: 'refund', parent_transaction: charge.id, amount: 100 }
  const send = () => acme.call('POST', '/transactions', { body, headers: { 'idempotency-key': 'back-it-goes' } })
  const first = await send()
  expect(first.json).toMatchObject({ type: 'refund', gateway: 'test', amount: 100 })
  expect((await send()).json).toEqual(first.json)
  expect((await read(`/transactions?filter[payment]=${payment}&filter[type]=refund`)).length).toBe(1)
})

test('who may record payments, but neither give them back nor give credit, does neither by a transaction', async () => {
  const { json: paid } = await record({ invoice: await billed(await newCustomer()), amount: 100 })
  const customer = await newCustomer()
  const { json: given } = await record({ type: 'adjustment', customer, amount: -5 })
  await make('/roles', { id: 'till', name: 'Till', payments_create: true, payments_edit: true, payments_delete: true })
  const email = 'till@scranton.example'
  await make('/members', { email, first_name: 'Front', last_name: 'Desk', role: 'till' })
  await openBrowser(world).call('POST', '/auth/reset', { token: (await lastMail(world, email)).token, password: PASSWORD })
  const till = await signIn(world, email)
  expect((await till.call('POST', '/transactions', { customer, amount: 5 })).status).toBe(201)
  for (const body of [
    { type: 'adjustment', customer, amount: -5 },
    { type: 'refund', parent_transaction: paid.id, amount: 5 },
  ])
    expect(await till.call('POST', '/transactions', body)).toMatchObject({ status: 403, json: { code: 'permission_missing' } })
  expect((await till.call('PATCH', `/transactions/${given.id}`, { amount: -500 })).status).toBe(403)
  expect((await till.call('DELETE', `/transactions/${given.id}`)).status).toBe(403)
  const { secret } = await make('/api_keys', { scopes: ['payments:write', 'customers:write'] })
  const authorization = `Basic ${Buffer.from(`${secret}:`).toString('base64')}`
  const body = { type: 'adjustment', customer, amount: -5 }
  expect((await world.request('POST', '/api/transactions', { body, headers: { authorization } })).status).toBe(403)
  expect(await credit(customer)).toBe(5)
})

test('another amount is settled as if it had been recorded so', async () => {
  const customer = await newCustomer()
  const invoice = await billed(customer)
  const { json: paid } = await record({ invoice, amount: 60, method: 'check' })
  const less = (await change(paid.id, { amount: 40 })).json
  expect([less.amount, await owed(invoice)]).toEqual([40, 60])
  const more = (await change(less.id, { amount: 130, notes: 'Two checks' })).json
  expect([more.amount, more.notes, await owed(invoice), await credit(customer)]).toEqual([100, 'Two checks', 0, 30])
  const same = (await change(more.id, { ...more, amount: 100, notes: 'One check' })).json
  expect([same.amount, same.notes, await credit(customer)]).toEqual([100, 'One check', 30])
  const [rest] = await read(`/transactions?filter[payment]=${paid.payment}&filter[type]=adjustment`)
  expect(await change(rest.id, { amount: -20 })).toMatchObject({ status: 400, json: { param: 'amount' } })
  expect(await change(same.id, { amount: 0 })).toMatchObject({ status: 400, json: { param: 'amount' } })
  const alone = (await record({ customer, amount: 10 })).json
  expect((await change(alone.id, { amount: 12 })).json).toMatchObject({ amount: 12, payment: alone.payment })
  expect(await read(`/payments/${paid.payment}`)).toMatchObject({ amount: 130, balance: 0 })
})

test('what is sent back as it was read changes nothing; whether money came, and what a refund is of, never changes', async () => {
  const customer = await newCustomer()
  const invoice = await billed(customer)
  const payment = await make('/payments', { amount: 10, method: 'check', applied_to: [{ type: 'invoice', invoice, amount: 10 }] })
  const [use] = await read(`/transactions?filter[payment]=${payment.id}`)
  expect((await change(use.id, { ...use, metadata: { seen: true } })).json).toMatchObject({ metadata: { seen: true } })
  expect(await change(use.id, { amount: 11 })).toMatchObject({
    status: 400,
    json: { code: 'transaction_of_payment', param: 'amount' },
  })
  expect(await change(use.id, { status: 'failed' })).toMatchObject({ status: 400, json: { param: 'status' } })
  expect(await change(use.id, { parent_transaction: 1 })).toMatchObject({ status: 400, json: { param: 'parent_transaction' } })
  const { json: own } = await record({ invoice, amount: 10 })
  const told = await change(own.id, { gateway: 'stripe' })
  expect(told.json).toMatchObject({ gateway: 'stripe' })
  expect((await change(own.id, { date: own.date - 86_400 })).json).toMatchObject({ gateway: 'stripe', date: own.date - 86_400 })
})

test('what no transaction can say is refused by its field', async () => {
  const customer = await newCustomer()
  const [invoice, credit_note, estimate] = [1, 1, 1]
  for (const [body, param] of [
    [{ customer, amount: 5, status: 'pending' }, 'status'],
    [{ customer, amount: 5, status: 'failed' }, 'status'],
    [{ customer, amount: 5, payment: 1 }, 'payment'],
    [{ customer, amount: 5, credit_note }, 'credit_note'],
    [{ customer, amount: 5, parent_transaction: 1 }, 'parent_transaction'],
    [{ type: 'refund', amount: 5 }, 'parent_transaction'],
    [{ type: 'adjustment', customer, amount: -5, invoice }, 'invoice'],
    [{ type: 'adjustment', amount: -5 }, 'customer'],
    [{ type: 'adjustment', customer, amount: 0 }, 'amount'],
    [{ type: 'document_adjustment', customer, amount: 5 }, 'invoice'],
    [{ type: 'document_adjustment', invoice, credit_note, amount: 5 }, 'invoice'],
    [{ type: 'document_adjustment', estimate, amount: 5 }, 'estimate'],
    [{ invoice, estimate, amount: 5 }, 'estimate'],
    [{ type: 'charge', method: 'balance', customer, amount: 5 }, 'invoice'],
    [{ type: 'tip', customer, amount: 5 }, 'type'],
    [{ estimate: 999_999, amount: 5 }, 'estimate'],
  ] as const)
    expect({ body, answer: await record(body) }).toMatchObject({ body, answer: { status: 400, json: { param } } })
  const note = (await make('/credit_notes', { customer, items: [{ name: 'Returned', unit_cost: 40 }] })).id
  expect(await record({ type: 'adjustment', credit_note: note, amount: 5 })).toMatchObject({
    status: 400,
    json: { param: 'amount' },
  })
  expect(await read(`/transactions?filter[customer]=${customer}`)).toEqual([])
})
