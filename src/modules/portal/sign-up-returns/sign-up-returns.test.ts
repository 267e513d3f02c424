import { afterAll, expect, test } from 'vitest'
import type { SignedNotice } from '../../../../test/doubles/stripe.ts'
import { openStripeWorld } from '../../../../test/doubles/stripe-world.ts'

/** Signing up where the gateway takes cards on its own page only: the customer leaves to save one, and comes back signed up. */
const { world, stripe, account, close } = await openStripeWorld({ timeout_ms: 5000 })
afterAll(close)
const { acme, globex } = world

const make = async (path: string, body: object) => {
  const { status, json, text } = await acme.call('POST', path, { body })
  expect(status, text).toBe(201)
  return json
}
for (const { id } of (await acme.call('GET', '/payment_methods')).json) {
  const body = id === 'credit_card' ? { merchant_account: account } : { enabled: false }
  expect((await acme.call('PATCH', `/payment_methods/${id}`, { body })).status).toBe(200)
}
await make('/plans', { id: 'paper', name: 'Paper club', amount: 49, interval: 'month' })
const club = await make('/sign_up_pages', { name: 'Join us', plans: ['paper'] })
const saving = await make('/sign_up_pages', { name: 'AutoPay', type: 'autopay' })

const read = async (path: string) => (await acme.call('GET', path)).json
const pathOf = (url: string) => new URL(url).pathname
let keys = 0
const fresh = () => `form-${++keys}-xxxxxx`
const words = async (page: { url: string }) =>
  (await world.request('GET', `/api${pathOf(page.url)}`)).json.saving_mandate as string
const browser = { 'user-agent': 'Mozilla/5.0', 'x-netterms-peer': '203.0.113.9' }

/** Somebody fills in the form and is sent to the gateway's page. */
async function leave(page: { url: string }, name: string, more: object = {}) {
  const form = { form_key: fresh(), idempotency_key: fresh(), name, email: 'ap@acmecorp.example', method: 'credit_card' }
  const body = { ...form, mandate: await words(page), ...more }
  const send = (changed: object = {}) =>
    world.request('POST', `/api${pathOf(page.url)}`, { body: { ...body, ...changed }, headers: browser })
  const sent = await send()
  expect(sent, sent.text).toMatchObject({ status: 200, json: { status: 'redirect', url: expect.stringContaining('stripe') } })
  const [{ id: customer }] = await read(`/customers?filter[name]=${encodeURIComponent(name)}`)
  return { body, send, url: sent.json.url as string, customer: customer as number, page, ...(await atGateway(customer)) }
}
type Left = Awaited<ReturnType<typeof leave>>

async function atGateway(customer: number) {
  const { rows } = await world.platform.ownerPool.query<{ id: number; gateway_id: string; idempotency_key: string }>(
    'select id, gateway_id, idempotency_key from checkouts where customer = $1 order by id desc limit 1',
    [customer],
  )
  const { id, gateway_id, idempotency_key } = rows[0]!
  const attempt = idempotency_key.replace('leave-', '')
  return { checkout: id, session: gateway_id, attempt }
}
const back = ({ page, checkout, attempt }: Left, as = acme.username) =>
  world.request('GET', `${pathOf(page.url).replace(acme.username, as)}/return?checkout=${checkout}&attempt=${attempt}`)
const whereTo = ({ status, headers }: { status: number; headers: Headers }) => {
  expect(status).toBe(303)
  return headers.get('location')
}
const tell = (notice: SignedNotice) =>
  world.app.fetch(
    new Request(`http://localhost:3000/webhooks/gateways/${acme.id}/${account}`, {
      method: 'POST',
      headers: notice.headers,
      body: notice.body as Uint8Array<ArrayBuffer>,
    }),
  )

