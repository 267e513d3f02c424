import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { money } from '../../../core/money.ts'
import { openWork } from '../../../platform/work.ts'
import { proveBooks } from '../../insight/proof/service.ts'
import { findChargeFacts } from '../charges/service.ts'
import { heedRefund } from './service.ts'

const world = await openWorld()
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})
const { acme, globex } = world
const stand = {
  platform: world.platform,
  companyId: acme.id,
  work: <T>(run: Parameters<typeof openWork<T>>[2]) =>
    openWork(world.platform, { companyId: acme.id, actor: { kind: 'system' } }, run),
}

const charged = async (amount = 148.85, splits?: (invoice: number) => object[]) => {
  const customer = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id as number
  const invoice = (await acme.call('POST', '/invoices', { body: { customer, items: [{ name: 'Paper', unit_cost: 148.85 }] } }))
    .json.id as number
  const { json } = await acme.call('POST', '/charges', {
    body: {
      customer,
      method: 'credit_card',
      amount,
      gateway_token: 'tok_visa',
      applied_to: splits?.(invoice) ?? [{ type: 'invoice', invoice, amount }],
    },
  })
  return { customer, invoice, payment: json.id as number, charge: json.charge.id as number }
}
const refund = (charge: number, amount: number) => acme.call('POST', `/charges/${charge}/refunds`, { body: { amount } })
const read = async (path: string) => (await acme.call('GET', path)).json

test('a part goes back, then the rest: the invoice is owed again by as much', async () => {
  const { charge, invoice, payment } = await charged()
  const { status, json } = await refund(charge, 48.85)
  expect(status).toBe(201)
  expect(json).toMatchObject({
    object: 'refund',
    charge,
    amount: 48.85,
    status: 'succeeded',
    gateway: 'test',
    failure_message: null,
  })
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ paid: false, closed: false, amount_paid: 100, balance: 48.85 })
  expect(await read(`/charges/${charge}`)).toMatchObject({
    amount_refunded: 48.85,
    refunded: false,
    refunds: [{ id: json.id, amount: 48.85 }],
  })
  expect(await read(`/payments/${payment}?include=applied_to`)).toMatchObject({
    amount: 148.85,
    balance: 0,
    amount_returned: 48.85,
    applied_to: [{ amount: 100 }],
  })
  expect((await refund(charge, 100)).status).toBe(201)
  expect(await read(`/charges/${charge}`)).toMatchObject({ amount_refunded: 148.85, refunded: true })
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ amount_paid: 0, balance: 148.85 })
  expect(await read(`/refunds/${json.id}?expand=charge`)).toMatchObject({
    amount: 48.85,
    charge: { id: charge, object: 'charge' },
  })
  expect((await read('/events?filter[type]=refund.created')).length).toBe(2)
})

test('never more than was charged, and nothing of what failed', async () => {
  const { charge } = await charged()
  expect(await refund(charge, 148.86)).toMatchObject({ status: 400, json: { code: 'refund_exceeds_charge', param: 'amount' } })
  expect(await refund(charge, 0)).toMatchObject({ status: 400, json: { code: 'amount_not_positive' } })
  expect(await acme.call('POST', `/charges/${charge}/refunds`, { body: {} })).toMatchObject({
    status: 400,
    json: { param: 'amount' },
  })
  expect((await globex.call('POST', `/charges/${charge}/refunds`, { body: { amount: 1 } })).status).toBe(404)
  expect(await acme.call('POST', `/charges/${charge}/refunds`, { form: "{'amount':5}" })).toMatchObject({
    status: 201,
    json: { amount: 5 },
  })
})

test('forty refunds of 10.00 at once give back no more than was charged', async () => {
  const { charge, invoice } = await charged()
  const answers = await Promise.all(Array.from({ length: 40 }, () => refund(charge, 10)))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(14)
  expect(answers.filter(({ status }) => status === 400)).toHaveLength(26)
  expect(await read(`/charges/${charge}`)).toMatchObject({ amount_refunded: 140 })
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ amount_paid: 8.85 })
})

test('what was unapplied goes back first, then credit while it is still there', async () => {
  const { charge, customer, invoice } = await charged(200, (id) => [
    { type: 'invoice', invoice: id, amount: 148.85 },
    { type: 'credit', amount: 31.15 },
  ])
  expect((await refund(charge, 40)).status).toBe(201)
  expect(await read(`/customers/${customer}/balance`)).toMatchObject({ available_credits: 11.15 })
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ paid: true })
  const other = (await acme.call('POST', '/invoices', { body: { customer, items: [{ name: 'Ink', unit_cost: 11.15 }] } })).json.id
  await acme.call('POST', '/payments', {
    body: {
      customer,
      amount: 0,
      applied_to: [{ type: 'applied_credit', document_type: 'invoice', invoice: other, amount: 11.15 }],
    },
  })
  expect(await refund(charge, 160)).toMatchObject({ status: 400, json: { code: 'credit_spent' } })
  expect((await refund(charge, 148.85)).status).toBe(201)
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ balance: 148.85 })
})

