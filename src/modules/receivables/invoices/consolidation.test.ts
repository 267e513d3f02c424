import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type TestCompany, type World } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

let world: World
let acme: TestCompany
beforeAll(async () => {
  world = await openWorld()
  acme = world.acme
})
afterAll(() => world.close())

async function post(path: string, body: unknown = {}) {
  const { status, json, text } = await acme.call('POST', path, { body })
  if (status >= 300) throw new Error(`${path}: ${status} ${text}`)
  return json
}
const get = async (path: string) => (await acme.call('GET', path)).json

async function merged(amounts: readonly number[], more: object = {}) {
  const customer = await post('/customers', { name: 'Globex', consolidated: true, payment_terms: 'NET 30', ...more })
  const parts = []
  for (const unit_cost of amounts)
    parts.push(
      await post('/invoices', {
        customer: customer.id,
        items: [{ name: 'Copy paper', quantity: 1, unit_cost }],
        taxes: [{ amount: 1 }],
      }),
    )
  const whole = await post(`/customers/${customer.id}/consolidate_invoices`)
  return { customer, parts, whole }
}

test.each(['unconsolidate', 'void'])('P12 undone by %s, every part is as it was', async (verb) => {
  const { customer, parts, whole } = await merged([58.85, 148.85, 100])
  expect(whole).toMatchObject({ name: 'Consolidated Invoice', total: 310.7, balance: 310.7 })
  expect((await get(`/invoices/${parts[0].id}`)).status).toBe('voided')
  const undone = await post(`/invoices/${whole.id}/${verb}`)
  expect(undone).toMatchObject({ id: whole.id, status: 'voided', balance: 0 })
  for (const part of parts) {
    const { updated_at: _, ...before } = part
    expect(await get(`/invoices/${part.id}`)).toMatchObject(before)
  }
  expect(await get(`/customers/${customer.id}/balance`)).toMatchObject({ total_outstanding: 310.7 })
  const again = await post(`/customers/${customer.id}/consolidate_invoices`)
  expect(again.total).toBe(310.7)
})

test('what was paid is not taken apart, nor what is not made of others, nor twice', async () => {
  const { customer, parts, whole } = await merged([40, 60])
  const status = async (id: number) => (await acme.call('POST', `/invoices/${id}/unconsolidate`)).status
  const payment = await post('/payments', {
    customer: customer.id,
    amount: 30,
    applied_to: [{ type: 'invoice', invoice: whole.id, amount: 30 }],
  })
  expect(await status(whole.id)).toBe(400)
  expect((await get(`/invoices/${parts[0].id}`)).status).toBe('voided')
  await acme.call('DELETE', `/payments/${payment.id}`)
  expect(await status(parts[0].id)).toBe(400)
  const answers = await Promise.all(Array.from({ length: 5 }, () => status(whole.id)))
  expect(answers.toSorted()).toEqual([200, 400, 400, 400, 400])
  const [first, second] = await Promise.all(parts.map(({ id }) => get(`/invoices/${id}`)))
  expect([first.balance, second.balance]).toEqual([41, 61])
})

test('parts of those below are opened again with those below', async () => {
  const parent = await post('/customers', { name: 'Globex', consolidated: true })
  const child = await post('/customers', { name: 'Globex West', parent_customer: parent.id, bill_to_parent: true })
  const part = await post('/invoices', { customer: child.id, items: [{ name: 'Copy paper', quantity: 1, unit_cost: 7 }] })
  const own = await post('/invoices', { customer: parent.id, items: [{ name: 'Copy paper', quantity: 1, unit_cost: 5 }] })
  const whole = await post(`/customers/${parent.id}/consolidate_invoices`)
  expect(whole.total).toBe(12)
  await post(`/invoices/${whole.id}/unconsolidate`)
  expect((await get(`/customers/${child.id}/balance`)).total_outstanding).toBe(7)
  expect(await get(`/invoices/${part.id}`)).toMatchObject({ customer: child.id, consolidated_invoice: null, status: 'not_sent' })
  expect((await get(`/invoices/${own.id}`)).balance).toBe(5)
})

test('the books are sound', async () => {
  expect((await proveBooks(world.platform)).breaches).toEqual([])
})
