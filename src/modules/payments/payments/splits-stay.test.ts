import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld()
const { acme } = world
afterAll(async () => {
  expect((await proveBooks(world.platform)).breaches).toEqual([])
  await world.close()
})

interface Split {
  readonly id: number
  readonly type: string
  readonly amount: number
  readonly invoice: number | null
  readonly credit_note: number | null
  readonly short_pay: boolean
  readonly created_at: number
}

const post = async (path: string, body: object) => {
  const { status, json, text } = await acme.call('POST', path, { body })
  expect(status, text).toBe(201)
  return json
}
const customer = async () => (await post('/customers', { name: 'Acme Corp' })).id as number
const invoice = async (of: number, unit_cost = 100) =>
  (await post('/invoices', { customer: of, items: [{ name: 'Paper', unit_cost }] })).id as number
const on = (id: number, amount: number) => ({ type: 'invoice', invoice: id, amount })
const pay = async (of: number, amount: number, applied_to: readonly object[]) =>
  (await post('/payments', { customer: of, amount, method: 'check', applied_to })).id as number
const splits = async (payment: number): Promise<Split[]> =>
  (await acme.call('GET', `/payments/${payment}?include=applied_to`)).json.applied_to
const patch = (payment: number, body: object) => acme.call('PATCH', `/payments/${payment}`, { body })
const split = async (payment: number, applied_to: readonly object[]) => {
  const { status, text } = await patch(payment, { applied_to })
  expect(status, text).toBe(200)
  return splits(payment)
}
const ids = (list: readonly { readonly id: number }[]) => list.map(({ id }) => id)
const transactions = async (payment: number): Promise<{ id: number; [field: string]: unknown }[]> =>
  (await acme.call('GET', `/transactions?filter[payment]=${payment}&sort=id asc`)).json
const told = async (payment: number) =>
  (await transactions(payment)).map(({ id, type, amount, invoice: of }) => ({ id, type, amount, invoice: of }))
const balanceOf = async (id: number) => (await acme.call('GET', `/invoices/${id}`)).json.balance

async function twoInvoicesPaid() {
  const of = await customer()
  const [first, second, third] = [await invoice(of), await invoice(of), await invoice(of)]
  const payment = await pay(of, 100, [on(first, 60), on(second, 40)])
  const [a, b] = await splits(payment)
  return { of, first, second, third, payment, a: a!, b: b! }
}

test('splits that are sent again without ids are the ones they were, with what their transactions keep', async () => {
  const { first, second, payment, a, b } = await twoInvoicesPaid()
  await acme.call('PATCH', `/transactions/${a.id}`, { body: { metadata: { erp: 'R-1' } } })
  world.travel(new Date(world.now().getTime() + 86_400_000))
  const after = await split(payment, [on(first, 60), { id: null, ...on(second, 30) }])
  expect(after).toMatchObject([
    { id: a.id, amount: 60, created_at: a.created_at },
    { id: b.id, amount: 30, created_at: b.created_at },
  ])
  expect((await acme.call('GET', `/transactions/${a.id}`)).json).toMatchObject({
    amount: 60,
    invoice: first,
    metadata: { erp: 'R-1' },
    created_at: a.created_at,
  })
  expect(await balanceOf(second)).toBe(70)
})

test('a split that is named by its id keeps it with another amount, another invoice and in another place', async () => {
  const { first, second, third, payment, a, b } = await twoInvoicesPaid()
  const after = await split(payment, [
    { id: b.id, ...on(second, 10) },
    { id: a.id, ...on(third, 90) },
  ])
  expect(after).toMatchObject([
    { id: b.id, invoice: second, amount: 10 },
    { id: a.id, invoice: third, amount: 90 },
  ])
  expect([await balanceOf(first), await balanceOf(second), await balanceOf(third)]).toEqual([100, 90, 10])
})

test('two splits change places, each under its own id; a third that names neither is new', async () => {
  const { first, second, third, payment, a, b } = await twoInvoicesPaid()
  const after = await split(payment, [{ id: a.id, ...on(second, 20) }, on(third, 30), { id: b.id, ...on(first, 50) }])
  expect(after).toMatchObject([
    { id: a.id, invoice: second, amount: 20 },
    { invoice: third, amount: 30 },
    { id: b.id, invoice: first, amount: 50 },
  ])
  expect(ids([a, b])).not.toContain(after[1]!.id)
})

test('an id takes a split away from whoever names only its invoice', async () => {
  const { first, third, payment, a, b } = await twoInvoicesPaid()
  const after = await split(payment, [on(first, 10), { id: a.id, ...on(third, 20) }])
  expect(after[1]!.id).toBe(a.id)
  expect(ids([a, b])).not.toContain(after[0]!.id)
})

