import { afterAll, expect, test } from 'vitest'
import { openWorld } from '../../../test/world.ts'

const world = await openWorld({ settings: { RATE_LIMIT: '120' } })
afterAll(() => world.close())

const from = (address: string, key: string) =>
  world.request('GET', '/api/customers', {
    headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`, 'x-netterms-peer': address },
  })
let keys = 0
const guess = (address: string) => from(address, `nobody-has-this-key-${++keys}`)
const session = (address: string) =>
  world.request('GET', '/api/customers', { headers: { cookie: `netterms_session=${++keys}`, 'x-netterms-peer': address } })

test('keys that nobody has are looked for twenty times from one address, then no more; who is known there goes on', async () => {
  expect((await from('203.0.113.9', world.acme.key)).status).toBe(200)
  const guesses = await Promise.all(Array.from({ length: 40 }, () => guess('203.0.113.9')))
  expect(guesses.filter(({ status }) => status === 401)).toHaveLength(20)
  const refused = guesses.find(({ status }) => status === 429)!
  expect(refused).toMatchObject({ json: { code: 'too_many_requests' } })
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)

  let queries = 0
  world.platform.pool.on('acquire', () => queries++)
  expect((await guess('203.0.113.9')).status).toBe(429)
  expect((await session('203.0.113.9')).status).toBe(429)
  expect(queries).toBe(0)
  expect((await from('203.0.113.9', world.acme.key)).status).toBe(200)
  expect((await guess('203.0.113.10')).status).toBe(401)
})

test('keys that somebody has do not count against the address, however many there are', async () => {
  const statuses: number[] = []
  for (let i = 0; i < 30; i++) {
    const company = i % 2 === 0 ? world.acme : world.globex
    const { json } = await company.call('POST', '/api_keys', { body: { description: `till ${i}` } })
    statuses.push((await from('203.0.113.11', json.secret)).status)
  }
  expect(new Set(statuses)).toEqual(new Set([200]))
})
