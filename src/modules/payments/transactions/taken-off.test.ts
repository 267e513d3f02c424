import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { openWork } from '../../../platform/work.ts'
import { proveBooks } from '../../insight/proof/service.ts'
import { heed } from '../notices/service.ts'

const world = await openWorld()
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})
const { acme, platform } = world

/** A gateway that gives nothing back while it is told so. */
let declines = false
const { open } = platform.outside.gateways
platform.outside.gateways.open = (...settings) => {
  const gateway = open(...settings)
  const said = 'The bank gives nothing back.'
  const declined = { outcome: 'declined', decline: 'charge_not_refundable', said, reference: 'sim-declined' } as const
  return { ...gateway, refund: async (request) => (declines ? declined : gateway.refund(request)) }
}

const read = async (path: string) => (await acme.call('GET', path)).json
const charged = async (amount = 25) => {
  const customer = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id as number
  const applied_to = [{ type: 'credit', amount }]
  const { json } = await acme.call('POST', '/charges', {
    body: { customer, method: 'credit_card', amount, gateway_token: 'tok_visa', applied_to },
  })
  return { customer, payment: json.id as number, charge: json.charge as { id: number; gateway_id: string } }
}
const give = async (charge: number, amount: number, refused = false) => {
  declines = refused
  const { status } = await acme.call('POST', `/charges/${charge}/refunds`, { body: { amount } })
  declines = false
  expect(status).toBe(refused ? 400 : 201)
}
const seen = async (payment: number) =>
  (await read(`/transactions?filter[payment]=${payment}&sort=id asc`)).map(
    ({ type, status, method, amount }: Record<string, unknown>) => `${type} ${status} ${method} ${amount}`,
  )
const stand = {
  platform,
  companyId: acme.id,
  work: <T>(run: Parameters<typeof openWork<T>>[2]) => openWork(platform, { companyId: acme.id, actor: { kind: 'system' } }, run),
}
const told = (charge: string, status: 'opened' | 'won') =>
  heed(stand, 'test', {
    id: `evt-${status}`,
    at: world.now(),
    type: 'dispute',
    reference: `dp-${charge}`,
    charge,
    amount: { amount: 2_500, currency: 'usd' },
    status,
    reason: 'fraudulent',
  })

test('credit that was kept ready for a refund is no credit any more when the refund is declined', async () => {
  const { charge, payment, customer } = await charged()
  expect(await seen(payment)).toEqual(['adjustment succeeded balance -25'])
  await give(charge.id, 25, true)
  expect(await read(`/payments/${payment}`)).toMatchObject({ balance: 25 })
  expect(await read(`/customers/${customer}/balance`)).toMatchObject({ available_credits: 0 })
  expect(await seen(payment)).toEqual(['charge succeeded credit_card 25', 'refund failed credit_card 25'])
  await give(charge.id, 10)
  expect(await seen(payment)).toEqual([
    'charge succeeded credit_card 25',
    'refund failed credit_card 25',
    'refund succeeded credit_card 10',
  ])
  expect(await read(`/transactions?filter[payment]=${payment}&filter[type]=refund`)).toMatchObject([
    { parent_transaction: payment },
    { parent_transaction: payment },
  ])
})

test('a part of the credit that went back is money that went back; the rest is credit', async () => {
  const { charge, payment, customer } = await charged()
  await give(charge.id, 10)
  expect(await read(`/customers/${customer}/balance`)).toMatchObject({ available_credits: 15 })
  expect(await seen(payment)).toEqual([
    'charge succeeded credit_card 10',
    'adjustment succeeded balance -15',
    'refund succeeded credit_card 10',
  ])
})

test('credit that was contested and won back is unapplied, and shown once', async () => {
  const { charge, payment } = await charged()
  await told(charge.gateway_id, 'opened')
  await told(charge.gateway_id, 'won')
  expect(await read(`/payments/${payment}`)).toMatchObject({ balance: 25 })
  expect(await seen(payment)).toEqual(['charge succeeded credit_card 25'])
})

test('what a payment is said to be used for comes to its amount, also when its splits change after a part went back', async () => {
  const customer = (await acme.call('POST', '/customers', { body: { name: 'Globex' } })).json.id as number
  const bill = async () =>
    (await acme.call('POST', '/invoices', { body: { customer, items: [{ name: 'Paper', unit_cost: 100 }] } })).json.id as number
  const [first, second] = [await bill(), await bill()]
  const on = (invoice: number, amount: number) => ({ applied_to: [{ type: 'invoice', invoice, amount }] })
  const body = { customer, amount: 100, method: 'check', ...on(first, 90) }
  const { json } = await acme.call('POST', '/payments', { body })
  const [use] = await read(`/transactions?filter[payment]=${json.id}&filter[invoice]=${first}`)
  expect((await acme.call('POST', `/transactions/${use.id}/refunds`, { body: { amount: 40 } })).status).toBe(201)
  expect((await acme.call('PATCH', `/payments/${json.id}`, { body: on(second, 60) })).status).toBe(200)
  expect(await seen(json.id)).toEqual([
    'payment succeeded check 10',
    'payment succeeded check 30',
    'refund succeeded check 40',
    'payment succeeded check 60',
  ])
})
