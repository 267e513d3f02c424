import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../proof/service.ts'

/**
 * What is corrected after the fact stands in statements and reports of every day as if it had been right from the start; what
 * happens later (a void, a refund) leaves the days before it as they were.
 */
const world = await openWorld()
const { acme } = world
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})

const on = (date: string) => Date.parse(`${date}T18:00:00Z`) / 1000
const call = async (method: string, path: string, body?: object) => {
  const { status, json, text } = await acme.call(method, path, { ...(body && { body }) })
  expect(status, `${method} ${path} ${text}`).toBeLessThan(300)
  return json
}
const post = (path: string, body: object = {}) => call('POST', path, body)
const patch = (path: string, body: object) => call('PATCH', path, body)
const get = (path: string) => call('GET', path)
const customers = async (more: object = {}) => (await post('/customers', { name: 'Globex', ...more })).id as number
const bill = (customer: number, date: string, unit_cost: number, more: object = {}) =>
  post('/invoices', { customer, date: on(date), items: [{ name: 'Desk', unit_cost }], ...more })

const DAYS = ['2014-09-30', '2014-10-15', '2014-10-31', '2014-11-15', '2014-11-30', '2014-12-15', '2014-12-31', '2015-03-31']

interface Row {
  readonly type: string
  readonly amount: number
  readonly balance: number
  readonly date: number
}

/** What a customer's account says of every day that is looked at: rows since the day before, what was open and how late, credit. */
async function told(customer: number, days: readonly string[] = DAYS) {
  const said: Record<string, unknown> = {}
  for (const [i, day] of days.entries()) {
    const start = i === 0 ? on('2014-01-01') : on(days[i - 1]!) + 86_400
    const forward = await get(`/customers/${customer}/statement?start=${start}&end=${on(day)}`)
    const open = await get(`/customers/${customer}/statement?type=open_item&end=${on(day)}`)
    said[day] = {
      rows: forward.rows
        .filter(({ type }: Row) => type !== 'previous_balance')
        .map(({ type, amount, date }: Row) => `${new Date(date * 1000).toISOString().slice(0, 10)} ${type} ${amount}`),
      balance: [forward.balance, forward.credit_balance],
      open: open.rows.map(({ type, balance }: Row) => `${type} ${balance}`),
      aging: open.aging.map(({ amount }: { amount: number }) => amount),
    }
  }
  return said
}

const paid = (customer: number, invoice: number, date: string, amount: number, more: object = {}) =>
  post('/payments', { customer, date: on(date), amount, applied_to: [{ type: 'invoice', invoice, amount, ...more }] })

test('a payment with short pay that is corrected leaves nothing of its first credit note in any month', async () => {
  const [wrong, right] = [await customers(), await customers()]
  const [{ id }, other] = [await bill(wrong, '2014-10-05', 100), await bill(right, '2014-10-05', 100)]
  await paid(right, other.id, '2014-10-20', 95, { short_pay: true })
  const payment = await paid(wrong, id, '2014-10-12', 90, { short_pay: true })
  await patch(`/payments/${payment.id}`, {
    date: on('2014-10-20'),
    amount: 95,
    applied_to: [{ type: 'invoice', invoice: id, amount: 95, short_pay: true }],
  })
  expect(await told(wrong)).toEqual(await told(right))
})

test('what a refund opened again is owed since the refund, also when the payment gets another day or is split again', async () => {
  const [wrong, right] = [await customers(), await customers()]
  const refunded = async (customer: number, date: string) => {
    const invoice = (await bill(customer, '2014-10-05', 100)).id as number
    const payment = await paid(customer, invoice, date, 100)
    await post(`/transactions/${payment.applied_to[0].id}/refunds`, { amount: 40 })
    return { invoice, payment: payment.id as number }
  }
  await refunded(right, '2014-10-20')
  const { invoice, payment } = await refunded(wrong, '2014-10-12')
  for (const change of [
    { date: on('2014-10-20') },
    { applied_to: [{ type: 'invoice', invoice, amount: 60 }] },
    { date: on('2014-10-02') },
    { date: on('2014-10-20') },
  ])
    await patch(`/payments/${payment}`, change)
  expect(await told(wrong)).toEqual(await told(right))
  expect(await get(`/invoices/${invoice}`)).toMatchObject({ amount_paid: 60, balance: 40 })
})

