import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld()
const { acme } = world
afterAll(() => world.close())

async function customer(more: Record<string, unknown> = {}): Promise<number> {
  return (await acme.call('POST', '/customers', { body: { name: 'Acme Corp', ...more } })).json.id
}

async function invoice(of: number, unit_cost = 148.85, more: Record<string, unknown> = {}) {
  return (await acme.call('POST', '/invoices', { body: { customer: of, items: [{ name: 'Copy paper', unit_cost }], ...more } }))
    .json
}

const pay = (amount: number, splits: readonly object[], more: Record<string, unknown> = {}) =>
  acme.call('POST', '/payments', { body: { amount, method: 'check', applied_to: splits, ...more } })
const reread = async (id: number) => (await acme.call('GET', `/invoices/${id}`)).json

test('a payment in two parts settles an invoice, and voiding one opens it again', async () => {
  const open = await invoice(await customer())
  const first = await pay(100, [{ type: 'invoice', invoice: open.id, amount: 100 }], { reference: '1450' })
  expect(first.json).toMatchObject({
    object: 'payment',
    amount: 100,
    balance: 0,
    customer: open.customer,
    reference: '1450',
    voided: false,
    source: 'keyed',
  })
  expect(await reread(open.id)).toMatchObject({ paid: false, balance: 48.85 })
  await pay(48.85, [{ type: 'invoice', invoice: open.id, amount: 48.85 }])
  expect(await reread(open.id)).toMatchObject({ paid: true, closed: true, status: 'paid', balance: 0, payment_url: null })
  expect((await acme.call('DELETE', `/payments/${first.json.id}`)).json).toMatchObject({ voided: true, balance: 0 })
  expect(await reread(open.id)).toMatchObject({ paid: false, closed: false, balance: 100 })
  expect((await acme.call('DELETE', `/payments/${first.json.id}`)).json.code).toBe('payment_voided')
})

test('the currency of a payment that is not applied is put right, in the books too', async () => {
  const of = await customer()
  const path = `/payments/${(await pay(100.5, [], { customer: of })).json.id}`
  const change = async (body: object) => (await acme.call('PATCH', path, { body })).json
  expect(await change({ currency: 'eur' })).toMatchObject({ currency: 'eur', amount: 100.5, balance: 100.5 })
  expect(await change({ currency: 'jpy' })).toMatchObject({ param: 'amount' })
  expect(await change({ currency: 'jpy', amount: 12_000 })).toMatchObject({ currency: 'jpy', amount: 12_000, balance: 12_000 })
  expect((await proveBooks(world.platform)).breaches).toEqual([])
})

test('what is not applied stays on the payment, and can be applied later', async () => {
  const open = await invoice(await customer())
  const kept = await pay(200, [], { customer: open.customer })
  expect(kept.json).toMatchObject({ balance: 200, status: 'unapplied' })
  const applied = await acme.call('PATCH', `/payments/${kept.json.id}`, {
    body: { applied_to: [{ type: 'invoice', invoice: open.id, amount: 148.85 }] },
  })
  expect(applied.json).toMatchObject({ balance: 51.15 })
  expect(await reread(open.id)).toMatchObject({ paid: true })
  const moved = await acme.call('PATCH', `/payments/${kept.json.id}`, { body: { applied_to: [] } })
  expect(moved.json).toMatchObject({ balance: 200 })
  expect(await reread(open.id)).toMatchObject({ paid: false, balance: 148.85 })
})

test('overpayment becomes credit, and credit is spent once', async () => {
  const of = await customer()
  const [first, second] = [await invoice(of, 100), await invoice(of, 30)]
  await pay(150, [
    { type: 'invoice', invoice: first.id, amount: 100 },
    { type: 'credit', amount: 50 },
  ])
  expect((await acme.call('GET', `/customers/${of}/balance`)).json).toMatchObject({
    available_credits: 50,
    total_outstanding: 30,
  })
  const spent = await pay(0, [{ type: 'applied_credit', document_type: 'invoice', invoice: second.id, amount: 30 }], {
    customer: of,
  })
  expect(spent.json, spent.text).toMatchObject({ amount: 0, balance: 0 })
  expect((await acme.call('GET', `/customers/${of}/balance`)).json).toMatchObject({ available_credits: 20, total_outstanding: 0 })
})

