import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme } = world
const unix = (text: string) => new Date(text).getTime() / 1000
const day = (date: string) => unix(`${date}T06:00:00Z`)
const START = '2014-11-18T15:00:00Z'

interface Bill {
  readonly total: number
  readonly date: number
  readonly due_date: number
  readonly number: string
  readonly items: readonly unknown[]
}

let made = 0
async function customer(more: object = {}) {
  return (await acme.call('POST', '/customers', { body: { name: 'Acme Corp', ...more } })).json.id as number
}
async function plan(more: object = {}) {
  const body = { id: `plan-${++made}`, name: 'Starter', amount: 49, interval: 'month', ...more }
  const { json, status } = await acme.call('POST', '/plans', { body })
  expect(status, JSON.stringify(json)).toBe(201)
  return json.id as string
}
async function subscribe(body: object) {
  const { json, status } = await acme.call('POST', '/subscriptions', { body })
  expect(status, JSON.stringify(json)).toBe(201)
  return json
}
const read = async (path: string) => (await acme.call('GET', path)).json
const bills = async (id: number) => (await read(`/invoices?filter[subscription]=${id}`)) as Bill[]

test('X8 Create Subscription', async () => {
  world.travel(START)
  const [id, starter, licence] = [await customer(), await plan(), await plan({ name: 'iPad licence', amount: 5 })]
  await acme.call('POST', '/coupons', { body: { id: 'HALF', name: 'Half', value: 50, duration: 2 } })
  const form = `customer=${id}&plan=${starter}&addons[0][plan]=${licence}&addons[0][quantity]=11&discounts[0]=HALF`
  const { status, json } = await acme.call('POST', '/subscriptions', { form })
  expect(status, JSON.stringify(json)).toBe(201)
  expect(json).toMatchObject({
    object: 'subscription',
    customer: id,
    plan: starter,
    quantity: 1,
    status: 'active',
    start_date: day('2014-11-18'),
    period_start: day('2014-11-18'),
    period_end: day('2014-12-18') - 1,
    renews_next: day('2014-12-18'),
    addons: [{ object: 'subscription_addon', plan: licence, quantity: 11 }],
    discounts: [{ id: 'HALF' }],
    recurring_total: 52,
    mrr: 52,
  })
  expect(await bills(json.id)).toMatchObject([
    {
      total: 52,
      subscription: json.id,
      items: [
        {
          plan: starter,
          subscription: json.id,
          amount: 49,
          period_start: day('2014-11-18'),
          period_end: day('2014-12-18') - 1,
          prorated: false,
        },
        { plan: licence, quantity: 11, amount: 55 },
      ],
      discounts: [{ amount: 52, coupon: { id: 'HALF' } }],
    },
  ])
  const told = (await read(`/events?related_to=customer,${id}`)).map(({ type }: { type: string }) => type)
  expect(told).toEqual(['subscription.created', 'invoice.created', 'customer.created'])
  for (const [body, param] of [
    [{ customer: id }, 'plan'],
    [{ plan: starter }, 'customer'],
    [{ customer: id, plan: 'nowhere' }, 'plan'],
    [{ customer: 1, plan: starter }, 'customer'],
    [{ customer: id, plan: starter, addons: [{ plan: 'nowhere' }] }, 'addons[0].plan'],
    [{ customer: id, plan: starter, discounts: ['nowhere'] }, 'discounts'],
    [{ customer: id, plan: starter, taxes: ['nowhere'] }, 'taxes'],
    [{ customer: id, plan: starter, start_date: day('2009-11-01') }, 'start_date'],
    [{ customer: id, plan: starter, amount: 3 }, 'amount'],
    [{ customer: id, plan: starter, bill_in_advance_days: 28 }, 'bill_in_advance_days'],
    [{ customer: id, plan: starter, snap_to_nth_day: 32 }, 'snap_to_nth_day'],
    [{ customer: id, plan: starter, addons: [{ plan: await plan({ interval: 'year' }) }] }, 'addons[0].plan'],
  ] as const) {
    const refused = await acme.call('POST', '/subscriptions', { body })
    expect({ body, status: refused.status, param: refused.json.param }).toEqual({ body, status: 400, param })
  }
})

