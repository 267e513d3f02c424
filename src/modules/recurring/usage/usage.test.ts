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

test('what was used of a plan that a change drops, or prices anew, waits for the next bill at its old price', async () => {
  world.travel('2014-11-01T15:00:00Z')
  const plan = (id: string, more: object) =>
    acme.call('POST', '/plans', { body: { id, name: id, interval: 'month', quantity_type: 'usage', ...more } })
  await plan('gigabytes', { amount: 2 })
  await plan('agreed', { pricing_mode: 'custom' })
  const main = await subscribe({ plan: 'calls', addons: [] })
  const addon = await subscribe()
  const agreed = await subscribe({ plan: 'agreed', amount: 3, addons: [] })
  world.travel('2014-11-10T15:00:00Z')
  await report(
    { transaction_id: 'main', subscription: main.id, plan: 'calls', quantity: 50 },
    { transaction_id: 'addon', subscription: addon.id, plan: 'calls', quantity: 60 },
    { transaction_id: 'agreed', subscription: agreed.id, plan: 'agreed', quantity: 7, timestamp: unix('2014-11-10T20:00:00Z') },
  )
  await acme.call('PATCH', `/subscriptions/${main.id}`, { body: { plan: 'gigabytes' } })
  await acme.call('PATCH', `/subscriptions/${addon.id}`, { body: { addons: [] } })
  await acme.call('PATCH', `/subscriptions/${agreed.id}`, { body: { amount: 4 } })
  const waiting = async ({ customer }: { customer: number }) =>
    (await read(`/customers/${customer}/line_items`)).map(({ plan, amount }: Record<string, unknown>) => [plan, amount])
  expect([await waiting(main), await waiting(addon), await waiting(agreed)]).toEqual([
    [['calls', 5]],
    [['calls', 6]],
    [['agreed', 21]],
  ])
  await report(
    { transaction_id: 'main-2', subscription: main.id, plan: 'gigabytes', quantity: 4 },
    { transaction_id: 'agreed-2', subscription: agreed.id, plan: 'agreed', quantity: 5 },
  )
  world.travel('2014-12-01T15:00:00Z')
  await world.settle()
  const totals = async ({ id }: { id: number }) =>
    (await read(`/invoices?filter[subscription]=${id}`)).map(({ total }: { total: number }) => total)
  expect([await totals(main), await totals(addon), await totals(agreed)]).toEqual([[13], [20, 26], [41]])
})

test('a line for what was used says since when: since the last bill, however early or late it comes', async () => {
  world.travel('2014-11-01T15:00:00Z')
  const begin = (more: object) => subscribe({ plan: 'calls', addons: [], ...more })
  const [arrears, early] = [await begin({ bill_in: 'arrears' }), await begin({ bill_in_advance_days: 5 })]
  for (const month of ['11', '12']) {
    world.travel(`2014-${month}-20T15:00:00Z`)
    for (const { id } of [arrears, early])
      await report({ transaction_id: `since-${month}-${id}`, subscription: id, plan: 'calls', quantity: 10 })
    world.travel(`2014-${month}-28T15:00:00Z`)
    await world.settle()
  }
  await report({ transaction_id: 'since-last', subscription: early.id, plan: 'calls', quantity: 10 })
  expect(await read('/usage_events?filter[transaction_id]=since-last')).toMatchObject([{ late: false }])
  await acme.call('DELETE', `/subscriptions/${early.id}`)
  world.travel('2015-01-01T15:00:00Z')
  await world.settle()
  const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10)
  const span = ({ period_start, period_end }: Record<string, number>) => [day(period_start!), day(period_end! + 1)]
  const spans = async (id: number) =>
    (await read(`/invoices?filter[subscription]=${id}`)).map(({ items }: { items: Record<string, number>[] }) => span(items[0]!))
  expect(await spans(arrears.id)).toEqual([
    ['2014-11-01', '2014-12-01'],
    ['2014-12-01', '2015-01-01'],
  ])
  expect(await spans(early.id)).toEqual([
    ['2014-11-01', '2014-11-26'],
    ['2014-11-26', '2014-12-27'],
  ])
  expect((await read(`/customers/${early.customer}/line_items`)).map(span)).toEqual([['2014-12-27', '2014-12-28']])
})