test('what the gateway gave back by itself is booked also where the credit was spent: what it settled is owed again', async () => {
  const { charge, customer } = await charged(200, (id) => [
    { type: 'invoice', invoice: id, amount: 148.85 },
    { type: 'credit', amount: 51.15 },
  ])
  const other = (await acme.call('POST', '/invoices', { body: { customer, items: [{ name: 'Ink', unit_cost: 51.15 }] } })).json.id
  const spent = { type: 'applied_credit', document_type: 'invoice', invoice: other, amount: 51.15 }
  await acme.call('POST', '/payments', { body: { customer, amount: 0, applied_to: [spent] } })
  world.travel(new Date(world.now().getTime() + 2 * 86_400_000))
  const notice = async (reference: string, amount: number) => {
    const facts = await stand.work((work) => findChargeFacts(work, charge))
    const told = { gateway: 'test', idempotency_key: null, reference, amount: money(amount, 'usd') }
    await heedRefund(stand, facts, told, { outcome: 'succeeded', reference })
  }
  for (const _ of ['told', 'told again']) await notice('re_dashboard', 17_000)
  expect(await read(`/refunds?filter[charge]=${charge}`)).toMatchObject([{ amount: 170, status: 'succeeded' }])
  expect(await read(`/invoices/${other}`)).toMatchObject({ paid: false, balance: 21.15 })
  expect(await read(`/customers/${customer}/balance`)).toMatchObject({ available_credits: 0 })
  for (const _ of ['told', 'told again']) await notice('re_too_much', 9_000)
  await world.settle()
  const tasks = await read(`/tasks?filter[customer_id]=${customer}`)
  expect(tasks).toMatchObject([{ action: 'review', complete: false }])
})

test('what is on its way back is booked also where its credit was given and spent again meanwhile', async () => {
  const all = (id: number) => [
    { type: 'invoice', invoice: id, amount: 148.85 },
    { type: 'credit', amount: 51.15 },
  ]
  const { charge, customer, payment, invoice } = await charged(200, all)
  const { open } = world.platform.outside.gateways
  world.platform.outside.gateways.open = (...named) => ({
    ...open(...named),
    refund: async () => ({ outcome: 'pending', reference: 're_slow' }),
  })
  expect((await refund(charge, 200)).json).toMatchObject({ status: 'pending' })
  world.platform.outside.gateways.open = open
  expect((await acme.call('PATCH', `/payments/${payment}`, { body: { applied_to: all(invoice) } })).json.balance).toBe(0)
  const other = (await acme.call('POST', '/invoices', { body: { customer, items: [{ name: 'Ink', unit_cost: 51.15 }] } })).json.id
  const spent = { type: 'applied_credit', document_type: 'invoice', invoice: other, amount: 51.15 }
  expect((await acme.call('POST', '/payments', { body: { customer, amount: 0, applied_to: [spent] } })).status).toBe(201)
  const facts = await stand.work((work) => findChargeFacts(work, charge))
  const told = { gateway: 'test', idempotency_key: null, reference: 're_slow', amount: money(20_000, 'usd') }
  await heedRefund(stand, facts, told, { outcome: 'succeeded', reference: 're_slow' })
  expect(await read(`/refunds?filter[charge]=${charge}`)).toMatchObject([{ amount: 200, status: 'succeeded' }])
  expect(await read(`/invoices/${other}`)).toMatchObject({ paid: false, balance: 51.15 })
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ paid: false, balance: 148.85 })
})

test('what the gateway gave back by itself and the books cannot follow leaves them as they are', async () => {
  const { charge, customer } = await charged(200, (id) => [
    { type: 'invoice', invoice: id, amount: 148.85 },
    { type: 'credit', amount: 51.15 },
  ])
  const other = (await acme.call('POST', '/invoices', { body: { customer, items: [{ name: 'Ink', unit_cost: 20 }] } })).json.id
  const spent = { type: 'applied_credit', document_type: 'invoice', invoice: other, amount: 20 }
  await acme.call('POST', '/payments', { body: { customer, amount: 0, applied_to: [spent] } })
  expect((await acme.call('POST', '/credit_balance_adjustments', { body: { customer, amount: -31.15 } })).status).toBe(201)
  const facts = await stand.work((work) => findChargeFacts(work, charge))
  const told = { gateway: 'test', idempotency_key: null, reference: 're_elsewhere', amount: money(20_000, 'usd') }
  await heedRefund(stand, facts, told, { outcome: 'succeeded', reference: 're_elsewhere' })
  await world.settle()
  expect(await read(`/refunds?filter[charge]=${charge}`)).toEqual([])
  expect(await read(`/invoices/${other}`)).toMatchObject({ paid: true, balance: 0 })
  expect(await read(`/tasks?filter[customer_id]=${customer}`)).toMatchObject([{ action: 'review' }])
})

test('a charged payment is refunded, not voided; after a refund what is left can be applied elsewhere', async () => {
  const { payment, charge, customer, invoice } = await charged()
  expect(await acme.call('DELETE', `/payments/${payment}`)).toMatchObject({ status: 400, json: { code: 'payment_processed' } })
  await refund(charge, 100)
  const other = (await acme.call('POST', '/invoices', { body: { customer, items: [{ name: 'Ink', unit_cost: 48.85 }] } })).json.id
  const moved = await acme.call('PATCH', `/payments/${payment}`, {
    body: { applied_to: [{ type: 'invoice', invoice: other, amount: 48.85 }] },
  })
  expect(moved).toMatchObject({ status: 200, json: { balance: 0, amount_returned: 100 } })
  expect(await read(`/invoices/${other}`)).toMatchObject({ paid: true })
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ balance: 148.85 })
  expect(
    await acme.call('PATCH', `/payments/${payment}`, {
      body: { applied_to: [{ type: 'invoice', invoice: other, amount: 48.86 }] },
    }),
  ).toMatchObject({ status: 400 })
})