test('chained 8: subscribe, more in the middle of the period, cancel', async () => {
  world.travel('2014-11-01T15:00:00Z')
  const [id, starter] = [await customer(), await plan()]
  const subscription = await subscribe({ customer: id, plan: starter })
  expect(await bills(subscription.id)).toMatchObject([{ total: 49 }])
  world.travel('2014-11-16T15:00:00Z')
  const { json: changed } = await acme.call('PATCH', `/subscriptions/${subscription.id}`, { body: { quantity: 2 } })
  expect(changed).toMatchObject({ quantity: 2, recurring_total: 98 })
  expect(await read(`/customers/${id}/line_items`)).toMatchObject([
    { plan: starter, subscription: subscription.id, quantity: 0.5, unit_cost: 49, amount: 24.5, prorated: true },
  ])
  const { status, json: canceled } = await acme.call('DELETE', `/subscriptions/${subscription.id}`)
  expect(status).toBe(200)
  expect(canceled).toMatchObject({ status: 'canceled', period_start: null, period_end: null, renews_next: null })
  expect(canceled.canceled_at).toBe(unix('2014-11-16T15:00:00Z'))
  expect(await acme.call('PATCH', `/subscriptions/${subscription.id}`, { body: { quantity: 3 } })).toMatchObject({
    status: 400,
    json: { code: 'subscription_ended' },
  })
  expect((await acme.call('DELETE', `/subscriptions/${subscription.id}`)).status).toBe(400)
  expect((await read('/subscriptions')).map((one: { id: number }) => one.id)).not.toContain(subscription.id)
  expect((await read('/subscriptions?canceled=1')).map((one: { id: number }) => one.id)).toContain(subscription.id)
  expect((await read(`/events?related_to=customer,${id}`)).map(({ type }: { type: string }) => type)[0]).toBe(
    'subscription.deleted',
  )
})

test('the next bill takes the proration; what the old plan overcharged comes back as a credit note', async () => {
  world.travel('2014-11-01T15:00:00Z')
  const [id, pro, starter] = [await customer(), await plan({ name: 'Pro', amount: 100 }), await plan({ amount: 40 })]
  const { id: subscription } = await subscribe({ customer: id, plan: pro })
  world.travel('2014-11-16T15:00:00Z')
  await acme.call('PATCH', `/subscriptions/${subscription}`, { form: `plan=${starter}` })
  expect((await read(`/customers/${id}/line_items`)).map(({ amount }: { amount: number }) => amount)).toEqual([-50, 20])
  world.travel('2014-12-01T15:00:00Z')
  await world.settle()
  expect(await bills(subscription)).toMatchObject([{ total: 100 }, { total: 60, amount_credited: 50, balance: 10 }])
  expect(await read(`/customers/${id}/line_items`)).toEqual([])
  await acme.call('PATCH', `/subscriptions/${subscription}`, { body: { quantity: 5, prorate: false } })
  expect(await read(`/customers/${id}/line_items`)).toEqual([])
  const bad = { quantity: 1, proration_date: day('2014-10-01') }
  expect(await acme.call('PATCH', `/subscriptions/${subscription}`, { body: bad })).toMatchObject({
    json: { param: 'proration_date' },
  })
})

test('a plan with another interval credits the old period and bills a new one now', async () => {
  world.travel('2014-11-01T15:00:00Z')
  const [id, monthly, yearly] = [await customer(), await plan({ amount: 30 }), await plan({ amount: 300, interval: 'year' })]
  const { id: subscription } = await subscribe({ customer: id, plan: monthly })
  world.travel('2014-11-16T15:00:00Z')
  const { json } = await acme.call('PATCH', `/subscriptions/${subscription}`, { body: { plan: yearly } })
  expect(json).toMatchObject({ plan: yearly, mrr: 25, period_start: day('2014-11-16'), renews_next: day('2015-11-16') })
  expect(await bills(subscription)).toMatchObject([{ total: 30 }, { total: 300, amount_credited: 15 }])
})

