import { afterAll, beforeEach, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import type { Gateway } from '../../../connectors/gateways/index.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme, globex } = world

/** What the gateway is asked, and what happens at it instead or meanwhile. */
let asked: string[] = []
let forgotten: string[] = []
let happens: ((store: () => ReturnType<Gateway['store']>) => ReturnType<Gateway['store']>) | null = null
beforeEach(() => {
  asked = []
  forgotten = []
  happens = null
})
const open = world.platform.outside.gateways.open
world.platform.outside.gateways.open = (name, settings, around) => {
  const gateway = open(name, settings, around)
  return {
    ...gateway,
    store: (request) => {
      asked.push(JSON.stringify(request))
      const [now] = [happens]
      happens = null
      return now ? now(() => gateway.store(request)) : gateway.store(request)
    },
    forget: (request) => {
      forgotten.push(request.source)
      return gateway.forget(request)
    },
  }
}

const read = async (path: string) => (await acme.call('GET', path)).json
const browser = { 'user-agent': 'Mozilla/5.0', 'x-netterms-peer': '203.0.113.9' }
const card = (invoiced_token = 'tok_visa_4242', more: object = {}) => ({ method: 'credit_card', invoiced_token, ...more })
const create = (body: object, headers: Record<string, string> = {}) =>
  acme.call('POST', '/customers', { body: { name: 'Acme Corp', ...body }, headers: { ...browser, ...headers } })
const update = (id: number, body: object, headers: Record<string, string> = {}) =>
  acme.call('PATCH', `/customers/${id}`, { body, headers: { ...browser, ...headers } })
const sourcesOf = (id: number) => read(`/customers/${id}/payment_sources`)
const consentsOf = (id: number) => read(`/customers/${id}/autopay_consents?sort=id asc`)
const called = async (name: string) => read(`/customers?filter[name]=${encodeURIComponent(name)}`)
let names = 0
/** A name that nobody has yet, to see what is left of who was refused. */
const newName = () => `Customer ${++names} of a test`

test('a customer is made with the card that it pays by, which is its default', async () => {
  const { status, json } = await create({ payment_source: card() })
  expect([status, json.payment_source]).toMatchObject([
    201,
    { object: 'card', last4: '4242', customer: json.id, gateway: 'test' },
  ])
  expect(await sourcesOf(json.id)).toEqual([json.payment_source])
  expect(await read(`/customers/${json.id}`)).toEqual(json)
  const events = await read(`/events?related_to=customer,${json.id}&sort=id asc`)
  expect(events.map(({ type }: { type: string }) => type)).toEqual([
    'customer.created',
    'payment_source.created',
    'customer.updated',
  ])
  const form = 'name=Globex&payment_source[method]=ach&payment_source[gateway_token]=tok_bank_6789'
  expect((await acme.call('POST', '/customers', { form })).json).toMatchObject({ payment_source: { object: 'bank_account' } })
})

test('a card that is declined refuses the customer: nothing is left, and no number is taken', async () => {
  const name = newName()
  const { json: before } = await create({})
  const refused = await create({ name, payment_source: card('tok_visa_0002') })
  expect(refused).toMatchObject({ status: 400, json: { code: 'card_declined', param: 'payment_source.invoiced_token' } })
  expect(await called(name)).toEqual([])
  const next = Number((await create({})).json.number.slice(5))
  expect(next).toBe(Number(before.number.slice(5)) + 1)
})

test.each([
  [{}, 'payment_source.method'],
  [{ method: 'cash', invoiced_token: 'tok_visa' }, 'payment_source.method'],
  [{ method: 'credit_card' }, 'payment_source.invoiced_token'],
  [card('tok_visa', { gateway_token: 'tok_visa' }), 'payment_source.invoiced_token'],
  [{ method: 'credit_card', card: { number: ['5555', '5555', '5555', '4444'].join('') } }, 'payment_source.card.number'],
  [{ object: 'card', number: ['5555', '5555', '5555', '4444'].join('') }, 'payment_source.number'],
  ['tok_visa', 'payment_source'],
])('%j is no card or account', async (payment_source, param) => {
  const name = newName()
  expect(await create({ name, payment_source })).toMatchObject({ status: 400, json: { param } })
  const { id } = (await create({})).json
  expect(await update(id, { payment_source })).toMatchObject({ status: 400, json: { param } })
  expect([await called(name), asked]).toEqual([[], []])
})

test('what is wrong with the customer is said before the gateway is asked', async () => {
  const number = `TAKEN-${++names}`
  await create({ number })
  expect(await create({ number, payment_source: card() })).toMatchObject({ status: 400, json: { param: 'number' } })
  expect(await create({ parent_customer: 999_999_999, payment_source: card() })).toMatchObject({
    status: 400,
    json: { param: 'parent_customer' },
  })
  expect(
    (await globex.call('PATCH', `/customers/${(await create({})).json.id}`, { body: { payment_source: card() } })).status,
  ).toBe(404)
  expect(asked).toEqual([])
})

test('what cannot be written down after the gateway kept it is taken away there again', async () => {
  const number = `LATE-${++names}`
  happens = async (store) => {
    await create({ number })
    return store()
  }
  expect(await create({ number, payment_source: card() })).toMatchObject({ status: 400, json: { param: 'number' } })
  expect(forgotten).toHaveLength(1)
  expect(
    (await read(`/customers?filter[number]=${number}`)).map((one: { payment_source: unknown }) => one.payment_source),
  ).toEqual([null])
})

test('a gateway that does not answer refuses the customer, and says so', async () => {
  const name = newName()
  happens = async () => ({ outcome: 'unknown', said: 'no answer' })
  const refused = await create({ name, payment_source: card() })
  expect(refused).toMatchObject({ status: 400, json: { code: 'gateway_silent', param: 'payment_source.invoiced_token' } })
  expect(await called(name)).toEqual([])
  const { id } = (await create({ city: 'Scranton' })).json
  happens = async () => ({ outcome: 'unknown', said: 'no answer' })
  expect((await update(id, { city: 'Utica', payment_source: card() })).status).toBe(400)
  expect(await read(`/customers/${id}`)).toMatchObject({ city: 'Scranton', payment_source: null })
})

test.each(['before', 'after'])(
  'killed %s the gateway kept it, the same request makes one customer with one card',
  async (when) => {
    const name = newName()
    const send = () => create({ name, payment_source: card() }, { 'idempotency-key': `killed-${when}-it` })
    happens = async (store) => {
      if (when === 'after') await store()
      throw new Error('killed')
    }
    expect((await send()).status).toBe(500)
    expect(await called(name)).toEqual([])
    const { status, json } = await send()
    expect([status, asked[1]]).toEqual([201, asked[0]])
    expect((await send()).json).toEqual(json)
    expect([await called(name), await sourcesOf(json.id)]).toMatchObject([[{ id: json.id }], [{ id: json.payment_source.id }]])
  },
)

test('many times at once with one key is one customer with one card; a decline is replayed', async () => {
  const name = newName()
  const send = (token: string, key: string) => create({ name, payment_source: card(token) }, { 'idempotency-key': key })
  const answers = await Promise.all(Array.from({ length: 10 }, () => send('tok_visa', 'many-at-once')))
  expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true)
  const last = await send('tok_visa', 'many-at-once')
  expect([await called(name), await sourcesOf(last.json.id)]).toMatchObject([[{ id: last.json.id }], [{}]])
  const declined = await send('tok_visa_0002', 'declined-once')
  asked = []
  expect((await send('tok_visa_0002', 'declined-once')).text).toBe(declined.text)
  expect(asked).toEqual([])
})

