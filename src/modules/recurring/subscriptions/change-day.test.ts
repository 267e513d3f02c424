import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

/** Two changes of price in one period, in whatever order they are noted: every day costs what holds on it, once. */
const world = await openWorld({ now: '2014-11-01T15:00:00Z' })
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})
const { acme } = world
const day = (date: string) => new Date(`${date}T06:00:00Z`).getTime() / 1000
const post = async (path: string, body: object) => (await acme.call('POST', path, { body })).json
await post('/plans', { id: 'monthly', name: 'Monthly', amount: 30, interval: 'month' })
await post('/plans', { id: 'yearly', name: 'Yearly', amount: 300, interval: 'year' })

async function subscription(more: object = {}) {
  const { id: customer } = await post('/customers', { name: 'Acme Corp' })
  const { id } = await post('/subscriptions', { customer, plan: 'monthly', ...more })
  const waiting = async () =>
    (await acme.call('GET', `/customers/${customer}/line_items`)).json.map(({ amount }: { amount: number }) => amount)
  const change = (body: object) => acme.call('PATCH', `/subscriptions/${id}`, { body })
  return { customer, id, waiting, change }
}

test('what was agreed from a later day on is undone from that day on, not from today', async () => {
  const { change, waiting } = await subscription()
  await change({ quantity: 2, proration_date: day('2014-11-16') })
  expect(await waiting()).toEqual([15])
  expect((await change({ quantity: 1 })).json.quantity).toBe(1)
  expect(await waiting()).toEqual([15, -15])
})

test('a day before the last change is refused, with the day from which on the price can change', async () => {
  const { change, waiting } = await subscription()
  await change({ quantity: 2, proration_date: day('2014-11-16') })
  expect(await change({ quantity: 3, proration_date: day('2014-11-10') })).toMatchObject({
    status: 400,
    json: { code: 'proration_date_passed', param: 'proration_date', message: expect.stringContaining('2014-11-16') },
  })
  await change({ quantity: 3, proration_date: day('2014-11-21') })
  expect(await waiting()).toEqual([15, 10])
})

test('a plan of another length does not begin before the last change', async () => {
  const { change, waiting, id } = await subscription()
  await change({ quantity: 2, proration_date: day('2014-11-16') })
  expect(await change({ plan: 'yearly', quantity: 1 })).toMatchObject({ status: 400, json: { code: 'proration_date_passed' } })
  expect(await waiting()).toEqual([15])
  world.travel('2014-11-16T15:00:00Z')
  await change({ plan: 'yearly', quantity: 1 })
  const bills = (await acme.call('GET', `/invoices?filter[subscription]=${id}`)).json
  expect(bills).toMatchObject([{ total: 30 }, { total: 315, amount_credited: 30, balance: 285 }])
  world.travel('2014-11-01T15:00:00Z')
})

test('a change without proration dates nothing, and the next period is free of the last one', async () => {
  const { change, waiting, id } = await subscription()
  await change({ quantity: 2, prorate: false, proration_date: day('2014-11-20') })
  await change({ quantity: 3, proration_date: day('2014-11-16') })
  expect(await waiting()).toEqual([15])
  world.travel('2014-12-01T15:00:00Z')
  await world.settle()
  expect((await change({ quantity: 4, proration_date: day('2014-12-01') })).status).toBe(200)
  expect((await acme.call('GET', `/subscriptions/${id}`)).json).toMatchObject({ quantity: 4, recurring_total: 120 })
})