test('periods are billed one after the other, and a scheduler that was down for three days catches up, each as of its day', async () => {
  world.travel('2014-11-18T15:00:00Z')
  const [id, daily] = [await customer({ payment_terms: 'NET 7' }), await plan({ amount: 1, interval: 'day' })]
  const { id: subscription } = await subscribe({ customer: id, plan: daily, start_date: day('2014-11-16') })
  await world.settle()
  const dates = async () => (await bills(subscription)).map(({ date }) => new Date(date * 1000).toISOString().slice(0, 10))
  expect(await dates()).toEqual(['2014-11-16', '2014-11-17', '2014-11-18'])
  world.travel('2014-11-21T15:00:00Z')
  await Promise.all([world.settle(), world.settle()])
  expect(await dates()).toEqual(['2014-11-16', '2014-11-17', '2014-11-18', '2014-11-19', '2014-11-20', '2014-11-21'])
  const all = await bills(subscription)
  expect(all.map(({ due_date, date }) => (due_date - date) / 86_400)).toEqual([7, 7, 7, 7, 7, 7])
  expect(all.map(({ number }) => number)).toEqual([...all.map(({ number }) => number)].sort())
  world.travel('2014-11-21T14:00:00Z')
  await world.settle()
  expect(await bills(subscription)).toHaveLength(6)
  await acme.call('DELETE', `/subscriptions/${subscription}`)
})

test('snapped to a day of the month the first period is short and costs its share', async () => {
  world.travel('2014-11-16T15:00:00Z')
  const [id, starter] = [await customer(), await plan({ amount: 30 })]
  const subscription = await subscribe({ customer: id, plan: starter, snap_to_nth_day: 1 })
  expect(subscription).toMatchObject({
    period_start: day('2014-11-16'),
    period_end: day('2014-12-01') - 1,
    renews_next: day('2014-12-01'),
  })
  expect(await bills(subscription.id)).toMatchObject([{ total: 15, items: [{ quantity: 0.5, prorated: true }] }])
  world.travel('2014-12-01T15:00:00Z')
  await world.settle()
  expect(await bills(subscription.id)).toMatchObject([{}, { total: 30, items: [{ quantity: 1, prorated: false }] }])
})

test('bills come days in advance, or in arrears', async () => {
  world.travel('2014-11-01T15:00:00Z')
  const [id, starter] = [await customer(), await plan({ amount: 30 })]
  const early = await subscribe({ customer: id, plan: starter, bill_in_advance_days: 5 })
  expect(early).toMatchObject({ renews_next: day('2014-11-26') })
  const late = await subscribe({ customer: id, plan: starter, bill_in: 'arrears' })
  expect(late).toMatchObject({ period_start: unix('2014-11-01T05:00:00Z'), renews_next: day('2014-12-01') })
  expect(await bills(late.id)).toEqual([])
  world.travel('2014-11-27T15:00:00Z')
  await world.settle()
  expect(await bills(early.id)).toMatchObject([{}, { date: day('2014-11-26'), items: [{ period_start: day('2014-12-01') }] }])
  await acme.call('PATCH', `/subscriptions/${early.id}`, { body: { quantity: 2, proration_date: day('2014-11-26') } })
  const pending = await read(`/customers/${id}/line_items`)
  expect(pending.map(({ quantity }: { quantity: number }) => quantity)).toEqual([0.1667, 1])
  await acme.call('POST', `/customers/${id}/invoices`)
  await acme.call('PATCH', `/subscriptions/${late.id}`, { body: { quantity: 3, proration_date: day('2014-11-16') } })
  world.travel('2014-12-01T15:00:00Z')
  await world.settle()
  expect(await bills(late.id)).toMatchObject([{ date: day('2014-12-01'), total: 90, amount_credited: 30, balance: 60 }])
})

test('paused it is not billed; resumed it bills what is left of the period that runs, and never what passed', async () => {
  world.travel('2014-11-01T15:00:00Z')
  const [id, starter] = [await customer(), await plan({ amount: 31 })]
  const { id: subscription } = await subscribe({ customer: id, plan: starter })
  const paused = await acme.call('POST', `/subscriptions/${subscription}/pause`)
  expect(paused).toMatchObject({ status: 200, json: { status: 'paused', paused: true, renews_next: null } })
  world.travel('2015-01-22T15:00:00Z')
  await world.settle()
  expect(await bills(subscription)).toHaveLength(1)
  const { json } = await acme.call('PATCH', `/subscriptions/${subscription}`, { body: { paused: false } })
  expect(json).toMatchObject({ status: 'active', period_start: day('2015-01-22'), renews_next: day('2015-02-01') })
  expect(await bills(subscription)).toMatchObject([{ total: 31 }, { total: 10, date: day('2015-01-22') }])
  expect(await acme.call('POST', `/subscriptions/${subscription}/resume`, { body: {} })).toMatchObject({
    json: { code: 'not_paused' },
  })
  await acme.call('POST', `/subscriptions/${subscription}/pause`)
  const resumed = await acme.call('POST', `/subscriptions/${subscription}/resume`, { body: { period_end: day('2015-03-10') } })
  expect(resumed.json).toMatchObject({ renews_next: unix('2015-03-10T05:00:00Z') })
  expect(await bills(subscription)).toHaveLength(2)
})

