import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

/** A closed period takes no entries: what would change it is refused as a whole, what happens today still happens. */
const world = await openWorld()
const { acme } = world
afterAll(() => world.close())

const on = (date: string) => Date.parse(`${date}T18:00:00Z`) / 1000
const items = [{ name: 'Desk', unit_cost: 100 }]
const call = (method: string, path: string, body?: object) => acme.call(method, path, { ...(body && { body }) })
const post = async (path: string, body: object = {}) => {
  const { status, json, text } = await call('POST', path, body)
  expect(status, `${path} ${text}`).toBe(201)
  return json
}

const customer = (await post('/customers', { name: 'Globex' })).id
const october = { customer, date: on('2014-10-10') }
const invoice = (await post('/invoices', { ...october, items, payment_terms: 'NET 7' })).id
const owed = (await post('/invoices', { ...october, items })).id
const note = (await post('/credit_notes', { ...october, items })).id
const adjustment = (await post('/credit_balance_adjustments', { ...october, amount: 30 })).id
const payment = (await post('/payments', { ...october, amount: 50, applied_to: [{ type: 'invoice', invoice, amount: 40 }] })).id
const november = (await post('/invoices', { customer, items })).id
await world.settle()
await world.database.ownerPool.query(
  `insert into ledger_periods (company_id, closed_until, closed_at) values ($1, '2014-10-31', now())`,
  [acme.id],
)

/** All rows of the company that a change could touch, as they are. */
const everything = async () => {
  const tables = ['invoices', 'line_items', 'credit_notes', 'payments', 'payment_applications', 'credit_balance_adjustments']
  const all = [...tables, 'ledger_entries', 'ledger_postings', 'customers', 'events', 'number_series', 'record_counts']
  const said = all.map((table) =>
    world.database.ownerPool.query(`select to_jsonb(t)::text as row from ${table} t where company_id = $1 order by 1`, [acme.id]),
  )
  return (await Promise.all(said)).map(({ rows }, i) => [all[i], rows])
}
const date = on('2014-11-12')
const before = on('2014-10-20')

test.each<[string, string, object?]>([
  ['POST', '/invoices', { ...october, items }],
  ['POST', '/credit_notes', { ...october, items, invoice: owed }],
  [
    'POST',
    '/payments',
    { ...october, amount: 10, applied_to: [{ type: 'invoice', invoice: november, amount: 10, short_pay: true }] },
  ],
  ['POST', '/credit_balance_adjustments', { ...october, amount: 5 }],
  ['PATCH', `/invoices/${owed}`, { date }],
  ['PATCH', `/invoices/${owed}`, { items: [{ name: 'Desk', unit_cost: 90 }] }],
  ['PATCH', `/invoices/${owed}`, { currency: 'eur' }],
  ['PATCH', `/invoices/${november}`, { date: before }],
  ['PATCH', `/credit_notes/${note}`, { date }],
  ['PATCH', `/credit_notes/${note}`, { items: [{ name: 'Desk', unit_cost: 90 }] }],
  ['PATCH', `/payments/${payment}`, { date }],
  ['PATCH', `/payments/${payment}`, { amount: 60 }],
  ['PATCH', `/payments/${payment}`, { applied_to: [] }],
  ['PATCH', `/credit_balance_adjustments/${adjustment}`, { amount: 5 }],
  ['DELETE', `/credit_balance_adjustments/${adjustment}`],
])('%s %s %j would change the closed October: it is refused, and nothing of it is there', async (method, path, body) => {
  const kept = await everything()
  const { status, json } = await call(method, path, body)
  expect([status, json]).toMatchObject([
    400,
    { code: 'period_closed', param: 'date', message: expect.stringContaining('2014-10-31') },
  ])
  await world.settle()
  expect(await everything()).toEqual(kept)
})

test.each<[string, string, object?]>([
  ['PATCH', `/invoices/${owed}`, { notes: 'Thank you', due_date: on('2014-12-01') }],
  ['PATCH', `/payments/${payment}`, { notes: 'Check 12', method: 'check' }],
  ['POST', `/credit_notes/${note}/refunds`, { amount: 5 }],
  ['POST', `/invoices/${owed}/bad_debt`],
  ['DELETE', `/payments/${payment}`],
  ['POST', `/invoices/${invoice}/void`],
])('%s %s %j is of today', async (method, path, body) => {
  const { status, text } = await call(method, path, body)
  expect(status, text).toBeLessThan(300)
  await world.settle()
  expect((await proveBooks(world.platform)).breaches).toEqual([])
})
