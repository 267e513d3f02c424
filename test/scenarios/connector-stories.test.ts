import { connect } from 'node:net'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { listen } from '../../src/platform/http/server.ts'
import { type Answer, openWorld, type TestCompany } from '../world.ts'

/** One story for each template of the workflow connector: sent as a flow would, the answer's id used in the next call. */
const world = await openWorld()
afterAll(() => world.close())

let acme: TestCompany
beforeEach(async () => {
  acme = await world.newCompany('Dunder Mifflin')
})

const made = async (path: string, body: unknown = {}): Promise<Answer['json']> => {
  const { status, json, text } = await acme.call('POST', path, { body })
  expect(status, `${path} ${text}`).toBeLessThan(300)
  return json
}
const read = async (path: string) => (await acme.call('GET', path)).json
const customer = async (): Promise<number> => (await made('/customers', { name: 'Acme', email: 'billing@acmecorp.example' })).id
const bill = async (total: number, more: object = {}) =>
  made('/invoices', { customer: await customer(), items: [{ name: 'Paper', unit_cost: total }], ...more })
const pay = (invoice: number, amount: number) => made('/payments', { amount, applied_to: [{ type: 'invoice', invoice, amount }] })

test('X1 Create Customer: the full record comes back', async () => {
  const record = await made('/customers', {
    name: 'Acme',
    email: 'billing@acmecorp.example',
    payment_terms: 'NET 30',
    city: 'Hill Valley',
  })
  expect(record).toMatchObject({ object: 'customer', name: 'Acme', city: 'Hill Valley', taxes: [], metadata: {} })
  expect(record.id).toBeTypeOf('number')
})

test('X2 Update Customer: only what is sent changes, AutoPay and terms too', async () => {
  const id = await customer()
  const before = await read(`/customers/${id}`)
  const after = (await acme.call('PATCH', `/customers/${id}`, { body: { payment_terms: 'NET 14' } })).json
  expect(after).toEqual({ ...before, payment_terms: 'NET 14', updated_at: after.updated_at })
  const paying = (await acme.call('PATCH', `/customers/${id}`, { body: { autopay: true } })).json
  expect(paying).toEqual({ ...before, autopay: true, payment_terms: null, updated_at: paying.updated_at })
})

test('X3 Attach Payment Method: a token is taken, a card number is not, and nobody writes it down', async () => {
  const path = `/customers/${await customer()}/payment_sources`
  expect(await made(path, { method: 'credit_card', invoiced_token: 'tok_visa_4242' })).toMatchObject({
    object: 'card',
    last4: '4242',
  })
  const digits = ['4242', '4242', '4242', '4242'].join('')
  const refused = await acme.call('POST', path, { body: { method: 'credit_card', invoiced_token: digits } })
  expect(refused.status).toBe(400)
  expect(refused.text).not.toContain(digits)
  const { rows } = await world.database.ownerPool.query(`select count(*)::int as found from events where object::text like $1`, [
    `%${digits}%`,
  ])
  expect(rows[0].found).toBe(0)
})

test('X4 Add Contact: name, e-mail, phone and role are kept', async () => {
  const body = { name: 'Purchasing', email: 'buy@acmecorp.example', phone: '+1 570 555 0100', role: 'Buyer' }
  const id = await customer()
  const contact = await made(`/customers/${id}/contacts`, body)
  expect(await read(`/customers/${id}/contacts/${contact.id}`)).toMatchObject(body)
})

test('X5 Create Invoice: without a customer it is named, with one the record comes back', async () => {
  const items = [{ name: 'Paper', unit_cost: 55 }]
  expect(await acme.call('POST', '/invoices', { body: { items } })).toMatchObject({ status: 400, json: { param: 'customer' } })
  expect(await made('/invoices', { customer: await customer(), items })).toMatchObject({ object: 'invoice', total: 55 })
})

test('X6 Update Invoice: changed while it is open, locked once paid or voided', async () => {
  const { id } = await bill(55)
  const update = (invoice: number) =>
    acme.call('PATCH', `/invoices/${invoice}`, { body: { items: [{ name: 'Paper', unit_cost: 60 }] } })
  expect(await update(id)).toMatchObject({ status: 200, json: { total: 60 } })
  const paid = await bill(20)
  await pay(paid.id, 20)
  const voided = await bill(20)
  await made(`/invoices/${voided.id}/void`)
  for (const locked of [paid, voided])
    expect(await update(locked.id)).toMatchObject({
      status: 400,
      json: { type: 'invalid_request', message: expect.stringContaining('locked') },
    })
})