test('contracts end, renew by themselves, once, or wait for a word', async () => {
  world.travel('2014-11-01T15:00:00Z')
  const [id, starter] = [await customer({ payment_terms: 'NET 7' }), await plan({ amount: 10 })]
  const term = (contract_renewal_mode: string, more: object = {}) =>
    subscribe({ customer: id, plan: starter, cycles: 2, contract_renewal_mode, ...more })
  const [none, auto, once, manual] = [
    await term('none'),
    await term('auto', { contract_renewal_cycles: 1 }),
    await term('renew_once'),
    await term('manual'),
  ]
  expect(none).toMatchObject({ contract_period_start: unix('2014-11-01T05:00:00Z'), contract_period_end: day('2015-01-01') - 1 })
  world.travel('2015-02-01T15:00:00Z')
  await world.settle()
  const counts = async () => Promise.all([none, auto, once, manual].map(async (one) => (await bills(one.id)).length))
  expect(await counts()).toEqual([2, 4, 4, 2])
  expect(await read(`/subscriptions/${none.id}`)).toMatchObject({ status: 'finished', period_start: null })
  expect(await read(`/subscriptions/${auto.id}`)).toMatchObject({ contract_renewal_mode: 'auto', cycles: 1 })
  expect(await read(`/subscriptions/${once.id}`)).toMatchObject({ contract_renewal_mode: 'none', cycles: 2 })
  expect(await read(`/subscriptions/${manual.id}`)).toMatchObject({ status: 'pending_renewal', renews_next: null })
  expect((await read('/subscriptions?finished=1')).map((one: { id: number }) => one.id)).toEqual([none.id])
  const renewed = await acme.call('POST', `/subscriptions/${manual.id}/renew_contract`)
  expect(renewed.json).toMatchObject({ status: 'past_due' })
  await world.settle()
  expect(await counts()).toEqual([2, 4, 4, 4])
})

test('canceled at the period end it runs until then, is not billed again, and can be kept after all', async () => {
  world.travel('2014-11-01T15:00:00Z')
  const [id, starter] = [await customer(), await plan({ amount: 10 })]
  const subscription = await subscribe({ customer: id, plan: starter })
  const flag = (value: boolean) =>
    acme.call('PATCH', `/subscriptions/${subscription.id}`, { body: { cancel_at_period_end: value } })
  expect((await flag(true)).json).toMatchObject({
    status: 'active',
    canceled_at: unix('2014-11-01T15:00:00Z'),
    renews_next: null,
  })
  expect((await flag(false)).json).toMatchObject({ canceled_at: null, renews_next: day('2014-12-01') })
  await flag(true)
  world.travel('2014-12-05T15:00:00Z')
  await world.settle()
  expect(await read(`/subscriptions/${subscription.id}`)).toMatchObject({ status: 'canceled', period_end: null })
  expect(await bills(subscription.id)).toHaveLength(1)
})

