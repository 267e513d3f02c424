import { afterAll, beforeEach, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { openWork } from '../../../platform/work.ts'
import { proveBooks } from '../../insight/proof/service.ts'
import { simulatorOf } from '../gateways/service.ts'
import { heed } from '../notices/service.ts'

const world = await openWorld()
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})
const { acme } = world
beforeEach(() => world.travel('2014-11-18T15:00:00Z'))

const read = async (path: string) => (await acme.call('GET', path)).json
const charged = async (token: string, splits?: (invoice: number) => object[]) => {
  const customer = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id as number
  const invoice = (await acme.call('POST', '/invoices', { body: { customer, items: [{ name: 'Paper', unit_cost: 148.85 }] } }))
    .json.id as number
  const { json } = await acme.call('POST', '/charges', {
    body: {
      customer,
      method: 'credit_card',
      amount: 148.85,
      gateway_token: token,
      applied_to: splits?.(invoice) ?? [{ type: 'invoice', invoice, amount: 148.85 }],
    },
  })
  return {
    customer,
    invoice,
    payment: json.id as number,
    charge: json.charge.id as number,
    gateway_id: json.charge.gateway_id as string,
  }
}
const stand = {
  platform: world.platform,
  companyId: acme.id,
  work: <T>(run: Parameters<typeof openWork<T>>[2]) =>
    openWork(world.platform, { companyId: acme.id, actor: { kind: 'system' } }, run),
}
const usd = (amount: number) => ({ amount, currency: 'usd' as const })
const told = (charge: string, status: 'opened' | 'won' | 'lost', reference = `dp-${charge}`, amount = 14_885) =>
  heed(stand, 'test', {
    id: `evt-${status}`,
    at: world.now(),
    type: 'dispute',
    reference,
    charge,
    amount: usd(amount),
    status,
    reason: 'fraudulent',
  })

test('a chargeback is noticed: charge and invoice say so, the money is contested', async () => {
  const { charge, invoice } = await charged('tok_visa_0259')
  world.travel('2014-11-19T16:00:00Z')
  await world.settle()
  expect(await read(`/charges/${charge}`)).toMatchObject({ disputed: true })
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ paid: true, disputed: true })
  expect(await read('/disputes')).toMatchObject([{ charge, amount: 148.85, status: 'open', reason: 'fraudulent' }])
  expect(await acme.call('POST', `/charges/${charge}/refunds`, { body: { amount: 1 } })).toMatchObject({
    status: 400,
    json: { code: 'charge_disputed' },
  })
})

test('a payment whose success was not heard of is asked about when it is contested', async () => {
  const customer = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id as number
  const { id: invoice } = (
    await acme.call('POST', '/invoices', { body: { customer, items: [{ name: 'Paper', unit_cost: 148.85 }] } })
  ).json
  const { json } = await acme.call('POST', '/charges', {
    body: {
      customer,
      method: 'ach',
      amount: 148.85,
      gateway_token: 'tok_bank_3893',
      applied_to: [{ type: 'invoice', invoice, amount: 148.85 }],
    },
  })
  expect(json).toMatchObject({ object: 'payment', status: 'pending' })
  world.travel('2014-11-26T15:00:00Z')
  await told(json.reference, 'opened')
  expect(await read(`/charges/${json.charge.id}`)).toMatchObject({ status: 'succeeded', disputed: true })
  expect(await read(`/disputes?filter[charge]=${json.charge.id}`)).toMatchObject([{ status: 'open', amount: 148.85 }])
  await told(json.reference, 'won')
})

test('won, it is as before; notices that come twice or late change nothing', async () => {
  const { charge, invoice, gateway_id } = await charged('tok_visa')
  for (const status of ['opened', 'opened', 'won', 'won', 'opened', 'lost'] as const) await told(gateway_id, status)
  expect(await read(`/charges/${charge}`)).toMatchObject({ disputed: false })
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ paid: true, disputed: false })
  expect(await read(`/disputes?filter[charge]=${charge}`)).toMatchObject([{ status: 'won' }])
})

