import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type TestCompany, type World } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

let world: World
let acme: TestCompany
let globex: { id: number; statement_pdf_url: string }
let child: { id: number }
beforeAll(async () => {
  world = await openWorld({ now: '2026-01-10T15:00:00Z' })
  acme = world.acme
  globex = await post('/customers', { name: 'Globex', email: 'billing@globex.example', payment_terms: 'NET 30' })
  child = await post('/customers', { name: 'Globex West', parent_customer: globex.id, payment_terms: 'NET 10' })
})
afterAll(() => world.close())

async function post(path: string, body: unknown) {
  const { status, json, text } = await acme.call('POST', path, { body })
  if (status >= 300) throw new Error(`${path}: ${status} ${text}`)
  return json
}
const get = async (path: string) => (await acme.call('GET', path)).json
const at = (text: string) => Math.floor(new Date(`${text}T06:00:00Z`).getTime() / 1000)
const billed = async (customer: { id: number }, unit_cost: number) =>
  post('/invoices', { customer: customer.id, items: [{ name: 'Copy paper', quantity: 1, unit_cost }] })
const statement = (query = '') => get(`/customers/${globex.id}/statement${query}`)
interface Row {
  type: string
  amount: number
  balance: number
  number: string | null
}
const rows = (of: { rows: Row[] }) => of.rows.map(({ type, amount, balance }) => [type, amount, balance])

test('an account with nothing on it', async () => {
  const empty = await statement()
  expect(empty).toMatchObject({
    type: 'balance_forward',
    balance: 0,
    credit_balance: 0,
    start: at('2026-01-01'),
    end: at('2026-01-10'),
  })
  expect(rows(empty)).toEqual([['previous_balance', 0, 0]])
  expect((await statement('?type=open_item')).rows).toEqual([])
})

test('what moved the account stands in the published order, with those below included', async () => {
  const first = await billed(globex, 100)
  const west = await billed(child, 58.85)
  world.travel('2026-02-05T15:00:00Z')
  const second = await billed(globex, 200)
  await post('/credit_notes', { customer: globex.id, items: [{ name: 'Returned', quantity: 1, unit_cost: 20 }] })
  await post('/payments', {
    customer: globex.id,
    amount: 150,
    reference: '1450',
    applied_to: [
      { type: 'invoice', invoice: first.id, amount: 100 },
      { type: 'credit', amount: 50 },
    ],
  })
  await post('/payments', {
    customer: globex.id,
    amount: 0,
    applied_to: [{ type: 'applied_credit', document_type: 'invoice', invoice: second.id, amount: 30 }],
  })
  await post('/credit_balance_adjustments', { customer: globex.id, amount: 5 })
  const forward = await statement()
  expect(rows(forward)).toEqual([
    ['previous_balance', 158.85, 158.85],
    ['invoice', 200, 358.85],
    ['credit_note', -20, 338.85],
    ['applied_credit', -30, 308.85],
    ['payment', -100, 208.85],
    ['credit_balance_adjustment', -5, 208.85],
  ])
  expect(forward).toMatchObject({ balance: 208.85, credit_balance: 25 })
  expect(forward.rows.find(({ type }: Row) => type === 'payment').number).toBe('1450')
  const open = await statement('?type=open_item')
  expect(rows(open)).toEqual([
    ['invoice', 58.85, 58.85],
    ['invoice', 200, 170],
    ['credit_note', -20, -20],
  ])
  expect(open.aging).toEqual([
    { from_days: null, to_days: null, amount: 150 },
    { from_days: 0, to_days: 7, amount: 0 },
    { from_days: 8, to_days: 14, amount: 0 },
    { from_days: 15, to_days: 30, amount: 58.85 },
    { from_days: 31, to_days: 60, amount: 0 },
    { from_days: 61, to_days: null, amount: 0 },
  ])
  const late = await statement('?type=open_item&items=past_due')
  expect([late.balance, late.rows.map(({ number }: Row) => number)]).toEqual([58.85, [west.number]])
})

test('the statement of a day gone by says how it was then', async () => {
  const then = await statement(`?start=${at('2026-01-01')}&end=${at('2026-01-31')}`)
  expect(rows(then)).toEqual([
    ['previous_balance', 0, 0],
    ['invoice', 100, 100],
    ['invoice', 58.85, 158.85],
  ])
  expect((await statement(`?type=open_item&end=${at('2026-01-31')}`)).balance).toBe(158.85)
  const { status, json } = await acme.call(
    'GET',
    `/customers/${globex.id}/statement?start=${at('2026-03-01')}&end=${at('2026-01-31')}`,
  )
  expect([status, json.param]).toEqual([400, 'start'])
})

