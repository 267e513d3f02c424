import { afterAll, expect, test, vi } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme } = world
const { ownerPool } = world.database

test('who subscribes while the customer is being deactivated waits, and is refused', async () => {
  const customer = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id as number
  await acme.call('POST', '/plans', { body: { id: 'starter', name: 'Starter', amount: 49, interval: 'month' } })
  const other = await ownerPool.connect()
  try {
    await other.query('begin')
    await other.query(`select set_config('netterms.every_company', 'on', true)`)
    await other.query('update customers set active = false where company_id = $1 and id = $2', [acme.id, customer])
    const subscribed = acme.call('POST', '/subscriptions', { body: { customer, plan: 'starter' } })
    const waits = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    await vi.waitFor(async () => expect((await ownerPool.query(waits)).rowCount).toBe(1), { timeout: 5_000, interval: 5 })
    await other.query('commit')
    expect(await subscribed).toMatchObject({ status: 400, json: { code: 'customer_inactive' } })
  } finally {
    await other.query('rollback')
    other.release()
  }
  expect((await acme.call('GET', `/subscriptions?filter[customer]=${customer}`)).json).toEqual([])
})

test('whoever comes first of ten that subscribe and ten that deactivate, an inactive customer has no subscription', async () => {
  await acme.call('POST', '/plans', { body: { id: 'once', name: 'Once', amount: 5, interval: 'month' } })
  const customer = (await acme.call('POST', '/customers', { body: { name: 'Globex' } })).json.id as number
  await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      i % 2 === 0
        ? acme.call('POST', '/subscriptions', { body: { customer, plan: 'once' } })
        : acme.call('PATCH', `/customers/${customer}`, { body: { active: false } }),
    ),
  )
  const { active } = (await acme.call('GET', `/customers/${customer}`)).json
  const subscriptions = (await acme.call('GET', `/subscriptions?filter[customer]=${customer}`)).json
  expect(active).toBe(subscriptions.length > 0)
})
