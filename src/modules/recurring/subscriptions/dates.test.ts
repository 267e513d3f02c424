import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

/** When a subscription that was changed, or paused, is billed next, and for which days. */
const world = await openWorld({ now: '2014-11-01T15:00:00Z' })
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})
const { acme } = world
const day = (date: string) => new Date(`${date}T06:00:00Z`).getTime() / 1000
const post = async (path: string, body: object = {}) => (await acme.call('POST', path, { body })).json
await post('/plans', { id: 'monthly', name: 'Monthly', amount: 30, interval: 'month' })
await post('/plans', { id: 'yearly', name: 'Yearly', amount: 300, interval: 'year' })

async function subscribe(body: object = {}) {
  world.travel('2014-11-01T15:00:00Z')
  const { id: customer } = await post('/customers', { name: 'Acme Corp' })
  const { id } = await post('/subscriptions', { customer, plan: 'monthly', ...body })
  const dates = async () =>
    (await acme.call('GET', `/invoices?filter[subscription]=${id}`)).json.map(({ date }: { date: number }) =>
      new Date(date * 1000).toISOString().slice(0, 10),
    )
  return {
    customer,
    id: id as number,
    change: (body: object) => acme.call('PATCH', `/subscriptions/${id}`, { body }),
    pause: () => acme.call('POST', `/subscriptions/${id}/pause`),
    resume: (body: object = {}) => acme.call('POST', `/subscriptions/${id}/resume`, { body }),
    waiting: async () =>
      (await acme.call('GET', `/customers/${customer}/line_items`)).json.map(({ amount }: { amount: number }) => amount),
    dates,
  }
}

test('resumed with a new period, no day that was paid is billed again; its end may be told as its last second', async () => {
  const { pause, resume, change, waiting } = await subscribe()
  world.travel('2014-11-10T15:00:00Z')
  await pause()
  expect(await resume({ period_end: day('2014-11-20') })).toMatchObject({
    status: 400,
    json: { code: 'period_end_billed', param: 'period_end', message: expect.stringContaining('2014-12-01') },
  })
  expect((await resume({ period_end: day('2014-12-16') - 1 })).json).toMatchObject({ renews_next: day('2014-12-16') })
  world.travel('2014-11-16T15:00:00Z')
  await change({ quantity: 2 })
  expect(await waiting()).toEqual([15])
})

test('a bill that comes days earlier from now on is not dated before it was agreed, nor into a pause', async () => {
  const { change, dates } = await subscribe()
  const paused = await subscribe({ bill_in_advance_days: 10 })
  world.travel('2014-11-15T15:00:00Z')
  await paused.pause()
  world.travel('2014-11-28T15:00:00Z')
  await change({ bill_in_advance_days: 10 })
  await paused.resume()
  expect([await dates(), await paused.dates()]).toEqual([
    ['2014-11-01', '2014-11-28'],
    ['2014-11-01', '2014-11-28'],
  ])
})

test('a plan of another length begins a term of its own, however many periods were billed, or waited for', async () => {
  const { change } = await subscribe({ cycles: 12 })
  const endless = await subscribe({ cycles: 2 })
  const waiting = await subscribe({ cycles: 1, contract_renewal_mode: 'manual' })
  world.travel('2014-12-20T15:00:00Z')
  await world.settle()
  expect(await change({ plan: 'yearly', cycles: 1 })).toMatchObject({
    status: 200,
    json: { cycles: 1, contract_period_start: day('2014-12-20'), contract_period_end: day('2015-12-20') - 1 },
  })
  expect((await endless.change({ plan: 'yearly', cycles: null })).json).toMatchObject({
    contract_period_start: null,
    contract_period_end: null,
    renews_next: day('2015-12-20'),
  })
  expect((await waiting.change({ plan: 'yearly' })).json).toMatchObject({
    pending_renewal: false,
    contract_period_start: day('2014-12-20'),
    contract_period_end: day('2015-12-20') - 1,
  })
  expect(await waiting.dates()).toEqual(['2014-11-01', '2014-12-20'])
})

test('a contract that waits to be renewed waits no longer when it is made endless, longer, or renewed by itself, or is to end', async () => {
  const terms = { cycles: 1, contract_renewal_mode: 'manual' }
  const all = [await subscribe(terms), await subscribe(terms), await subscribe(terms), await subscribe(terms)] as const
  const [endless, longer, automatic, ending] = all
  world.travel('2014-12-02T15:00:00Z')
  await world.settle()
  await endless.change({ cycles: null })
  await longer.change({ cycles: 3 })
  await automatic.change({ contract_renewal_mode: 'auto' })
  expect((await ending.change({ cancel_at_period_end: true })).json).toMatchObject({ status: 'canceled' })
  await world.settle()
  expect(await Promise.all(all.map(({ dates }) => dates()))).toEqual([
    ...Array(3).fill(['2014-11-01', '2014-12-01']),
    ['2014-11-01'],
  ])
})

test('what could not be billed in time costs what held on its days, and waits when it is ended or paused meanwhile', async () => {
  const all = [await subscribe(), await subscribe(), await subscribe(), await subscribe()] as const
  const [changed, ended, paused, other] = all
  for (const { customer } of all) await acme.call('PATCH', `/customers/${customer}`, { body: { credit_hold: true } })
  world.travel('2014-12-11T15:00:00Z')
  await world.settle()
  await changed.change({ quantity: 2 })
  await acme.call('DELETE', `/subscriptions/${ended.id}`)
  await paused.pause()
  await other.change({ plan: 'yearly' })
  const waiting = (one: (typeof all)[number]) => one.waiting()
  expect(await Promise.all(all.map(waiting))).toEqual([[-9.68], [30], [30], [9.68]])
})
