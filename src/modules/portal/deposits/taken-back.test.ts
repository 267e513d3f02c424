import { afterAll, beforeEach, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'
import { proveBooks } from '../../insight/proof/service.ts'

/** The estimate changes while the payer of its deposit stands at the gateway's till. */
const world = await openWorld()
afterAll(async () => {
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
  await world.close()
})
const { acme } = world
beforeEach(() => world.travel('2014-11-18T15:00:00Z'))

const read = async (path: string) => (await acme.call('GET', path)).json
const pathOf = (url: string) => url.replace('http://localhost:3000', '')
let clicks = 0

/** Somebody who has approved an estimate, and is at the till for its deposit. */
async function atTheTill() {
  const customer = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id as number
  const body = { customer, items: [{ name: 'Desk', unit_cost: 148.85 }], deposit: 37.21 }
  const { id, url } = (await acme.call('POST', '/estimates', { body })).json
  const address = pathOf(url)
  await world.request('POST', `/api${address}/approve`, { body: { name: 'Front Desk', initials: 'FD' } })
  const begun = await world.request('POST', `/api${address}/checkout`, {
    body: { method: 'credit_card', idempotency_key: `till-${++clicks}` },
  })
  const pay = async () =>
    pathOf((await world.request('POST', pathOf(begun.json.url), { form: 'token=tok_visa' })).headers.get('location')!)
  return { customer, estimate: id as number, address, pay }
}
type AtTheTill = Awaited<ReturnType<typeof atTheTill>>

const checkoutOf = async (customer: number) =>
  (await world.platform.ownerPool.query<{ id: number }>('select id from checkouts where customer = $1', [customer])).rows[0]!.id

/** The money is there once, belongs to the customer, and lies on nothing. */
async function isCredit({ customer, estimate }: AtTheTill) {
  expect(await read(`/customers/${customer}/balance`)).toMatchObject({ available_credits: 37.21 })
  expect(await read(`/payments?filter[customer]=${customer}&include=applied_to`)).toMatchObject([
    { amount: 37.21, voided: false, applied_to: [{ type: 'credit', amount: 37.21 }] },
  ])
  expect(await read(`/estimates/${estimate}`)).toMatchObject({ amount_deposited: 0, deposit_paid: false })
}

test('voided meanwhile: what the payer pays is their credit, and they are told where they stand', async () => {
  const made = await atTheTill()
  expect((await acme.call('POST', `/estimates/${made.estimate}/void`)).status).toBe(200)
  const arrived = await world.request('GET', await made.pay())
  expect([arrived.status, pathOf(arrived.headers.get('location') ?? '')]).toEqual([303, `${made.address}?payment=succeeded`])
  await world.settle()
  await isCredit(made)
  expect(await read(`/estimates/${made.estimate}`)).toMatchObject({ status: 'voided' })
  const again = await world.request('GET', `${made.address}/return?checkout=${await checkoutOf(made.customer)}`)
  expect(again.status, 'coming back twice changes nothing').toBe(303)
  await isCredit(made)
})

test('voided meanwhile, and the payer closes the window after paying: it is found all the same', async () => {
  const made = await atTheTill()
  await acme.call('POST', `/estimates/${made.estimate}/void`)
  await made.pay()
  world.travel('2014-11-18T16:00:00Z')
  await world.settle()
  await isCredit(made)
})

test('ten returns and the voiding at the same moment: the money is there once, on the estimate or as credit', async () => {
  const made = await atTheTill()
  const back = await made.pay()
  const answers = await Promise.all([
    ...Array.from({ length: 10 }, () => world.request('GET', back)),
    acme.call('POST', `/estimates/${made.estimate}/void`),
  ])
  expect(answers.slice(0, 10).map(({ status }) => status)).toEqual(Array(10).fill(303))
  await world.settle()
  const { voided, amount_deposited } = await read(`/estimates/${made.estimate}`)
  expect(amount_deposited).toBe(voided ? 0 : 37.21)
  expect(await read(`/payments?filter[customer]=${made.customer}`)).toMatchObject([{ amount: 37.21 }])
  expect(await read(`/customers/${made.customer}/balance`)).toMatchObject({ available_credits: 37.21 })
})

test('billed meanwhile: the deposit is credit that the invoice can use', async () => {
  const made = await atTheTill()
  expect((await acme.call('POST', `/estimates/${made.estimate}/invoice`)).status).toBe(201)
  expect((await world.request('GET', await made.pay())).status).toBe(303)
  await world.settle()
  expect(await read(`/customers/${made.customer}/balance`)).toMatchObject({ available_credits: 37.21 })
})

test('nobody comes back by the page of another estimate', async () => {
  const [made, other] = [await atTheTill(), await atTheTill()]
  const back = await made.pay()
  await acme.call('POST', `/estimates/${other.estimate}/void`)
  expect((await world.request('GET', back.replace(made.address, other.address))).status).toBe(404)
})
