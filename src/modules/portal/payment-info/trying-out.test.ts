import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../../test/world.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme } = world

let clicks = 0
const click = () => `click-${++clicks}`
const DECLINED = 'tok_visa_0002'

/** Where the payment information of a new customer is. */
const billed = async () => {
  const customer = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id as number
  const { json } = await acme.call('POST', '/invoices', { body: { customer, items: [{ unit_cost: 148.85 }] } })
  const page = `/api${new URL(json.url).pathname}`
  return { customer, page, info: `${page}/payment_info` }
}
const save = (info: string, token: string, more: { key?: string; from?: string } = {}) =>
  world.request('POST', info, {
    body: { method: 'credit_card', token, idempotency_key: more.key ?? click() },
    headers: { 'x-netterms-peer': more.from ?? '203.0.113.9' },
  })
const codesOf = (answers: readonly { json: { code?: string } }[]) => answers.map(({ json }) => json.code ?? 'saved').toSorted()

test('after ten cards that were declined the link takes no more, not even a good one, for an hour', async () => {
  const { info, page } = await billed()
  for (let i = 0; i < 10; i++) expect((await save(info, DECLINED)).json.code).toBe('card_declined')
  expect(await save(info, 'tok_visa')).toMatchObject({ status: 400, json: { code: 'too_many_tries' } })
  const pay = { method: 'credit_card', token: 'tok_visa', idempotency_key: click() }
  expect(await world.request('POST', `${page}/pay`, { body: pay })).toMatchObject({ json: { code: 'too_many_tries' } })
  world.travel(new Date(world.now().getTime() + 3_600_001))
  expect((await save(info, 'tok_visa')).status).toBe(200)
})

test('forty at once are ten', async () => {
  const { info } = await billed()
  const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => save(info, DECLINED, { from: `198.51.100.${i}` })))
  expect(codesOf(answers)).toEqual([...Array(10).fill('card_declined'), ...Array(30).fill('too_many_tries')])
})

test('the same click again is the same attempt, and what was saved counts for nothing', async () => {
  const { info, customer } = await billed()
  const key = click()
  await Promise.all(Array.from({ length: 15 }, () => save(info, DECLINED, { key, from: '192.0.2.1' })))
  for (let i = 0; i < 12; i++) expect((await save(info, 'tok_visa', { from: '192.0.2.1' })).status).toBe(200)
  const { json } = await acme.call('GET', `/customers/${customer}/payment_sources`)
  expect(json).toHaveLength(12)
})

test('one address does not try cards out over the links of many customers', async () => {
  const links = await Promise.all(Array.from({ length: 4 }, billed))
  for (const { info } of links.slice(0, 3)) for (let i = 0; i < 10; i++) await save(info, DECLINED, { from: '192.0.2.77' })
  const { info } = links[3]!
  expect((await save(info, 'tok_visa', { from: '192.0.2.77' })).json).toMatchObject({ code: 'too_many_tries' })
  expect((await save(info, 'tok_visa', { from: '192.0.2.78' })).status).toBe(200)
})

test('the company’s own attempts through the API are not its customer’s', async () => {
  const { info, customer } = await billed()
  for (let i = 0; i < 12; i++)
    await acme.call('POST', `/customers/${customer}/payment_sources`, {
      body: { method: 'credit_card', gateway_token: DECLINED },
    })
  expect((await save(info, 'tok_visa', { from: '192.0.2.90' })).status).toBe(200)
})
