import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme, globex } = world

const read = async (path: string) => (await acme.call('GET', path)).json
let plans = 0
const plan = async (amount: number, more: object = {}) =>
  (await acme.call('POST', '/plans', { body: { id: `plan-${++plans}`, name: 'Starter', amount, interval: 'month', ...more } }))
    .json.id as string

/** A subscription whose period is half over, with one bill. */
async function halfWay(amount: number, more: object = {}) {
  world.travel('2014-11-01T15:00:00Z')
  const customer = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id as number
  const body = { customer, plan: await plan(amount), ...more }
  const { id } = (await acme.call('POST', '/subscriptions', { body })).json
  world.travel('2014-11-16T15:00:00Z')
  const preview = (changes: object) => acme.call('POST', `/subscriptions/${id}/preview`, { body: changes })
  return { customer, id: id as number, preview }
}
const amounts = (lines: readonly { amount: number }[]) => lines.map(({ amount }) => amount)

test('a change is priced with the lines that would wait for the next bill, and nothing happens', async () => {
  const { customer, id, preview } = await halfWay(100)
  const cheaper = await plan(40)
  const before = await read(`/subscriptions/${id}`)
  const events = (await read(`/events?related_to=customer,${customer}`)).length
  const { status, json } = await preview({ plan: cheaper })
  expect(status).toBe(200)
  expect(json).toMatchObject({
    recurring_total: 40,
    mrr: 40,
    waiting: [
      { amount: -50, quantity: -0.5, prorated: true },
      { amount: 20, quantity: 0.5, prorated: true },
    ],
    invoice: null,
  })
  expect(await read(`/subscriptions/${id}`)).toEqual(before)
  expect(await read(`/customers/${customer}/line_items`)).toEqual([])
  expect(await read(`/events?related_to=customer,${customer}`)).toHaveLength(events)

  await acme.call('PATCH', `/subscriptions/${id}`, { body: { plan: cheaper } })
  expect(amounts(await read(`/customers/${customer}/line_items`))).toEqual(amounts(json.waiting))
})

test('lines that wait already are not those of the change; without settling there are none', async () => {
  const { id, preview } = await halfWay(100)
  await acme.call('PATCH', `/subscriptions/${id}`, { body: { quantity: 2 } })
  expect(amounts((await preview({ quantity: 3 })).json.waiting)).toEqual([50])
  expect((await preview({ quantity: 3, prorate: false })).json).toMatchObject({
    recurring_total: 300,
    waiting: [],
    invoice: null,
  })
})

test('another interval is billed at once; what is left to pay is without what comes back', async () => {
  const { id, preview } = await halfWay(30)
  const yearly = await plan(300, { interval: 'year' })
  const { json } = await preview({ plan: yearly })
  expect(json).toMatchObject({ mrr: 25, waiting: [], invoice: { total: 300, balance: 285 } })
  expect(await read(`/invoices?filter[subscription]=${id}`)).toHaveLength(1)
})

test('what could not be changed is not priced either', async () => {
  const { id, preview } = await halfWay(30)
  expect(await preview({ plan: 'unknown' })).toMatchObject({ status: 400, json: { param: 'plan' } })
  expect((await globex.call('POST', `/subscriptions/${id}/preview`, { body: { quantity: 2 } })).status).toBe(404)
  await acme.call('DELETE', `/subscriptions/${id}`)
  expect(await preview({ quantity: 2 })).toMatchObject({ status: 400, json: { code: 'subscription_ended' } })
})