test('a split that is no longer listed is taken off, and one like it later is new', async () => {
  const { first, second, payment, a, b } = await twoInvoicesPaid()
  expect(ids(await split(payment, [on(first, 60)]))).toEqual([a.id])
  expect((await acme.call('GET', `/transactions/${b.id}`)).status).toBe(404)
  const [, again] = await split(payment, [on(first, 60), on(second, 40)])
  expect(again!.id).not.toBe(b.id)
  const refused = await patch(payment, { applied_to: [{ id: b.id, ...on(second, 40) }] })
  expect(refused.json).toMatchObject({ param: 'applied_to[0].id' })
})

test('an id that is none of this payment, or stands twice, is refused by name, and nothing changes', async () => {
  const { first, second, payment, a, b } = await twoInvoicesPaid()
  const other = await twoInvoicesPaid()
  const before = await splits(payment)
  for (const id of [other.a.id, payment, 999_999_999]) {
    const refused = await patch(payment, {
      applied_to: [
        { id: a.id, ...on(first, 1) },
        { id, ...on(second, 1) },
      ],
    })
    expect(refused.status, refused.text).toBe(400)
    expect(refused.json).toMatchObject({ type: 'invalid_request', code: 'split_not_found', param: 'applied_to[1].id' })
  }
  const twice = await patch(payment, {
    applied_to: [on(first, 1), { id: b.id, ...on(second, 1) }, { id: b.id, ...on(second, 1) }],
  })
  expect(twice.status).toBe(400)
  expect(twice.json).toMatchObject({ code: 'split_repeated', param: 'applied_to[2].id' })
  expect(await splits(payment)).toEqual(before)
})

test('several parts that go to the credit balance keep their ids in their order', async () => {
  const of = await customer()
  const credit = (amount: number) => ({ type: 'credit', amount })
  const payment = await pay(of, 60, [credit(10), credit(20)])
  const before = ids(await splits(payment))
  const after = await split(payment, [credit(5), credit(6), credit(7)])
  expect(after.map(({ amount }) => amount)).toEqual([5, 6, 7])
  expect(ids(after).slice(0, 2)).toEqual(before)
  expect(ids(await split(payment, [{ ...credit(9), id: before[1] }, credit(8)]))).toEqual([before[1], before[0]])
})

test('another date, amount or note of the payment leaves its splits what they are', async () => {
  const { first, payment, a, b } = await twoInvoicesPaid()
  expect((await patch(payment, { date: world.now().getTime() / 1000 - 86_400 * 2 })).status).toBe(200)
  expect((await patch(payment, { amount: 120, notes: 'Two cheques' })).json).toMatchObject({ balance: 20 })
  expect(await splits(payment)).toMatchObject([a, b].map(({ id, created_at, amount }) => ({ id, created_at, amount })))
  expect(await balanceOf(first)).toBe(40)
})

test('what lets the rest of an invoice go is sent back as it was read, and is made anew under its id', async () => {
  const of = await customer()
  const [short, other] = [await invoice(of), await invoice(of)]
  const payment = await pay(of, 80, [{ ...on(short, 60), short_pay: true }])
  const before = await splits(payment)
  expect(before.map(({ type, amount }) => `${type} ${amount}`)).toEqual(['invoice 60', 'credit_note 40'])
  await patch(payment, { date: world.now().getTime() / 1000 - 86_400 })
  expect(ids(await splits(payment))).toEqual(ids(before))
  const [paid, waived] = await splits(payment)
  const after = await split(payment, [{ ...paid, amount: 70 }, waived!, on(other, 10)])
  expect(after.map(({ id, type, amount }) => `${id} ${type} ${amount}`)).toEqual([
    `${paid!.id} invoice 70`,
    `${after[1]!.id} invoice 10`,
    `${waived!.id} credit_note 30`,
  ])
  expect(await balanceOf(short)).toBe(0)
  const refused = await patch(payment, { applied_to: [after[0], after[2], { ...on(other, 10_000) }] })
  expect(refused.json).toMatchObject({ param: 'applied_to[2].amount' })
  const owing = await patch(payment, { applied_to: [{ ...after[0], short_pay: false }, after[2]] })
  expect(owing.json).toMatchObject({ param: 'applied_to[1].credit_note' })
  expect(ids(await split(payment, [on(short, 60)]))).toEqual([paid!.id])
  expect(await balanceOf(short)).toBe(40)
})

test('a split of which a part went back stays one record, whatever is settled anew', async () => {
  const { first, second, payment, a, b } = await twoInvoicesPaid()
  await post(`/transactions/${b.id}/refunds`, { amount: 50 })
  expect(ids(await splits(payment))).toEqual([a.id])
  const shown = [
    { id: a.id, type: 'payment', amount: 60, invoice: first },
    { id: b.id, type: 'payment', amount: 40, invoice: second },
  ]
  expect(await told(payment)).toMatchObject([...shown, { type: 'refund', amount: 50 }])
  await patch(payment, { date: world.now().getTime() / 1000 - 86_400 })
  expect(await told(payment)).toMatchObject([...shown, { type: 'refund', amount: 50 }])
  await split(payment, [on(first, 20)])
  const rest = { id: payment, type: 'payment', amount: 30, invoice: null }
  expect(await told(payment)).toMatchObject([rest, { ...shown[0], amount: 30 }, shown[1]!, { type: 'refund', amount: 50 }])
})

