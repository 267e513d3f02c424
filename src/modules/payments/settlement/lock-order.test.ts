import type { PoolClient } from 'pg'
import { afterAll, expect, test, vi } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld()
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})
const { acme } = world
const { ownerPool } = world.database

async function post(path: string, body: unknown = {}) {
  const { status, json, text } = await acme.call('POST', path, { body })
  if (status >= 300) throw new Error(`${path}: ${status} ${text}`)
  return json
}
const newInvoice = (customer: number, unit_cost = 100) => post('/invoices', { customer, items: [{ name: 'Paper', unit_cost }] })
const withCredit = async (amount = 30) => {
  const customer = (await post('/customers', { name: 'Acme Corp', consolidated: true })).id as number
  await post('/credit_balance_adjustments', { customer, amount })
  return customer
}

/** Somebody else holds `first` already; what `run` does waits for it, and meanwhile holds nothing of `second`. */
async function waitsWithoutHolding<T>(first: Row, second: Row, run: () => Promise<T>): Promise<T> {
  const other = await ownerPool.connect()
  try {
    await other.query('begin')
    await other.query(`select set_config('netterms.every_company', 'on', true)`)
    await hold(other, first)
    const running = run()
    const waits = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    await vi.waitFor(async () => expect((await ownerPool.query(waits)).rowCount).toBe(1), { timeout: 20_000, interval: 5 })
    await hold(other, second)
    await other.query('commit')
    return await running
  } finally {
    await other.query('rollback')
    other.release()
  }
}
type Row = readonly ['customers' | 'invoices', number]
const hold = (client: PoolClient, [table, id]: Row) =>
  client.query(`select 1 from ${table} where company_id = $1 and id = $2 for no key update nowait`, [acme.id, id])

const withSplits = (invoice: number) => [
  { type: 'invoice', invoice, amount: 70 },
  { type: 'applied_credit', document_type: 'invoice', invoice, amount: 30 },
]

test('a charge that also spends credit waits for the customer before it takes the invoice', async () => {
  const customer = await withCredit()
  const { id } = await newInvoice(customer)
  const splits = { method: 'credit_card', amount: 70, gateway_token: 'tok_visa', applied_to: withSplits(id) }
  await waitsWithoutHolding(['customers', customer], ['invoices', id], () => post('/charges', { customer, ...splits }))
  expect((await acme.call('GET', `/invoices/${id}`)).json).toMatchObject({ paid: true, balance: 0 })
})

test('so does a charge whose success is told later', async () => {
  const customer = await withCredit()
  const { id } = await newInvoice(customer)
  await post('/charges', { customer, method: 'ach', amount: 70, gateway_token: 'tok_bank_3893', applied_to: withSplits(id) })
  world.travel('2014-11-23T15:00:00Z')
  await waitsWithoutHolding(['customers', customer], ['invoices', id], () => world.settle())
  expect((await acme.call('GET', `/invoices/${id}`)).json).toMatchObject({ paid: true, balance: 0 })
})

test('so does a payment whose payer only its invoice tells', async () => {
  const customer = await withCredit()
  const { id } = await newInvoice(customer)
  const payment = () => post('/payments', { amount: 70, applied_to: withSplits(id) })
  expect(await waitsWithoutHolding(['customers', customer], ['invoices', id], payment)).toMatchObject({ customer, balance: 0 })
})

test.each(['POST /unconsolidate', 'POST /void', 'DELETE '])(
  '%s of a consolidated invoice takes its parts first, which are older',
  async (verb) => {
    const customer = await withCredit()
    const parts = [await newInvoice(customer), await newInvoice(customer)]
    const whole = await post(`/customers/${customer}/consolidate_invoices`)
    const [method, path] = verb.split(' ')
    await waitsWithoutHolding(['invoices', parts[1].id], ['invoices', whole.id], () =>
      acme.call(method!, `/invoices/${whole.id}${path}`),
    )
    for (const { id } of parts) expect((await acme.call('GET', `/invoices/${id}`)).json).toMatchObject({ balance: 100 })
  },
)
