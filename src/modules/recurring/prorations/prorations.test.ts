import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

/** What a change in the middle of a period gives back is what was paid for it: with its taxes, less its discounts. */
const world = await openWorld({ now: '2014-11-01T15:00:00Z' })
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})
const { acme } = world
const day = (date: string) => new Date(`${date}T06:00:00Z`).getTime() / 1000
const post = async (path: string, body: object = {}) => {
  const { status, json, text } = await acme.call('POST', path, { body })
  expect(status, `${path}: ${text}`).toBeLessThan(300)
  return json
}
const read = async (path: string) => (await acme.call('GET', path)).json
await post('/tax_rates', { id: 'vat', name: 'VAT', value: 10 })
await post('/coupons', { id: 'half', name: 'Half', value: 50 })
await post('/coupons', { id: 'first-free', name: 'First period free', value: 100, duration: 1 })
await post('/coupons', { id: 'ten-off', name: '10 off', value: 10, is_percent: false })
await post('/coupons', { id: 'hundred-off', name: '100 off', value: 100, is_percent: false })
await post('/items', { id: 'taxed', name: 'Taxed', taxes: ['vat'] })
for (const [id, amount] of [
  ['pro', 100],
  ['starter', 40],
] as const)
  await post('/plans', { id, name: id, amount, interval: 'month' })
await post('/plans', { id: 'yearly', name: 'Yearly', amount: 400, interval: 'year' })
await post('/plans', { id: 'taxed', name: 'Taxed', amount: 10, interval: 'month', catalog_item: 'taxed' })

/** A subscription whose period is half over. */
async function halfWay(body: object = {}, more: object = {}) {
  world.travel('2014-11-01T15:00:00Z')
  const { id: customer } = await post('/customers', { name: 'Acme Corp', ...more })
  const { id } = await post('/subscriptions', { customer, plan: 'pro', ...body })
  world.travel('2014-11-16T15:00:00Z')
  const change = async (changes: object) => {
    const { status, text } = await acme.call('PATCH', `/subscriptions/${id}`, { body: changes })
    expect(status, text).toBe(200)
  }
  return { customer: customer as number, id: id as number, change }
}
const bills = (id: number) => read(`/invoices?filter[subscription]=${id}`)
const notes = async (customer: number) =>
  (await read(`/credit_notes?filter[customer]=${customer}`)).map(({ total }: { total: number }) => total)
async function nextMonth() {
  world.travel('2014-12-01T15:00:00Z')
  await world.settle()
}

test('what comes back comes back with the taxes of the subscription', async () => {
  const { id, customer, change } = await halfWay({ taxes: ['vat'] })
  await change({ plan: 'starter' })
  await nextMonth()
  expect(await bills(id)).toMatchObject([{ total: 110 }, { subtotal: 60, total: 66, amount_credited: 55, balance: 11 }])
  expect(await notes(customer)).toEqual([55])
})

test('what waits bears the taxes of its subscription, whatever invoice takes it', async () => {
  const alone = await halfWay({ taxes: ['vat'] })
  await alone.change({ quantity: 2 })
  expect(await post(`/customers/${alone.customer}/invoices`)).toMatchObject({ subtotal: 50, total: 55 })
  const typed = await halfWay({ taxes: ['vat'] })
  await typed.change({ quantity: 2 })
  const invoice = { customer: typed.customer, items: [{ name: 'Visit', unit_cost: 30 }], taxes: ['vat'] }
  expect(await post('/invoices', invoice)).toMatchObject({ subtotal: 80, total: 88, taxes: [{ amount: 8 }] })
  const billed = await halfWay({}, { taxes: ['vat'] })
  await billed.change({ quantity: 2 })
  expect(await post('/invoices', { ...invoice, customer: billed.customer, taxes: [] })).toMatchObject({ total: 88 })
})

test('a tax of the subscription that one plan has by itself is levied on all plans, once', async () => {
  const { id } = await halfWay({ taxes: ['vat'], addons: [{ plan: 'taxed' }] })
  expect(await bills(id)).toMatchObject([{ subtotal: 110, total: 121 }])
  const automatic = await halfWay({ addons: [{ plan: 'taxed' }] }, { taxes: ['vat'] })
  expect(await bills(automatic.id)).toMatchObject([{ subtotal: 110, total: 121 }])
})

test('what comes back is less what a coupon took off, also one that is used up', async () => {
  const half = await halfWay({ discounts: ['half'] })
  const free = await halfWay({ discounts: ['first-free'] })
  for (const one of [half, free]) await one.change({ plan: 'starter' })
  await nextMonth()
  expect(await bills(half.id)).toMatchObject([{ total: 50 }, { total: 30, amount_credited: 25, balance: 5 }])
  expect(await notes(half.customer)).toEqual([25])
  expect(await bills(free.id)).toMatchObject([{ total: 0 }, { total: 40, balance: 40 }])
  expect(await notes(free.customer)).toEqual([])
})