test('X7 Record Payment: to an invoice, and to the balance of the customer', async () => {
  const { id } = await bill(55)
  expect(await pay(id, 55)).toMatchObject({ amount: 55, balance: 0 })
  const payer = await customer()
  expect(await made('/payments', { customer: payer, amount: 40, method: 'check' })).toMatchObject({ amount: 40, balance: 40 })
  const credited = await customer()
  await made('/payments', { customer: credited, amount: 40, applied_to: [{ type: 'credit', amount: 40 }] })
  expect(await read(`/customers/${credited}/balance`)).toMatchObject({ available_credits: 40 })
})

test('X8 Create Subscription: plan and customer exist, and the choices are kept', async () => {
  await made('/items', { id: 'software', name: 'Software' })
  await made('/plans', { id: 'starter', name: 'Starter', catalog_item: 'software', amount: 49, interval: 'month' })
  await made('/coupons', { id: 'tenth', name: 'A tenth', value: 10 })
  const start_date = world.now().getTime() / 1000 + 10 * 86_400
  const body = { customer: await customer(), plan: 'starter', quantity: 2, start_date, discounts: ['tenth'] }
  expect(await made('/subscriptions', body)).toMatchObject({
    object: 'subscription',
    plan: 'starter',
    quantity: 2,
    status: 'not_started',
    start_date: Date.UTC(2014, 10, 28, 6) / 1000,
    discounts: [{ id: 'tenth', value: 10 }],
    recurring_total: 88.2,
  })
  expect(await acme.call('POST', '/subscriptions', { body: { ...body, plan: 'no-such-plan' } })).toMatchObject({
    status: 400,
    json: { param: 'plan' },
  })
  expect(await acme.call('POST', '/subscriptions', { body: { ...body, customer: 999_999_999 } })).toMatchObject({
    status: 400,
    json: { param: 'customer' },
  })
})

test('X9 Issue Credit Note: less is owed', async () => {
  const { id, customer: who } = await bill(100)
  const items = [{ name: 'Returned', unit_cost: 30 }]
  const note = await made('/credit_notes', { customer: who, items, invoice: id })
  expect(note).toMatchObject({ object: 'credit_note', total: 30, balance: 0, status: 'paid', invoice: id })
  expect(await read(`/invoices/${id}`)).toMatchObject({ balance: 70, amount_credited: 30 })
  expect(await read(`/customers/${who}/balance`)).toMatchObject({ total_outstanding: 70, open_credit_notes: 0 })
  const later = await made('/credit_notes', { customer: who, items })
  expect(later).toMatchObject({ balance: 30, status: 'open' })
  expect(await read(`/customers/${who}/balance`)).toMatchObject({ total_outstanding: 70, open_credit_notes: 30 })
})

test('X10 Create Estimate: converted, and linked both ways', async () => {
  const estimate = await made('/estimates', { customer: await customer(), items: [{ name: 'Paper', unit_cost: 55 }] })
  const invoice = await made(`/estimates/${estimate.id}/invoice`)
  expect(invoice).toMatchObject({ total: 55, estimate: estimate.id })
  expect(await read(`/estimates/${estimate.id}`)).toMatchObject({ status: 'invoiced', invoice: invoice.id })
})

test('X11 Create Task: it is found with its customer, its invoice and whoever does it', async () => {
  const [{ user }] = await read('/members')
  const { id, customer: who } = await bill(55)
  const due_date = world.now().getTime() / 1000
  const task = await made('/tasks', { name: 'Call', action: 'phone', due_date, customer_id: who, user_id: user.id })
  expect(task).toMatchObject({ user_id: user.id, customer_id: who, invoice_id: null, due_date })
  const another = await made('/tasks', { name: 'Look at it', action: 'review', due_date, assignee: user.id, invoice: id })
  expect(another).toMatchObject({ user_id: user.id, customer_id: who, invoice_id: id })
  const activities = `/tasks?filter[user_id]=${user.id}&filter[complete]=0&sort=id asc`
  expect(await read(activities)).toMatchObject([
    { id: task.id, name: 'Call', complete: false },
    { id: another.id, name: 'Look at it' },
  ])
  expect(await read(`/tasks?filter[customer_id]=${who}`)).toHaveLength(2)
})

