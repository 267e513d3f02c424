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
const billed = async () => {
  const customer = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id as number
  const { id, url } = (
    await acme.call('POST', '/invoices', { body: { customer, items: [{ name: 'Paper <b>', unit_cost: 148.85 }] } })
  ).json
  return { customer, invoice: id as number, address: new URL(url).pathname }
}
let clicks = 0
const begin = (address: string, more: object = {}) =>
  world.request('POST', `/api${address}/checkout`, {
    body: { method: 'credit_card', idempotency_key: `click-${++clicks}`, ...more },
  })
const pathOf = (url: string) => url.replace('http://localhost:3000', '')
const choose = (url: string, token: string) => world.request('POST', pathOf(url), { form: `token=${token}` })

test('the payer pays on the gateway’s page and comes back to a paid invoice; coming back twice changes nothing', async () => {
  const { invoice, address, customer } = await billed()
  const { status, json } = await begin(address)
  expect(status).toBe(200)
  expect(json).toMatchObject({ how: 'redirect' })
  const page = await world.request('GET', pathOf(json.url))
  expect(page.text).toContain('148.85 USD')
  expect(page.text).toContain('No money moves here')
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ pending: 0, status: 'not_sent' })
  const declined = await choose(json.url, 'tok_visa_0002')
  expect(declined).toMatchObject({ status: 200 })
  expect(declined.text).toContain('The card was declined.')
  const paid = await choose(json.url, 'tok_visa')
  expect(paid.status).toBe(303)
  const back = pathOf(paid.headers.get('location')!)
  for (let i = 0; i < 3; i++) {
    const arrived = await world.request('GET', back)
    expect(arrived.status).toBe(303)
    expect(arrived.headers.get('location')).toMatch(/\?payment=succeeded$/)
  }
  await world.settle()
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ paid: true, amount_paid: 148.85 })
  expect(await read(`/charges?filter[customer]=${customer}`)).toMatchObject([{ status: 'succeeded', amount: 148.85 }])
})

test('ten returns and the notice at once are one payment', async () => {
  const { invoice, address, customer } = await billed()
  const { json } = await begin(address)
  const back = pathOf((await choose(json.url, 'tok_visa')).headers.get('location')!)
  await Promise.all([world.settle(), ...Array.from({ length: 10 }, () => world.request('GET', back))])
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ paid: true, amount_paid: 148.85, pending: 0 })
  expect(await read(`/payments?filter[customer]=${customer}`)).toHaveLength(1)
})

test('what happens at a gateway cannot be rehearsed: no page is opened that nobody knows of, nothing is saved', async () => {
  const { address, customer } = await billed()
  const rehearse = (path: string, body: object) => world.request('POST', `/api${address}/${path}?dry_run=true`, { body })
  const click = { method: 'credit_card', idempotency_key: 'rehearsed' }
  for (const path of ['checkout', 'payment_info/checkout'])
    expect(await rehearse(path, click)).toMatchObject({ status: 400, json: { code: 'not_rehearsable' } })
  expect(await rehearse('payment_info', { ...click, token: 'tok_visa' })).toMatchObject({
    status: 400,
    json: { code: 'not_rehearsable' },
  })
  const { rows } = await world.platform.ownerPool.query(
    `select key from simulator_records where company_id = $1 and key ~ '^(checkout|source):' and value::text ~ $2`,
    [acme.id, `"${customer}"`],
  )
  expect(rows).toEqual([])
})

test('a way of paying that the customer may not use is not saved for AutoPay either', async () => {
  const { address, customer } = await billed()
  await acme.call('PATCH', `/customers/${customer}`, { body: { disabled_payment_methods: ['credit_card'] } })
  const click = { method: 'credit_card', idempotency_key: 'not-for-you' }
  for (const [path, more] of [
    ['payment_info', { token: 'tok_visa' }],
    ['payment_info/checkout', {}],
  ] as const)
    expect(await world.request('POST', `/api${address}/${path}`, { body: { ...click, ...more } })).toMatchObject({
      status: 400,
      json: { code: 'method_unavailable', param: 'method' },
    })
  expect(await read(`/customers/${customer}/payment_sources`)).toEqual([])
})

test('who closes the window after paying has paid all the same', async () => {
  const { invoice, address } = await billed()
  const { json } = await begin(address)
  await choose(json.url, 'tok_visa')
  await world.settle()
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ paid: true })
})

test('the same click opens the same page; a page that nobody paid on is over after its time and holds nothing', async () => {
  const { invoice, address } = await billed()
  const first = await begin(address, { idempotency_key: 'one-click' })
  expect((await begin(address, { idempotency_key: 'one-click' })).json.url).toBe(first.json.url)
  world.travel('2014-11-18T17:00:00Z')
  await world.settle()
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ pending: 0, paid: false })
  const { rows } = await world.platform.ownerPool.query('select status from checkouts where url = $1', [first.json.url])
  expect(rows).toEqual([{ status: 'expired' }])
})

test('paid here and there: the second payment is the customer’s credit', async () => {
  const { customer, invoice, address } = await billed()
  const { json } = await begin(address)
  await world.request('POST', `/api${address}/pay`, {
    body: { method: 'credit_card', token: 'tok_visa', idempotency_key: 'other-window' },
  })
  await choose(json.url, 'tok_visa')
  await world.settle()
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ paid: true, amount_paid: 148.85 })
  expect(await read(`/customers/${customer}/balance`)).toMatchObject({ available_credits: 148.85 })
})

test('a return of somebody else’s checkout leads nowhere', async () => {
  const mine = await billed()
  const other = await billed()
  const { json } = await begin(mine.address)
  const back = pathOf((await choose(json.url, 'tok_visa')).headers.get('location')!)
  const stolen = back.replace(mine.address, other.address)
  expect((await world.request('GET', stolen)).status).toBe(404)
  expect((await world.request('GET', back.replace(acme.username, globex.username))).status).toBe(404)
  expect((await world.request('GET', `${mine.address}/return?checkout=x`)).status).toBe(404)
  await world.settle()
})

test('payment information is seen and changed with the link of an invoice, here or on the gateway’s page', async () => {
  const { customer, address } = await billed()
  const info = await world.request('GET', `/api${address}/payment_info`)
  expect(info.json).toMatchObject({ company: { name: 'Dunder Mifflin' }, autopay: false, payment_sources: [] })
  expect(info.json.payment_methods.map(({ id }: { id: string }) => id)).toContain('credit_card')
  const save = (token: string, idempotency_key = token) =>
    world.request('POST', `/api${address}/payment_info`, { body: { method: 'credit_card', token, idempotency_key } })
  expect((await save('tok_visa')).json.payment_sources).toEqual([
    { object: 'card', name: 'visa', last4: '4242', is_default: true },
  ])
  await save('tok_visa')
  expect(await read(`/customers/${customer}/payment_sources`)).toHaveLength(1)
  expect(await save('tok_visa_0002')).toMatchObject({ status: 400, json: { code: 'card_declined' } })
  const begun = await world.request('POST', `/api${address}/payment_info/checkout`, {
    body: { method: 'credit_card', idempotency_key: 'save-there' },
  })
  const back = pathOf((await choose(begun.json.url, 'tok_mastercard')).headers.get('location')!)
  expect((await world.request('GET', back)).headers.get('location')).toMatch(/\/payment_info\?payment=saved$/)
  await world.settle()
  const { json } = await world.request('GET', `/api${address}/payment_info`)
  expect(
    json.payment_sources.map(({ last4, is_default }: { last4: string; is_default: boolean }) => [last4, is_default]),
  ).toEqual([
    ['4242', false],
    ['4444', true],
  ])
})
