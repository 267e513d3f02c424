import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme } = world
const midnight = (date: string) => new Date(`${date}T06:00:00Z`).getTime() / 1000
const read = async (path: string) => (await acme.call('GET', path)).json

let made = 0
async function newPlan(more: object = {}) {
  const body = { id: `paper-${++made}`, name: 'Paper', amount: 30, interval: 'month', ...more }
  return (await acme.call('POST', '/plans', { body })).json.id as string
}
async function subscribe(more: object = {}) {
  const customer = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id
  return acme.call('POST', '/subscriptions', { body: { customer, plan: await newPlan(), ...more } })
}
const change = (id: number, body: object) => acme.call('PATCH', `/subscriptions/${id}`, { body })
/** What was billed: from when until before when, and for how much. */
async function billed(id: number) {
  const bills = (await read(`/invoices?filter[subscription]=${id}&sort=id asc`)) as { items: Line[] }[]
  return bills.flatMap(({ items }) =>
    items.map(({ period_start, period_end, amount }) => [dayOf(period_start), dayOf(period_end + 1), amount]),
  )
}
interface Line {
  readonly period_start: number
  readonly period_end: number
  readonly amount: number
}
const dayOf = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10)
async function until(date: string) {
  world.travel(`${date}T15:00:00Z`)
  await world.settle()
}

test('aligned to another day, the next period is a short one until then; what was billed stays', async () => {
  await until('2015-01-10')
  const { id } = (await subscribe()).json
  const { status, json } = await change(id, { snap_to_nth_day: 1 })
  expect([status, json]).toMatchObject([200, { snap_to_nth_day: 1, renews_next: midnight('2015-02-10') }])
  await until('2015-03-02')
  expect(await billed(id)).toEqual([
    ['2015-01-10', '2015-02-10', 30],
    ['2015-02-10', '2015-03-01', 20.36],
    ['2015-03-01', '2015-04-01', 30],
  ])
  expect(dayOf((await change(id, { snap_to_nth_day: 1 })).json.renews_next)).toBe('2015-04-01')
  expect((await change(id, { snap_to_nth_day: null })).json).toMatchObject({ snap_to_nth_day: null })
  await until('2015-04-02')
  expect((await billed(id)).at(-1)).toEqual(['2015-04-01', '2015-05-01', 30])
  expect(await change(id, { snap_to_nth_day: 32 })).toMatchObject({ status: 400, json: { param: 'snap_to_nth_day' } })
})

test('in arrears the running period ends on the first such day ahead, and every day is billed once', async () => {
  await until('2015-01-15')
  const { id } = (await subscribe({ bill_in: 'arrears' })).json
  await until('2015-01-20')
  expect((await change(id, { snap_to_nth_day: 1 })).json).toMatchObject({ renews_next: midnight('2015-02-01') })
  const late = (await subscribe({ bill_in: 'arrears' })).json.id
  await until('2015-02-05')
  expect(await billed(id)).toEqual([['2015-01-15', '2015-02-01', 16.45]])
  // The tenth of February has days of two whole periods before it: those that have passed wait for the next bill.
  expect((await change(late, { snap_to_nth_day: 28 })).json).toMatchObject({ renews_next: midnight('2015-02-28') })
  await until('2015-03-01')
  const days = (await billed(late)).sort()
  expect(days.map(([from, to]) => [from, to])).toEqual([
    ['2015-01-20', '2015-01-28'],
    ['2015-01-28', '2015-02-28'],
  ])
  expect(days[1]![2]).toBe(30)
})

test('before it has started it is aligned from its start', async () => {
  await until('2015-01-10')
  const { id } = (await subscribe({ start_date: midnight('2015-01-20') })).json
  expect((await change(id, { snap_to_nth_day: 1 })).json).toMatchObject({ renews_next: midnight('2015-01-20') })
  await until('2015-02-02')
  expect((await billed(id)).map(([from, to]) => [from, to])).toEqual([
    ['2015-01-20', '2015-02-01'],
    ['2015-02-01', '2015-03-01'],
  ])
})