test('X12 Delete Invoice: a draft is gone, an issued one voided, a paid one stays', async () => {
  const remove = async (invoice: { id: number }) => (await acme.call('DELETE', `/invoices/${invoice.id}`)).status
  const draft = await bill(10, { draft: true })
  expect(await remove(draft)).toBe(204)
  expect((await acme.call('GET', `/invoices/${draft.id}`)).status).toBe(404)
  const issued = await bill(10)
  expect(await remove(issued)).toBe(204)
  expect(await read(`/invoices/${issued.id}`)).toMatchObject({ status: 'voided' })
  const paid = await bill(10)
  await pay(paid.id, 10)
  expect(await remove(paid)).toBe(400)
})

test('X13 Manual mode: every unknown attribute at once, further headers are harmless, plans can be listed', async () => {
  const body = { name: 'Acme', colour: 'red', shoe_size: 9 }
  const strict = await acme.call('POST', '/customers', { body, headers: { prefer: 'handling=strict' } })
  expect(strict).toMatchObject({ status: 400, json: { code: 'unknown_fields' } })
  expect(strict.json.message).toMatch(/colour.*shoe_size/)
  const tolerant = await acme.call('POST', '/customers', { body, headers: { 'x-flow-id': '17', 'x-anything': 'else' } })
  expect({ status: tolerant.status, ignored: tolerant.headers.get('netterms-ignored') }).toEqual({
    status: 201,
    ignored: 'colour, shoe_size',
  })
  expect(await acme.call('GET', '/plans')).toMatchObject({ status: 200, json: [] })
  const path = `/customers/${tolerant.json.id}`
  expect((await acme.call('PUT', path, { body: { name: 'Acme again' } })).status).toBe(200)
  expect((await acme.call('DELETE', path)).status).toBe(204)
})

test('X14 Batches and tests: rehearsals leave nothing, a batch is refused in words, haste is told when to come back', async () => {
  const rehearsed = await acme.call('POST', '/customers?dry_run=true', { body: { name: 'Acme' } })
  expect(rehearsed).toMatchObject({ status: 201, json: { name: 'Acme' } })
  expect(await read('/customers')).toEqual([])
  const batch = Array.from({ length: 100 }, (_, index) => ({ name: `Customer ${index}` }))
  expect(await acme.call('POST', '/customers', { body: batch })).toMatchObject({
    status: 400,
    json: { message: expect.any(String) },
  })
  expect(await read('/customers')).toEqual([])
  const slow = await openWorld({ settings: { RATE_LIMIT: '60' } })
  try {
    const answers = await Promise.all(Array.from({ length: 40 }, () => slow.acme.call('GET', '/customers')))
    const refused = answers.find(({ status }) => status === 429)!
    expect(refused.json.type).toBe('rate_limit_error')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  } finally {
    await slow.close()
  }
  // The flow's connection breaks before the answer is read; it sends the same again with the same key.
  const { port, close } = await listen(world.app, { host: '127.0.0.1', port: 0, trusts: () => false })
  try {
    const headers = { authorization: `Basic ${btoa(`${acme.key}:`)}`, 'idempotency-key': 'flow-run-17-step-3' }
    await killed(port, 'POST /api/customers', headers, { name: 'Once' })
    const again = await acme.call('POST', '/customers', { body: { name: 'Once' }, headers })
    expect(again).toMatchObject({ status: 201, json: { name: 'Once' } })
    expect(await read('/customers')).toMatchObject([{ id: again.json.id }])
  } finally {
    await close()
  }
})

/** Sends a call and cuts the line when the answer begins to come; nobody reads it. */
function killed(port: number, call: string, headers: Readonly<Record<string, string>>, body: object): Promise<void> {
  const text = JSON.stringify(body)
  const lines = Object.entries({ host: `127.0.0.1:${port}`, 'content-type': 'application/json', ...headers })
  const head = [`${call} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`), `content-length: ${text.length}`]
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${head.join('\r\n')}\r\n\r\n${text}`))
    socket.once('data', () => {
      socket.destroy()
      resolve()
    })
    socket.on('error', reject)
  })
}