test('coupons last as long as they say, and are redeemed once', async () => {
  world.travel('2014-11-01T15:00:00Z')
  const [id, starter] = [await customer(), await plan({ amount: 10 })]
  await acme.call('POST', '/coupons', {
    body: { id: 'TWICE', name: 'Twice', value: 25, is_percent: false, duration: 2, max_redemptions: 1 },
  })
  await acme.call('POST', '/tax_rates', { body: { id: 'vat', name: 'VAT', value: 10 } })
  const subscription = await subscribe({ customer: id, plan: starter, quantity: 4, discounts: ['TWICE'], taxes: ['vat'] })
  expect(subscription).toMatchObject({ recurring_total: 16.5, mrr: 15, taxes: [{ id: 'vat' }] })
  const again = await acme.call('POST', '/subscriptions', { body: { customer: id, plan: starter, discounts: ['TWICE'] } })
  expect(again).toMatchObject({ status: 400, json: { code: 'coupon_used_up' } })
  world.travel('2015-01-05T15:00:00Z')
  await world.settle()
  expect((await bills(subscription.id)).map(({ total }) => total)).toEqual([16.5, 16.5, 44])
  expect(await read(`/subscriptions/${subscription.id}`)).toMatchObject({ discounts: [], recurring_total: 44, mrr: 40 })
})

test('volume, tiered and custom prices', async () => {
  world.travel('2014-11-01T15:00:00Z')
  const id = await customer()
  const tiers = [
    { max_qty: 10, unit_cost: 5 },
    { min_qty: 11, unit_cost: 3 },
  ]
  const of = { amount: null, tiers }
  const volume = await subscribe({ customer: id, plan: await plan({ pricing_mode: 'volume', ...of }), quantity: 12 })
  const tiered = await subscribe({ customer: id, plan: await plan({ pricing_mode: 'tiered', ...of }), quantity: 12 })
  const custom = await subscribe({
    customer: id,
    plan: await plan({ pricing_mode: 'custom', amount: null }),
    amount: '7.25',
    quantity: 2,
  })
  expect([volume, tiered, custom].map((one) => one.recurring_total)).toEqual([36, 56, 14.5])
  expect((await bills(tiered.id))[0]!.items).toMatchObject([
    { quantity: 10, unit_cost: 5, description: '1–10' },
    { quantity: 2, unit_cost: 3, description: '11+' },
  ])
})

test('a preview prices without making anything', async () => {
  const starter = await plan({ amount: 49 })
  const before = await read('/subscriptions?all=1&per_page=1&sort=id desc')
  const { status, json } = await acme.call('POST', '/subscriptions/preview', {
    body: { plan: starter, quantity: 2, taxes: ['vat'] },
  })
  expect(status, JSON.stringify(json)).toBe(200)
  expect(json).toMatchObject({
    first_invoice: { id: null, customer: -1, subtotal: 98, total: 107.8 },
    recurring_total: 107.8,
    mrr: 98,
  })
  expect(await read('/subscriptions?all=1&per_page=1&sort=id desc')).toEqual(before)
  const id = await customer()
  const form = `customer=${id}&plan=${starter}&pending_line_items[0][name]=Setup&pending_line_items[0][unit_cost]=100`
  expect((await acme.call('POST', '/subscriptions/preview', { form })).json).toMatchObject({
    first_invoice: { customer: id, total: 149 },
    recurring_total: 49,
  })
  expect(await read(`/invoices?filter[customer]=${id}`)).toEqual([])
})

test('a subscription is read with what it names; a plan in use stays', async () => {
  world.travel('2014-11-18T15:00:00Z')
  const [id, starter] = [await customer(), await plan({ amount: 10 })]
  const subscription = await subscribe({ customer: id, plan: starter })
  const wide = await read(`/subscriptions/${subscription.id}?expand=customer,plan`)
  expect(wide).toMatchObject({ customer: { id, object: 'customer' }, plan: { id: starter, object: 'plan' } })
  expect(await read(`/plans/${starter}?include=num_subscriptions`)).toMatchObject({ num_subscriptions: 1 })
  expect(await acme.call('DELETE', `/plans/${starter}`)).toMatchObject({ status: 400, json: { code: 'plan_in_use' } })
  const idle = await acme.call('PATCH', `/customers/${id}`, { body: { active: false } })
  expect(idle).toMatchObject({ status: 400, json: { code: 'subscription_active', param: 'active' } })
  await acme.call('DELETE', `/subscriptions/${subscription.id}`)
  expect((await acme.call('DELETE', `/plans/${starter}`)).status).toBe(204)
  expect((await read(`/subscriptions/${subscription.id}?expand=plan`)).plan).toMatchObject({ id: starter, archived: true })
  expect((await acme.call('DELETE', `/customers/${id}`)).status).toBe(400)
})