/** One customer on AutoPay, one subscription, whose first bill was paid once, by what was saved. */
async function signedUpOnce({ customer, body }: Left) {
  expect(await read(`/customers?filter[name]=${encodeURIComponent(body.name)}`)).toHaveLength(1)
  expect(await read(`/customers/${customer}`)).toMatchObject({ autopay: true, payment_source: { object: 'card', last4: '4242' } })
  expect(await read(`/subscriptions?filter[customer]=${customer}`)).toMatchObject([{ status: 'active', plan: 'paper' }])
  expect(await read(`/invoices?filter[customer]=${customer}`)).toMatchObject([{ total: 49, paid: true }])
  expect(await read(`/charges?filter[customer]=${customer}`)).toMatchObject([{ status: 'succeeded', amount: 49 }])
  expect(await read(`/customers/${customer}/autopay_consents`)).toMatchObject([
    { action: 'given', stated_by: 'customer', mandate: body.mandate, ip: '203.0.113.9', payment_source: { last4: '4242' } },
  ])
}
const nothingBegan = async (customer: number) => {
  expect(await read(`/subscriptions?all=1&filter[customer]=${customer}`)).toEqual([])
  expect(await read(`/invoices?filter[customer]=${customer}`)).toEqual([])
}

test('a page that only saves a way to pay does so on the gateway’s page: AutoPay is on, with what was agreed to', async () => {
  expect((await world.request('GET', `/api${pathOf(saving.url)}`)).json.payment_methods).toMatchObject([
    { id: 'credit_card', how: 'redirect' },
  ])
  const left = await leave(saving, 'Saving Corp')
  expect(await read(`/customers/${left.customer}`), 'nothing before it is saved').toMatchObject({ autopay: false })
  stripe.complete(left.session, 'pm_card_visa')
  expect(whereTo(await back(left))).toBe(`${saving.url}?signed=completed`)
  expect(whereTo(await back(left)), 'coming back twice changes nothing').toBe(`${saving.url}?signed=completed`)
  expect(await read(`/customers/${left.customer}`)).toMatchObject({ autopay: true, payment_source: { last4: '4242' } })
  expect(await read(`/customers/${left.customer}/autopay_consents`)).toMatchObject([
    { action: 'given', stated_by: 'customer', mandate: left.body.mandate },
  ])
  expect(await read(`/customers/${left.customer}/payment_sources`)).toHaveLength(1)
  expect((await left.send()).json, 'the form again tells that it is done').toMatchObject({ status: 'completed' })
})

test('a subscription begins with the way back; ten returns and ten notices at once are one subscription and one charge', async () => {
  const left = await leave(club, 'Racing Corp')
  await nothingBegan(left.customer)
  const notice = stripe.complete(left.session, 'pm_card_visa')
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? back(left) : tell(notice))))
  expect(answers.filter(({ status }) => status >= 400).map(({ status }) => status)).toEqual([])
  await world.settle()
  const [{ url, approval }] = await read(`/subscriptions?filter[customer]=${left.customer}`)
  expect(whereTo(await back(left))).toBe(`${url}?signed=completed`)
  expect(approval).toMatchObject({ name: 'Racing Corp', initials: 'RC', ip: '203.0.113.9', user_agent: 'Mozilla/5.0' })
  await signedUpOnce(left)
})

test('who saves a card there and closes the window is signed up all the same, and hears of it by mail', async () => {
  const left = await leave(club, 'Closed Window Corp')
  expect((await tell(stripe.complete(left.session, 'pm_card_visa'))).status).toBe(200)
  await world.settle()
  await signedUpOnce(left)
  const mails = await read(`/emails?filter[customer]=${left.customer}`)
  expect(mails.some(({ document_type }: { document_type: string }) => document_type === 'subscription')).toBe(true)
})

test('a card whose first bill is declined begins nothing; the same form goes on with another card', async () => {
  const left = await leave(club, 'Declined Corp')
  stripe.complete(left.session, 'pm_card_chargeCustomerFail')
  expect(whereTo(await back(left))).toBe(`${club.url}?signed=declined`)
  await world.settle()
  await nothingBegan(left.customer)
  expect((await left.send({ idempotency_key: fresh() })).json).toMatchObject({ status: 'redirect' })
  const again = { ...left, ...(await atGateway(left.customer)) }
  expect(again.session).not.toBe(left.session)
  stripe.complete(again.session, 'pm_card_visa')
  expect(whereTo(await back(again))).toMatch(/\?signed=completed$/)
  expect(await read(`/subscriptions?filter[customer]=${left.customer}`)).toHaveLength(1)
  expect(await read(`/customers?filter[name]=Declined%20Corp`)).toHaveLength(1)
  expect(whereTo(await back(left)), 'the first page leads to what there is').toMatch(/\?signed=completed$/)
})

