import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

/** What coupons take off the bills of a subscription, and for how long. */
const world = await openWorld({ now: '2014-11-01T15:00:00Z' })
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})
const { acme } = world
const post = async (path: string, body: object) => (await acme.call('POST', path, { body })).json
await post('/coupons', { id: 'first-free', name: 'First period free', value: 100, duration: 1 })
await post('/coupons', { id: 'half', name: 'Half', value: 50 })
await post('/coupons', { id: 'alone', name: 'Alone', value: 10, exclusive: true })
await post('/plans', { id: 'pro', name: 'Pro', amount: 100, interval: 'month' })
await post('/plans', { id: 'calls', name: 'Calls', amount: 2, interval: 'month', quantity_type: 'usage' })

async function subscribe(body: object) {
  const { id: customer } = await post('/customers', { name: 'Acme Corp' })
  const json = await post('/subscriptions', { customer, plan: 'pro', ...body })
  const bills = async () => (await acme.call('GET', `/invoices?filter[subscription]=${json.id}`)).json
  const change = (changes: object) => acme.call('PATCH', `/subscriptions/${json.id}`, { body: changes })
  return { customer, id: json.id as number, json, bills, change }
}

test('a preview says what later periods come to: without a coupon that the first one uses up', async () => {
  const ordered = { plan: 'pro', discounts: ['first-free'] }
  const preview = await post('/subscriptions/preview', ordered)
  expect(preview).toMatchObject({ first_invoice: { total: 0 }, recurring_total: 100, mrr: 100 })
  const { json, bills } = await subscribe(ordered)
  expect(json).toMatchObject({ recurring_total: preview.recurring_total, mrr: preview.mrr })
  expect(await bills()).toMatchObject([{ total: preview.first_invoice.total }])
})

test('a period in which nothing was billed uses up no coupon', async () => {
  world.travel('2014-11-01T15:00:00Z')
  const { id, bills, json } = await subscribe({ plan: 'calls', discounts: ['first-free'] })
  expect(json.discounts).toMatchObject([{ id: 'first-free' }])
  for (const month of ['2014-12', '2015-01']) {
    await post('/usage_events', { events: [{ transaction_id: month, subscription: id, plan: 'calls', quantity: 30 }] })
    world.travel(`${month}-01T15:00:00Z`)
    await world.settle()
  }
  expect(await bills()).toMatchObject([{ total: 0 }, { total: 60 }])
})

test('an exclusive coupon stays alone, whichever was given first', async () => {
  const { change } = await subscribe({ discounts: ['alone'] })
  expect(await change({ discounts: ['alone', 'half'] })).toMatchObject({
    status: 400,
    json: { code: 'coupon_exclusive', param: 'discounts' },
  })
  expect((await change({ discounts: ['half'] })).json.discounts).toMatchObject([{ id: 'half' }])
})

test('a preview for a customer is the bill that comes at once, with what waits for them and what is credited', async () => {
  world.travel('2014-11-01T15:00:00Z')
  const { id: customer } = await post('/customers', { name: 'Acme Corp' })
  await post(`/customers/${customer}/line_items`, { name: 'Visit', unit_cost: 30 })
  await post(`/customers/${customer}/line_items`, { name: 'Too much', unit_cost: -10 })
  const ordered = { customer, plan: 'pro', discounts: ['half'], pending_line_items: [{ name: 'Welcome', unit_cost: -5 }] }
  const later = await post('/subscriptions/preview', { ...ordered, bill_in: 'arrears' })
  expect(later.first_invoice).toMatchObject({ total: 50, balance: 45 })
  const { first_invoice } = await post('/subscriptions/preview', ordered)
  expect(first_invoice).toMatchObject({ subtotal: 130, total: 65, amount_credited: 15, balance: 50 })
  const { id } = await post('/subscriptions', ordered)
  const [bill] = (await acme.call('GET', `/invoices?filter[subscription]=${id}`)).json
  const amounts = ({ subtotal, total, amount_credited, balance }: Record<string, number>) => [
    subtotal,
    total,
    amount_credited,
    balance,
  ]
  expect(amounts(bill)).toEqual(amounts(first_invoice))
})
