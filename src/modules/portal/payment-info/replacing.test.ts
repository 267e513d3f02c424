import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme } = world

const read = async (path: string) => (await acme.call('GET', path)).json
let clicks = 0
const click = () => `click-${++clicks}`
const browser = { 'user-agent': 'Mozilla/5.0', 'x-netterms-peer': '203.0.113.9' }
const pathOf = (url: string) => url.replace('http://localhost:3000', '')

/** A customer with an invoice, and where its payment information is. */
const billed = async (more: object = {}) => {
  const customer = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp', ...more } })).json.id as number
  const { json } = await acme.call('POST', '/invoices', { body: { customer, items: [{ unit_cost: 148.85 }] } })
  const page = `/api${new URL(json.url).pathname}`
  return { customer, page, info: `${page}/payment_info` }
}
const infoAt = async (info: string) => (await world.request('GET', info)).json
const save = (info: string, token: string, more: object = {}) =>
  world.request('POST', info, {
    body: { method: 'credit_card', token, idempotency_key: click(), ...more },
    headers: browser,
  })
const turn = async (info: string, enabled: boolean) =>
  world.request('POST', `${info}/autopay`, { body: { enabled, mandate: (await infoAt(info)).mandate }, headers: browser })
/** The same, who is charged by itself already. */
const collected = async () => {
  const one = await billed()
  await save(one.info, 'tok_visa')
  expect((await turn(one.info, true)).json).toMatchObject({ autopay: true })
  return one
}
const kept = (customer: number) => read(`/customers/${customer}/autopay_consents?sort=id asc`)
const chargedOf = async (customer: number) => (await read(`/customers/${customer}`)).payment_source
const WORDS =
  'I authorize Dunder Mifflin to charge or debit the card or account that I save here for the amount of each of its invoices when it is due, from the next invoice on. I can withdraw this at any time; a payment that is under way by then still completes.'

test('another card that AutoPay will charge is agreed to for itself: words, card, when, from where', async () => {
  const { customer, info } = await collected()
  expect((await infoAt(info)).saving_mandate).toBe(WORDS)
  expect(await save(info, 'tok_mastercard')).toMatchObject({ status: 400, json: { code: 'mandate_missing', param: 'mandate' } })
  expect(await save(info, 'tok_mastercard', { mandate: 'Yes.' })).toMatchObject({
    status: 409,
    json: { code: 'mandate_changed' },
  })
  expect(await read(`/customers/${customer}/payment_sources`)).toHaveLength(1)
  const idempotency_key = click()
  for (let i = 0; i < 2; i++)
    expect(await save(info, 'tok_mastercard', { mandate: WORDS, idempotency_key })).toMatchObject({ status: 200 })
  const now = await chargedOf(customer)
  expect(now).toMatchObject({ brand: 'mastercard' })
  const [first, second, ...more] = await kept(customer)
  expect([first, more]).toMatchObject([{ stated_by: 'customer', payment_source: { name: 'visa' } }, []])
  expect(second).toMatchObject({
    action: 'given',
    stated_by: 'customer',
    mandate: WORDS,
    payment_source: { object: 'card', id: now.id, name: 'mastercard', last4: now.last4 },
    ip: '203.0.113.9',
    user_agent: 'Mozilla/5.0',
  })
})

test('while AutoPay is off nothing is asked, and nothing is said to have been agreed to', async () => {
  const { customer, info } = await billed()
  expect((await infoAt(info)).saving_mandate).toBeNull()
  expect(await save(info, 'tok_visa')).toMatchObject({ status: 200 })
  expect(await kept(customer)).toEqual([])
})

test('whom the company put on AutoPay agrees with the first card', async () => {
  const { customer, info } = await billed({ autopay: true })
  expect(await save(info, 'tok_visa')).toMatchObject({ json: { code: 'mandate_missing' } })
  expect(await save(info, 'tok_visa', { mandate: WORDS })).toMatchObject({ status: 200 })
  expect(await kept(customer)).toMatchObject([{ action: 'given', payment_source: { id: (await chargedOf(customer)).id } }])
})

