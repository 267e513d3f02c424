import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld()
const { acme, globex } = world
afterAll(() => world.close())

const DAY = 86_400
const NOW = Math.floor(world.now().getTime() / 1000)
const ago = (days: number) => NOW - days * DAY

async function customer(): Promise<number> {
  return (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id
}
const adjust = (of: number, amount: number, more: Record<string, unknown> = {}) =>
  acme.call('POST', '/credit_balance_adjustments', { body: { customer: of, amount, ...more } })
const change = (id: number, body: Record<string, unknown>) => acme.call('PATCH', `/credit_balance_adjustments/${id}`, { body })
const available = async (of: number) => (await acme.call('GET', `/customers/${of}/balance`)).json.available_credits
const sound = async () => expect(await proveBooks(world.platform)).toMatchObject({ sound: true, breaches: [] })

async function invoice(of: number, unit_cost: number): Promise<number> {
  return (await acme.call('POST', '/invoices', { body: { customer: of, items: [{ name: 'Paper', unit_cost }] } })).json.id
}
const spend = (of: number, bill: number, amount: number, date?: number) =>
  acme.call('POST', '/payments', {
    body: {
      customer: of,
      amount: 0,
      ...(date && { date }),
      applied_to: [{ type: 'applied_credit', document_type: 'invoice', invoice: bill, amount }],
    },
  })

test('chained scenario 7: an adjustment of 50 is credit of 50, which settles an invoice', async () => {
  const of = await customer()
  const made = await adjust(of, 50)
  expect(made).toMatchObject({
    status: 201,
    json: { object: 'credit_balance_adjustment', customer: of, currency: 'usd', amount: 50, notes: null, id: expect.any(Number) },
  })
  expect(await available(of)).toBe(50)
  const bill = await invoice(of, 50)
  expect((await spend(of, bill, 50)).status).toBe(201)
  expect(await available(of)).toBe(0)
  const { json } = await acme.call('GET', `/customers/${of}/balance`)
  expect(json).toMatchObject({ total_outstanding: 0, history: [{ balance: 0 }, { balance: 50 }] })
  expect((await acme.call('GET', `/invoices/${bill}`)).json).toMatchObject({ paid: true, amount_paid: 50 })
  await sound()
})

test('the history follows the days of the books, whenever it was written', async () => {
  const of = await customer()
  await adjust(of, 30, { date: ago(5) })
  await adjust(of, 50)
  await adjust(of, 20, { date: ago(9) })
  const { json } = await acme.call('GET', `/customers/${of}/balance`)
  expect(json.history.map(({ balance }: { balance: number }) => balance)).toEqual([100, 50, 20])
  const times = json.history.map(({ timestamp }: { timestamp: number }) => timestamp)
  expect(times).toEqual([...times].sort((a, b) => b - a))
})

test('an adjustment is changed and deleted, and the balance follows', async () => {
  const of = await customer()
  const { json } = await adjust(of, 50, { notes: 'Welcome', date: ago(5) })
  expect((await change(json.id, { notes: 'Service outage on 12/9/2020' })).json).toMatchObject({
    notes: 'Service outage on 12/9/2020',
    amount: 50,
  })
  expect((await change(json.id, { amount: 20, date: ago(3) })).json).toMatchObject({
    amount: 20,
    notes: 'Service outage on 12/9/2020',
  })
  expect(await available(of)).toBe(20)
  expect((await acme.call('GET', `/credit_balance_adjustments/${json.id}?expand=customer`)).json.customer).toMatchObject({
    id: of,
  })
  expect((await acme.call('DELETE', `/credit_balance_adjustments/${json.id}`)).status).toBe(204)
  expect((await acme.call('GET', `/credit_balance_adjustments/${json.id}`)).status).toBe(404)
  expect(await available(of)).toBe(0)
  await sound()
})

test.each([
  [{ amount: 0 }, 'amount'],
  [{ amount: -1 }, 'amount'],
  [{ amount: 0.001 }, 'amount'],
  [{ customer: 99_999_999 }, 'customer'],
  [{ currency: 'xyz' }, 'currency'],
  [{ amount: undefined }, 'amount'],
])('%o is refused and named', async (body, param) => {
  expect(await adjust(await customer(), 10, body)).toMatchObject({ status: 400, json: { param } })
  await sound()
})

test('the balance is never below zero on any day, not only today', async () => {
  const of = await customer()
  await adjust(of, 50, { date: ago(2) })
  expect(await adjust(of, -50, { date: ago(3) })).toMatchObject({
    status: 400,
    json: { code: 'credit_exceeded', param: 'amount' },
  })
  expect((await adjust(of, -30, { date: ago(1) })).status).toBe(201)
  expect(await adjust(of, -30, { date: ago(2) })).toMatchObject({ status: 400 })
  expect((await adjust(of, -20, { date: ago(2) })).status).toBe(201)
  expect(await available(of)).toBe(0)
  await sound()
})

test('what was spent since cannot be taken back, lowered or moved later', async () => {
  const of = await customer()
  const { json: given } = await adjust(of, 50, { date: ago(4) })
  await adjust(of, 40, { date: ago(1) })
  const bill = await invoice(of, 100)
  expect((await spend(of, bill, 30, ago(2))).status).toBe(201)
  expect(await change(given.id, { amount: 29.99 })).toMatchObject({ status: 400, json: { param: 'amount' } })
  expect(await change(given.id, { date: ago(1) })).toMatchObject({ status: 400, json: { param: 'amount' } })
  expect(await acme.call('DELETE', `/credit_balance_adjustments/${given.id}`)).toMatchObject({
    status: 400,
    json: { param: 'amount' },
  })
  expect((await change(given.id, { amount: 30, date: ago(3) })).status).toBe(200)
  expect(await available(of)).toBe(40)
  await sound()
})

test('credit is not spent before it is there', async () => {
  const of = await customer()
  await adjust(of, 50, { date: ago(1) })
  const bill = await invoice(of, 100)
  expect(await spend(of, bill, 50, ago(2))).toMatchObject({ status: 400, json: { code: 'credit_exceeded' } })
  const spent = await spend(of, bill, 50, ago(1))
  expect(spent.status).toBe(201)
  const moved = await acme.call('PATCH', `/payments/${spent.json.id}`, { body: { date: ago(0) } })
  expect(moved.status, moved.text).toBe(200)
  await sound()
})

test('each currency has a balance of its own', async () => {
  const of = await customer()
  await adjust(of, 50, { currency: 'eur' })
  expect(await adjust(of, -10)).toMatchObject({ status: 400 })
  expect((await adjust(of, -50, { currency: 'EUR' })).status).toBe(201)
  await sound()
})

test('however many take credit at once, no more is taken than there is', async () => {
  const of = await customer()
  await adjust(of, 100)
  const bills = await Promise.all(Array.from({ length: 6 }, () => invoice(of, 100)))
  const answers = await Promise.all([
    ...bills.map((bill) => spend(of, bill, 30)),
    ...Array.from({ length: 6 }, () => adjust(of, -30)),
  ])
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(3)
  expect(answers.every(({ status }) => status === 201 || status === 400)).toBe(true)
  expect(await available(of)).toBe(10)
  await sound()
})

test('giving and taking back at once leaves the books sound', async () => {
  const of = await customer()
  const given = await Promise.all(Array.from({ length: 5 }, () => adjust(of, 20)))
  const bills = await Promise.all(Array.from({ length: 5 }, () => invoice(of, 20)))
  await Promise.all([
    ...given.map(({ json }) => acme.call('DELETE', `/credit_balance_adjustments/${json.id}`)),
    ...bills.map((bill) => spend(of, bill, 20)),
  ])
  expect(await available(of)).toBeGreaterThanOrEqual(0)
  await sound()
})

test('lists filter and sort; another company sees nothing', async () => {
  const of = await customer()
  const { json } = await adjust(of, 50)
  await adjust(of, -20)
  const list = async (query: string, company = acme) => (await company.call('GET', `/credit_balance_adjustments?${query}`)).json
  expect((await list(`filter[customer]=${of}&sort=amount asc`)).map(({ amount }: { amount: number }) => amount)).toEqual([
    -20, 50,
  ])
  expect(await list(`filter[customer]=${of}&filter[amount]=50`)).toHaveLength(1)
  expect(await list(`filter[customer]=${of}`, globex)).toEqual([])
  expect((await globex.call('GET', `/credit_balance_adjustments/${json.id}`)).status).toBe(404)
})
