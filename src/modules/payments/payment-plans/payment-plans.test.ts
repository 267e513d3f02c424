import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type TestCompany, type World } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

let world: World
let acme: TestCompany
beforeAll(async () => {
  world = await openWorld({ now: '2026-01-10T15:00:00Z' })
  acme = world.acme
})
afterAll(() => world.close())

const at = (text: string) => Math.floor(new Date(`${text}T06:00:00Z`).getTime() / 1000)
const THREE = [
  { date: at('2026-04-01'), amount: 50 },
  { date: at('2026-02-01'), amount: 50 },
  { date: at('2026-03-01'), amount: 48.85 },
]

async function post(path: string, body: unknown) {
  const { status, json, text } = await acme.call('POST', path, { body })
  if (status >= 300) throw new Error(`${path}: ${status} ${text}`)
  return json
}
async function issued(more: object = {}) {
  const customer = await post('/customers', { name: 'Globex' })
  return post('/invoices', { customer: customer.id, items: [{ name: 'Copy paper', quantity: 1, unit_cost: 148.85 }], ...more })
}
const get = async (path: string) => (await acme.call('GET', path)).json
const pay = (invoice: { id: number; customer: number }, amount: number, kind = 'check') =>
  post('/payments', {
    customer: invoice.customer,
    amount,
    method: kind,
    applied_to: [{ type: 'invoice', invoice: invoice.id, amount }],
  })
const setPlan = (id: number, body: unknown, method = 'PUT') => acme.call(method, `/invoices/${id}/payment_plan`, { body })
const open = (plan: { installments: { balance: number }[] }) => plan.installments.map(({ balance }) => balance)

test('installments come sorted, and the invoice is due the day after the last', async () => {
  const { id } = await issued()
  const { status, json: plan } = await setPlan(id, { installments: THREE })
  expect(status).toBe(201)
  expect(plan).toMatchObject({ object: 'payment_plan', status: 'active', approval: null })
  expect(plan.installments.map((one: { date: number }) => one.date)).toEqual([
    at('2026-02-01'),
    at('2026-03-01'),
    at('2026-04-01') - 3600,
  ])
  expect(open(plan)).toEqual([50, 48.85, 50])
  expect(await get(`/invoices/${id}`)).toMatchObject({
    payment_plan: plan.id,
    payment_terms: 'Payment Plan',
    autopay: true,
    installment_date: at('2026-02-01'),
    next_payment_attempt: at('2026-02-01'),
    due_date: at('2026-04-02') - 3600,
    status: 'not_sent',
  })
  const expanded = await get(`/invoices/${id}?expand=payment_plan`)
  expect(expanded.payment_plan).toEqual(plan)
  expect(await get(`/invoices/${id}/payment_plan`)).toEqual(plan)
})

test('installments that do not add up are refused with what is owed', async () => {
  const { id } = await issued()
  expect(await setPlan(id, { installments: THREE.slice(1) })).toMatchObject({
    status: 400,
    json: { param: 'installments', message: expect.stringContaining('$148.85') },
  })
})

test('payments fill the oldest installments, what is taken back reopens the newest, all paid is finished', async () => {
  const invoice = await issued()
  await setPlan(invoice.id, { installments: THREE, autopay: false })
  const first = await pay(invoice, 70)
  expect(open(await get(`/invoices/${invoice.id}/payment_plan`))).toEqual([0, 28.85, 50])
  expect(await get(`/invoices/${invoice.id}`)).toMatchObject({ installment_date: at('2026-03-01'), autopay: false })
  await world.settle()
  const second = await pay(invoice, 78.85)
  expect(await get(`/invoices/${invoice.id}/payment_plan`)).toMatchObject({ status: 'finished' })
  expect(await get(`/invoices/${invoice.id}`)).toMatchObject({ status: 'paid', installment_date: null })
  await acme.call('DELETE', `/payments/${first.id}`)
  expect(open(await get(`/invoices/${invoice.id}/payment_plan`))).toEqual([0, 20, 50])
  expect(await get(`/invoices/${invoice.id}/payment_plan`)).toMatchObject({ status: 'active' })
  await acme.call('DELETE', `/payments/${second.id}`)
  expect(open(await get(`/invoices/${invoice.id}/payment_plan`))).toEqual([50, 48.85, 50])
  await world.settle()
  const events = (await get('/events?per_page=100')).filter((event: { type: string }) => event.type.startsWith('payment_plan.'))
  expect(events.some((event: { type: string }) => event.type === 'payment_plan.created')).toBe(true)
  expect(events.some((event: { type: string }) => event.type === 'payment_plan.updated')).toBe(true)
})