test('balance before plus rows, open documents, age groups and the books agree, whatever happens', async () => {
  const verbs: (() => Promise<unknown>)[] = [
    () => billed(globex, 12.34),
    () => billed(child, 7),
    async () => {
      const invoice = await billed(globex, 80)
      const half = await post('/payments', {
        customer: globex.id,
        amount: 40,
        applied_to: [{ type: 'invoice', invoice: invoice.id, amount: 40 }],
      })
      await acme.call('DELETE', `/payments/${half.id}`)
    },
    async () => {
      const invoice = await billed(globex, 44)
      const paid = await post('/charges', {
        customer: globex.id,
        amount: 44,
        method: 'credit_card',
        invoiced_token: 'tok_visa_4242',
        applied_to: [{ type: 'invoice', invoice: invoice.id, amount: 44 }],
      })
      await post(`/charges/${paid.charge.id}/refunds`, { amount: 14 })
      const { rows } = await statement()
      expect(rows.filter(({ type }: Row) => type === 'refund').map(({ amount }: Row) => amount)).toContain(14)
    },
    async () => acme.call('POST', `/invoices/${(await billed(child, 9.99)).id}/void`),
    async () => acme.call('POST', `/invoices/${(await billed(globex, 3)).id}/bad_debt`),
    async () => {
      const invoice = await billed(globex, 60)
      await post('/credit_notes', {
        customer: globex.id,
        invoice: invoice.id,
        items: [{ name: 'Back', quantity: 1, unit_cost: 25 }],
      })
    },
    async () => {
      const invoice = await billed(child, 31)
      await acme.call('PATCH', `/invoices/${invoice.id}`, { body: { items: [{ name: 'Less', quantity: 1, unit_cost: 30 }] } })
    },
  ]
  for (const [i, verb] of [...verbs, ...verbs].entries()) {
    world.travel(new Date(Date.UTC(2026, 1, 6 + i * 3, 15)))
    await verb()
    const [forward, open, balances] = await Promise.all([
      statement(),
      statement('?type=open_item'),
      Promise.all([globex, child].map(({ id }) => get(`/customers/${id}/balance`))),
    ])
    const cents = (amount: number) => Math.round(amount * 100)
    const owed = balances.reduce((all, one) => all + cents(one.total_outstanding) - cents(one.open_credit_notes), 0)
    expect(cents(forward.balance)).toBe(owed)
    expect(cents(forward.rows.at(-1).balance)).toBe(owed)
    expect(open.rows.reduce((all: number, row: Row) => all + cents(row.balance), 0)).toBe(owed)
    expect(open.aging.reduce((all: number, { amount }: { amount: number }) => all + cents(amount), 0)).toBe(owed)
  }
})

test('on paper, by mail and by link it is the same statement', async () => {
  const pdf = await acme.call('GET', `/customers/${globex.id}/statement`, { headers: { accept: 'application/pdf' } })
  expect([pdf.status, pdf.text.slice(0, 5)]).toEqual([200, '%PDF-'])
  const { status, json } = await acme.call('POST', `/customers/${globex.id}/emails`, { body: { type: 'open_item' } })
  expect(status).toBe(201)
  expect(json).toMatchObject([{ object: 'email', state: 'sent', email: 'billing@globex.example', template: 'statement_email' }])
  expect(json[0].attachments).toMatchObject([{ type: 'application/pdf' }])
  const link = new URL(globex.statement_pdf_url).pathname
  expect((await world.request('GET', `${link}?type=open_item`)).text.slice(0, 5)).toBe('%PDF-')
  const seen = await world.request('GET', `/api${link.replace('/pdf', '')}?type=open_item`)
  expect(seen.json).toMatchObject({ company: { name: 'Dunder Mifflin' }, customer: { name: 'Globex' } })
  expect(seen.json.statement).toEqual(await statement('?type=open_item'))
  expect((await world.request('GET', `/api/portal/${acme.username}/statements/${'x'.repeat(24)}`)).status).toBe(404)
  expect((await world.request('GET', `/portal/${acme.username}/statements/${'x'.repeat(24)}/pdf`)).status).toBe(404)
  expect((await world.globex.call('GET', `/customers/${globex.id}/statement`)).status).toBe(404)
})

test('the books are sound', async () => {
  expect((await proveBooks(world.platform)).breaches).toEqual([])
})
