import { afterAll, expect, test } from 'vitest'
import { type Answer, openWorld, type TestCompany } from '../world.ts'

/** The chained scenarios of the published contract, each as one story told in calls. */
const world = await openWorld()
afterAll(() => world.close())
const { acme } = world

async function made(path: string, body: unknown = {}, company: TestCompany = acme): Promise<Answer['json']> {
  const { status, json, text } = await company.call('POST', path, { body })
  expect(status, text).toBeLessThan(300)
  return json
}
const read = async (path: string) => (await acme.call('GET', path)).json
const customer = async (more: object = {}): Promise<number> => (await made('/customers', { name: 'Acme Corp', ...more })).id
const invoice = (customerId: number, total: number, more: object = {}) =>
  made('/invoices', { customer: customerId, items: [{ name: 'Paper', unit_cost: total }], ...more })

test('1: an invoice is paid, and open again when the payment is voided', async () => {
  const { id, total } = await made('/invoices', {
    customer: await customer(),
    items: [
      { name: 'Copy paper, Case', quantity: 1, unit_cost: 45 },
      { name: 'Delivery', unit_cost: 10 },
    ],
    taxes: [{ amount: 3.85 }],
  })
  expect(total).toBe(58.85)
  const payment = await made('/payments', { amount: total, applied_to: [{ type: 'invoice', invoice: id, amount: total }] })
  expect(await read(`/invoices/${id}`)).toMatchObject({ paid: true, status: 'paid', balance: 0 })
  expect((await acme.call('DELETE', `/payments/${payment.id}`)).json).toMatchObject({ voided: true })
  expect(await read(`/invoices/${id}`)).toMatchObject({ paid: false, status: 'not_sent', balance: 58.85 })
})

test('2: a line that names an item takes its name, type and price', async () => {
  await made('/items', { id: 'delivery', name: 'Delivery', type: 'service', unit_cost: 10 })
  const { items } = await made('/invoices', { customer: await customer(), items: [{ catalog_item: 'delivery' }] })
  expect(items).toMatchObject([{ catalog_item: 'delivery', name: 'Delivery', type: 'service', unit_cost: 10, amount: 10 }])
})

test('3: a tax rate and a coupon on the whole: 100, minus 20, plus 4', async () => {
  await made('/tax_rates', { id: 'vat', name: 'VAT', value: 5 })
  await made('/coupons', { id: 'S8L47J', name: 'Non-profit Discount', value: 20 })
  const answer = await invoice(await customer(), 100, { taxes: ['vat'], discounts: ['S8L47J'] })
  expect(answer).toMatchObject({ subtotal: 100, total: 84, discounts: [{ amount: 20 }], taxes: [{ amount: 4 }] })
})

test('4: pending lines are billed once', async () => {
  const id = await customer()
  await made(`/customers/${id}/line_items`, { name: 'Support', quantity: 2, unit_cost: 15 })
  expect(await made(`/customers/${id}/invoices`)).toMatchObject({ object: 'invoice', total: 30 })
  expect(await read(`/customers/${id}/line_items`)).toEqual([])
  expect(await acme.call('POST', `/customers/${id}/invoices`)).toMatchObject({ status: 400, json: { type: 'invalid_request' } })
})

test('5: an estimate becomes an invoice once', async () => {
  const estimate = await made('/estimates', { customer: await customer(), items: [{ name: 'Paper', unit_cost: 55 }] })
  const bill = await made(`/estimates/${estimate.id}/invoice`)
  expect(bill).toMatchObject({ object: 'invoice', total: 55, estimate: estimate.id })
  expect(await read(`/estimates/${estimate.id}`)).toMatchObject({ status: 'invoiced', invoice: bill.id })
  expect((await acme.call('POST', `/estimates/${estimate.id}/invoice`)).status).toBe(400)
})

test('6: a payment fills the oldest installment first', async () => {
  const { id } = await invoice(await customer(), 2000)
  const day = 86_400
  const start = world.now().getTime() / 1000
  const installments = [1, 2, 3, 4].map((month) => ({ date: start + month * 30 * day, amount: 500 }))
  expect((await acme.call('PUT', `/invoices/${id}/payment_plan`, { body: { installments } })).status).toBe(201)
  await made('/payments', { amount: 750, applied_to: [{ type: 'invoice', invoice: id, amount: 750 }] })
  const plan = await read(`/invoices/${id}/payment_plan`)
  expect(plan.installments.map(({ balance }: { balance: number }) => balance)).toEqual([0, 250, 500, 500])
})