test('how late installments were on a day gone by does not change when they are paid', async () => {
  const customer = await customers()
  const { id } = await bill(customer, '2014-10-01', 100)
  const installments = [
    { date: on('2014-10-20'), amount: 50 },
    { date: on('2014-12-01'), amount: 50 },
  ]
  await call('PUT', `/invoices/${id}/payment_plan`, { autopay: false, installments })
  const gone = ['2014-10-15', '2014-10-31', '2014-11-15']
  const aged = async () =>
    (await post('/reports', { type: 'aging_detail', parameters: { end_date: '2014-11-15' } })).data[0].rows.filter(
      (row: { object_id: number }) => row.object_id === id,
    )
  const [before, late] = [await told(customer, gone), await aged()]
  expect(Object.values(before).map((one) => (one as { aging: number[] }).aging.indexOf(100))).toEqual([0, 2, 3])
  for (const _ of installments) {
    await paid(customer, id, '2014-11-18', 50)
    expect([await told(customer, gone), await aged()]).toEqual([before, late])
  }
})

test('a day that was agreed by hand stays when only the date of the invoice is put right, or sent back as it was', async () => {
  const customer = await customers()
  const due_date = on('2014-12-01')
  const { id, ...byHand } = await bill(customer, '2014-10-05', 100, { due_date })
  expect(await patch(`/invoices/${id}`, { date: on('2014-10-06') })).toMatchObject({ due_date: byHand.due_date })
  const { id: both } = await bill(customer, '2014-10-05', 100, { due_date, payment_terms: 'NET 30' })
  expect(await patch(`/invoices/${both}`, { date: on('2014-10-05'), payment_terms: 'NET 30' })).toMatchObject({
    due_date: byHand.due_date,
  })
  const net = async (change: object) => {
    const { date, due_date } = await patch(`/invoices/${both}`, change)
    return due_date && Math.round((due_date - date) / 86_400)
  }
  expect([
    await net({ date: on('2014-10-06') }),
    await net({ payment_terms: 'NET 14' }),
    await net({ payment_terms: 'on delivery' }),
  ]).toEqual([30, 14, null])
})

test('nothing of an invoice is in the books before its day: neither a discount that ended, nor that it was given up', async () => {
  const [discounted, lost] = [await customers(), await customers()]
  await bill(discounted, '2014-12-10', 100, { discounts: [{ amount: 10, expires: on('2014-11-20') }] })
  await post(`/invoices/${(await bill(lost, '2014-12-10', 100)).id}/bad_debt`)
  world.travel('2014-11-22T15:00:00Z')
  await world.settle()
  const balances = async (customer: number) =>
    Object.values(await told(customer, ['2014-11-30', '2014-12-15'])).map((one) => (one as { balance: number[] }).balance[0])
  expect([await balances(discounted), await balances(lost)]).toEqual([
    [0, 100],
    [0, 0],
  ])
})

test('a month from which an invoice was moved away has no sale of it', async () => {
  const company = await world.newCompany('Initech')
  const send = async (method: string, path: string, body: object) => (await company.call(method, path, { body })).json
  const customer = (await send('POST', '/customers', { name: 'Hooli' })).id
  const { id } = await send('POST', '/invoices', { customer, date: on('2014-11-10'), items: [{ name: 'Desk', unit_cost: 100 }] })
  await send('PATCH', `/invoices/${id}`, { date: on('2014-10-05') })
  const sales = async (parameters: object) =>
    (await send('POST', '/reports', { type: 'sales_summary', parameters })).data.flatMap(
      ({ rows }: { rows: { cells: unknown[] }[] }) => rows.map(({ cells }) => cells.slice(0, 3)),
    )
  const months = { start_date: '2014-10-01', end_date: '2014-11-30' }
  expect(await sales({ ...months, group_by: 'month' })).toEqual([['2014-10', 1, 100]])
  expect(await sales({ ...months, group_by: 'year' })).toEqual([['2014', 1, 100]])
  expect(await sales({ ...months, group_by: 'customer' })).toEqual([['Hooli', 1, 100]])
  expect(await sales({ start_date: '2014-11-01', end_date: '2014-11-30' })).toEqual([])
})

