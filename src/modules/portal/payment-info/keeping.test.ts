import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme, globex } = world

const read = async (path: string) => (await acme.call('GET', path)).json
const billed = async (more: object = {}) => {
  const { id: customer } = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp', ...more } })).json
  const { json } = await acme.call('POST', '/invoices', { body: { customer, items: [{ name: 'Paper', unit_cost: 45 }] } })
  return { id: json.id as number, customer: customer as number, key: (json.url as string).split('/').at(-1)! }
}
let clicks = 0
const click = () => ({ method: 'credit_card', idempotency_key: `click-${++clicks}` })
const look = (key: string) => world.request('GET', `/api/portal/${acme.username}/invoices/${key}/payment_info`)
const save = (key: string, more: object = {}) =>
  world.request('POST', `/api/portal/${acme.username}/invoices/${key}/payment_info`, {
    body: { ...click(), token: 'tok_visa', ...more },
  })
const checkout = (key: string, more: object = {}) =>
  world.request('POST', `/api/portal/${acme.username}/invoices/${key}/payment_info/checkout`, { body: { ...click(), ...more } })
const autopay = (key: string, body: object, query = '') =>
  world.request('POST', `/api/portal/${acme.username}/invoices/${key}/payment_info/autopay?${query}`, { body })
const pathOf = (url: string) => url.replace('http://localhost:3000', '')
const shown = ({ json }: { json: { payment_sources: { last4: string; is_default: boolean }[] } }) =>
  json.payment_sources.map(({ last4, is_default }) => [last4, is_default])

test('a customer keeps a card and a bank account, knows them by their last figures, and the newest is charged', async () => {
  const { key, customer } = await billed()
  expect((await save(key)).json).toMatchObject({ autopay: false, customer: { name: 'Acme Corp' } })
  const both = await save(key, { method: 'ach', token: 'tok_bank' })
  expect(shown(both)).toEqual([
    ['4242', false],
    ['6789', true],
  ])
  expect(shown(await look(key))).toEqual(shown(both))
  expect(both.text).not.toMatch(/routing|exp_|gateway_id|receipt_email/)
  expect(await read(`/customers/${customer}`)).toMatchObject({ payment_source: { object: 'bank_account', last4: '6789' } })
  const second = (await acme.call('POST', '/invoices', { body: { customer, items: [{ unit_cost: 5 }] } })).json.url
    .split('/')
    .at(-1)
  expect(shown(await look(second)), 'the same from every invoice of the customer').toEqual(shown(both))
  expect((await look((await billed()).key)).json.payment_sources, 'and from none of another').toEqual([])
})

test.each([
  [{ method: '' }, 'method'],
  [{ method: 'check' }, 'method'],
  [{ token: '' }, 'token'],
  [{ idempotency_key: 'short' }, 'idempotency_key'],
  [{ idempotency_key: undefined }, 'idempotency_key'],
])('what cannot be saved is refused by field: %j', async (wrong, param) => {
  const { key, customer } = await billed()
  const refused = { status: 400, json: { type: 'invalid_request', param } }
  expect(await save(key, wrong)).toMatchObject(refused)
  if (param !== 'token') expect(await checkout(key, wrong)).toMatchObject(refused)
  expect(await read(`/customers/${customer}/payment_sources`)).toEqual([])
})

test('a card that the bank refuses is not saved, and nobody tries out cards here', async () => {
  const { key, customer } = await billed()
  expect(await save(key, { token: 'tok_visa_0002' })).toMatchObject({ status: 400, json: { code: 'card_declined' } })
  expect(await save(key, { token: ['4242', '4242', '4242', '4242'].join('') })).toMatchObject({ status: 400 })
  expect(await read(`/customers/${customer}/payment_sources`)).toEqual([])
  expect((await save(key)).status, 'another one is').toBe(200)
})

test('AutoPay is turned on and off as often as the customer likes; a word that is none is refused', async () => {
  const { key, customer } = await billed()
  await save(key)
  const { mandate } = (await look(key)).json
  expect(await autopay(key, { mandate })).toMatchObject({ status: 400, json: { param: 'enabled' } })
  expect(await autopay(key, { enabled: 'maybe', mandate })).toMatchObject({ status: 400, json: { param: 'enabled' } })
  expect((await autopay(key, { enabled: true, mandate }, 'dry_run=true')).json).toMatchObject({
    payment_sources: [{ last4: '4242' }],
  })
  expect(await read(`/customers/${customer}`), 'a rehearsal agrees to nothing').toMatchObject({ autopay: false })
  for (const enabled of [true, true, false, false, true])
    expect((await autopay(key, { enabled, mandate })).json).toMatchObject({ autopay: enabled })
  const acts = await read(`/customers/${customer}/autopay_consents?sort=id asc`)
  expect(acts.map(({ action }: { action: string }) => action)).toEqual(['given', 'withdrawn', 'given'])
  const bill = (await acme.call('POST', '/invoices', { body: { customer, items: [{ unit_cost: 20 }] } })).json
  expect(bill).toMatchObject({ autopay: true, payment_terms: 'AutoPay' })
})

test('the gateway’s page leads back to where the customer came from, also when the invoice was voided meanwhile', async () => {
  const { id, key, customer } = await billed()
  const page = `http://localhost:3000/portal/${acme.username}/invoices/${key}/payment_info`
  const first = (await checkout(key, { idempotency_key: 'one-click' })).json
  expect((await checkout(key, { idempotency_key: 'one-click' })).json, 'the same click is the same page').toEqual(first)
  await acme.call('POST', `/invoices/${id}/void`)
  expect((await look(key)).status, 'the link is still the customer’s').toBe(200)
  const begun = (await checkout(key)).json
  for (const url of [first.url, begun.url]) {
    const back = (await world.request('POST', pathOf(url), { form: 'token=tok_visa' })).headers.get('location')!
    expect(back).toMatch(/^http:\/\/localhost:3000\/portal\//)
    expect((await world.request('GET', pathOf(back))).headers.get('location')).toBe(`${page}?payment=saved`)
  }
  expect((await read(`/customers/${customer}/payment_sources`)).length).toBeGreaterThan(0)
})

test('whose link it is not sees and changes nothing', async () => {
  const { key, customer } = await billed()
  const there = `/api/portal/${globex.username}/invoices/${key}/payment_info`
  const nowhere = 'A'.repeat(24)
  for (const answer of [
    world.request('GET', there),
    world.request('POST', there, { body: { ...click(), token: 'tok_visa' } }),
    world.request('POST', `${there}/checkout`, { body: click() }),
    world.request('POST', `${there}/autopay`, { body: { enabled: false } }),
    look(nowhere),
    save(nowhere),
    checkout(nowhere),
    autopay(nowhere, { enabled: false }),
  ])
    expect(await answer).toMatchObject({ status: 404, json: { code: 'no_such_link' } })
  expect(await read(`/customers/${customer}/payment_sources`)).toEqual([])
})