test('a start lies at most five years back, and 32 days where the customer pays automatically, whoever moves it', async () => {
  world.travel(START)
  const starter = await plan()
  const created = async (more: object, start_date: string) =>
    acme.call('POST', '/subscriptions', { body: { customer: await customer(more), plan: starter, start_date: day(start_date) } })
  const tooEarly = { status: 400, json: { code: 'start_too_early', param: 'start_date' } }
  expect(await created({}, '2009-11-17')).toMatchObject(tooEarly)
  expect(await created({ autopay: true }, '2014-10-16')).toMatchObject(tooEarly)
  const [plain, collected] = [await created({}, '2014-12-01'), await created({ autopay: true }, '2014-12-01')]
  const move = ({ json }: { json: { id: number } }, start_date: string) =>
    acme.call('PATCH', `/subscriptions/${json.id}`, { body: { start_date: day(start_date) } })
  expect(await move(plain, '2009-11-17')).toMatchObject(tooEarly)
  expect(await move(collected, '2014-10-16')).toMatchObject(tooEarly)
  expect((await move(collected, '2014-10-17')).json).toMatchObject({ status: 'active' })
})

test('a customer on hold is not billed, told why, and billed when the hold is gone', async () => {
  world.travel('2014-11-18T15:00:00Z')
  const [id, other, starter] = [await customer(), await customer(), await plan({ amount: 10, interval: 'week' })]
  const [held, free] = [await subscribe({ customer: id, plan: starter }), await subscribe({ customer: other, plan: starter })]
  await acme.call('PATCH', `/customers/${id}`, { body: { credit_hold: true } })
  world.travel('2014-11-25T15:00:00Z')
  await world.settle()
  expect(await bills(free.id)).toHaveLength(2)
  expect(await bills(held.id)).toHaveLength(1)
  expect((await read(`/subscriptions/${held.id}`)).problem).toContain('credit hold')
  const stopped = await subscribe({ customer: other, plan: starter })
  const renamed = await acme.call('PATCH', `/subscriptions/${held.id}`, { body: { metadata: { note: 'on hold' } } })
  expect(renamed).toMatchObject({ status: 200, json: { metadata: { note: 'on hold' } } })
  expect((await acme.call('DELETE', `/subscriptions/${stopped.id}?canceled_reason=moved`)).json).toMatchObject({
    canceled_reason: 'moved',
  })
  await acme.call('PATCH', `/customers/${id}`, { body: { credit_hold: false } })
  world.travel('2014-11-26T15:00:00Z')
  await world.settle()
  expect(await bills(held.id)).toMatchObject([{}, { date: day('2014-11-25') }])
  expect((await read(`/subscriptions/${held.id}`)).problem).toBeNull()
})

test('an addon may be named by its older name, and is kept when it is sent back as it was read', async () => {
  const call = async (method: string, path: string, body?: object) => acme.call(method, path, { body })
  for (const id of ['old-main', 'old-seat']) await call('POST', '/plans', { id, name: id, amount: 5, interval: 'month' })
  const customer = (await call('POST', '/customers', { name: 'Acme Corp' })).json.id
  const made = await call('POST', '/subscriptions', {
    customer,
    plan: 'old-main',
    addons: [{ catalog_item: 'old-seat', quantity: 2 }],
  })
  expect(made).toMatchObject({ status: 201, json: { addons: [{ plan: 'old-seat', quantity: 2 }], recurring_total: 15 } })
  const again = await call('PATCH', `/subscriptions/${made.json.id}`, { addons: made.json.addons })
  expect(again.json.addons).toMatchObject([{ id: made.json.addons[0].id, plan: 'old-seat' }])
  const unknown = await call('POST', '/subscriptions', { customer, plan: 'old-main', addons: [{ catalog_item: 'nowhere' }] })
  expect(unknown).toMatchObject({ status: 400, json: { param: 'addons[0].catalog_item' } })
})

