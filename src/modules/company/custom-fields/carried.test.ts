import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
const { acme } = world
afterAll(() => world.close())

const make = async (path: string, body: object) => {
  const { status, json, text } = await acme.call('POST', path, { body })
  expect(status, text).toBe(201)
  return json
}
const define = (object: string, id: string, type = 'string') => make('/custom_fields', { id, name: id, object, type })
const customer = (await make('/customers', { name: 'Acme Corp' })).id as number

test('a line that names an item takes over its custom fields, where it says nothing itself', async () => {
  await define('item', 'origin')
  await define('item', 'weight')
  await make('/items', {
    id: 'paper',
    name: 'Paper',
    unit_cost: 45,
    metadata: { origin: 'Scranton', weight: '2.5', note: 'own' },
  })
  const items = [
    { catalog_item: 'paper' },
    { catalog_item: 'paper', metadata: { origin: 'Utica', batch: 7 } },
    { catalog_item: 'paper', metadata: { origin: '' } },
    { name: 'Delivery', unit_cost: 10 },
  ]
  const expected = [
    { origin: 'Scranton', weight: '2.5' },
    { origin: 'Utica', weight: '2.5', batch: 7 },
    { origin: '', weight: '2.5' },
    {},
  ]
  const lines = ({ items }: { items: { metadata: object }[] }) => items.map(({ metadata }) => metadata)
  const invoice = await make('/invoices', { customer, items })
  expect(lines(invoice)).toEqual(expected)
  for (const path of ['/estimates', '/credit_notes']) expect(lines(await make(path, { customer, items }))).toEqual(expected)
  expect((await make(`/customers/${customer}/line_items`, { catalog_item: 'paper' })).metadata).toEqual(expected[0])
  // What the line was made with stays: the item is looked at no more.
  await acme.call('PATCH', '/items/paper', { body: { metadata: { origin: 'Stamford' } } })
  const kept = invoice.items.map(({ id }: { id: number }) => ({ id }))
  const again = await acme.call('PATCH', `/invoices/${invoice.id}`, { body: { items: [...kept, { catalog_item: 'paper' }] } })
  expect(lines(again.json)).toEqual([...expected, { origin: 'Stamford' }])
})

test('a field of lines of the same id takes the value in its own type, or none', async () => {
  await define('item', 'grams')
  await define('line_item', 'grams', 'integer')
  const grams = async (id: string, value: unknown) => {
    await make('/items', { id, name: 'Ink', unit_cost: 5, metadata: { grams: value } })
    return (await make('/invoices', { customer, items: [{ catalog_item: id }] })).items[0].metadata
  }
  expect(await grams('ink-1', '250')).toEqual({ grams: 250 })
  expect(await grams('ink-2', 'about 250')).toEqual({})
})

test('a line has no more than ten keys, and its own come first', async () => {
  await define('item', 'zone')
  await make('/items', { id: 'toner', name: 'Toner', unit_cost: 5, metadata: { zone: 'B' } })
  const metadata = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`key_${i}`, i]))
  const { items } = await make('/invoices', { customer, items: [{ catalog_item: 'toner', metadata }] })
  expect(items[0].metadata).toEqual(metadata)
})
