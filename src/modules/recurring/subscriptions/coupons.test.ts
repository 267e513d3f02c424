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
