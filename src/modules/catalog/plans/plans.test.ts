import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme, globex } = world
const create = (body: object) => acme.call('POST', '/plans', { body })

test('calls 93 to 97: a plan is made, read, renamed, archived and listed', async () => {
  await acme.call('POST', '/items', { body: { id: 'software-subscription', name: 'Software' } })
  const form =
    'id=starter&name=Starter&catalog_item=software-subscription&amount=49&interval=month&interval_count=1&pricing_mode=per_unit'
  const { status, json: plan } = await acme.call('POST', '/plans', { form })
  expect(status).toBe(201)
  expect(plan).toMatchObject({
    id: 'starter',
    object: 'plan',
    name: 'Starter',
    catalog_item: 'software-subscription',
    currency: 'usd',
    amount: 49,
    pricing_mode: 'per_unit',
    quantity_type: 'constant',
    interval: 'month',
    interval_count: 1,
    tiers: null,
    metadata: {},
  })
  expect((await acme.call('GET', '/plans/starter')).json).toEqual(plan)
  expect((await acme.call('GET', '/plans/starter?expand=catalog_item')).json.catalog_item).toMatchObject({ name: 'Software' })
  expect((await globex.call('GET', '/plans/starter')).status).toBe(404)
  const changed = await acme.call('PATCH', '/plans/starter', { form: 'name=Standard&amount=1' })
  expect(changed.json).toMatchObject({ name: 'Standard', amount: 49 })
  expect(changed.headers.get('netterms-ignored')).toBe('amount')
  expect((await acme.call('GET', '/plans?include=num_subscriptions')).json).toMatchObject([
    { id: 'starter', num_subscriptions: 0 },
  ])
  expect((await acme.call('DELETE', '/plans/starter')).status).toBe(204)
  expect((await acme.call('GET', '/plans')).json).toEqual([])
  expect((await acme.call('GET', '/plans?archived=1')).json).toMatchObject([{ id: 'starter', archived: true }])
  expect((await create({ id: 'starter', name: 'Starter', amount: 59, interval: 'year' })).status).toBe(201)
})

test('a price leaves no quantity without a price, and none with two', async () => {
  const tiered = { name: 'T', interval: 'month', pricing_mode: 'tiered' }
  for (const [body, code] of [
    [{ name: 'P', interval: 'month' }, 'amount_missing'],
    [{ name: 'P', interval: 'month', amount: -1 }, 'amount_negative'],
    [{ name: 'P', interval: 'month', amount: 1, pricing_mode: 'custom' }, 'amount_not_allowed'],
    [{ ...tiered }, 'tiers_invalid'],
    [{ ...tiered, tiers: [{ max_qty: 10, unit_cost: 5 }] }, 'tiers_invalid'],
    [
      {
        ...tiered,
        tiers: [
          { max_qty: 10, unit_cost: 5 },
          { min_qty: 12, unit_cost: 4 },
        ],
      },
      'tiers_invalid',
    ],
    [{ ...tiered, tiers: [{ min_qty: 2, unit_cost: 5 }] }, 'tiers_invalid'],
    [{ name: 'P', interval: 'month', amount: 1, tiers: [{ unit_cost: 1 }] }, 'tiers_not_allowed'],
    [{ name: 'P', interval: 'month', amount: 1, catalog_item: 'nowhere' }, 'item_not_found'],
    [{ id: 'starter', name: 'P', interval: 'month', amount: 1 }, 'id_taken'],
  ] as const)
    expect(await create(body), JSON.stringify(body)).toMatchObject({ status: 400, json: { code } })
  const { json } = await create({ ...tiered, tiers: [{ max_qty: 10, unit_cost: 5 }, { unit_cost: 4 }] })
  expect(json).toMatchObject({
    amount: null,
    tiers: [
      { min_qty: null, max_qty: 10, unit_cost: 5 },
      { min_qty: null, max_qty: null, unit_cost: 4 },
    ],
  })
})

test('plans are filtered, sorted and paged', async () => {
  for (const interval of ['day', 'week', 'month']) await create({ id: `each-${interval}`, name: interval, amount: 1, interval })
  const { json, headers } = await acme.call('GET', '/plans?filter[name]=week&sort=name desc')
  expect(json.map(({ id }: { id: string }) => id)).toEqual(['each-week'])
  expect(headers.get('x-total-count')).toBe('1')
  expect((await acme.call('GET', '/plans?updated_after=1900000000')).json).toEqual([])
  expect((await acme.call('GET', '/plans?filter[colour]=red')).status).toBe(400)
})
