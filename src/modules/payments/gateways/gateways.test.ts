import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme, globex } = world

const SECRET = ['sk', 'test', 'canary0123456789'].join('_')
const STRIPE = {
  gateway: 'stripe',
  name: 'Stripe',
  credentials: { secret_key: SECRET, webhook_secret: 'whsec_canary0123456789' },
}

test('an account’s secrets are sealed, never shown, and useless in another row', async () => {
  const { status, json, text } = await acme.call('POST', '/merchant_accounts', {
    body: { ...STRIPE, settings: { note: 'main' } },
  })
  expect(status).toBe(201)
  expect(json).toMatchObject({ gateway: 'stripe', name: 'Stripe', settings: { note: 'main' }, test: false })
  expect(json.webhook_url).toBe(`http://localhost:3000/webhooks/gateways/${acme.id}/${json.id}`)
  expect(text).not.toContain('canary')
  const { rows } = await world.platform.ownerPool.query('select credentials from merchant_accounts where id = $1', [json.id])
  expect(rows[0].credentials).toMatch(/^v1\./)
  expect(rows[0].credentials).not.toContain('canary')
  expect((await globex.call('GET', `/merchant_accounts/${json.id}`)).status).toBe(404)
})

test('what a gateway does not take is refused with the field; a secret among the settings is sealed all the same', async () => {
  expect(await acme.call('POST', '/merchant_accounts', { body: { gateway: 'stripe' } })).toMatchObject({
    status: 400,
    json: { code: 'gateway_settings_invalid', param: 'secret_key' },
  })
  expect(await acme.call('POST', '/merchant_accounts', { body: { gateway: 'paypal-of-old' } })).toMatchObject({
    status: 400,
    json: { param: 'gateway' },
  })
  const { json } = await acme.call('POST', '/merchant_accounts', { body: { gateway: 'stripe', settings: STRIPE.credentials } })
  expect(json.settings).toEqual({})
  expect((await acme.call('PATCH', `/merchant_accounts/${json.id}`, { body: { name: 'Second' } })).json).toMatchObject({
    name: 'Second',
    settings: {},
  })
  expect(
    await acme.call('PATCH', `/merchant_accounts/${json.id}`, { body: { credentials: { secret_key: 'wrong' } } }),
  ).toMatchObject({ status: 400, json: { param: 'secret_key' } })
})

test('ways of paying are listed with their gateway, and the simulated one is told as a test', async () => {
  const { json, headers } = await globex.call('GET', '/payment_methods')
  expect(headers.get('x-total-count')).toBe('8')
  expect(json.find(({ id }: { id: string }) => id === 'credit_card')).toMatchObject({
    enabled: true,
    gateway: 'test',
    test: true,
    supports_autopay: true,
    convenience_fee: 0,
  })
  expect(json.find(({ id }: { id: string }) => id === 'check')).toMatchObject({ enabled: false, gateway: null, test: false })
  expect(await globex.call('PATCH', '/payment_methods/paypal', { body: { enabled: true } })).toMatchObject({
    status: 400,
    json: { code: 'gateway_missing' },
  })
  expect((await globex.call('GET', '/payment_methods/shells')).status).toBe(404)
  expect(
    await globex.call('PATCH', '/payment_methods/check', {
      body: { enabled: true, meta: 'To: Globex, P.O. Box 1', min: 10, max: 5 },
    }),
  ).toMatchObject({ status: 400, json: { param: 'min' } })
  expect(
    (await globex.call('PATCH', '/payment_methods/check', { body: { enabled: true, meta: 'To: Globex, P.O. Box 1' } })).json,
  ).toMatchObject({ enabled: true, meta: 'To: Globex, P.O. Box 1' })
})

test('a method goes through the account it is given; an account in use stays', async () => {
  const account = (await acme.call('POST', '/merchant_accounts', { body: STRIPE })).json.id
  expect((await acme.call('PATCH', '/payment_methods/credit_card', { body: { merchant_account: account } })).json).toMatchObject({
    gateway: 'stripe',
    test: false,
    merchant_account: account,
  })
  expect(await acme.call('DELETE', `/merchant_accounts/${account}`)).toMatchObject({
    status: 400,
    json: { code: 'merchant_account_in_use' },
  })
  expect(await globex.call('PATCH', '/payment_methods/credit_card', { body: { merchant_account: account } })).toMatchObject({
    status: 400,
    json: { param: 'merchant_account' },
  })
  await acme.call('PATCH', '/payment_methods/credit_card', { body: { merchant_account: '' } })
  expect((await acme.call('DELETE', `/merchant_accounts/${account}`)).status).toBe(204)
  expect((await acme.call('GET', `/merchant_accounts/${account}`)).status).toBe(404)
})

test('bounds of a way of paying are kept', async () => {
  await globex.call('PATCH', '/payment_methods/credit_card', { body: { min: 5, max: 100 } })
  const customer = (await globex.call('POST', '/customers', { body: { name: 'Initech' } })).json.id
  const charge = (amount: number) =>
    globex.call('POST', '/charges', {
      body: { customer, method: 'credit_card', amount, gateway_token: 'tok_visa', applied_to: [{ type: 'credit', amount }] },
    })
  expect(await charge(4.99)).toMatchObject({ status: 400, json: { code: 'amount_too_small', param: 'amount' } })
  expect(await charge(100.01)).toMatchObject({ status: 400, json: { code: 'amount_too_large' } })
  expect((await charge(5)).status).toBe(201)
})
