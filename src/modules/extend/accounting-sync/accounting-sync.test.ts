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

test('an export job asks about everything it would write, and is told that none of it is anywhere yet', async () => {
  const { acme, globex } = world
  const make = async (path: string, body: object) => (await acme.call('POST', path, { body })).json
  const { id: customer } = await make('/customers', { name: 'Initech' })
  const items = [{ name: 'Paper', unit_cost: 45 }]
  const { id: invoice } = await make('/invoices', { customer, items })
  const { id: credit } = await make('/credit_notes', { customer, items })
  const { id: payment } = await make('/payments', {
    customer,
    amount: 45,
    applied_to: [{ type: 'invoice', invoice, amount: 45 }],
  })
  const [{ id: transaction }] = (await acme.call('GET', `/transactions?filter[customer]=${customer}`)).json
  const addresses = [
    ['GET', `/invoices/${invoice}/accounting_sync_status`],
    ['GET', `/credit_notes/${credit}/accounting_sync_status`],
    ['GET', `/payments/${payment}/accounting_sync_status`],
    ['GET', `/transactions/${transaction}/accounting_sync_status`],
  ] as const
  const nowhere = { synced: false, error: null, source: null, accounting_system: null, accounting_id: null }
  for (const [method, path] of addresses) {
    expect(await acme.call(method, path)).toMatchObject({ status: 200, json: { ...nowhere, first_synced: null } })
    expect(await globex.call(method, path), 'ids of others are not found').toMatchObject({ status: 404 })
  }
  await acme.call('DELETE', `/payments/${payment}`)
  await acme.call('POST', `/invoices/${invoice}/void`)
  expect((await acme.call(...addresses[0])).json, 'what was voided would have to be taken back there').toMatchObject(nowhere)
  expect((await acme.call(...addresses[2])).status).toBe(200)
  const { id: draft } = await make('/invoices', { customer, items, draft: true })
  await acme.call('DELETE', `/invoices/${draft}`)
  expect((await acme.call('GET', `/invoices/${draft}/accounting_sync_status`)).json).toMatchObject({
    code: 'invoice_not_found',
    message: expect.stringContaining(String(draft)),
  })
})