test('an invoice is contested until every dispute of its payments has ended, and so is a charge', async () => {
  const half = (invoice: number) => [{ type: 'invoice', invoice, amount: 100 }]
  const { customer, invoice, charge, gateway_id } = await charged('tok_visa', half)
  const { json: other } = await acme.call('POST', '/charges', {
    body: {
      customer,
      method: 'credit_card',
      amount: 48.85,
      gateway_token: 'tok_visa',
      applied_to: [{ type: 'invoice', invoice, amount: 48.85 }],
    },
  })
  const contested = async () => ({
    invoice: (await read(`/invoices/${invoice}`)).disputed,
    charge: (await read(`/charges/${charge}`)).disputed,
  })
  const both = { invoice: true, charge: true }
  await told(gateway_id, 'opened', 'dp-first', 6_000)
  await told(gateway_id, 'opened', 'dp-second', 4_000)
  await told(other.charge.gateway_id, 'opened', 'dp-other', 4_885)
  expect(await contested()).toEqual(both)
  await told(gateway_id, 'won', 'dp-first', 6_000)
  expect(await contested()).toEqual(both)
  await told(gateway_id, 'won', 'dp-second', 4_000)
  expect(await contested()).toEqual({ invoice: true, charge: false })
  await told(other.charge.gateway_id, 'won', 'dp-other', 4_885)
  expect(await contested()).toEqual({ invoice: false, charge: false })
})

test('disputes of one charge never contest more together than was charged', async () => {
  const { charge, gateway_id } = await charged('tok_visa')
  const amounts = async () =>
    (await read(`/disputes?filter[charge]=${charge}&sort=id asc`)).map(({ amount }: { amount: number }) => amount)
  await told(gateway_id, 'opened', 'dp-most', 10_000)
  await told(gateway_id, 'opened', 'dp-more', 10_000)
  await told(gateway_id, 'opened', 'dp-nothing-left', 10_000)
  expect(await amounts()).toEqual([100, 48.85])
  await told(gateway_id, 'lost', 'dp-most', 10_000)
  await told(gateway_id, 'won', 'dp-more', 10_000)
  await told(gateway_id, 'opened', 'dp-again', 10_000)
  expect(await amounts()).toEqual([100, 48.85, 48.85])
  await told(gateway_id, 'won', 'dp-again', 10_000)
})

test('lost, the invoice is owed again, even where the end is told first', async () => {
  const { charge, invoice, payment, gateway_id } = await charged('tok_visa')
  await told(gateway_id, 'lost')
  await told(gateway_id, 'opened')
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ paid: false, balance: 148.85, disputed: false })
  expect(await read(`/payments/${payment}`)).toMatchObject({ amount_returned: 148.85, balance: 0 })
  expect(await read(`/disputes?filter[charge]=${charge}`)).toMatchObject([{ status: 'lost' }])
})

test('lost after the credit was spent, the company bears it', async () => {
  const { customer, gateway_id, payment } = await charged('tok_visa', () => [{ type: 'credit', amount: 148.85 }])
  const other = (await acme.call('POST', '/invoices', { body: { customer, items: [{ name: 'Ink', unit_cost: 148.85 }] } })).json
    .id
  await acme.call('POST', '/payments', {
    body: {
      customer,
      amount: 0,
      applied_to: [{ type: 'applied_credit', document_type: 'invoice', invoice: other, amount: 148.85 }],
    },
  })
  await told(gateway_id, 'lost')
  expect(await read(`/payments/${payment}`)).toMatchObject({ amount_returned: 0 })
  expect(await read(`/invoices/${other}`)).toMatchObject({ paid: true })
})

