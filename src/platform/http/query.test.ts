import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../test/world.ts'

/** What is asked for beside the body: a word that cannot be read is never taken for another. */
const world = await openWorld()
afterAll(() => world.close())
const { acme } = world
const total = async () => (await acme.call('GET', '/customers?per_page=1')).headers.get('x-total-count')
const create = (query: string, options = {}) =>
  acme.call('POST', `/customers${query}`, { body: { name: 'Acme Corp' }, ...options })

test.each(['true', 'True', '1'])('dry_run=%s rehearses', async (word) => {
  const before = await total()
  expect((await create(`?dry_run=${word}`)).status).toBe(201)
  expect(await total()).toBe(before)
})

test.each(['yes', ''])('dry_run=%s is refused: it must not write what was to be rehearsed', async (word) => {
  const before = await total()
  expect(await create(`?dry_run=${word}`)).toMatchObject({ status: 400, json: { param: 'dry_run' } })
  expect(await total()).toBe(before)
})

test('dry_run=0 is no rehearsal', async () => {
  const before = Number(await total())
  expect((await create('?dry_run=0')).status).toBe(201)
  expect(await total()).toBe(String(before + 1))
})

test('a parameter that is wrong is not called missing', async () => {
  expect((await acme.call('GET', '/invoices?start_date=yesterday')).json).toMatchObject({
    param: 'start_date',
    message: 'start_date must be a whole number.',
  })
  expect((await acme.call('GET', '/events?from=nobody')).json.message).not.toContain('is required')
})

test('a filter that is not JSON, and a choice there is not, are named with what would do', async () => {
  expect((await acme.call('GET', '/invoices?advanced_filter=%5B%7B')).json).toMatchObject({
    code: 'invalid_json',
    message: expect.stringMatching(/^advanced_filter is not valid JSON/),
    param: 'advanced_filter',
  })
  const { id } = (await acme.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json
  expect((await acme.call('GET', `/customers/${id}/statement?type=everything`)).json).toMatchObject({
    message: 'type must be one of balance_forward, open_item.',
    param: 'type',
  })
})

test('a strict call is told of every field that is not known; the header has room for some', async () => {
  const unheard = Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`unheard_of_${i}_${'x'.repeat(100)}`, 1]))
  const body = { name: 'Acme Corp', ...unheard }
  const strict = await create('', { body, headers: { prefer: 'handling=strict' } })
  expect(strict.status).toBe(400)
  for (const field of Object.keys(unheard)) expect(strict.json.message).toContain(field)
  const lenient = await create('', { body })
  expect(lenient.status).toBe(201)
  expect(lenient.headers.get('netterms-ignored')).toMatch(/^unheard_of_0_x+, unheard_of_1_/)
  expect(lenient.headers.get('netterms-ignored')!.length).toBeLessThan(5_000)
})

test('a call may have more unknown fields than anybody can list', async () => {
  const unheard = Object.fromEntries(Array.from({ length: 150_000 }, (_, i) => [`k${i}`, 1]))
  expect((await create('', { body: { name: 'Acme Corp', ...unheard } })).status).toBe(201)
})
