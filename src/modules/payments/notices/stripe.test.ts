import { afterAll, expect, test } from 'vitest'
import type { SignedNotice } from '../../../../test/doubles/stripe.ts'
import { openStripeWorld } from '../../../../test/doubles/stripe-world.ts'

/** The whole way through Stripe's own library, against a server on loopback that speaks Stripe's wire format. */
const { world, stripe, account, close } = await openStripeWorld({ timeout_ms: 500 })
afterAll(close)
const { acme } = world
for (const method of ['credit_card', 'ach'])
  expect((await acme.call('PATCH', `/payment_methods/${method}`, { body: { merchant_account: account } })).status).toBe(200)

const read = async (path: string) => (await acme.call('GET', path)).json
const billed = async () => {
  const customer = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp', email: 'ap@acmecorp.example' } })).json
    .id as number
  const { id, url } = (
    await acme.call('POST', '/invoices', { body: { customer, items: [{ name: 'Paper', unit_cost: 148.85 }] } })
  ).json
  return { customer, invoice: id as number, address: new URL(url).pathname }
}
const tell = (notice: SignedNotice) =>
  world.app.fetch(
    new Request(`http://localhost:3000/webhooks/gateways/${acme.id}/${account}`, {
      method: 'POST',
      headers: notice.headers,
      body: notice.body as Uint8Array<ArrayBuffer>,
    }),
  )
const pass = (minutes: number) => world.travel(new Date(world.now().getTime() + minutes * 60_000))

test('a saved card is charged and given back; the money is counted in the books once', async () => {
  const { customer, invoice } = await billed()
  const card = await acme.call('POST', `/customers/${customer}/payment_sources`, {
    body: { method: 'credit_card', gateway_token: 'pm_card_visa' },
  })
  expect(card).toMatchObject({ status: 201, json: { object: 'card', gateway: 'stripe', merchant_account: account } })
  const { status, json } = await acme.call('POST', '/charges', {
    body: {
      customer,
      method: 'credit_card',
      amount: 148.85,
      payment_source_type: 'card',
      payment_source_id: card.json.id,
      applied_to: [{ type: 'invoice', invoice, amount: 148.85 }],
    },
  })
  expect(status).toBe(201)
  expect(json.charge).toMatchObject({ status: 'succeeded', gateway: 'stripe', test: false, merchant_account: account })
  expect(await acme.call('POST', `/charges/${json.charge.id}/refunds`, { body: { amount: 48.85 } })).toMatchObject({
    status: 201,
    json: { status: 'succeeded' },
  })
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ balance: 48.85 })
  expect(stripe.count('payment_intents')).toBe(1)
})

test.each(['hangs_after', 'fails_after'] as const)(
  'when Stripe %s, nobody is told it failed, nothing is charged twice, and the janitor finds it',
  async (how) => {
    const { customer, invoice } = await billed()
    const card = (
      await acme.call('POST', `/customers/${customer}/payment_sources`, {
        body: { method: 'credit_card', gateway_token: 'pm_card_visa' },
      })
    ).json.id
    const before = stripe.count('payment_intents')
    stripe.misbehave(how)
    const { status, json } = await acme.call('POST', '/charges', {
      body: {
        customer,
        method: 'credit_card',
        amount: 148.85,
        payment_source_type: 'card',
        payment_source_id: card,
        applied_to: [{ type: 'invoice', invoice, amount: 148.85 }],
      },
    })
    expect({ status, json }).toMatchObject({ status: 201, json: { object: 'payment', status: 'pending' } })
    expect(await read(`/invoices/${invoice}`)).toMatchObject({ status: 'pending', paid: false })
    pass(2)
    await world.settle()
    expect(await read(`/invoices/${invoice}`)).toMatchObject({ paid: true, pending: 0 })
    expect(stripe.count('payment_intents')).toBe(before + 1)
  },
)

test('the portal sends the payer to Stripe; the signed notice and the way back are one payment', async () => {
  const { invoice, address, customer } = await billed()
  expect((await world.request('GET', `/api${address}`)).json.payment_methods[0]).toMatchObject({
    id: 'credit_card',
    gateway: 'stripe',
    how: 'redirect',
    test_sources: [],
  })
  const begun = await world.request('POST', `/api${address}/checkout`, {
    body: { method: 'credit_card', idempotency_key: 'stripe-click' },
  })
  expect(begun).toMatchObject({ status: 200, json: { how: 'redirect' } })
  const { rows } = await world.platform.ownerPool.query<{ id: number; gateway_id: string }>(
    'select id, gateway_id from checkouts where customer = $1',
    [customer],
  )
  const { id, gateway_id } = rows[0]!
  const notice = stripe.complete(gateway_id, 'pm_card_visa')
  const answers = await Promise.all([
    tell(notice),
    tell(notice),
    world.request('GET', `${address}/return?checkout=${id}`),
    tell(notice),
  ])
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 303, 200])
  expect(await read(`/invoices/${invoice}`)).toMatchObject({ paid: true, amount_paid: 148.85, pending: 0 })
  expect(await read(`/payments?filter[customer]=${customer}`)).toHaveLength(1)
  const tampered = {
    ...notice,
    body: new TextEncoder().encode(new TextDecoder().decode(notice.body).replace('completed', 'complete ')),
  }
  expect((await tell(tampered)).status).toBe(403)
})
