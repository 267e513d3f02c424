import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

const world = await openWorld()
const { acme } = world
afterAll(() => world.close())

const DAY = 86_400_000
const seconds = (days: number) => Math.floor(world.now().getTime() / 1000) + days * 86_400
const read = async (id: number) => (await acme.call('GET', `/invoices/${id}`)).json

async function invoice(discounts: readonly unknown[], more: Record<string, unknown> = {}) {
  const { id: customer } = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json
  const body = { customer, items: [{ name: 'Paper', unit_cost: 100 }], discounts, ...more }
  const { status, json, text } = await acme.call('POST', '/invoices', { body })
  expect(status, text).toBe(201)
  return json
}
const pay = (bill: { id: number; customer: number }, amount: number) =>
  acme.call('POST', '/payments', {
    body: { customer: bill.customer, amount, applied_to: [{ type: 'invoice', invoice: bill.id, amount }] },
  })

test('a discount that expires is owed again the day after; who paid in time keeps it', async () => {
  const offer = { amount: 2, expires: seconds(10) }
  const [open, part, paid, plain] = [
    await invoice([offer, { amount: 5 }]),
    await invoice([offer]),
    await invoice([offer]),
    await invoice([{ amount: 2 }]),
  ]
  await pay(part, 40)
  await pay(paid, 98)
  expect([open.balance, plain.balance]).toEqual([93, 98])
  world.travel(new Date(world.now().getTime() + 9 * DAY))
  await world.settle()
  expect(await read(open.id)).toMatchObject({ balance: 93 })
  world.travel(new Date(world.now().getTime() + 2 * DAY))
  await world.settle()
  expect(await read(open.id)).toMatchObject({ total: 95, balance: 95, discounts: [{ amount: 5 }] })
  expect(await read(part.id)).toMatchObject({ total: 100, balance: 60, discounts: [] })
  expect(await read(paid.id)).toMatchObject({ status: 'paid', total: 98, discounts: [{ amount: 2, expires: null }] })
  expect(await read(plain.id)).toMatchObject({ total: 98 })
  expect(await proveBooks(world.platform)).toMatchObject({ sound: true, breaches: [] })
  const again = await read(open.id)
  world.travel(new Date(world.now().getTime() + DAY))
  await world.settle()
  expect(await read(open.id)).toEqual(again)
})

test('an invoice that cannot be changed keeps no other from losing its discount', async () => {
  const offer = { amount: 2, expires: seconds(10) }
  const [stuck, other] = [await invoice([offer]), await invoice([offer])]
  await world.database.ownerPool.query(
    `alter table invoices add constraint stuck check (id <> ${stuck.id} or total = 9800) not valid`,
  )
  world.travel(new Date(world.now().getTime() + 11 * DAY))
  await expect(world.settle()).rejects.toThrow('stuck')
  expect(await read(other.id)).toMatchObject({ total: 100 })
})