test('AutoPay that was taken back meanwhile is not turned on again by coming back, nor by a card saved later', async () => {
  const left = await leave(club, 'Changed Mind Corp')
  stripe.complete(left.session, 'pm_card_chargeCustomerFail')
  expect(whereTo(await back(left))).toMatch(/declined$/)
  expect((await acme.call('PATCH', `/customers/${left.customer}`, { body: { autopay: false } })).status).toBe(200)
  expect(whereTo(await back(left))).toBe(`${club.url}?signed=declined`)
  expect(await read(`/customers/${left.customer}`)).toMatchObject({ autopay: false })
  const other = { method: 'credit_card', gateway_token: 'pm_card_visa', make_default: true }
  await acme.call('POST', `/customers/${left.customer}/payment_sources`, { body: other })
  await world.settle()
  expect(await read(`/customers/${left.customer}`)).toMatchObject({ autopay: false })
  expect(await read(`/charges?filter[customer]=${left.customer}`)).toMatchObject([{ status: 'failed' }])
  await nothingBegan(left.customer)
})

test('who comes back without saving has nothing; the same click leads to the same page', async () => {
  const left = await leave(club, 'Undecided Corp')
  expect(whereTo(await back(left))).toBe(`${club.url}?signed=open`)
  await nothingBegan(left.customer)
  expect((await left.send()).json.url).toBe(left.url)
  const notice = stripe.expire(left.session)
  await tell(notice)
  world.travel(new Date(world.now().getTime() + 25 * 3_600_000))
  await world.settle()
  expect(whereTo(await back(left))).toBe(`${club.url}?signed=expired`)
  await nothingBegan(left.customer)
})

test('two tries that both save a card are one subscription and one charge', async () => {
  const first = await leave(club, 'Two Tabs Corp')
  await first.send({ idempotency_key: fresh() })
  const second = { ...first, ...(await atGateway(first.customer)) }
  for (const { session } of [first, second]) stripe.complete(session, 'pm_card_visa')
  await Promise.all([back(first), back(second), back(first), back(second)])
  await world.settle()
  expect(await read(`/subscriptions?filter[customer]=${first.customer}`)).toHaveLength(1)
  expect(await read(`/charges?filter[customer]=${first.customer}`)).toMatchObject([{ status: 'succeeded' }])
})

test('nobody leaves without agreeing, and nobody else is led to the subscription', async () => {
  const page = `/api${pathOf(club.url)}`
  const form = { form_key: fresh(), idempotency_key: fresh(), name: 'Nowhere Corp', email: 'ap@acmecorp.example' }
  const choose = (more: object) => world.request('POST', page, { body: { ...form, method: 'credit_card', ...more } })
  expect(await choose({})).toMatchObject({ status: 400, json: { code: 'mandate_missing' } })
  expect(await choose({ mandate: 'Yes.' })).toMatchObject({ status: 409, json: { code: 'mandate_changed' } })
  const bare = { body: { ...form, mandate: await words(saving) } }
  expect(await world.request('POST', `/api${pathOf(saving.url)}`, bare)).toMatchObject({ status: 400, json: { param: 'token' } })
  expect(await read('/customers?filter[name]=Nowhere%20Corp')).toEqual([])

  const left = await leave(club, 'Private Corp')
  stripe.complete(left.session, 'pm_card_visa')
  const [, id] = left.attempt.split('-')
  const guesses = ['', 'signup-1-x', `signup-${id}-${'0'.repeat(32)}`]
  for (const attempt of guesses) expect((await back({ ...left, attempt })).status, attempt).toBe(404)
  expect((await back({ ...left, page: saving })).status, 'another page').toBe(404)
  expect((await back(left, globex.username)).status, 'another company').toBe(404)
  expect((await back({ ...left, checkout: left.checkout + 1 })).status, 'another checkout').toBe(404)
})