test('of a fixed amount that a coupon took off, what the change no longer needs does not come back', async () => {
  const other = await halfWay({ discounts: ['ten-off'] })
  await other.change({ plan: 'yearly' })
  expect(await bills(other.id)).toMatchObject([{ total: 90 }, { total: 390, amount_credited: 45 }])
  const covered = await halfWay({ discounts: ['hundred-off'], taxes: ['vat'] })
  await covered.change({ plan: 'starter' })
  const needed = await halfWay({ discounts: ['ten-off'] })
  await needed.change({ plan: 'starter' })
  await nextMonth()
  expect(await notes(covered.customer)).toEqual([])
  expect(await bills(covered.id)).toMatchObject([{ total: 0 }, { total: 0 }])
  expect(await bills(needed.id)).toMatchObject([{ total: 90 }, { total: 45, amount_credited: 45, balance: 0 }])
})

test('a coupon of one subscription reduces no line of another', async () => {
  const { customer, change } = await halfWay({ taxes: ['vat'], discounts: ['half'] })
  await change({ quantity: 2 })
  const { id } = await post('/subscriptions', { customer, plan: 'starter', discounts: ['first-free'] })
  expect(await bills(id)).toMatchObject([{ subtotal: 90, total: 27.5 }])
})

test('the rest of what was used when it ended has the coupons and taxes of its subscription', async () => {
  await post('/plans', { id: 'calls', name: 'Calls', amount: 2, interval: 'month', quantity_type: 'usage' })
  const { id, customer } = await halfWay({ plan: 'calls', taxes: ['vat'], discounts: ['half'] })
  await post('/usage_events', { events: [{ transaction_id: 'rest', subscription: id, plan: 'calls', quantity: 50 }] })
  await acme.call('DELETE', `/subscriptions/${id}`)
  expect(await post(`/customers/${customer}/invoices`)).toMatchObject({ subtotal: 100, total: 55 })
})

test('what waits of a subscription is billed, or comes back, when it ends by itself', async () => {
  const more = await halfWay({ cancel_at_period_end: true })
  const less = await halfWay({ quantity: 2, cycles: 1 })
  await more.change({ quantity: 2 })
  await less.change({ quantity: 1 })
  await nextMonth()
  expect(await bills(more.id)).toMatchObject([{ total: 100 }, { total: 50, date: day('2014-12-01') }])
  expect(await bills(less.id)).toMatchObject([{ total: 200 }])
  expect(await notes(less.customer)).toEqual([50])
  expect(await read(`/subscriptions/${more.id}`)).toMatchObject({ status: 'canceled' })
})

test('what is billed is settled also when it changes during a pause', async () => {
  const waiting = async ({ customer }: { customer: number }) =>
    (await read(`/customers/${customer}/line_items`)).map(({ amount }: { amount: number }) => amount)
  const paused = await halfWay()
  await post(`/subscriptions/${paused.id}/pause`)
  await paused.change({ quantity: 3 })
  await post(`/subscriptions/${paused.id}/resume`)
  expect(await waiting(paused)).toEqual([100])
  const arrears = await halfWay({ bill_in: 'arrears' })
  await post(`/subscriptions/${arrears.id}/pause`)
  await arrears.change({ quantity: 3 })
  expect(await waiting(arrears)).toEqual([50])
})

test('in arrears, days for which a change was noted ahead and that do not come cost nothing', async () => {
  const { id, customer, change } = await halfWay({ bill_in: 'arrears' })
  await change({ quantity: 3, proration_date: day('2014-11-22') })
  world.travel('2014-11-19T15:00:00Z')
  await acme.call('DELETE', `/subscriptions/${id}`)
  const amounts = (await read(`/customers/${customer}/line_items`)).map(({ amount }: { amount: number }) => amount)
  expect(amounts).toEqual([-140, 180, 20])
})

test('a coupon that stays alone on its subscription keeps none off another invoice that takes its lines', async () => {
  await post('/coupons', { id: 'alone', name: 'Alone', value: 10, exclusive: true })
  const { customer, change } = await halfWay({ discounts: ['alone'] })
  await change({ quantity: 2 })
  const invoice = { customer, items: [{ name: 'Visit', unit_cost: 30, discountable: false }], discounts: ['ten-off'] }
  expect(await post('/invoices', invoice)).toMatchObject({ subtotal: 80, total: 65 })
})

test('of a period whose invoice was voided nothing comes back', async () => {
  const { id, customer, change } = await halfWay()
  const [invoice] = await bills(id)
  await post(`/invoices/${invoice.id}/void`)
  await change({ plan: 'starter' })
  expect(await read(`/customers/${customer}/line_items`)).toEqual([])
})

test('two periods that are billed are both settled, also after the next bill was moved', async () => {
  const { id, customer, change } = await halfWay({ bill_in_advance_days: 20 })
  await world.settle()
  expect(await bills(id)).toHaveLength(2)
  await change({ renews_next: day('2014-12-20') })
  await change({ quantity: 2 })
  expect((await read(`/customers/${customer}/line_items`)).map(({ amount }: { amount: number }) => amount)).toEqual([50, 100])
})

test('a waiting line below zero with a discount can be changed', async () => {
  const { id: customer } = await post('/customers', { name: 'Acme Corp' })
  const line = await post(`/customers/${customer}/line_items`, {
    name: 'Back',
    quantity: -1,
    unit_cost: 10,
    discounts: [{ amount: 2 }],
  })
  const changed = await acme.call('PATCH', `/customers/${customer}/line_items/${line.id}`, { body: { unit_cost: 20 } })
  expect(changed).toMatchObject({ status: 200, json: { amount: -20, discounts: [{ amount: -2 }] } })
})
