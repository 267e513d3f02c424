import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

/** A document that gets another date stands in the books on that day: every statement and report is by the books. */
const world = await openWorld()
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})
const { acme } = world

const on = (date: string) => Date.parse(`${date}T18:00:00Z`) / 1000
const made = async (path: string, body: object) => {
  const { status, json } = await acme.call('POST', path, { body })
  expect(status, JSON.stringify(json)).toBe(201)
  return json
}
const change = async (path: string, body: object) => {
  const { status, json } = await acme.call('PATCH', path, { body })
  expect(status, JSON.stringify(json)).toBe(200)
  return json
}
const customers = async () => (await made('/customers', { name: 'Globex' })).id as number
const bill = (customer: number, more: object = {}) =>
  made('/invoices', { customer, date: on('2014-11-10'), items: [{ name: 'Desk', unit_cost: 100 }], ...more })

/** What the customer's statement says happened in a month of 2014, and what was owed at its end. */
const month = async (customer: number, number: number, last: number) => {
  const at = (day: number) => on(`2014-${number}-${String(day).padStart(2, '0')}`)
  const { json } = await acme.call('GET', `/customers/${customer}/statement?start=${at(1)}&end=${at(last)}`)
  const rows = json.rows.filter(({ type }: { type: string }) => type !== 'previous_balance')
  return [...rows.map(({ type, amount }: { type: string; amount: number }) => `${type} ${amount}`), json.balance]
}

test('an invoice that is dated back is on the statement of that month, and on no other', async () => {
  const customer = await customers()
  const { id } = await bill(customer)
  expect([await month(customer, 10, 31), await month(customer, 11, 30)]).toEqual([[0], ['invoice 100', 100]])
  await change(`/invoices/${id}`, { date: on('2014-10-05') })
  expect([await month(customer, 10, 31), await month(customer, 11, 30)]).toEqual([['invoice 100', 100], [100]])
})

test('date and price change together, again and again, and a payment stays where it is', async () => {
  const customer = await customers()
  const { id, items } = await bill(customer)
  await made('/payments', {
    customer,
    amount: 30,
    date: on('2014-11-12'),
    applied_to: [{ type: 'invoice', invoice: id, amount: 30 }],
  })
  const priced = (unit_cost: number) => [{ id: items[0].id, unit_cost }]
  await change(`/invoices/${id}`, { date: on('2014-10-05'), items: priced(80) })
  expect([await month(customer, 10, 31), await month(customer, 11, 30)]).toEqual([
    ['invoice 80', 80],
    ['payment -30', 50],
  ])
  await change(`/invoices/${id}`, { items: priced(90) })
  expect(await month(customer, 10, 31)).toEqual(['invoice 90', 90])
  await change(`/invoices/${id}`, { date: on('2014-11-11') })
  expect([await month(customer, 10, 31), await month(customer, 11, 30)]).toEqual([[0], ['invoice 90', 'payment -30', 60]])
})

test('a credit note goes to its new day too', async () => {
  const customer = await customers()
  const note = await made('/credit_notes', { customer, date: on('2014-11-10'), items: [{ name: 'Desk', unit_cost: 40 }] })
  await change(`/credit_notes/${note.id}`, { date: on('2014-10-05') })
  expect([await month(customer, 10, 31), await month(customer, 11, 30)]).toEqual([['credit_note -40', -40], [-40]])
})

test('a discount that ended stays on its day when the invoice gets another one', async () => {
  const customer = await customers()
  const discounts = [{ amount: 10, expires: on('2014-11-17') }]
  const { id } = await bill(customer, { discounts })
  expect(await month(customer, 11, 30)).toEqual(['invoice 90', 90])
  world.travel('2014-11-20T15:00:00Z')
  await world.settle()
  const inNovember = await month(customer, 11, 30)
  expect(inNovember.at(-1)).toBe(100)
  await change(`/invoices/${id}`, { date: on('2014-10-05') })
  expect(await month(customer, 10, 31)).toEqual(['invoice 90', 90])
  expect(await month(customer, 11, 30)).toEqual(['invoice 10', 100])
})

test('a whole of several invoices is dated anew, and taken apart again', async () => {
  const customer = (await made('/customers', { name: 'Initech', consolidated: true })).id
  await bill(customer)
  await bill(customer)
  const whole = await made(`/customers/${customer}/consolidate_invoices`, {})
  await change(`/invoices/${whole.id}`, { date: on('2014-12-05') })
  expect([await month(customer, 11, 30), await month(customer, 12, 31)].map((rows) => rows.at(-1))).toEqual([200, 200])
  const undone = await acme.call('POST', `/invoices/${whole.id}/undo_consolidation`)
  if (undone.status !== 404) expect(undone.status).toBeLessThan(300)
  expect((await month(customer, 12, 31)).at(-1)).toBe(200)
})
