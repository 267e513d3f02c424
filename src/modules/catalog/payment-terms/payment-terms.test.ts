import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
const { acme, globex } = world
afterAll(() => world.close())

const DAY = 86_400
const make = async (path: string, body: object) => {
  const { status, json, text } = await acme.call('POST', path, { body })
  expect(status, text).toBe(201)
  return json
}
const names = async (query = '') =>
  (await acme.call('GET', `/payment_terms?sort=name asc${query}`)).json.map(({ name }: { name: string }) => name)

test('terms say what they promise, and say it anew when they are renamed', async () => {
  const { id } = await make('/payment_terms', { name: 'NET 30' })
  expect((await acme.call('GET', `/payment_terms/${id}`)).json).toMatchObject({
    object: 'payment_term',
    name: 'NET 30',
    active: true,
    due_in_days: 30,
    discount_value: null,
    discount_expires_in_days: null,
  })
  world.travel('2014-11-18T16:00:00Z')
  const renamed = (await acme.call('PATCH', `/payment_terms/${id}`, { body: { name: ' 2/10 net 45 ' } })).json
  expect(renamed).toMatchObject({ name: '2/10 net 45', due_in_days: 45, discount_value: 2, discount_expires_in_days: 10 })
  expect(renamed.updated_at - renamed.created_at).toBe(3600)
  expect((await acme.call('GET', `/payment_terms/${id}`)).json).toEqual(renamed)
  expect((await acme.call('PATCH', `/payment_terms/${id}`, { body: { name: '2/10 NET 45' } })).json.name, 'its own case').toBe(
    '2/10 NET 45',
  )
})

test('customers and documents keep the words they were given, whatever becomes of the list', async () => {
  const { id } = await make('/payment_terms', { name: 'NET 14' })
  const { id: customer } = await make('/customers', { name: 'Acme Corp', payment_terms: 'NET 14' })
  const bill = () => make('/invoices', { customer, items: [{ name: 'Paper', unit_cost: 45 }] })
  const before = await bill()
  await acme.call('PATCH', `/payment_terms/${id}`, { body: { name: 'NET 60' } })
  expect((await acme.call('GET', `/invoices/${before.id}`)).json).toMatchObject({
    payment_terms: 'NET 14',
    due_date: before.due_date,
  })
  expect((await acme.call('DELETE', `/payment_terms/${id}`)).status).toBe(204)
  expect((await acme.call('GET', `/customers/${customer}`)).json.payment_terms).toBe('NET 14')
  const after = await bill()
  expect(after.due_date - after.date).toBe(14 * DAY)
  expect(await names()).not.toContain('NET 14')
  await make('/customers', { name: 'Globex', payment_terms: 'net 14' })
  expect(await names(), 'whoever asks for them has them again').toContain('net 14')
})

test('terms that are not offered any more are switched off, and stay known', async () => {
  const { id } = await make('/payment_terms', { name: 'Cash with order' })
  expect((await acme.call('PATCH', `/payment_terms/${id}`, { form: 'active=0' })).json).toMatchObject({
    name: 'Cash with order',
    active: false,
  })
  expect(await names('&filter[active]=1')).not.toContain('Cash with order')
  expect(await names('&filter[active]=0')).toEqual(['Cash with order'])
  await make('/customers', { name: 'Acme Corp', payment_terms: 'cash with order' })
  expect((await acme.call('GET', `/payment_terms/${id}`)).json, 'use does not switch them on').toMatchObject({ active: false })
})

test('a name that is taken in any case, blank or too long is refused, and nothing changes', async () => {
  await make('/payment_terms', { name: 'NET 7' })
  const { id } = await make('/payment_terms', { name: 'NET 90' })
  const rename = (name: string) => acme.call('PATCH', `/payment_terms/${id}`, { body: { name } })
  expect(await rename('net 7')).toMatchObject({
    status: 400,
    json: { code: 'name_taken', param: 'name', message: expect.stringContaining('net 7') },
  })
  for (const wrong of ['', '  ', 'NET\n7', 'x'.repeat(256)])
    expect(await rename(wrong)).toMatchObject({ status: 400, json: { type: 'invalid_request', param: 'name' } })
  expect((await acme.call('PATCH', `/payment_terms/${id}`, { body: { active: 'perhaps' } })).json.param).toBe('active')
  expect((await acme.call('GET', `/payment_terms/${id}`)).json).toMatchObject({ name: 'NET 90', active: true })
})

test('what was removed is gone, for everybody; what belongs to another company never was', async () => {
  const { id } = await make('/payment_terms', { name: 'NET 120' })
  expect((await globex.call('GET', `/payment_terms/${id}`)).status).toBe(404)
  expect((await globex.call('PATCH', `/payment_terms/${id}`, { body: { name: 'Ours' } })).status).toBe(404)
  expect((await globex.call('DELETE', `/payment_terms/${id}`)).status).toBe(404)
  expect((await acme.call('DELETE', `/payment_terms/${id}?dry_run=true`)).status).toBe(204)
  expect(await names()).toContain('NET 120')
  expect((await acme.call('DELETE', `/payment_terms/${id}`)).status).toBe(204)
  expect(await names()).not.toContain('NET 120')
  for (const gone of [
    acme.call('GET', `/payment_terms/${id}`),
    acme.call('PATCH', `/payment_terms/${id}`, { body: { active: 1 } }),
    acme.call('DELETE', `/payment_terms/${id}`),
  ])
    expect(await gone).toMatchObject({ status: 404, json: { code: 'payment_term_not_found' } })
  expect((await make('/payment_terms', { name: 'NET 120' })).id).not.toBe(id)
})
