import { afterAll, expect, test } from 'vitest'
import { type Answer, openWorld } from '../../../test/world.ts'
import { proveBooks } from '../../modules/insight/proof/service.ts'

const world = await openWorld()
afterAll(() => world.close())
const { acme } = world

/** Ends every connection of the product, as a database that restarts does. */
async function killConnections(): Promise<number> {
  const { rows } = await world.platform.ownerPool.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  )
  return rows.length
}

const customer = (await acme.call('POST', '/customers', { body: { name: 'Globex' } })).json.id as number
let keys = 0
const keyed = () => ({ 'idempotency-key': `lost-${++keys}-${'x'.repeat(6)}` })

/** What callers do all day: reads, lists, writes with and without keys, papers, and what goes to a gateway. */
const CALLS: readonly (() => Promise<Answer>)[] = [
  () => acme.call('GET', `/customers/${customer}`),
  () => acme.call('GET', '/invoices?expand=customer&per_page=5'),
  () => acme.call('POST', '/invoices', { body: { customer, items: [{ name: 'Paper', unit_cost: 9.99 }] } }),
  () => acme.call('POST', '/invoices', { body: { customer, items: [{ name: 'Paper', unit_cost: 9.99 }] }, headers: keyed() }),
  () => acme.call('PATCH', `/customers/${customer}`, { body: { notes: 'Rings twice' } }),
  () => acme.call('POST', '/payments?dry_run=true', { body: { customer, amount: 5 } }),
  () => acme.call('GET', `/customers/${customer}/balance`),
  () =>
    acme.call('POST', '/charges', {
      body: {
        ...{ customer, amount: 5, method: 'credit_card', gateway_token: 'tok_visa_4242' },
        applied_to: [{ type: 'credit', amount: 5 }],
      },
      headers: keyed(),
    }),
  () => world.request('GET', '/api/portal/dunder-mifflin/invoices/aaaaaaaaaaaaaaaaaaaaaaaa'),
]

test('while the connections to the database end again and again, callers hear that it is away, and never of a fault of ours', async () => {
  const answers: Answer[] = []
  let killed = 0
  let isOver = false
  const callers = Array.from({ length: 12 }, async (_, i) => {
    for (let at = i; !isOver; at++) answers.push(await CALLS[at % CALLS.length]!())
  })
  for (let rounds = 0; rounds < 25; rounds++) {
    await new Promise((resolve) => setTimeout(resolve, 40 + (rounds % 5) * 20))
    killed += await killConnections()
  }
  isOver = true
  await Promise.all(callers)
  const odd = answers.filter(({ status }) => status >= 500 && status !== 503).map(({ status, text }) => `${status} ${text}`)
  expect(odd).toEqual([])
  const away = answers.filter(({ status }) => status === 503)
  for (const { headers, json } of away) {
    expect(headers.get('retry-after')).toMatch(/^\d+$/)
    expect(json).toMatchObject({ type: 'api_error' })
  }
  expect(killed).toBeGreaterThan(20)
  expect([away.length > 0, answers.some(({ status }) => status < 300)]).toEqual([true, true])
  expect((await acme.call('GET', `/customers/${customer}`)).status).toBe(200)
  await world.settle()
  expect(await proveBooks(world.platform)).toMatchObject({ breaches: [] })
})