test('correcting a payment tells of what changed, and of no invoice that is as it was: paid once, since the day it was paid', async () => {
  const customer = await customers()
  const [one, other] = [await bill(customer, '2014-10-05', 100), await bill(customer, '2014-10-05', 100)]
  const payment = await paid(customer, one.id, '2014-10-20', 100)
  const told = async (invoice: number) =>
    (await get(`/events?related_to=invoice,${invoice}&per_page=100`))
      .map(({ type }: { type: string }) => type)
      .filter((type: string) => type.startsWith('invoice.'))
      .toReversed()
  const { date_paid } = await get(`/invoices/${one.id}`)
  world.travel(new Date(world.now().getTime() + 5 * 86_400_000))
  await patch(`/payments/${payment.id}`, { date: on('2014-10-21') })
  await patch(`/payments/${payment.id}`, { applied_to: [{ type: 'invoice', invoice: one.id, amount: 100 }] })
  expect([await told(one.id), await get(`/invoices/${one.id}`)]).toMatchObject([
    ['invoice.created', 'invoice.paid'],
    { date_paid },
  ])
  await patch(`/payments/${payment.id}`, { applied_to: [{ type: 'invoice', invoice: other.id, amount: 100 }] })
  expect([await told(one.id), await told(other.id)]).toEqual([
    ['invoice.created', 'invoice.paid', 'invoice.updated'],
    ['invoice.created', 'invoice.paid'],
  ])
  expect(await get(`/invoices/${one.id}`)).toMatchObject({ paid: false, balance: 100, date_paid: null })
})

test('a discount that ended before the day to which its invoice is moved comes along', async () => {
  const customer = await customers()
  const today = Math.floor(world.now().getTime() / 1000)
  const { id } = await bill(customer, '2014-11-10', 100, { discounts: [{ amount: 10, expires: today + 3600 }] })
  world.travel(new Date(world.now().getTime() + 2 * 86_400_000))
  await world.settle()
  await patch(`/invoices/${id}`, { date: on('2014-12-05') })
  const said = await told(customer, ['2014-11-30', '2014-12-31'])
  expect(said).toMatchObject({
    '2014-11-30': { rows: [], open: [] },
    '2014-12-31': { rows: ['2014-12-05 invoice 100'], balance: [100, 0] },
  })
  await patch(`/invoices/${id}`, { date: on('2014-11-10') })
  expect(await told(customer, ['2014-12-31'])).toMatchObject({ '2014-12-31': { balance: [100, 0] } })
})

test('a company that moves to another time zone keeps every day of its books', async () => {
  const company = await world.newCompany('Initrode')
  const send = async (method: string, path: string, body?: object) => {
    const { status, json, text } = await company.call(method, path, { ...(body && { body }) })
    expect(status, text).toBeLessThan(300)
    return json
  }
  const customer = (await send('POST', '/customers', { name: 'Hooli', payment_terms: 'NET 10' })).id
  const { id } = await send('POST', '/invoices', { customer, date: on('2014-10-31'), items: [{ name: 'Desk', unit_cost: 100 }] })
  const days = async (zone: string) => {
    const day = (seconds: number) => new Date(seconds * 1000).toLocaleDateString('sv', { timeZone: zone })
    const { date, due_date } = await send('GET', `/invoices/${id}`)
    const { rows } = (await send('POST', '/reports', { type: 'aging_detail', parameters: { end_date: '2014-11-15' } })).data[0]
    return [day(date), day(due_date), rows[0].cells.slice(2)]
  }
  const before = await days('America/Chicago')
  expect(before.slice(0, 2)).toEqual(['2014-10-31', '2014-11-10'])
  await send('PATCH', '/company', { time_zone: 'Asia/Tokyo' })
  expect(await days('Asia/Tokyo')).toEqual(before)
  const { date, due_date } = await send('GET', `/invoices/${id}`)
  await send('PATCH', `/invoices/${id}`, { date, due_date })
  expect(await days('Asia/Tokyo')).toEqual(before)
})

test('nothing goes back for a credit note before its day', async () => {
  const customer = await customers()
  const { id } = await post('/credit_notes', { customer, date: on('2014-11-10'), items: [{ name: 'Desk', unit_cost: 40 }] })
  const early = await acme.call('POST', `/credit_notes/${id}/refunds`, { body: { amount: 10, date: on('2014-10-01') } })
  expect([early.status, early.json]).toMatchObject([400, { code: 'date_too_early', param: 'date' }])
  await post(`/credit_notes/${id}/refunds`, { amount: 10, date: on('2014-11-10') })
  expect(await told(customer, ['2014-10-31', '2014-11-30'])).toMatchObject({
    '2014-10-31': { rows: [], balance: [0, 0] },
    '2014-11-30': { balance: [-30, 0] },
  })
})
