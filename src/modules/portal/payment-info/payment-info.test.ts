import { afterAll, expect, test } from 'vitest'
import { openBrowser, signIn } from '../../../../test/visitor.ts'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme, globex } = world

const read = async (path: string) => (await acme.call('GET', path)).json
const seconds = () => Math.floor(world.now().getTime() / 1000)

/** A customer with an invoice, and where its payment information is. */
const billed = async () => {
  const customer = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id as number
  const { json } = await acme.call('POST', '/invoices', { body: { customer, items: [{ unit_cost: 148.85 }] } })
  return { customer, info: `/api${new URL(json.url).pathname}/payment_info` }
}
const save = (info: string, token: string) =>
  world.request('POST', info, { body: { method: 'credit_card', token, idempotency_key: token } })
const wordsAt = async (info: string) => (await world.request('GET', info)).json.mandate as string
const browser = { 'user-agent': 'Mozilla/5.0', 'x-netterms-peer': '203.0.113.9' }
const turn = (info: string, body: object) => world.request('POST', `${info}/autopay`, { body, headers: browser })
const on = async (info: string) => turn(info, { enabled: true, mandate: await wordsAt(info) })
const kept = (customer: number) => read(`/customers/${customer}/autopay_consents?sort=id asc`)

test('AutoPay is agreed to in words that are kept, with when, from where and with what, and taken back', async () => {
  const { customer, info } = await billed()
  expect(await turn(info, { enabled: true })).toMatchObject({ status: 400, json: { code: 'payment_source_missing' } })
  expect(await wordsAt(info)).toBeNull()
  await save(info, 'tok_visa')
  const mandate = await wordsAt(info)
  expect(mandate).toMatch(/^I authorize Dunder Mifflin to charge the Visa card ending in 4242 /)
  expect(await on(info)).toMatchObject({ status: 200, json: { autopay: true } })
  expect(await read(`/customers/${customer}`)).toMatchObject({ autopay: true })

  const [source] = await read(`/customers/${customer}/payment_sources`)
  const act = { object: 'autopay_consent', customer, ip: '203.0.113.9', user_agent: 'Mozilla/5.0', created_at: seconds() }
  const given = {
    ...act,
    action: 'given',
    mandate,
    payment_source: { object: 'card', id: source.id, name: 'visa', last4: '4242' },
  }
  expect(await kept(customer)).toMatchObject([given])
  expect((await turn(info, { enabled: false })).json).toMatchObject({ autopay: false })
  expect(await read(`/customers/${customer}`)).toMatchObject({ autopay: false })
  expect(await kept(customer)).toMatchObject([given, { ...act, action: 'withdrawn', mandate: null, payment_source: null }])

  const told = (await read(`/events?related_to=customer,${customer}`)).filter(({ type }: { type: string }) =>
    type.startsWith('autopay_consent.'),
  )
  expect(told).toMatchObject([
    { type: 'autopay_consent.withdrawn', user: { id: -1 }, data: { object: { action: 'withdrawn' } } },
    { type: 'autopay_consent.given', user: { id: -1 }, data: { object: { mandate, ip: '203.0.113.9' } } },
  ])
})

test('agreeing twice, or ten times at once, is one agreement', async () => {
  const { customer, info } = await billed()
  await save(info, 'tok_visa')
  const answers = await Promise.all(Array.from({ length: 10 }, () => on(info)))
  expect(answers.map(({ json }) => json.autopay)).toEqual(Array(10).fill(true))
  await on(info)
  expect(await kept(customer)).toHaveLength(1)
})

test('nobody agrees to words that were not read: none, invented ones, or those about a card that was replaced', async () => {
  const { customer, info } = await billed()
  await save(info, 'tok_visa')
  const before = await wordsAt(info)
  expect(await turn(info, { enabled: true })).toMatchObject({ status: 400, json: { code: 'mandate_missing', param: 'mandate' } })
  expect(await turn(info, { enabled: true, mandate: 'Yes.' })).toMatchObject({ status: 409, json: { code: 'mandate_changed' } })
  await save(info, 'tok_mastercard')
  expect(await turn(info, { enabled: true, mandate: before })).toMatchObject({ status: 409, json: { code: 'mandate_changed' } })
  expect(await kept(customer)).toEqual([])
  expect(await read(`/customers/${customer}`)).toMatchObject({ autopay: false })
})

test('the company’s own people cannot agree for a customer', async () => {
  const { customer, info } = await billed()
  await save(info, 'tok_visa')
  const owner = await signIn(world, acme.email)
  await owner.call('POST', '/auth/company', { company_id: acme.id })
  const address = info.replace(/^\/api/, '')
  const agreed = await owner.call('POST', `${address}/autopay`, { enabled: true, mandate: await wordsAt(info) })
  expect(agreed).toMatchObject({ status: 403, json: { code: 'own_portal' } })
  expect((await owner.call('POST', `${address}/autopay`, { enabled: false })).status, 'nor take it back').toBe(403)
  expect(await kept(customer)).toEqual([])
  const stranger = openBrowser(world)
  const body = { enabled: true, mandate: await wordsAt(info) }
  expect((await stranger.call('POST', `${address}/autopay`, body)).json).toMatchObject({ autopay: true })
})

test('what was agreed to stays: nobody changes or removes it, other companies do not see it, and a merge takes it along', async () => {
  const { customer, info } = await billed()
  await save(info, 'tok_visa')
  await on(info)
  expect((await globex.call('GET', `/customers/${customer}/autopay_consents`)).status).toBe(404)
  const { pool } = world.platform
  for (const statement of ["update autopay_consents set mandate = 'other'", 'delete from autopay_consents'])
    await expect(pool.query(statement)).rejects.toThrow(/permission denied/)
  const other = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp, once more' } })).json.id
  expect((await acme.call('POST', `/customers/${other}/merge`, { body: { customer } })).status).toBe(200)
  expect(await kept(other)).toMatchObject([{ action: 'given', customer: other }])
})
