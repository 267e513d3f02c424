import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
const { acme } = world
afterAll(() => world.close())

const TOMORROW = Date.parse('2014-11-19T12:00:00Z') / 1000
const billed = async (more: object = {}) => {
  const { json: customer } = await acme.call('POST', '/customers', { body: { name: 'Globex' } })
  return (
    await acme.call('POST', '/invoices', { body: { customer: customer.id, items: [{ name: 'Paper', unit_cost: 45 }], ...more } })
  ).json
}
const save = (id: number, body: object) => acme.call('PUT', `/invoices/${id}/promise`, { body })

test('a promise is noted, changed, told, and taken back', async () => {
  const { id } = await billed()
  expect((await acme.call('GET', `/invoices/${id}/promise`)).status).toBe(404)
  const { status, json } = await save(id, { date: TOMORROW, method: 'check' })
  expect([status, json]).toMatchObject([
    200,
    { object: 'promise', invoice: id, date: Date.parse('2014-11-19T06:00:00Z') / 1000, method: 'check' },
  ])
  await save(id, { date: TOMORROW + 86_400, reference: '1001' })
  expect((await acme.call('GET', `/invoices/${id}/promise`)).json).toMatchObject({ reference: '1001', method: null })
  const told = (await acme.call('GET', '/events')).json.filter(
    ({ type }: { type: string }) => type === 'invoice.payment_expected',
  )
  expect(told).toHaveLength(2)
  expect((await acme.call('DELETE', `/invoices/${id}/promise`)).status).toBe(204)
  expect((await acme.call('DELETE', `/invoices/${id}/promise`)).status).toBe(404)
})

test('nobody promises the past, or what is not open', async () => {
  const { id } = await billed()
  expect((await save(id, { date: TOMORROW - 2 * 86_400 })).json).toMatchObject({ code: 'date_past', param: 'date' })
  for (const { id: shut } of [await billed({ draft: true }), await billed({ items: [{ name: 'Sample', unit_cost: 0 }] })])
    expect((await save(shut, { date: TOMORROW })).json.code).toBe('invoice_not_open')
})

test('invoices are listed by promises that were not kept, and by what their customer can be charged by', async () => {
  const company = await world.newCompany('Initech')
  const bill = async (more: object = {}) =>
    (
      await company.call('POST', '/invoices', {
        body: { customer: { name: 'Globex' }, items: [{ name: 'Paper', unit_cost: 45 }], ...more },
      })
    ).json
  const [broken, kept, silent] = [await bill(), await bill(), await bill()]
  for (const { id } of [broken, kept]) await company.call('PUT', `/invoices/${id}/promise`, { body: { date: TOMORROW } })
  const payment = { amount: 45, applied_to: [{ type: 'invoice', invoice: kept.id, amount: 45 }] }
  expect((await company.call('POST', '/payments', { body: payment })).status).toBe(201)
  const card = { method: 'credit_card', gateway_token: 'tok_visa_4242' }
  expect((await company.call('POST', `/customers/${silent.customer}/payment_sources`, { body: card })).status).toBe(201)
  const found = async (query: string) =>
    (await company.call('GET', `/invoices?${query}`)).json.map(({ id }: { id: number }) => id)
  expect(await found('broken_promises=1')).toEqual([])
  world.travel(new Date((TOMORROW + 86_400) * 1000))
  expect(await found('broken_promises=1')).toEqual([broken.id])
  expect(await found('broken_promises=0')).toEqual([kept.id, silent.id])
  expect(await found('customer_payment_info=1')).toEqual([silent.id])
  expect(await found('customer_payment_info=0')).toEqual([broken.id, kept.id])
})
