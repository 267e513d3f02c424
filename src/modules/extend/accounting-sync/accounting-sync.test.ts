import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from '../../../../test/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('a record is synchronised with nothing, and one that does not exist is not found', async () => {
  const { acme, globex } = world
  const { json: customer } = await acme.call('POST', '/customers', { body: { name: 'Initech' } })
  const { status, json } = await acme.call('GET', `/customers/${customer.id}/accounting_sync_status`)
  expect([status, json]).toEqual([
    200,
    {
      synced: false,
      error: null,
      source: null,
      first_synced: null,
      last_synced: null,
      accounting_system: null,
      accounting_id: null,
    },
  ])
  expect((await globex.call('GET', `/customers/${customer.id}/accounting_sync_status`)).status).toBe(404)
  for (const noun of ['invoices', 'payments', 'credit_notes', 'transactions'])
    expect((await acme.call('GET', `/${noun}/1/accounting_sync_status`)).status).toBe(404)
})
