import { afterAll, describe, expect, test } from 'vitest'
import type { DocumentedCall, Known } from './replay/call.ts'
import { firstCalls } from './replay/calls.ts'
import { laterCalls } from './replay/more-calls.ts'
import { type Answer, openWorld } from './world.ts'

/** Every call of the published documentation, one after the other, as curl sends it. */
const world = await openWorld()
afterAll(() => world.close())
const known: Known = {}
const fill = (text: string) =>
  text.replace(/(?<=[=/]):(\w+)/g, (_, name: string) => String(known[name] ?? `nothing-called-${name}`))

function replay({ method, path, query, form, raw, accept }: DocumentedCall): Promise<Answer> {
  const target = fill(query ? `${path}?${query}` : path)
  const body = raw ? JSON.stringify(raw(known)) : form?.map(fill).join('&')
  return world.acme.call(method, target, {
    ...(body !== undefined && { form: body }),
    headers: { 'user-agent': 'curl/8.5.0', accept: accept ?? '*/*' },
  })
}

describe('the documented calls', () => {
  test.each([...firstCalls, ...laterCalls])('$method $path: $title', async (call) => {
    const answer = await replay(call)
    expect(answer.status, answer.text).toBe(call.status)
    if (call.status === 204) expect(answer.text).toBe('')
    else if (call.accept) {
      expect(answer.headers.get('content-type')).toBe(call.accept)
      expect(answer.text.slice(0, 5)).toBe('%PDF-')
    } else expect(answer.text.split('\n').length, 'curl gets indented JSON').toBeGreaterThan(answer.json.length === 0 ? 0 : 1)
    if (Array.isArray(call.reply) && call.method === 'GET') {
      expect(answer.headers.get('x-total-count')).toMatch(/^\d+$/)
      expect(answer.json.slice(0, call.reply.length)).toMatchObject(call.reply)
      if (call.reply.length === 0) expect(answer.json).toEqual([])
    } else if (call.reply) expect(answer.json).toMatchObject(call.reply)
    Object.assign(known, call.keep?.(answer))
  })
})

test('the host of the API answers at its root, as published clients expect', async () => {
  const { status, json } = await world.request('GET', '/invoices?per_page=1', {
    headers: { host: 'api.example.com', authorization: `Basic ${btoa(`${world.acme.key}:`)}` },
  })
  expect({ status, count: json.length }).toEqual({ status: 200, count: 1 })
})

test('below /api it answers on that host as on any other', async () => {
  const headers = { host: 'api.example.com', authorization: `Basic ${btoa(`${world.acme.key}:`)}` }
  expect((await world.request('GET', '/api/invoices?per_page=1', { headers })).json).toHaveLength(1)
  expect((await world.request('GET', '/api/openapi.json', { headers })).json.openapi).toBe('3.1.0')
  expect((await world.request('GET', '/api_keys', { headers })).status).toBe(200)
})