test('through the API the caller states that it was agreed to; a card that is only kept needs no agreement', async () => {
  const { customer } = await collected()
  const add = (token: string, more: object = {}) =>
    acme.call('POST', `/customers/${customer}/payment_sources`, {
      body: { method: 'credit_card', gateway_token: token, ...more },
      headers: browser,
    })
  expect((await add('tok_visa')).status).toBe(201)
  expect(await kept(customer)).toHaveLength(1)
  const { json } = await add('tok_mastercard', { make_default: true })
  expect((await kept(customer)).slice(1)).toMatchObject([
    {
      action: 'given',
      stated_by: 'company',
      mandate: expect.stringMatching(/^I authorize Dunder Mifflin to charge the Mastercard card ending in \d{4} /),
      payment_source: { id: json.id, name: 'mastercard' },
      ip: '203.0.113.9',
    },
  ])
  const token = { method: 'credit_card', gateway_token: 'tok_visa', vault_method: true, make_default: true }
  const body = { customer, amount: 5, applied_to: [{ type: 'credit', amount: 5 }], ...token }
  expect((await acme.call('POST', '/charges', { body })).status).toBe(201)
  expect((await kept(customer)).slice(2)).toMatchObject([
    { stated_by: 'company', payment_source: { id: (await chargedOf(customer)).id } },
  ])
  const [last] = await read(`/events?filter[type]=autopay_consent.given&related_to=customer,${customer}`)
  expect(last).toMatchObject({ data: { object: { stated_by: 'company' } } })
})

test('a card from the gateway’s own page was agreed to before the payer left; ten returns and the notice are one agreement', async () => {
  const { customer, info } = await collected()
  const begin = (more: object = {}) =>
    world.request('POST', `${info}/checkout`, {
      body: { method: 'credit_card', idempotency_key: click(), ...more },
      headers: browser,
    })
  expect(await begin()).toMatchObject({ status: 400, json: { code: 'mandate_missing' } })
  const { json } = await begin({ mandate: WORDS })
  const chosen = await world.request('POST', pathOf(json.url), { form: 'token=tok_mastercard' })
  const back = pathOf(chosen.headers.get('location')!)
  await Promise.all([world.settle(), ...Array.from({ length: 10 }, () => world.request('GET', back))])
  expect((await kept(customer)).slice(1)).toMatchObject([
    { stated_by: 'customer', mandate: WORDS, ip: '203.0.113.9', payment_source: { id: (await chargedOf(customer)).id } },
  ])
  expect(await chargedOf(customer)).toMatchObject({ brand: 'mastercard' })
})

test('AutoPay that is turned on while the payer is on the gateway’s page does not charge what was never agreed to', async () => {
  const { customer, info } = await billed()
  await save(info, 'tok_visa')
  const begun = await world.request('POST', `${info}/checkout`, {
    body: { method: 'credit_card', idempotency_key: click() },
  })
  await turn(info, true)
  const chosen = await world.request('POST', pathOf(begun.json.url), { form: 'token=tok_mastercard' })
  expect((await world.request('GET', pathOf(chosen.headers.get('location')!))).status).toBe(303)
  expect(await read(`/customers/${customer}/payment_sources`)).toHaveLength(2)
  expect(await chargedOf(customer)).toMatchObject({ brand: 'visa' })
  expect(await kept(customer)).toMatchObject([{ payment_source: { name: 'visa' } }])
})

