import { afterAll, expect, test } from 'vitest'
import { type Listening, listen, trustedPeers } from './server.ts'

const echo = { fetch: (request: Request) => new Response(request.headers.get('x-netterms-peer')) }
const opened: Listening[] = []
afterAll(() => Promise.all(opened.map(({ close }) => close())))

/** Whose call a server takes it for that believes these proxies. */
async function takenFor(proxies: readonly string[], headers: Readonly<Record<string, string>>): Promise<string> {
  const server = await listen(echo, { host: '127.0.0.1', port: 0, trusts: trustedPeers(proxies) })
  opened.push(server)
  return (await fetch(`http://127.0.0.1:${server.port}/`, { headers })).text()
}

test('nobody is believed about where a call comes from but the proxies that the operator names', async () => {
  const forged = { 'x-forwarded-for': '198.51.100.7', 'x-netterms-peer': '198.51.100.7' }
  expect(await takenFor([], forged)).toBe('127.0.0.1')
  expect(await takenFor(['10.0.0.0/8'], forged)).toBe('127.0.0.1')
  expect(await takenFor(['127.0.0.0/8'], forged)).toBe('198.51.100.7')
})

test('a proxy adds the address it saw at the end; what stands before it was written by the caller', async () => {
  const through = (chain: string, proxies = ['127.0.0.0/8']) => takenFor(proxies, { 'x-forwarded-for': chain })
  expect(await through('203.0.113.9, 198.51.100.7')).toBe('198.51.100.7')
  expect(await through('203.0.113.9, 198.51.100.7, 10.0.0.1', ['127.0.0.0/8', '10.0.0.0/8'])).toBe('198.51.100.7')
  expect(await through('198.51.100.7, 10.0.0.1')).toBe('10.0.0.1')
  expect(await through('198.51.100.7:4711')).toBe('198.51.100.7')
  expect(await through('[2001:db8::7]:4711')).toBe('2001:db8::7')
  expect(await through('unknown, somebody')).toBe('127.0.0.1')
  expect(await through('')).toBe('127.0.0.1')
})
