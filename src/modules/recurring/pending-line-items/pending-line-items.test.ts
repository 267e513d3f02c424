import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme } = world

async function customer(more: object = {}) {
  return (await acme.call('POST', '/customers', { body: { name: 'Acme Corp', ...more } })).json.id as number
}
const pending = async (id: number, body: object) => (await acme.call('POST', `/customers/${id}/line_items`, { body })).json

test('a pending line is written, read, changed, listed and removed, and every step is told', async () => {
  await acme.call('POST', '/items', { body: { id: 'delivery', name: 'Delivery', type: 'service', unit_cost: 10 } })
  const id = await customer()
  const { json: line, status } = await acme.call('POST', `/customers/${id}/line_items`, { form: 'catalog_item=delivery' })
  expect(status).toBe(201)
  expect(line).toMatchObject({
    object: 'line_item',
    customer: id,
    catalog_item: 'delivery',
    name: 'Delivery',
    type: 'service',
    quantity: 1,
    unit_cost: 10,
    amount: 10,
  })
  expect((await acme.call('GET', `/customers/${id}/line_items/${line.id}`)).json).toEqual(line)
  const changed = await acme.call('PATCH', `/customers/${id}/line_items/${line.id}`, { form: 'quantity=2' })
  expect(changed.json).toMatchObject({ id: line.id, quantity: 2, amount: 20, catalog_item: 'delivery' })
  const list = await acme.call('GET', `/customers/${id}/line_items`)
  expect(list.json).toEqual([changed.json])
  expect(list.headers.get('x-total-count')).toBe('1')
  const other = await customer()
  expect((await acme.call('GET', `/customers/${other}/line_items/${line.id}`)).status).toBe(404)
  expect((await acme.call('DELETE', `/customers/${id}/line_items/${line.id}`)).status).toBe(204)
  expect((await acme.call('GET', `/customers/${id}/line_items`)).json).toEqual([])
  const { json: told } = await acme.call('GET', `/events?related_to=customer,${id}`)
  expect(told.map(({ type }: { type: string }) => type)).toEqual([
    'line_item.deleted',
    'line_item.updated',
    'line_item.created',
    'customer.created',
  ])
})

test('an unknown item is named by its field', async () => {
  const id = await customer()
  const { status, json } = await acme.call('POST', `/customers/${id}/line_items`, { body: { catalog_item: 'nowhere' } })
  expect({ status, param: json.param }).toEqual({ status: 400, param: 'catalog_item' })
})

test('chained 4: the trigger bills what waits; triggered again it refuses', async () => {
  const id = await customer()
  const line = await pending(id, { name: 'Support', quantity: 3, unit_cost: 15 })
  const { status, json: invoice } = await acme.call('POST', `/customers/${id}/invoices`)
  expect(status).toBe(201)
  expect(invoice).toMatchObject({ customer: id, total: 45, draft: false, status: 'not_sent' })
  expect(invoice.items[0]).toMatchObject({ id: line.id, name: 'Support', amount: 45 })
  expect((await acme.call('GET', `/customers/${id}/line_items`)).json).toEqual([])
  expect(await acme.call('POST', `/customers/${id}/invoices`)).toMatchObject({ status: 400, json: { code: 'nothing_pending' } })
})

test('lines below zero go to a credit note, which settles its part of the invoice', async () => {
  const id = await customer()
  await pending(id, { name: 'Licences', unit_cost: 100 })
  await pending(id, { name: 'Returned', quantity: -2, unit_cost: 15 })
  const { json: invoice } = await acme.call('POST', `/customers/${id}/invoices`)
  expect(invoice).toMatchObject({ total: 100, amount_credited: 30, balance: 70 })
  const { json: notes } = await acme.call('GET', `/credit_notes?filter[customer]=${id}`)
  expect(notes).toMatchObject([{ total: 30, balance: 0, items: [{ name: 'Returned', quantity: 2, amount: 30 }] }])
  await pending(id, { name: 'Returned too', unit_cost: -5 })
  expect(await acme.call('POST', `/customers/${id}/invoices`)).toMatchObject({ json: { code: 'only_credits_pending' } })
})

test('the next invoice takes what waits, a draft leaves it', async () => {
  const id = await customer({ currency: 'eur' })
  await pending(id, { name: 'Support', unit_cost: 15 })
  await pending(id, { name: 'Goodwill', unit_cost: -5 })
  const { json: draft } = await acme.call('POST', '/invoices', { body: { customer: id, draft: true, items: [{ unit_cost: 1 }] } })
  expect(draft.items).toHaveLength(1)
  const { json: dollars } = await acme.call('POST', '/invoices', {
    body: { customer: id, currency: 'usd', items: [{ unit_cost: 1 }] },
  })
  expect(dollars.items).toHaveLength(1)
  const { json: invoice } = await acme.call('POST', '/invoices', {
    body: { customer: id, items: [{ name: 'Paper', unit_cost: 45 }] },
  })
  expect(invoice).toMatchObject({ currency: 'eur', total: 60, items: [{ name: 'Paper' }, { name: 'Support' }] })
  await world.settle()
  expect((await acme.call('GET', `/invoices/${invoice.id}`)).json).toMatchObject({ balance: 55, amount_credited: 5 })
  expect((await acme.call('GET', `/customers/${id}/line_items`)).json).toEqual([])
  expect((await proveBooks(world.platform)).breaches).toEqual([])
})

test('two triggers at once bill once', async () => {
  const id = await customer()
  await pending(id, { name: 'Support', unit_cost: 15 })
  const answers = await Promise.all([1, 2, 3].map(() => acme.call('POST', `/customers/${id}/invoices`)))
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 400, 400])
})
