import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme, globex } = world

const credentials = { secret_key: ['sk', 'test', 'canary0123456789'].join('_'), webhook_secret: 'whsec_canary0123456789' }
const connect = async (more: object = {}) => {
  const { status, json, text } = await acme.call('POST', '/merchant_accounts', {
    body: { gateway: 'stripe', credentials, ...more },
  })
  expect(status, text).toBe(201)
  return json
}
const listed = async (query = '') =>
  (await acme.call('GET', `/merchant_accounts?${query}`)).json.map(({ id }: { id: number }) => id)

test('the accounts of a company are listed by name and gateway, without their secrets; those of others are not among them', async () => {
  const east = await connect({ name: 'East', gateway_id: 'acct_east', settings: { note: 'Coast' } })
  const west = await connect({ name: 'West' })
  const { json, text, headers } = await acme.call('GET', '/merchant_accounts?sort=name desc')
  expect(headers.get('x-total-count')).toBe('2')
  expect(json.map(({ name }: { name: string }) => name)).toEqual(['West', 'East'])
  expect(json[1]).toMatchObject({
    object: 'merchant_account',
    gateway: 'stripe',
    gateway_id: 'acct_east',
    settings: { note: 'Coast' },
    test: false,
    webhook_url: `http://localhost:3000/webhooks/gateways/${acme.id}/${east.id}`,
  })
  expect(text).not.toContain('canary')
  expect(await listed('filter[gateway_id]=acct_east')).toEqual([east.id])
  expect(await listed('filter[gateway]=stripe&filter[name]=West')).toEqual([west.id])
  expect(await listed('per_page=1&page=2')).toEqual([west.id])
  expect((await acme.call('GET', '/merchant_accounts?filter[credentials]=x')).json.param).toBe('filter')
  expect((await globex.call('GET', '/merchant_accounts')).json).toEqual([])
})

test('an account that was deleted is listed no more, except to whoever asks for the deleted ones', async () => {
  const { id } = await connect({ name: 'Short-lived' })
  expect((await acme.call('DELETE', `/merchant_accounts/${id}`)).status).toBe(204)
  expect(await listed('filter[name]=Short-lived')).toEqual([])
  expect(await listed('filter[deleted]=1')).toEqual([id])
  expect(await listed('filter[deleted]=0')).not.toContain(id)
})

test('a way of paying that was switched off with its account is not switched on without one', async () => {
  const { id } = await connect({ name: 'Closed' })
  const ach = (body: object) => acme.call('PATCH', '/payment_methods/ach', { body })
  await ach({ merchant_account: id, enabled: false })
  expect((await acme.call('DELETE', `/merchant_accounts/${id}`)).status, 'nothing takes money by it').toBe(204)
  expect(await ach({ enabled: true })).toMatchObject({
    status: 400,
    json: { code: 'merchant_account_deleted', param: 'merchant_account' },
  })
  expect(await ach({ enabled: true, merchant_account: id })).toMatchObject({ status: 400, json: { param: 'merchant_account' } })
  expect((await ach({ enabled: true, merchant_account: '' })).json).toMatchObject({ enabled: true, gateway: 'test' })
})
