import { afterAll, beforeEach, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld()
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})
const { acme, globex } = world
beforeEach(() => world.travel('2014-11-18T15:00:00Z'))

const read = async (path: string) => (await acme.call('GET', path)).json
const day = (text: string) => Date.parse(`${text}T06:00:00Z`) / 1000
const INSTALLMENTS = [
  { date: day('2014-12-01'), amount: 50 },
  { date: day('2015-01-01'), amount: 50 },
]
/** An invoice of 100, and its plan in two parts. */
const planned = async (plan: object | null = { require_approval: true }, more: object = {}) => {
  const { id: customer } = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp', ...more } })).json
  const { json } = await acme.call('POST', '/invoices', { body: { customer, items: [{ name: 'Paper', unit_cost: 100 }] } })
  if (plan)
    expect(
      (await acme.call('PUT', `/invoices/${json.id}/payment_plan`, { body: { installments: INSTALLMENTS, ...plan } })).status,
    ).toBe(201)
  return { id: json.id as number, customer, key: json.url.split('/').at(-1) as string }
}
const look = (key: string) => world.request('GET', `/api/portal/${acme.username}/invoices/${key}/payment_plan`)
const agree = (key: string, query = '') =>
  world.request('POST', `/api/portal/${acme.username}/invoices/${key}/payment_plan/approve?${query}`, {
    headers: { 'user-agent': 'Firefox/140', 'x-netterms-peer': '203.0.113.9' },
  })
const parts = ({ json }: { json: { installments: { balance: number }[] } }) => json.installments.map(({ balance }) => balance)

test('the customer sees what falls due when, and how it goes down as it is paid', async () => {
  const { id, key, customer } = await planned({ autopay: false })
  expect(await look(key)).toMatchObject({
    status: 200,
    json: { object: 'payment_plan', status: 'active', installments: INSTALLMENTS, approval: null },
  })
  const pay = (amount: number) =>
    acme.call('POST', '/payments', { body: { customer, amount, applied_to: [{ type: 'invoice', invoice: id, amount }] } })
  await pay(70)
  expect(parts(await look(key))).toEqual([0, 30])
  await pay(30)
  expect((await look(key)).json).toMatchObject({ status: 'finished' })
})

test('agreeing begins the plan: who, from where and with what is kept, and what is due is collected from then on', async () => {
  const { id, key, customer } = await planned()
  const card = { method: 'credit_card', invoiced_token: 'tok_visa', make_default: true }
  await acme.call('POST', `/customers/${customer}/payment_sources`, { body: card })
  expect(await read(`/invoices/${id}`)).toMatchObject({ next_payment_attempt: null })
  world.travel('2014-12-01T15:00:00Z')
  await world.settle()
  expect(await read(`/invoices/${id}`), 'nothing is collected that was not agreed to').toMatchObject({ balance: 100 })
  const rehearsed = await agree(key, 'dry_run=true')
  expect([rehearsed.status, rehearsed.json.status]).toEqual([200, 'active'])
  expect((await look(key)).json).toMatchObject({ status: 'pending_signup', approval: null })
  const { json } = await agree(key)
  expect(json).toMatchObject({
    status: 'active',
    approval: { timestamp: day('2014-12-01') + 9 * 3600, ip: '203.0.113.9', user_agent: 'Firefox/140' },
  })
  expect((await look(key)).json).toEqual(json)
  const [event] = await read(`/events?filter[type]=payment_plan.updated&related_to=customer,${customer}`)
  expect(event).toMatchObject({
    user: { id: -1 },
    data: { object: { status: 'active' }, previous: { status: 'pending_signup' } },
  })
  world.travel('2014-12-01T16:30:00Z')
  await world.settle()
  expect(await read(`/invoices/${id}`)).toMatchObject({ balance: 50, installment_date: day('2015-01-01') })
})

