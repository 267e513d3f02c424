import { afterAll, expect, test } from 'vitest'
import type { SignedNotice } from '../../../../test/doubles/stripe.ts'
import { openStripeWorld } from '../../../../test/doubles/stripe-world.ts'

/** Signing up without saving anything, where the gateway takes cards on its own page only: the first bill is paid there. */
const { world, stripe, account, close } = await openStripeWorld({ timeout_ms: 5000 })
afterAll(close)
const { acme } = world

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

const read = async (path: string) => (await acme.call('GET', path)).json
let keys = 0
const fresh = () => `form-${++keys}-xxxxxx`
const pathOf = (url: string) => new URL(url).pathname

/** Somebody signs up, and gets to the first bill. */
async function signedUp(name: string) {
  const page = await make('/sign_up_pages', { name: 'Join us', plans: ['paper'] })
  const address = `/api${pathOf(page.url)}`
  const form = { form_key: fresh(), idempotency_key: fresh(), name, email: 'ap@acmecorp.example' }
  const answers = await Promise.all(Array.from({ length: 5 }, () => world.request('POST', address, { body: form })))
  expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 409)).toEqual([])
  const { json } = await world.request('POST', address, { body: form })
  expect(json).toMatchObject({ status: 'completed', payment_url: expect.any(String) })
  const customers = await read(`/customers?filter[name]=${encodeURIComponent(name)}`)
  expect(customers).toHaveLength(1)
  const [{ id: customer }] = customers
  const invoices = await read(`/invoices?filter[customer]=${customer}`)
  expect(invoices).toMatchObject([{ total: 49, paid: false }])
  expect(pathOf(json.payment_url)).toContain(pathOf(invoices[0].url))
  return { customer: customer as number, invoice: invoices[0].id as number, address: pathOf(invoices[0].url) }
}
type SignedUp = Awaited<ReturnType<typeof signedUp>>

/** The payer leaves for the gateway's page. */
async function leave({ address, customer }: SignedUp) {
  const begun = await world.request('POST', `/api${address}/checkout`, {
    body: { method: 'credit_card', idempotency_key: fresh() },
  })
  expect(begun).toMatchObject({ status: 200, json: { how: 'redirect', url: expect.stringContaining('stripe') } })
  const { rows } = await world.platform.ownerPool.query<{ id: number; gateway_id: string }>(
    'select id, gateway_id from checkouts where customer = $1 order by id desc limit 1',
    [customer],
  )
  const { id, gateway_id } = rows[0]!
  return { session: gateway_id, back: () => world.request('GET', `${address}/return?checkout=${id}`) }
}
const tell = (notice: SignedNotice) =>
  world.app.fetch(
    new Request(`http://localhost:3000/webhooks/gateways/${acme.id}/${account}`, {
      method: 'POST',
      headers: notice.headers,
      body: notice.body as Uint8Array<ArrayBuffer>,
    }),
  )
const locationOf = ({ headers }: { headers: Headers }) => headers.get('location')
const paidOnce = async ({ customer, invoice }: SignedUp) => {
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ paid: true, amount_paid: 49, pending: 0 })
  expect(await read(`/payments?filter[customer]=${customer}`)).toMatchObject([{ amount: 49 }])
  expect(await read(`/charges?filter[customer]=${customer}`)).toMatchObject([
    { status: 'succeeded', amount: 49, gateway: 'stripe' },
  ])
  expect(await read(`/subscriptions?all=1&filter[customer]=${customer}`)).toMatchObject([{ status: 'active', plan: 'paper' }])
}

test('the first bill is paid on the gateway’s page; ten returns and ten notices that race are one payment', async () => {
  const made = await signedUp('Race Corp')
  const { session, back } = await leave(made)
  const notice = stripe.complete(session, 'pm_card_visa')
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? back() : tell(notice))))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 303]))
  expect(locationOf(await back())).toMatch(/payment=succeeded$/)
  await world.settle()
  await paidOnce(made)
})

test('what the notice alone tells is enough: who paid and closed the window has paid', async () => {
  const made = await signedUp('Closed Window Corp')
  const { session } = await leave(made)
  expect((await tell(stripe.complete(session, 'pm_card_visa'))).status).toBe(200)
  await paidOnce(made)
})

test('a card that is declined there pays nothing, and the page can be used again', async () => {
  const made = await signedUp('Declined Corp')
  const { session, back } = await leave(made)
  expect(() => stripe.complete(session, 'pm_card_chargeDeclined')).toThrow(/declined/)
  expect(locationOf(await back())).toMatch(/payment=open$/)
  expect(await read(`/invoices/${made.invoice}`)).toMatchObject({ paid: false, pending: 0 })
  expect(await read(`/payments?filter[customer]=${made.customer}`)).toEqual([])
  const notice = stripe.complete(session, 'pm_card_visa')
  await Promise.all([back(), tell(notice)])
  await paidOnce(made)
})

test('who gave up on the page owes the bill, holds nothing, and pays on another page later', async () => {
  const made = await signedUp('Abandoned Corp')
  const { session, back } = await leave(made)
  const notice = stripe.expire(session)
  expect((await tell(notice)).status).toBe(200)
  world.travel(new Date(world.now().getTime() + 25 * 3_600_000))
  await world.settle()
  expect(locationOf(await back())).toMatch(/payment=expired$/)
  expect(await read(`/invoices/${made.invoice}`)).toMatchObject({ paid: false, pending: 0 })
  expect(await read(`/charges?filter[customer]=${made.customer}`)).toEqual([])
  const again = await leave(made)
  expect(again.session).not.toBe(session)
  await Promise.all([tell(stripe.complete(again.session, 'pm_card_visa')), again.back(), tell(notice)])
  await paidOnce(made)
})