test('who saves a card while paying is asked where AutoPay is to charge it', async () => {
  const { customer, page } = await collected()
  const pay = (more: object) =>
    world.request('POST', `${page}/pay`, {
      body: { method: 'credit_card', token: 'tok_mastercard', idempotency_key: click(), save: true, amount: 10, ...more },
    })
  expect(await pay({ make_default: true })).toMatchObject({ json: { code: 'mandate_missing' } })
  expect(await pay({})).toMatchObject({ json: { status: 'succeeded' } })
  expect(await chargedOf(customer)).toMatchObject({ brand: 'visa' })
  expect(await pay({ make_default: true, mandate: WORDS })).toMatchObject({ json: { status: 'succeeded' } })
  expect((await kept(customer)).slice(1)).toMatchObject([{ payment_source: { id: (await chargedOf(customer)).id } }])
})

test('on the page of a subscription it is asked as well', async () => {
  const { customer } = await collected()
  await acme.call('POST', '/plans', { body: { id: 'paper', name: 'Paper club', amount: 49, interval: 'month' } })
  const { json } = await acme.call('POST', '/subscriptions', { body: { customer, plan: 'paper' } })
  const address = `/api${new URL(json.url).pathname}`
  const body = { method: 'credit_card', token: 'tok_mastercard', idempotency_key: click() }
  const use = (more: object, path = 'payment_source') =>
    world.request('POST', `${address}/${path}`, { body: { ...body, ...more } })
  expect((await world.request('GET', address)).json.saving_mandate).toBe(WORDS)
  expect(await use({})).toMatchObject({ status: 400, json: { code: 'mandate_missing' } })
  expect(await use({}, 'payment_source/checkout')).toMatchObject({ status: 400, json: { code: 'mandate_missing' } })
  expect((await use({ mandate: WORDS })).status).toBe(200)
  expect((await kept(customer)).slice(1)).toMatchObject([{ payment_source: { name: 'mastercard' } }])
})

test('however turning on and off and replacing fall together, what AutoPay charges is what was agreed to last', async () => {
  const { customer, info } = await collected()
  const replace = (token: string, more: object = {}) => save(info, token, more)
  const answers = await Promise.all(
    Array.from({ length: 24 }, (_, i) =>
      [
        () => turn(info, i % 8 < 4),
        () => replace('tok_mastercard'),
        () => replace('tok_visa', { mandate: WORDS }),
        () =>
          acme.call('POST', `/customers/${customer}/payment_sources`, {
            body: { method: 'credit_card', gateway_token: 'tok_mastercard', make_default: true },
          }),
      ][i % 4]!(),
    ),
  )
  expect(answers.map(({ status }) => status).filter((status) => ![200, 201, 400, 409].includes(status))).toEqual([])
  await turn(info, true)
  const { autopay, payment_source } = await read(`/customers/${customer}`)
  expect(autopay).toBe(true)
  const { length, [length - 1]: last } = await kept(customer)
  expect(last).toMatchObject({ action: 'given', payment_source: { id: payment_source.id } })
})

test('whoever is interrupted between the card and its agreement has neither, and the same click goes through later', async () => {
  const { customer, info } = await collected()
  const { ownerPool } = world.platform
  await ownerPool.query(
    `create function public.lose_consents() returns trigger language plpgsql as $$ begin raise exception 'lost' using errcode = '57P01'; end $$`,
  )
  await ownerPool.query(
    'create trigger lose_consents before insert on autopay_consents for each row execute function public.lose_consents()',
  )
  const given = { mandate: WORDS, idempotency_key: click() }
  const lost = await save(info, 'tok_mastercard', given)
  await ownerPool.query('drop trigger lose_consents on autopay_consents')
  await ownerPool.query('drop function public.lose_consents()')
  expect(lost.status).toBe(503)
  expect(await chargedOf(customer)).toMatchObject({ brand: 'visa' })
  expect(await read(`/customers/${customer}/payment_sources`)).toHaveLength(1)
  expect((await save(info, 'tok_mastercard', given)).status).toBe(200)
  expect(await chargedOf(customer)).toMatchObject({ brand: 'mastercard' })
  expect(await kept(customer)).toHaveLength(2)
})