test.each([
  [{ installments: [] }, 'installments'],
  [{ installments: [{ date: at('2026-02-01'), amount: 100 }] }, 'installments'],
  [
    {
      installments: [
        { date: at('2026-02-01'), amount: 148.85 },
        { date: at('2026-03-01'), amount: 0 },
      ],
    },
    'installments[1].amount',
  ],
  [{ installments: [{ date: at('2026-02-01'), amount: 148.851 }] }, 'installments[0].amount'],
  [{ installments: Array.from({ length: 101 }, () => ({ date: at('2026-02-01'), amount: 1 })) }, 'installments'],
])('a plan that does not fit the invoice is refused: %#', async (body, param) => {
  const { id } = await issued()
  const { status, json } = await setPlan(id, body)
  expect([status, json.param]).toEqual([400, param])
  expect((await get(`/invoices/${id}`)).payment_plan).toBe(null)
})

test('while the plan lives the total is locked; cancelling it clears terms, due date and AutoPay', async () => {
  const { id } = await issued()
  await setPlan(id, { installments: THREE }, 'POST')
  const change = { items: [{ name: 'More', quantity: 1, unit_cost: 1000 }] }
  expect((await acme.call('PATCH', `/invoices/${id}`, { body: change })).json).toMatchObject({ param: 'items' })
  expect((await acme.call('PATCH', `/invoices/${id}`, { body: { notes: 'Thank you.' } })).status).toBe(200)
  expect((await acme.call('DELETE', `/invoices/${id}/payment_plan`)).status).toBe(204)
  expect(await get(`/invoices/${id}`)).toMatchObject({
    payment_plan: null,
    installment_date: null,
    payment_terms: null,
    due_date: null,
    autopay: false,
    next_payment_attempt: null,
    balance: 148.85,
  })
  expect((await acme.call('GET', `/invoices/${id}/payment_plan`)).status).toBe(404)
  expect((await acme.call('DELETE', `/invoices/${id}/payment_plan`)).status).toBe(404)
  expect((await acme.call('PATCH', `/invoices/${id}`, { body: change })).status).toBe(200)
})

test('a second plan replaces the first', async () => {
  const { id } = await issued()
  const { json: first } = await setPlan(id, { installments: THREE })
  const { json: second } = await setPlan(id, { installments: [{ date: at('2026-05-01'), amount: 148.85 }] })
  expect(second.id).not.toBe(first.id)
  expect(await get(`/invoices/${id}`)).toMatchObject({ payment_plan: second.id, balance: 148.85 })
})

test('a plan that waits for approval begins when the customer agrees through the link', async () => {
  const invoice = await issued()
  await setPlan(invoice.id, { installments: THREE, require_approval: true })
  const waiting = await get(`/invoices/${invoice.id}`)
  expect(waiting.next_payment_attempt).toBe(null)
  expect((await get('/invoices?payment_plan=needs_approval')).map(({ id }: { id: number }) => id)).toEqual([invoice.id])
  expect(await get(`/invoices/${invoice.id}/payment_plan`)).toMatchObject({ status: 'pending_signup', approval: null })
  const link = `/api/portal/${acme.username}/invoices/${invoice.url.split('/').at(-1)}/payment_plan`
  expect((await world.request('GET', link)).json).toMatchObject({ status: 'pending_signup' })
  const { status, json } = await world.request('POST', `${link}/approve`, { headers: { 'user-agent': 'Mozilla/5.0' } })
  expect(status).toBe(200)
  expect(json).toMatchObject({ status: 'active', approval: { user_agent: 'Mozilla/5.0', timestamp: expect.any(Number) } })
  expect((await world.request('POST', `${link}/approve`)).status).toBe(400)
  expect((await world.request('GET', link.replace(/.{24}\/payment_plan$/, `${'x'.repeat(24)}/payment_plan`))).status).toBe(404)
  expect((await get(`/invoices/${invoice.id}`)).next_payment_attempt).toBe(at('2026-02-01'))
})

test('an installment that is missed makes the invoice past due until it is paid', async () => {
  const invoice = await issued()
  await setPlan(invoice.id, { installments: THREE, autopay: false })
  const balance = () => get(`/customers/${invoice.customer}/balance`)
  expect(await balance()).toMatchObject({ total_outstanding: 148.85, due_now: 0, past_due: false })
  world.travel('2026-02-01T15:00:00Z')
  expect(await balance()).toMatchObject({ due_now: 50, past_due: false })
  expect((await get(`/invoices/${invoice.id}`)).status).toBe('not_sent')
  world.travel('2026-02-02T15:00:00Z')
  await world.settle()
  expect((await get(`/invoices/${invoice.id}`)).status).toBe('past_due')
  expect(await balance()).toMatchObject({ due_now: 50, past_due: true })
  expect((await get('/invoices?filter[status]=past_due')).map(({ id }: { id: number }) => id)).toContain(invoice.id)
  await pay(invoice, 50)
  expect(await get(`/invoices/${invoice.id}`)).toMatchObject({ status: 'not_sent', installment_date: at('2026-03-01') })
  expect(await balance()).toMatchObject({ total_outstanding: 98.85, due_now: 0, past_due: false })
  world.travel('2026-03-02T15:00:00Z')
  expect((await get(`/invoices/${invoice.id}`)).status).toBe('past_due')
  await pay(invoice, 98.85)
  expect((await get(`/invoices/${invoice.id}`)).status).toBe('paid')
  await world.settle()
})