test('ten clicks are one agreement; a plan that waits for none takes none', async () => {
  const { key } = await planned()
  const answers = await Promise.all(Array.from({ length: 10 }, () => agree(key)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(answers.filter(({ json }) => json.code === 'payment_plan_approved')).toHaveLength(9)
  const own = await planned({ autopay: false })
  expect(await agree(own.key)).toMatchObject({ status: 400, json: { code: 'payment_plan_approved' } })
  expect((await look(own.key)).json.approval).toBeNull()
})

test('a plan that was replaced is agreed to anew; one that ended is no more', async () => {
  const { id, key } = await planned()
  await agree(key)
  const later = { installments: [{ date: day('2015-02-01'), amount: 100 }], require_approval: true }
  await acme.call('PUT', `/invoices/${id}/payment_plan`, { body: later })
  expect((await look(key)).json).toMatchObject({ status: 'pending_signup', approval: null, installments: [{ amount: 100 }] })
  expect((await agree(key)).status).toBe(200)
  expect((await acme.call('DELETE', `/invoices/${id}/payment_plan`)).status).toBe(204)
  for (const answer of [look(key), agree(key)])
    expect(await answer).toMatchObject({ status: 404, json: { code: 'payment_plan_not_found' } })
  const voided = await planned()
  await acme.call('POST', `/invoices/${voided.id}/void`)
  expect((await look(voided.key)).json).toMatchObject({ status: 'canceled' })
  expect(await agree(voided.key)).toMatchObject({ status: 400, json: { code: 'payment_plan_canceled' } })
})

test('what is paid while it waits needs no agreement any more, and waits in no list', async () => {
  const { id, key, customer } = await planned()
  const waiting = async () => (await read('/invoices?payment_plan=needs_approval')).map((one: { id: number }) => one.id)
  expect(await waiting()).toContain(id)
  const applied_to = [{ type: 'invoice', invoice: id, amount: 100 }]
  const { id: payment } = (await acme.call('POST', '/payments', { body: { customer, amount: 100, applied_to } })).json
  expect((await look(key)).json).toMatchObject({ status: 'finished' })
  expect(await agree(key)).toMatchObject({ status: 400, json: { code: 'payment_plan_finished' } })
  expect(await waiting()).not.toContain(id)
  await acme.call('DELETE', `/payments/${payment}`)
  expect((await look(key)).json, 'the check bounced').toMatchObject({ status: 'pending_signup' })
  expect((await agree(key)).json).toMatchObject({ status: 'active' })
})

test('everything about a plan stands in the history of its customer and of its invoice', async () => {
  const { id, key, customer } = await planned()
  await agree(key)
  await acme.call('DELETE', `/invoices/${id}/payment_plan`)
  for (const related of [`customer,${customer}`, `invoice,${id}`]) {
    const told = (await read(`/events?related_to=${related}&sort=id asc`)).filter(({ type }: { type: string }) =>
      type.startsWith('payment_plan.'),
    )
    expect(told, related).toMatchObject([
      { type: 'payment_plan.created', user: { id: -2 }, data: { object: { invoice: id, customer: { id: customer } } } },
      { type: 'payment_plan.updated', user: { id: -1 }, data: { previous: { status: 'pending_signup', approval: null } } },
      { type: 'payment_plan.deleted', data: { object: { object: 'payment_plan', status: 'canceled' } } },
    ])
  }
})

test('without a plan there is none to see, and whose link it is not sees none either', async () => {
  const plain = await planned(null)
  expect(await look(plain.key)).toMatchObject({ status: 404, json: { code: 'payment_plan_not_found' } })
  expect(await agree(plain.key)).toMatchObject({ status: 404 })
  const { key } = await planned()
  const wrong = [
    world.request('GET', `/api/portal/${globex.username}/invoices/${key}/payment_plan`),
    world.request('POST', `/api/portal/${globex.username}/invoices/${key}/payment_plan/approve`),
    look('A'.repeat(24)),
    agree('A'.repeat(24)),
  ]
  for (const answer of wrong) expect(await answer).toMatchObject({ status: 404, json: { code: 'no_such_link' } })
  expect((await look(key)).json).toMatchObject({ status: 'pending_signup' })
})