test('an addon may name an item: it is the plan that sells it as often as the subscription is billed', async () => {
  const call = async (method: string, path: string, body?: object) => acme.call(method, path, { body })
  for (const id of ['seat', 'desk', 'lamp', 'chair']) await call('POST', '/items', { id, name: id, unit_cost: 3 })
  const plan = (id: string, more: object) => call('POST', '/plans', { id, name: id, amount: 5, interval: 'month', ...more })
  await plan('base', {})
  await plan('seat-monthly', { catalog_item: 'seat' })
  await plan('seat-yearly', { catalog_item: 'seat', interval: 'year', amount: 50 })
  await plan('desk-yearly', { catalog_item: 'desk', interval: 'year' })
  for (const id of ['lamp-one', 'lamp-two']) await plan(id, { catalog_item: 'lamp' })
  const customer = (await call('POST', '/customers', { name: 'Acme Corp' })).json.id
  const begin = (catalog_item: unknown, path = '/subscriptions') =>
    call('POST', path, { customer, plan: 'base', addons: [{ catalog_item, quantity: 2 }] })
  const made = await begin('seat')
  expect(made).toMatchObject({
    status: 201,
    json: { addons: [{ plan: 'seat-monthly', catalog_item: 'seat', quantity: 2 }], recurring_total: 15 },
  })
  expect(await begin({ id: 'seat' }, '/subscriptions/preview')).toMatchObject({ json: { recurring_total: 15 } })
  const kept = await call('PATCH', `/subscriptions/${made.json.id}`, { addons: [...made.json.addons, { catalog_item: 'seat' }] })
  expect(kept.json.addons).toMatchObject([
    { id: made.json.addons[0].id, plan: 'seat-monthly' },
    { plan: 'seat-monthly', quantity: 1 },
  ])
  for (const [item, code] of [
    ['desk', 'interval_mismatch'],
    ['lamp', 'plan_ambiguous'],
    ['chair', 'plan_not_found'],
    ['nowhere', 'plan_not_found'],
  ])
    expect(await begin(item)).toMatchObject({ status: 400, json: { code, param: 'addons[0].catalog_item' } })
  expect(await call('GET', `/subscriptions/${made.json.id}?expand=addons.catalog_item,addons.plan`)).toMatchObject({
    json: { addons: [{ catalog_item: { id: 'seat' }, plan: { id: 'seat-monthly' } }, {}] },
  })
})

test('drafts where the company wants them; canceled after the last failed attempt where it wants that', async () => {
  world.travel('2014-11-18T15:00:00Z')
  const company = await world.newCompany('Initech')
  const call = async (method: string, path: string, body?: object) => (await company.call(method, path, { body })).json
  const autopay = { retry_schedule: [1], last_failure: 'cancel' }
  await call('PATCH', '/company', { settings: { autopay } })
  await call('POST', '/plans', { id: 'starter', name: 'Starter', amount: 10, interval: 'month' })
  const { id } = await call('POST', '/customers', { name: 'Acme Corp', autopay: true })
  const subscription = await call('POST', '/subscriptions', { customer: id, plan: 'starter' })
  await call('POST', `/customers/${id}/payment_sources`, { method: 'credit_card', invoiced_token: 'tok_visa_0341' })
  for (const days of [0, 1, 2, 3]) {
    world.travel(new Date(Date.parse('2014-11-18T18:00:00Z') + days * 86_400_000))
    await world.settle()
  }
  expect(await call('GET', `/subscriptions/${subscription.id}`)).toMatchObject({
    status: 'canceled',
    canceled_reason: 'not paid',
  })
  await call('PATCH', '/company', { settings: { subscription_draft_invoices: true } })
  const other = await call('POST', '/customers', { name: 'Globex' })
  const draft = await call('POST', '/subscriptions', { customer: other.id, plan: 'starter' })
  expect(await call('GET', `/invoices?filter[subscription]=${draft.id}`)).toMatchObject([
    { draft: true, number: null, total: 10 },
  ])
})

test('the status told is the status filtered by', async () => {
  const all = (await read('/subscriptions?all=1')) as { id: number; status: string }[]
  const statuses = [...new Set(all.map(({ status }) => status))]
  expect(statuses.length).toBeGreaterThan(3)
  for (const status of statuses) {
    const found = (await read(`/subscriptions?filter[status]=${status}`)) as { id: number }[]
    expect(found.map(({ id }) => id)).toEqual(all.filter((one) => one.status === status).map(({ id }) => id))
  }
})

test('the books are sound after all of it', async () => {
  expect((await proveBooks(world.platform)).breaches).toEqual([])
})