test('what went back of a split that moves to another invoice stays told where it was', async () => {
  const { first, second, third, payment, a, b } = await twoInvoicesPaid()
  await post(`/transactions/${b.id}/refunds`, { amount: 50 })
  expect(await split(payment, [{ id: a.id, ...on(third, 45) }])).toMatchObject([{ id: a.id, invoice: third, amount: 45 }])
  expect(await told(payment)).toMatchObject([
    { id: payment, amount: 5, invoice: null },
    { id: a.id, amount: 45, invoice: third },
    { id: b.id, amount: 40, invoice: second },
    { type: 'refund', amount: 50 },
    { amount: 10, invoice: first },
  ])
  expect([await balanceOf(first), await balanceOf(second), await balanceOf(third)]).toEqual([100, 100, 55])
})

test('a transaction that is given another day or amount is the same transaction', async () => {
  const of = await customer()
  const bill = await invoice(of)
  const { id } = await post('/transactions', {
    customer: of,
    invoice: bill,
    amount: 130,
    method: 'check',
    metadata: { erp: 'R-2' },
  })
  const change = async (body: object) => (await acme.call('PATCH', `/transactions/${id}`, { body })).json
  expect(await change({ date: world.now().getTime() / 1000 - 86_400 })).toMatchObject({ id, amount: 100 })
  expect(await change({ amount: 40 })).toMatchObject({ id, amount: 40, metadata: { erp: 'R-2' } })
  expect(await balanceOf(bill)).toBe(60)
})

test('the statement says what credit paid, also when it is put elsewhere', async () => {
  const of = await customer()
  const [first, second] = [await invoice(of), await invoice(of)]
  await pay(of, 50, [{ type: 'credit', amount: 50 }])
  const spend = (id: number, amount: number) => ({ type: 'applied_credit', document_type: 'invoice', invoice: id, amount })
  const payment = await pay(of, 0, [spend(first, 50)])
  const [used] = await splits(payment)
  expect(ids(await split(payment, [{ id: used!.id, ...spend(second, 30) }]))).toEqual([used!.id])
  const statement = async () => {
    const { rows, balance, credit_balance } = (await acme.call('GET', `/customers/${of}/statement`)).json
    const spent = rows.filter(({ type }: Split) => type === 'applied_credit').map(({ amount }: Split) => amount)
    return { spent, balance, credit_balance }
  }
  expect(await statement()).toEqual({ spent: [-30], balance: 170, credit_balance: 20 })
  world.travel(new Date(world.now().getTime() + 86_400_000))
  await acme.call('DELETE', `/payments/${payment}`)
  expect(await statement()).toEqual({ spent: [-30, 30], balance: 200, credit_balance: 50 })
})

test('whoever splits a payment at the same time as another is told, or comes second; the books hold', async () => {
  const { first, second, payment, a, b } = await twoInvoicesPaid()
  const wanted = [1, 2, 3, 4, 5, 6].map((amount) =>
    amount % 2
      ? [
          { id: a.id, ...on(first, amount) },
          { id: b.id, ...on(second, amount) },
        ]
      : [on(first, amount), on(second, amount)],
  )
  const answers = await Promise.all(wanted.map((applied_to) => patch(payment, { applied_to })))
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  const [one, two] = await splits(payment)
  expect([one, two]).toMatchObject([
    { id: a.id, invoice: first },
    { id: b.id, invoice: second, amount: one!.amount },
  ])
  expect([await balanceOf(first), await balanceOf(second)]).toEqual([100 - one!.amount, 100 - one!.amount])
  const removing = await Promise.all([
    patch(payment, { applied_to: [{ id: a.id, ...on(first, 1) }] }),
    patch(payment, { applied_to: [{ id: b.id, ...on(first, 2) }] }),
  ])
  expect(removing.map(({ status }) => status).toSorted()).toEqual([200, 400])
  expect(removing.find(({ status }) => status === 400)!.json).toMatchObject({ param: 'applied_to[0].id' })
  expect(await splits(payment)).toHaveLength(1)
})

test('another customer takes the splits off, unless they are said anew', async () => {
  const { payment, a } = await twoInvoicesPaid()
  const other = await customer()
  expect((await patch(payment, { customer: other })).json).toMatchObject({ balance: 100, applied_to: [] })
  const refused = await patch(payment, { applied_to: [{ id: a.id, type: 'credit', amount: 1 }] })
  expect(refused.json).toMatchObject({ param: 'applied_to[0].id' })
})
