import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld()
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})
const { acme } = world
const read = async (path: string) => (await acme.call('GET', path)).json
const at = (day: string) => new Date(`${day}T18:00:00Z`)
const seconds = (day: string) => at(day).getTime() / 1000

test('each installment of a plan is collected on its day, a declined one again by the schedule, and the rest goes on', async () => {
  const customer = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp', autopay: true } })).json.id
  const good = (
    await acme.call('POST', `/customers/${customer}/payment_sources`, {
      body: { method: 'credit_card', invoiced_token: 'tok_visa' },
    })
  ).json
  const { id } = (await acme.call('POST', '/invoices', { body: { customer, items: [{ name: 'Paper', unit_cost: 300 }] } })).json
  const installments = ['2014-12-01', '2015-01-01', '2015-02-01'].map((day) => ({ date: seconds(day), amount: 100 }))
  expect((await acme.call('PUT', `/invoices/${id}/payment_plan`, { body: { installments, autopay: true } })).status).toBe(201)

  const balances: [string, number][] = []
  const live = async (day: string) => {
    world.travel(at(day))
    await world.settle()
    balances.push([day, (await read(`/invoices/${id}`)).balance])
  }
  await live('2014-11-30')
  await live('2014-12-01')
  await live('2014-12-31')
  const broken = await acme.call('POST', `/customers/${customer}/payment_sources`, {
    body: { method: 'credit_card', invoiced_token: 'tok_visa_0341', make_default: true },
  })
  expect(broken.status).toBe(201)
  await live('2015-01-01')
  expect(await read(`/invoices/${id}`)).toMatchObject({ attempt_count: 1, status: 'not_sent' })
  expect((await acme.call('DELETE', `/customers/${customer}/cards/${broken.json.id}`)).status).toBe(204)
  expect(
    (
      await acme.call('POST', `/customers/${customer}/payment_sources`, {
        body: { method: 'credit_card', invoiced_token: 'tok_mastercard', make_default: true },
      })
    ).status,
  ).toBe(201)
  await live('2015-01-03')
  await live('2015-01-05')
  await live('2015-02-01')
  expect(balances).toEqual([
    ['2014-11-30', 300],
    ['2014-12-01', 200],
    ['2014-12-31', 200],
    ['2015-01-01', 200],
    ['2015-01-03', 200],
    ['2015-01-05', 100],
    ['2015-02-01', 0],
  ])
  expect(await read(`/invoices/${id}`)).toMatchObject({ paid: true, next_payment_attempt: null })
  const charges = await read(`/charges?filter[customer]=${customer}&sort=id asc`)
  expect(charges.map(({ status, amount }: { status: string; amount: number }) => [status, amount])).toEqual([
    ['succeeded', 100],
    ['failed', 100],
    ['succeeded', 100],
    ['succeeded', 100],
  ])
  expect(charges[0].payment_source.id).toBe(good.id)
})
