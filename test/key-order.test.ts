import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { alphabetical } from '../src/contract/key-order.ts'
import { keysOutOfOrder } from './key-order.ts'
import { type CallOptions, openWorld } from './world.ts'

const world = await openWorld()
const { acme } = world
afterAll(() => world.close())

const METADATA = { rep: 'Jan', 'a-b': 1, A: [{ z: 1, b: { y: null, x: 2 } }], _: true }
/** The reply, whose keys are in order at every depth. */
async function told(method: string, path: string, options?: CallOptions) {
  const { json, text } = await acme.call(method, path, options)
  expect(keysOutOfOrder(json), text).toEqual([])
  return json
}

test('every object is told by the alphabet: what was made, listed, expanded, included and left out', async () => {
  const customer = await told('POST', '/customers', { body: { name: 'Globex', metadata: METADATA } })
  expect(customer.metadata).toEqual(METADATA)
  expect(Object.keys(customer.metadata)).toEqual(['A', '_', 'a-b', 'rep'])
  await told('POST', '/items', { body: { id: 'paper', name: 'Paper', unit_cost: 45, metadata: METADATA } })
  await told('POST', '/coupons', { body: { id: 'ten', name: 'Ten', value: 10 } })
  const body = {
    customer: customer.id,
    items: [{ catalog_item: 'paper', metadata: METADATA }],
    discounts: ['ten'],
    metadata: METADATA,
  }
  const invoice = await told('POST', '/invoices?expand=customer,items.catalog_item', { body })
  expect(invoice).toMatchObject({ customer: { name: 'Globex' }, items: [{ catalog_item: { id: 'paper' } }] })
  await told('PATCH', `/invoices/${invoice.id}`, { body: { metadata: { z: 1, a: { c: 1, b: 2 } } } })
  const [listed] = await told('GET', '/invoices?include=updated_at&expand=customer&exclude=items')
  expect(listed).toMatchObject({ customer: { metadata: METADATA } })
  expect(listed).not.toHaveProperty('items')
  const events = await told('GET', '/events?include=user&per_page=2')
  expect(events[0].data).toMatchObject({ object: { metadata: { z: 1 } }, previous: { metadata: METADATA } })
})

test('and so are refusals', async () => {
  for (const [method, path] of [
    ['POST', '/customers'],
    ['GET', '/customers/999999'],
    ['GET', '/nowhere'],
    ['PUT', '/customers'],
  ] as const)
    expect(await told(method, path, method === 'GET' ? {} : { body: {} }), path).toHaveProperty('message')
  const { json } = await world.request('GET', '/api/customers')
  expect(Object.keys(json)).toEqual(['code', 'message', 'type'])
})

test('a change of nothing but the order of keys is no change', async () => {
  const { id } = await told('POST', '/customers', { body: { name: 'Initech', metadata: { route: { gate: 4, days: 2 }, a: 1 } } })
  await told('PATCH', `/customers/${id}`, { body: { metadata: { a: 1, route: { days: 2, gate: 4 } } } })
  expect(await told('GET', `/events?filter[type]=customer.updated&related_to=customer,${id}`)).toEqual([])
})

test('a schema says the same in any order of its keys, whatever it is made of', () => {
  const leaf = z.object({ b: z.string(), a: z.int().optional() })
  const moment = z.codec(z.object({ unix: z.int(), at: z.string() }), z.date(), {
    decode: ({ unix }) => new Date(unix * 1000),
    encode: (date) => ({ unix: date.getTime() / 1000, at: date.toISOString() }),
  })
  const schema = z.object({
    union: z.discriminatedUnion('kind', [z.object({ z: z.int(), kind: z.literal('one') }), z.object({ kind: z.literal('two') })]),
    list: z.array(leaf.nullable()),
    record: z.record(z.string(), leaf),
    moment: moment.optional(),
    free: z.unknown(),
    loose: z.looseObject({ b: z.int() }),
    either: z.union([z.string(), leaf]).nullable(),
  })
  const value: z.output<typeof schema> = {
    union: { z: 1, kind: 'one' },
    list: [{ b: 'x', a: 1 }, null, { b: 'y' }],
    record: { y: { b: 'x' }, x: { b: 'x', a: 2 } },
    moment: new Date(0),
    free: [{ b: { z: 1, y: [{ d: 1, c: 2 }] }, a: null }],
    loose: { b: 1, a: { z: 1, y: 1 } },
    either: { b: 'x', a: 1 },
  }
  const spelt = z.encode(alphabetical(schema), value)
  expect(spelt).toEqual(z.encode(schema, value))
  expect(keysOutOfOrder(spelt)).toEqual([])
  expect(() => z.encode(alphabetical(schema), { ...value, list: [{ b: 7 as never }] })).toThrow(z.ZodError)
  expect(z.encode(alphabetical(schema), { ...value, moment: undefined, either: null })).toMatchObject({ either: null })
})