test('whoever answers a dispute opens it with its charge and its customer, and later reads how it ended', async () => {
  const { charge, customer, gateway_id } = await charged('tok_visa')
  await told(gateway_id, 'opened')
  const [{ id }] = await read(`/disputes?filter[charge]=${charge}`)
  const opened = await acme.call('GET', `/disputes/${id}?expand=charge,customer`)
  expect(opened.json).toMatchObject({
    id,
    object: 'dispute',
    status: 'open',
    amount: 148.85,
    currency: 'usd',
    reason: 'fraudulent',
    gateway: 'test',
    gateway_id: `dp-${gateway_id}`,
    charge: { object: 'charge', id: charge, amount: 148.85, disputed: true },
    customer: { object: 'customer', id: customer, name: 'Acme Corp' },
  })
  world.travel('2014-11-28T15:00:00Z')
  await told(gateway_id, 'won')
  const ended = (await acme.call('GET', `/disputes/${id}`)).json
  expect(ended).toMatchObject({ charge, customer, status: 'won', amount: 148.85 })
  expect(ended.updated_at - ended.created_at).toBe(10 * 86_400)
  expect(await world.globex.call('GET', `/disputes/${id}`)).toMatchObject({
    status: 404,
    json: { code: 'dispute_not_found', message: expect.stringContaining(String(id)) },
  })
  expect(await acme.call('GET', `/disputes/${id}?expand=invoice`)).toMatchObject({ status: 400, json: { param: 'expand' } })
})

test('only what is left of a charge can be contested', async () => {
  const { charge, gateway_id } = await charged('tok_visa')
  world.travel('2014-11-20T15:00:00Z')
  await world.settle()
  expect((await acme.call('POST', `/charges/${charge}/refunds`, { body: { amount: 100 } })).status).toBe(201)
  await told(gateway_id, 'opened')
  const [{ id }] = await read(`/disputes?filter[charge]=${charge}`)
  expect((await acme.call('GET', `/disputes/${id}`)).json).toMatchObject({ amount: 48.85, status: 'open' })
  await told(gateway_id, 'lost')
  expect((await acme.call('GET', `/disputes/${id}`)).json).toMatchObject({ amount: 48.85, status: 'lost' })
})

test('a gateway’s notice is believed by its signature only, and harmless when it comes twice', async () => {
  const customer = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id as number
  const invoice = (await acme.call('POST', '/invoices', { body: { customer, items: [{ name: 'Paper', unit_cost: 148.85 }] } }))
    .json.id as number
  const late = {
    customer,
    method: 'credit_card',
    amount: 148.85,
    gateway_token: 'tok_visa_late',
    applied_to: [{ type: 'invoice', invoice, amount: 148.85 }],
  }
  expect((await acme.call('POST', '/charges', { body: late })).json).toMatchObject({ object: 'payment', status: 'pending' })
  world.travel('2014-11-18T15:11:00Z')
  const notices = await (await simulatorOf(world.platform, acme.id)).dueNotices()
  const send = async (body: Uint8Array, headers: Readonly<Record<string, string | undefined>>, account = 'test') =>
    world.app.fetch(
      new Request(`http://localhost:3000/webhooks/gateways/${acme.id}/${account}`, {
        method: 'POST',
        body: body as Uint8Array<ArrayBuffer>,
        headers: headers as Record<string, string>,
      }),
    )
  for (const { webhook } of [...notices, ...notices.toReversed(), ...notices])
    expect((await send(webhook.body, webhook.headers)).status).toBe(200)
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ paid: true, amount_paid: 148.85 })
  const { webhook } = notices[0]!
  expect(
    (await send(new TextEncoder().encode(new TextDecoder().decode(webhook.body).replace('charge', 'refund')), webhook.headers))
      .status,
  ).toBe(403)
  expect((await send(webhook.body, webhook.headers, '99')).status).toBe(404)
  expect((await send(webhook.body, webhook.headers, 'stripe')).status).toBe(404)
  expect(
    (await world.app.fetch(new Request('http://localhost:3000/webhooks/gateways/99999/test', { method: 'POST', body: '{}' })))
      .status,
  ).toBe(404)
})