test('payments are found by what they settle and by the credit they spend', async () => {
  const of = await customer()
  const open = await invoice(of, 100)
  const note = (
    await acme.call('POST', '/credit_notes', { body: { customer: of, items: [{ name: 'Returned', unit_cost: 20 }] } })
  ).json
  const estimate = (
    await acme.call('POST', '/estimates', { body: { customer: of, items: [{ name: 'Desk', unit_cost: 90 }], deposit: 30 } })
  ).json
  const spent = await pay(0, [
    { type: 'credit_note', credit_note: note.id, document_type: 'invoice', invoice: open.id, amount: 20 },
  ])
  const deposit = await pay(30, [{ type: 'estimate', estimate: estimate.id, amount: 30 }])
  const found = async (query: string) => (await acme.call('GET', `/payments?${query}`)).json.map(({ id }: { id: number }) => id)
  expect(await found(`credit_note=${note.id}`)).toEqual([spent.json.id])
  expect(await found(`invoice=${open.id}`)).toEqual([spent.json.id])
  expect(await found(`estimate=${estimate.id}`)).toEqual([deposit.json.id])
  expect(await found(`estimate=${estimate.id}&credit_note=${note.id}`)).toEqual([])
})

test('two payments cannot spend the same credit', async () => {
  const of = await customer()
  await pay(50, [{ type: 'credit', amount: 50 }], { customer: of })
  const invoices = await Promise.all([invoice(of, 40), invoice(of, 40), invoice(of, 40)])
  const answers = await Promise.all(
    invoices.map(({ id }) =>
      pay(0, [{ type: 'applied_credit', document_type: 'invoice', invoice: id, amount: 40 }], { customer: of }),
    ),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 400, 400])
  expect((await acme.call('GET', `/customers/${of}/balance`)).json.available_credits).toBe(10)
})

test('sixty payments at once never pay more than is owed', async () => {
  const open = await invoice(await customer(), 25)
  const answers = await Promise.all(Array.from({ length: 60 }, () => pay(1, [{ type: 'invoice', invoice: open.id, amount: 1 }])))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(25)
  expect(answers.filter(({ status }) => status === 400)).toHaveLength(35)
  expect(await reread(open.id)).toMatchObject({ status: 'paid', balance: 0, amount_paid: 25 })
})

test('short pay lets the rest of an invoice go', async () => {
  const open = await invoice(await customer(), 100)
  const paid = await pay(97, [{ type: 'invoice', invoice: open.id, amount: 97, short_pay: true }])
  expect(paid.status, paid.text).toBe(201)
  expect(await reread(open.id)).toMatchObject({ paid: true, balance: 0, amount_paid: 97 })
  await acme.call('DELETE', `/payments/${paid.json.id}`)
  expect(await reread(open.id)).toMatchObject({ paid: false, balance: 100 })
})

test('a draft that is paid is issued by it', async () => {
  const draft = await invoice(await customer(), 10, { draft: true })
  expect((await pay(10, [{ type: 'invoice', invoice: draft.id, amount: 10 }])).status).toBe(201)
  expect(await reread(draft.id)).toMatchObject({ status: 'paid', draft: false, number: expect.any(String) })
})

test.each([
  ['zero', { amount: 0 }, 'amount'],
  ['negative', { amount: -5 }, 'amount'],
  ['fractions of a cent', { amount: 1.005 }, 'amount'],
  ['an unknown invoice', { amount: 5, applied_to: [{ type: 'invoice', invoice: 999_999, amount: 5 }] }, 'applied_to[0].invoice'],
  ['an unknown customer', { amount: 5, customer: 999_999 }, 'customer'],
  ['a split without amount', { amount: 5, applied_to: [{ type: 'credit' }] }, 'applied_to[0].amount'],
  ['an unknown split', { amount: 5, applied_to: [{ type: 'gift', amount: 5 }] }, 'applied_to[0].type'],
])('a payment of %s is refused and names the field', async (_, body, param) => {
  const refused = await acme.call('POST', '/payments', { body })
  expect(refused.status).toBe(400)
  expect(refused.json).toMatchObject({ type: 'invalid_request', param })
})

test('splits are shown on request, and another company sees nothing', async () => {
  const open = await invoice(await customer())
  const { json } = await pay(10, [{ type: 'invoice', invoice: open.id, amount: 10 }])
  expect((await acme.call('GET', `/payments/${json.id}`)).json.applied_to).toBeUndefined()
  expect(
    (await acme.call('GET', `/payments/${json.id}?include=applied_to&expand=applied_to.invoice`)).json.applied_to[0].invoice
      .number,
  ).toBe(open.number)
  expect((await world.globex.call('GET', `/payments/${json.id}`)).status).toBe(404)
  expect((await world.globex.call('DELETE', `/payments/${json.id}`)).status).toBe(404)
})

test('the books are sound after all of it', async () => {
  expect((await proveBooks(world.platform)).breaches).toEqual([])
})
