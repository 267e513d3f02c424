import { connect } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { listen } from '../src/platform/http/server.ts'
import { openWorld } from './world.ts'

/** What published client libraries rely on without saying so, each found by running one against this server. */
const world = await openWorld()
const { port, close } = await listen(world.app, { host: '127.0.0.1', port: 0, trusts: () => false })
afterAll(async () => {
  await close()
  await world.close()
})
const { acme } = world
const basic = `Basic ${btoa(`${acme.key}:`)}`

/** The answer as it stands on the wire, before anything lower-cases its headers. */
function raw(target: string, host = `127.0.0.1:${port}`): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${basic}\r\nConnection: close\r\n\r\n`),
    )
    let text = ''
    socket.on('data', (bytes) => {
      text += bytes
    })
    socket.on('end', () => resolve(text))
    socket.on('error', reject)
  })
}

test('two libraries look up Link and X-Total-Count in exactly this spelling', async () => {
  const answer = await raw('/api/customers')
  expect(answer).toMatch(/\r\nLink: </)
  expect(answer).toMatch(/\r\nX-Total-Count: 0\r\n/)
})

test('one library cuts its own address off the next page, and others split the header at commas', async () => {
  for (const name of ['One', 'Two', 'Three']) await acme.call('POST', '/customers', { body: { name } })
  const answer = await raw('/api/customers?per_page=1&sort=name%20asc,id%20desc')
  const link = /\r\nLink: (.*)\r\n/.exec(answer)![1]!
  const parts = link.split(',').map((part) => part.trim())
  expect(parts.map((part) => /rel="(\w+)"/.exec(part)![1])).toEqual(['self', 'first', 'next', 'last'])
  expect(parts[2]).toMatch(`<http://127.0.0.1:${port}/api/customers?`)
})

test('one library replaces the path of its base address, so a host of its own answers at its root', async () => {
  expect(await raw('/customers', 'api.netterms.example')).toMatch(/^HTTP\/1.1 200 /)
  expect(await raw('/customers?per_page=1', 'api.netterms.example')).toMatch('<http://api.netterms.example/customers?')
})

test('one library sends null for every field of a contact that it does not set', async () => {
  const { json } = await acme.call('POST', '/customers', { body: { name: 'Acme' } })
  const body = { name: 'Purchasing', primary: null, sms_enabled: null, email: null, phone: null, country: null, title: null }
  expect(await acme.call('POST', `/customers/${json.id}/contacts`, { body })).toMatchObject({
    status: 201,
    json: { primary: true, sms_enabled: false },
  })
})

test('one library sends a bare number to consolidate, and single quotes to refunds', async () => {
  const { json } = await acme.call('POST', '/customers', { body: { name: 'Vance', consolidated: true } })
  const items = [{ name: 'Paper', unit_cost: 20 }]
  for (const _ of [1, 2]) await acme.call('POST', '/invoices', { body: { customer: json.id, items } })
  const cutoff = String(world.now().getTime() / 1000 + 86_400)
  expect((await acme.call('POST', `/customers/${json.id}/consolidate_invoices`, { form: cutoff })).json).toMatchObject({
    total: 40,
  })
  expect(await acme.call('POST', '/charges/999999/refunds', { form: "{'amount':5}" })).toMatchObject({ status: 404 })
})

test('one library spells "no fields" as an empty list, and lists attachments with POST', async () => {
  const { json } = await acme.call('POST', '/customers', { body: { name: 'Acme', metadata: [] } })
  expect(json.metadata).toEqual({})
  const invoice = await acme.call('POST', '/invoices', { body: { customer: json.id, items: [{ name: 'Paper', unit_cost: 5 }] } })
  expect(await acme.call('POST', `/invoices/${invoice.json.id}/attachments`)).toMatchObject({ status: 200, json: [] })
  expect(await acme.call('POST', `/invoices/${invoice.json.id}/void`, { body: [] })).toMatchObject({ status: 200 })
})

test('the extractor reads by change: sorted, bounded, to the last page', async () => {
  const query = 'per_page=100&page=1&include=updated_at&sort=updated_at ASC&updated_after=0'
  for (const path of ['customers', 'invoices', 'credit_notes', 'estimates', 'plans', 'subscriptions']) {
    const { status, headers, json } = await acme.call('GET', `/${path}?${query}`)
    expect({ path, status, counted: headers.get('x-total-count') }).toEqual({ path, status: 200, counted: String(json.length) })
    expect(json.every(({ updated_at }: { updated_at: unknown }) => Number.isInteger(updated_at))).toBe(true)
  }
})