test('a change brings another card: with the other fields, or not at all', async () => {
  const { id, payment_source: first } = (await create({ payment_source: card() })).json
  const { status, json } = await update(id, { city: 'Scranton', payment_source: card('tok_mastercard') })
  expect([status, json]).toMatchObject([200, { city: 'Scranton', payment_source: { brand: 'mastercard' } }])
  const kept = await update(id, { payment_source: card('tok_amex', { make_default: false }) })
  expect(kept.json.payment_source).toEqual(json.payment_source)
  expect((await sourcesOf(id)).map(({ last4 }: { last4: string }) => last4)).toEqual([first.last4, '4444', '0005'])
  expect((await update(id, { city: 'Utica', payment_source: card('tok_visa_0002') })).status).toBe(400)
  expect(await read(`/customers/${id}`)).toMatchObject({ city: 'Scranton', payment_source: { brand: 'mastercard' } })
})

test('what was read and is sent back changes nothing; null takes the default away and keeps the card', async () => {
  const { json: made } = await create({ payment_source: card() })
  const { payment_source } = made
  const sent = await update(made.id, { city: 'Utica', payment_source })
  expect(sent.json).toMatchObject({ city: 'Utica', payment_source })
  expect((await create({ payment_source })).json).toMatchObject({ payment_source: null })
  expect((await update(made.id, { payment_source: null })).json).toMatchObject({ payment_source: null })
  expect(await sourcesOf(made.id)).toEqual([payment_source])
})

