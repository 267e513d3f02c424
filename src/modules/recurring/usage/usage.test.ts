import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld({ now: '2014-11-01T15:00:00Z' })
afterAll(() => world.close())
const { acme } = world
const unix = (text: string) => new Date(text).getTime() / 1000
const read = async (path: string) => (await acme.call('GET', path)).json
const report = async (...events: object[]) => (await acme.call('POST', '/usage_events', { body: { events } })).json.results

await acme.call('POST', '/plans', {
  body: {
    id: 'calls',
    name: 'Calls',
    interval: 'month',
    quantity_type: 'usage',
    pricing_mode: 'tiered',
    tiers: [{ max_qty: 100, unit_cost: 0.1 }, { unit_cost: 0.05 }],
  },
})
await acme.call('POST', '/plans', { body: { id: 'seat', name: 'Seat', interval: 'month', amount: 20 } })
async function subscribe(body: object = {}) {
  const { json: customer } = await acme.call('POST', '/customers', { body: { name: 'Globex' } })
  const all = { customer: customer.id, plan: 'seat', addons: [{ plan: 'calls' }], ...body }
  const { json } = await acme.call('POST', '/subscriptions', { body: all })
  return { customer: customer.id as number, id: json.id as number, json }
}

test('usage is counted at the end of its period, and every event tells what became of it', async () => {
  const { customer, id, json } = await subscribe()
  expect(json.recurring_total).toBe(20)
  const results = await report(
    { transaction_id: 'a', customer, plan: 'calls', quantity: 80 },
    { transaction_id: 'b', subscription: id, plan: 'calls', quantity: 40, timestamp: unix('2014-11-01T12:00:00Z') },
    { transaction_id: 'a', customer, plan: 'calls', quantity: 80 },
    { transaction_id: 'c', customer, plan: 'seat' },
    { transaction_id: 'd', customer: 1, plan: 'calls' },
    { transaction_id: 'e', customer, plan: 'calls', timestamp: unix('2014-09-01T12:00:00Z') },
    { transaction_id: 'f', customer, plan: 'calls', timestamp: unix('2014-11-03T12:00:00Z') },
    { transaction_id: 'g', customer, plan: 'calls', quantity: -1 },
  )
  expect(results.map(({ result }: { result: string }) => result)).toEqual([
    'accepted',
    'accepted',
    'duplicate',
    ...Array(5).fill('rejected'),
  ])
  expect(results[2].id).toBe(results[0].id)
  expect(await report({ transaction_id: 'a', customer, plan: 'calls', quantity: 80 })).toMatchObject([{ result: 'duplicate' }])
  expect(await report({ transaction_id: 'a', customer, plan: 'calls', quantity: 81 })).toMatchObject([
    { result: 'rejected', reason: expect.stringContaining('transaction_id') },
  ])
  expect(await report({ transaction_id: 'e', customer, plan: 'calls', quantity: 0 })).toMatchObject([{ result: 'accepted' }])
  world.travel('2014-12-01T15:00:00Z')
  await world.settle()
  const [, second] = await read(`/invoices?filter[subscription]=${id}`)
  expect(second).toMatchObject({
    total: 31,
    items: [
      { plan: 'seat', amount: 20, period_start: unix('2014-12-01T06:00:00Z') },
      { plan: 'calls', quantity: 100, unit_cost: 0.1, description: '1–100', period_end: unix('2014-12-01T06:00:00Z') - 1 },
      { plan: 'calls', quantity: 20, unit_cost: 0.05, description: '101+' },
    ],
  })
  const fates = await read(`/usage_events?filter[customer]=${customer}`)
  expect(fates.map(({ transaction_id, status, invoice }: Record<string, unknown>) => [transaction_id, status, invoice])).toEqual([
    ['a', 'billed', second.id],
    ['b', 'billed', second.id],
    ['c', 'rejected', null],
    ['e', 'rejected', null],
    ['f', 'rejected', null],
    ['g', 'rejected', null],
    ['a', 'rejected', null],
    ['e', 'billed', second.id],
  ])
  expect(await read(`/usage_events/${results[0].id}?expand=invoice`)).toMatchObject({ invoice: { number: second.number } })
})

test('what comes late goes with the next bill; what is used last is billed when it ends', async () => {
  world.travel('2014-11-01T15:00:00Z')
  const { customer, id } = await subscribe({ bill_in: 'arrears', plan: 'calls', addons: [] })
  world.travel('2014-12-02T15:00:00Z')
  await world.settle()
  expect(await read(`/invoices?filter[subscription]=${id}`)).toEqual([])
  await report({ transaction_id: 'late', customer, plan: 'calls', quantity: 10, timestamp: unix('2014-11-20T12:00:00Z') })
  expect(await read('/usage_events?filter[transaction_id]=late')).toMatchObject([{ late: true, status: 'accepted' }])
  await report({ transaction_id: 'soon', customer, plan: 'calls', quantity: 20 })
  await acme.call('PATCH', `/subscriptions/${id}`, { body: { cancel_at_period_end: true } })
  world.travel('2015-01-03T15:00:00Z')
  await world.settle()
  expect(await read(`/invoices?filter[subscription]=${id}`)).toMatchObject([{ total: 3, date: unix('2015-01-01T06:00:00Z') }])
  expect(await read(`/subscriptions/${id}`)).toMatchObject({ status: 'canceled' })
})

test('canceled now, what was used waits for the next invoice', async () => {
  world.travel('2014-11-01T15:00:00Z')
  const { customer, id } = await subscribe()
  await report({ transaction_id: 'last', customer, plan: 'calls', quantity: 50, timestamp: unix('2014-11-01T14:59:00Z') })
  await acme.call('DELETE', `/subscriptions/${id}`)
  expect(await read(`/customers/${customer}/line_items`)).toMatchObject([{ plan: 'calls', quantity: 50, amount: 5 }])
  expect((await acme.call('POST', `/customers/${customer}/invoices`)).json).toMatchObject({ total: 5 })
  expect((await read('/usage_events?filter[transaction_id]=last'))[0]).toMatchObject({
    status: 'billed',
    invoice: expect.any(Number),
  })
  expect(await report({ transaction_id: 'after', customer, plan: 'calls' })).toMatchObject([{ result: 'rejected' }])
})

test('the same transaction from many callers at once counts once', async () => {
  const { customer } = await subscribe()
  const event = { transaction_id: 'crowd', customer, plan: 'calls', quantity: 7, timestamp: unix('2014-11-01T14:00:00Z') }
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => acme.call('POST', '/usage_events', { body: { events: [event] } })),
  )
  const results = answers.map(({ status, json }) => (status === 201 ? json.results[0].result : json.code))
  expect(results.filter((result) => result === 'accepted')).toHaveLength(1)
  expect(results.filter((result) => !['accepted', 'duplicate', 'usage_in_progress'].includes(result))).toEqual([])
  expect((await proveBooks(world.platform)).breaches).toEqual([])
})