test('another interval and another day at once begin a new period until that day', async () => {
  await until('2015-01-10')
  const { id } = (await subscribe()).json
  const plan = await newPlan({ interval: 'year', amount: 365 })
  expect((await change(id, { plan, snap_to_nth_day: 1 })).json).toMatchObject({ snap_to_nth_day: 1, renews_next: 1451628000 })
  expect((await billed(id)).at(-1)).toEqual(['2015-01-10', '2016-01-01', 355.98])
})

test('a subscription is made whose first bill comes later: days until then are not charged', async () => {
  await until('2015-01-10')
  const { status, json } = await subscribe({ renews_next: midnight('2015-02-01'), start_date: midnight('2014-12-01') })
  expect([status, json]).toMatchObject([201, { status: 'active', renews_next: midnight('2015-02-01') }])
  expect(await billed(json.id)).toEqual([])
  const plan = await newPlan({ amount: 60 })
  expect((await change(json.id, { plan })).json).toMatchObject({ renews_next: midnight('2015-02-01') })
  await until('2015-02-02')
  expect(await billed(json.id)).toEqual([['2015-02-01', '2015-03-01', 60]])
  const body = { plan, renews_next: midnight('2015-03-15') }
  const preview = await acme.call('POST', '/subscriptions/preview', { body })
  expect(preview.json.first_invoice.items).toMatchObject([{ period_start: 1426395600, amount: 60 }])
})

test('the next bill is moved to a later day, and the rhythm goes on from there', async () => {
  await until('2015-01-10')
  const { id } = (await subscribe({ bill_in_advance_days: 5 })).json
  const sent = { renews_next: midnight('2015-02-05'), quantity: 1 }
  expect((await change(id, sent)).json).toMatchObject({ renews_next: midnight('2015-02-05') })
  expect((await change(id, { renews_next: midnight('2015-02-15') })).json).toMatchObject({
    renews_next: midnight('2015-02-15'),
    period_end: midnight('2015-02-10') - 1,
  })
  await until('2015-03-16')
  expect(await billed(id)).toEqual([
    ['2015-01-10', '2015-02-10', 30],
    ['2015-02-20', '2015-03-20', 30],
    ['2015-03-20', '2015-04-20', 30],
  ])
})

test('in arrears the running period ends on the day, and costs its share', async () => {
  await until('2015-01-01')
  const { id } = (await subscribe({ bill_in: 'arrears' })).json
  expect((await change(id, { renews_next: midnight('2015-01-16') })).json).toMatchObject({ renews_next: midnight('2015-01-16') })
  await until('2015-02-17')
  expect((await billed(id)).map(([from, to]) => [from, to])).toEqual([
    ['2015-01-01', '2015-01-16'],
    ['2015-01-16', '2015-02-16'],
  ])
})

test('what would bill days twice, or lose some, is refused', async () => {
  await until('2015-01-10')
  const { id } = (await subscribe()).json
  const refused = { status: 400, json: { code: 'renews_next_invalid', param: 'renews_next' } }
  for (const day of ['2015-01-09', '2015-01-10', '2015-02-09'])
    expect(await change(id, { renews_next: midnight(day) })).toMatchObject(refused)
  expect(await subscribe({ start_date: midnight('2015-02-01'), renews_next: midnight('2015-01-20') })).toMatchObject(refused)
  expect(await subscribe({ bill_in: 'arrears', renews_next: midnight('2015-02-11') })).toMatchObject(refused)
  expect(await subscribe({ snap_to_nth_day: 1, renews_next: midnight('2015-02-02') })).toMatchObject(refused)
  expect((await subscribe({ snap_to_nth_day: 1, renews_next: midnight('2015-02-01') })).status).toBe(201)
  await acme.call('POST', `/subscriptions/${id}/pause`)
  expect(await change(id, { renews_next: midnight('2015-03-01') })).toMatchObject(refused)
  expect((await change(id, { renews_next: null })).status).toBe(200)
  expect(await billed(id)).toHaveLength(1)
})