test('what happens at a gateway is not rehearsed; without a card a customer is', async () => {
  const name = newName()
  const rehearse = (body: object) => acme.call('POST', '/customers?dry_run=true', { body: { name, ...body } })
  expect(await rehearse({ payment_source: card() })).toMatchObject({ status: 400, json: { code: 'not_rehearsable' } })
  expect((await rehearse({})).status).toBe(201)
  expect([await called(name), asked]).toEqual([[], []])
})

test('a customer keeps at most twenty, and the gateway is not asked for more', async () => {
  const { id } = (await create({})).json
  for (let i = 0; i < 20; i++) expect((await update(id, { payment_source: card('tok_visa') })).status).toBe(200)
  asked = []
  expect(await update(id, { payment_source: card() })).toMatchObject({ status: 400, json: { code: 'too_many_sources' } })
  expect(asked).toEqual([])
})

const stated = (payment_source: { id: number }) => ({
  action: 'given',
  stated_by: 'company',
  mandate: expect.stringMatching(/^I authorize Dunder Mifflin to charge the Visa card ending in 4242 /),
  payment_source: { id: payment_source.id },
  ip: '203.0.113.9',
  user_agent: 'Mozilla/5.0',
})

test('whoever makes a customer on AutoPay with a card states that it was agreed to', async () => {
  const { json } = await create({ autopay: true, payment_source: card() })
  expect(await consentsOf(json.id)).toMatchObject([stated(json.payment_source)])
  expect(await consentsOf((await create({ autopay: true })).json.id)).toEqual([])
})

test('whoever turns AutoPay on or off for a customer states that it was agreed to or taken back', async () => {
  const { id, payment_source } = (await create({ payment_source: card() })).json
  await update(id, { autopay: true, city: 'Scranton' })
  await update(id, { autopay: true, city: 'Utica' })
  expect(await consentsOf(id)).toMatchObject([stated(payment_source)])
  await update(id, { autopay: false })
  await acme.call('PUT', `/customers/${id}`, { body: { name: 'Acme Corp', autopay: true }, headers: browser })
  const replaced = { body: { name: 'Acme Corp' }, headers: browser }
  await acme.call('PUT', `/customers/${id}`, replaced)
  expect((await consentsOf(id)).slice(1)).toMatchObject([
    { action: 'withdrawn', stated_by: 'company', mandate: null, payment_source: null, ip: '203.0.113.9' },
    stated(payment_source),
    { action: 'withdrawn', stated_by: 'company' },
  ])
  const [event] = await read(`/events?filter[type]=autopay_consent.given&related_to=customer,${id}`)
  expect(event).toMatchObject({ user: { id: -2 }, data: { object: { stated_by: 'company' } } })
})

test('AutoPay turned on together with a card is agreed to about what is charged then', async () => {
  const { id } = (await create({})).json
  const { json } = await update(id, { autopay: true, payment_source: card() })
  expect(await consentsOf(id)).toMatchObject([stated(json.payment_source)])
  const other = (await create({ payment_source: card() })).json
  await update(other.id, { autopay: true, payment_source: card('tok_amex', { make_default: false }) })
  expect(await consentsOf(other.id)).toMatchObject([stated(other.payment_source)])
  await update(other.id, { autopay: false, payment_source: card('tok_amex') })
  expect((await consentsOf(other.id)).slice(1)).toMatchObject([{ action: 'withdrawn' }])
})

test('AutoPay without a card is agreed to about nothing yet; the card that comes then is', async () => {
  const { id } = (await create({})).json
  await update(id, { autopay: true })
  expect(await consentsOf(id)).toEqual([])
  const { json } = await update(id, { payment_source: card() })
  expect(await consentsOf(id)).toMatchObject([stated(json.payment_source)])
})

test('replacing a customer brings a card as changing it does; what is not said leaves it, null takes the default away', async () => {
  const { json: made } = await create({ city: 'Scranton', payment_source: card() })
  const replace = (body: object) =>
    acme.call('PUT', `/customers/${made.id}`, { body: { name: 'Acme Corp', ...body }, headers: browser })
  expect((await replace({ city: 'Utica' })).json).toMatchObject({ city: 'Utica', payment_source: made.payment_source })
  const { status, json } = await replace({ payment_source: card('tok_mastercard'), autopay: true })
  expect([status, json]).toMatchObject([200, { city: null, autopay: true, payment_source: { brand: 'mastercard' } }])
  expect(await consentsOf(made.id)).toMatchObject([{ action: 'given', payment_source: { id: json.payment_source.id } }])
  expect(await replace({ city: 'Nashua', payment_source: card('tok_visa_0002') })).toMatchObject({
    status: 400,
    json: { code: 'card_declined', param: 'payment_source.invoiced_token' },
  })
  expect(await read(`/customers/${made.id}`)).toMatchObject({ city: null, payment_source: { brand: 'mastercard' } })
  expect((await replace({ payment_source: json.payment_source })).json).toMatchObject({ payment_source: json.payment_source })
  expect((await replace({ payment_source: null })).json).toMatchObject({ payment_source: null })
  expect(await sourcesOf(made.id)).toHaveLength(2)
})