test('7: credit that was given pays an invoice', async () => {
  const id = await customer()
  await made('/credit_balance_adjustments', { customer: id, amount: 50 })
  expect(await read(`/customers/${id}/balance`)).toMatchObject({ available_credits: 50 })
  const bill = await invoice(id, 50, { calculate_taxes: false })
  const owed = (await read(`/invoices/${bill.id}`)).balance
  if (owed > 0) {
    const applied_to = [{ type: 'applied_credit', document_type: 'invoice', invoice: bill.id, amount: owed }]
    await made('/payments', { customer: id, amount: 0, applied_to })
  }
  expect(await read(`/customers/${id}/balance`)).toMatchObject({ available_credits: 0, total_outstanding: 0 })
})

test('8: a subscription is billed, grows half-way, and is canceled', async () => {
  const id = await customer()
  await made('/items', { id: 'software', name: 'Software' })
  await made('/plans', { id: 'starter', name: 'Starter', catalog_item: 'software', amount: 49, interval: 'month' })
  const subscription = await made('/subscriptions', { customer: id, plan: 'starter' })
  await world.settle()
  expect(await read(`/invoices?filter[customer]=${id}`)).toMatchObject([{ total: 49, subscription: subscription.id }])
  world.travel(new Date(world.now().getTime() + 15 * 86_400_000))
  expect((await acme.call('PATCH', `/subscriptions/${subscription.id}`, { body: { quantity: 2 } })).json).toMatchObject({
    quantity: 2,
  })
  const pending = await read(`/customers/${id}/line_items`)
  expect(pending.length).toBeGreaterThan(0)
  expect(pending.every(({ prorated }: { prorated: boolean }) => prorated)).toBe(true)
  const owed = pending.reduce((sum: number, { amount }: { amount: number }) => sum + amount, 0)
  expect(owed).toBeGreaterThan(20)
  expect(owed).toBeLessThan(29)
  expect((await acme.call('DELETE', `/subscriptions/${subscription.id}`)).json).toMatchObject({ status: 'canceled' })
})

test('9: the links of a list lead through all of 101 customers', async () => {
  const company = await world.newCompany('Vance Refrigeration')
  for (let batch = 0; batch < 101; batch += 20) {
    const some = Array.from({ length: Math.min(20, 101 - batch) }, (_, index) => `Customer ${batch + index}`)
    await Promise.all(some.map((name) => made('/customers', { name }, company)))
  }
  const seen = new Set<number>()
  let next: string | undefined = '/customers'
  while (next) {
    const { headers, json }: Answer = await company.call('GET', next)
    expect(headers.get('x-total-count')).toBe('101')
    for (const { id } of json) seen.add(id)
    next = /<[^>]*\/api([^>]*)>; rel="next"/.exec(headers.get('link') ?? '')?.[1]
  }
  expect(seen.size).toBe(101)
})

test('10: the same key twice makes one customer', async () => {
  const headers = { 'idempotency-key': 'chain-10-once' }
  const [first, second] = [1, 2].map(() => acme.call('POST', '/customers', { body: { name: 'Once Only' }, headers }))
  expect((await second!).text).toBe((await first!).text)
  expect(await read('/customers?filter[name]=Once Only')).toHaveLength(1)
})

test('11: an invoice with a payment is not voided, one without is, once', async () => {
  const paid = await invoice(await customer(), 55)
  await made('/payments', { amount: 10, applied_to: [{ type: 'invoice', invoice: paid.id, amount: 10 }] })
  expect((await acme.call('POST', `/invoices/${paid.id}/void`)).status).toBe(400)
  const open = await invoice(await customer(), 55)
  expect((await acme.call('POST', `/invoices/${open.id}/void`)).json).toMatchObject({ status: 'voided', balance: 0 })
  expect((await acme.call('POST', `/invoices/${open.id}/void`)).status).toBe(400)
})

test('12: metadata has its limits', async () => {
  const eleven = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`key${index}`, 'x']))
  for (const metadata of [eleven, { ['k'.repeat(41)]: 'x' }, { key: 'x'.repeat(256) }]) {
    expect(await acme.call('POST', '/customers', { body: { name: 'Acme', metadata } })).toMatchObject({
      status: 400,
      json: { param: 'metadata' },
    })
  }
})