test('an installment is collected by itself on its day; one that is missed is late, tried again and then paid', async () => {
  world.travel('2026-04-10T15:00:00Z')
  const customer = await post('/customers', { name: 'Globex', email: 'billing@globex.example' })
  const source = (token: string) =>
    post(`/customers/${customer.id}/payment_sources`, { method: 'credit_card', invoiced_token: token, make_default: true })
  await source('tok_visa')
  const invoice = await post('/invoices', { customer: customer.id, items: [{ name: 'Copy paper', quantity: 1, unit_cost: 90 }] })
  const dates = ['2026-04-15', '2026-05-15', '2026-06-15']
  await setPlan(invoice.id, { installments: dates.map((day) => ({ date: at(day) - 3600, amount: 30 })) })
  const travel = async (to: string) => {
    world.travel(to)
    await world.settle()
    return get(`/invoices/${invoice.id}`)
  }
  expect(await travel('2026-04-14T15:00:00Z')).toMatchObject({ balance: 90, status: 'not_sent' })
  expect(await travel('2026-04-15T15:00:00Z')).toMatchObject({
    balance: 60,
    attempt_count: 0,
    installment_date: at('2026-05-15') - 3600,
    next_payment_attempt: at('2026-05-15') - 3600,
  })
  await source('tok_visa_0341')
  expect(await travel('2026-05-15T15:00:00Z')).toMatchObject({ balance: 60, attempt_count: 1 })
  const missed = await travel('2026-05-17T15:00:00Z')
  expect(missed).toMatchObject({ status: 'past_due', balance: 60 })
  await source('tok_visa')
  expect(await travel('2026-05-19T15:00:00Z')).toMatchObject({ status: 'sent', balance: 30, attempt_count: 0 })
  expect(await get(`/customers/${customer.id}/balance`)).toMatchObject({ due_now: 0, past_due: false, total_outstanding: 30 })
  expect(await travel('2026-06-15T15:00:00Z')).toMatchObject({ status: 'paid', balance: 0, next_payment_attempt: null })
  expect(await get(`/invoices/${invoice.id}/payment_plan`)).toMatchObject({ status: 'finished' })
  const charges = await get(`/charges?filter[customer]=${customer.id}`)
  expect(charges.map(({ status, amount }: { status: string; amount: number }) => [status, amount]).toSorted()).toEqual([
    ['failed', 30],
    ['succeeded', 30],
    ['succeeded', 30],
    ['succeeded', 30],
  ])
})

test("AutoPay of a plan can be turned off and on; terms and due date stay the plan's", async () => {
  world.travel('2026-01-10T15:00:00Z')
  const { id } = await issued()
  await setPlan(id, { installments: THREE })
  const change = (body: object) => acme.call('PATCH', `/invoices/${id}`, { body })
  const due_date = at('2026-04-02') - 3600
  const off = { autopay: false, next_payment_attempt: null, payment_terms: 'Payment Plan', due_date }
  expect((await change({ autopay: false })).json).toMatchObject(off)
  expect((await change({ autopay: true })).json).toMatchObject({
    autopay: true,
    next_payment_attempt: at('2026-02-01'),
    due_date,
  })
  expect((await change({ due_date: at('2026-12-01') })).json.param).toBe('due_date')
})

test('voiding the invoice cancels its plan; giving it up or crediting it fills the plan', async () => {
  const voided = await issued()
  await setPlan(voided.id, { installments: THREE })
  await post(`/invoices/${voided.id}/void`, {})
  expect(await get(`/invoices/${voided.id}/payment_plan`)).toMatchObject({ status: 'canceled' })
  expect((await acme.call('DELETE', `/invoices/${voided.id}/payment_plan`)).status).toBe(400)
  const credited = await issued()
  await setPlan(credited.id, { installments: THREE })
  await post('/credit_notes', {
    customer: credited.customer,
    invoice: credited.id,
    items: [{ name: 'Returned', quantity: 1, unit_cost: 60 }],
  })
  expect(open(await get(`/invoices/${credited.id}/payment_plan`))).toEqual([0, 38.85, 50])
  await post(`/invoices/${credited.id}/bad_debt`, {})
  expect(await get(`/invoices/${credited.id}`)).toMatchObject({ status: 'bad_debt', installment_date: null })
})

test('two plans at once leave one', async () => {
  const { id } = await issued()
  const answers = await Promise.all(Array.from({ length: 6 }, () => setPlan(id, { installments: THREE })))
  expect(answers.every(({ status }) => status === 201)).toBe(true)
  const { payment_plan } = await get(`/invoices/${id}`)
  expect(answers.map(({ json }) => json.id)).toContain(payment_plan)
})

test('the books are sound', async () => {
  expect((await proveBooks(world.platform)).breaches).toEqual([])
})