const DOCUMENTS = ['invoices', 'credit_notes', 'estimates']
const items = [{ name: 'Paper', unit_cost: 100 }]
const billed = (kind: string, customer: object, headers: Record<string, string> = {}, more: object = {}) =>
  acme.call('POST', `/${kind}`, {
    body: { customer: { name: 'Acme Corp', ...customer }, items, ...more },
    headers: { ...browser, ...headers },
  })

test.each(DOCUMENTS)('what %s are made with their customer, and that with its card', async (kind) => {
  const { status, json } = await billed(kind, { payment_source: card() })
  expect([status, json]).toMatchObject([201, { total: 100, number: expect.any(String) }])
  expect(await read(`/customers/${json.customer}`)).toMatchObject({ payment_source: { last4: '4242' } })
  expect(await sourcesOf(json.customer)).toHaveLength(1)
  expect((await billed(kind, { payment_source: null })).status).toBe(201)
})

test.each(DOCUMENTS)('a declined card leaves neither customer nor any of its %s', async (kind) => {
  const name = newName()
  const before = await read(`/${kind}`)
  expect(await billed(kind, { name, payment_source: card('tok_visa_0002') })).toMatchObject({
    status: 400,
    json: { code: 'card_declined', param: 'customer.payment_source.invoiced_token' },
  })
  expect([await called(name), await read(`/${kind}`)]).toEqual([[], before])
})

test('what is wrong with the document is said before the gateway is asked, and what is no card by its place', async () => {
  const { number } = (await billed('invoices', {})).json
  const wrong = await billed('invoices', { payment_source: card() }, {}, { number })
  expect(wrong).toMatchObject({ status: 400, json: { code: 'number_taken' } })
  expect((await billed('invoices', { payment_source: card() }, {}, { items: [{ catalog_item: 'no-such' }] })).status).toBe(400)
  const none = await billed('invoices', { payment_source: { method: 'cash', invoiced_token: 'tok_visa' } })
  expect(none).toMatchObject({ status: 400, json: { param: 'customer.payment_source.method' } })
  const rehearsed = { body: { customer: { name: 'Acme Corp', payment_source: card() }, items } }
  expect((await acme.call('POST', '/invoices?dry_run=true', rehearsed)).json).toMatchObject({ code: 'not_rehearsable' })
  expect(asked).toEqual([])
})

test('an invoice on AutoPay is collected from the card that came with its customer', async () => {
  const { json } = await billed('invoices', { autopay: true, payment_source: card() })
  expect(json).toMatchObject({ autopay: true, payment_source: { last4: '4242' }, next_payment_attempt: expect.any(Number) })
  expect(await consentsOf(json.customer)).toMatchObject([{ action: 'given' }])
})

test.each(['before', 'after'])(
  'killed %s the gateway kept it, the same request is one customer with one invoice',
  async (when) => {
    const name = newName()
    const send = () => billed('invoices', { name, payment_source: card() }, { 'idempotency-key': `bill-killed-${when}` })
    happens = async (store) => {
      if (when === 'after') await store()
      throw new Error('killed')
    }
    expect((await send()).status).toBe(500)
    const { status, json } = await send()
    expect(status).toBe(201)
    expect(await called(name)).toMatchObject([{ id: json.customer }])
    expect(await read(`/invoices?filter[customer]=${json.customer}`)).toMatchObject([{ id: json.id }])
    expect(await sourcesOf(json.customer)).toHaveLength(1)
  },
)

test('written down but never answered, the same request is told what it made', async () => {
  const send = () => billed('invoices', { payment_source: card() }, { 'idempotency-key': 'never-answered' })
  const { json } = await send()
  await world.database.ownerPool.query(`delete from idempotency_keys where key = 'never-answered'`)
  asked = []
  expect((await send()).json).toMatchObject({ id: json.id, customer: json.customer, number: json.number })
  expect(asked).toEqual([])
})

test('a customer that a subscription or a payment names is one that is there', async () => {
  const customer = { name: 'Acme Corp', payment_source: card() }
  for (const [path, body] of [
    ['/subscriptions', { customer, plan: 'monthly' }],
    ['/payments', { customer, amount: 1 }],
    ['/charges', { customer, method: 'credit_card', amount: 1, invoiced_token: 'tok_visa', applied_to: [] }],
  ] as const)
    expect(await acme.call('POST', path, { body })).toMatchObject({ status: 400, json: { param: 'customer' } })
})
