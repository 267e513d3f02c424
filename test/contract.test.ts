import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { api } from '../src/contract/index.ts'
import { jsonSchema } from '../src/contract/openapi.ts'
import { type Operation, type Operations, successOf } from '../src/contract/operation.ts'
import { type ExampleCall, examples, targetOf } from './examples.ts'
import { fingerprint } from './fingerprint.ts'
import { keysOutOfOrder } from './key-order.ts'
import { type Answer, type CallOptions, openWorld, type TestCompany, type World } from './world.ts'

/** What every operation owes, whoever wrote it. A new one is covered the moment it is in the contract. */
const operations = Object.entries(api).flatMap(([resource, ops]) =>
  Object.entries(ops as Operations).map(([name, operation]) => ({ id: `${resource}.${name}`, resource, operation })),
)
/** Signed-in people and strangers have tests of their own where they sign in. */
const ofCompanies = operations.filter(({ id, operation }) => id in examples && (operation.access ?? 'company') === 'company')
const hasBody = ({ id, operation }: { id: string; operation: Operation }) =>
  id in examples && operation.body !== undefined && operation.access !== 'user'
const isWrite = ({ operation }: { operation: Operation }) => operation.method !== 'GET' && !operation.safe

/** A template that nobody has is made by changing it; ways of paying have the same names everywhere. Nothing is found of others. */
const FINDS_EVERYTHING = ['email_templates.update', 'email_templates.preview', 'payment_methods.get', 'payment_methods.update']

let world: World
let globex: TestCompany
/** Has a clock of its own, and little that could fall due while it moves. */
let sandbox: TestCompany
beforeAll(async () => {
  world = await openWorld()
  globex = world.globex
  sandbox = await world.newCompany('Initech', { test_mode: true })
})
afterAll(() => world.close())
const callerOf = (id: string) => (id.startsWith('test_clock.') ? sandbox : world.acme)

interface Variation {
  readonly headers?: Readonly<Record<string, string>>
  readonly alter?: (body: unknown) => unknown
  readonly query?: Readonly<Record<string, string>>
}

/** Makes the example call, or a variation of it. */
function repeatCall(
  { id, operation }: { id: string; operation: Operation },
  example: ExampleCall,
  { headers = {}, alter = (body: unknown) => body, query = {} }: Variation = {},
): Promise<Answer> {
  const body = alter(example.body)
  const target = targetOf(operation, { ...example, query: { ...example.query, ...query } })
  const options: CallOptions = { headers, ...(body !== undefined && operation.method !== 'GET' && { body }) }
  return callerOf(id).call(operation.method, target, options)
}

test('every operation has an example, and every example an operation', () => {
  expect(Object.keys(examples).sort()).toEqual(operations.map(({ id }) => id).sort())
})

test('no two operations share a verb and a path', () => {
  const addresses = operations.flatMap(({ operation }) =>
    [operation.path, ...(operation.aliases ?? [])].map((path) => `${operation.method} ${path.replace(/\{\w+\}/g, '{}')}`),
  )
  expect(addresses.filter((address, index) => addresses.indexOf(address) !== index)).toEqual([])
})

describe.each(operations)('$id', ({ operation }) => {
  test('says in its summary what it does, and in its scope who may', () => {
    expect(operation.summary).toMatch(/^[A-Z][^.]{5,}$/)
    expect(operation.scope).toMatch(/^[a-z_]+:(read|write)$/)
    if (operation.method === 'GET') expect(operation.scope).toMatch(/:read$/)
  })
})

describe.each(ofCompanies)('$id', (one) => {
  const { operation } = one
  test('turns away a caller without a key', async () => {
    const { status, headers, json } = await world.request(operation.method, `/api${operation.path.replace(/\{\w+\}/g, '1')}`)
    expect({ status, type: json?.type }).toEqual({ status: 401, type: 'invalid_request' })
    expect(headers.get('www-authenticate')).toMatch(/^Basic /)
  })

  test('turns away a key without the scope', async () => {
    const headers = { authorization: `Bearer ${await keyWithout(operation.scope)}` }
    const { status, json } = await repeatCall(one, { path: pathOfOnes(operation) }, { headers })
    expect({ status, code: json?.code }).toEqual({ status: 403, code: 'scope_missing' })
  })

  test('answers as its schema says, and nothing beyond it, by the alphabet', async () => {
    const { status, json, text } = await repeatCall(one, await examples[one.id]!(callerOf(one.id)))
    expect(status, text).toBe(successOf(operation))
    if (status === 204) expect(text).toBe('')
    else expect(strictly(operation.reply).safeParse(json).error?.message).toBeUndefined()
    expect(keysOutOfOrder(json)).toEqual([])
  })
})

describe.each(ofCompanies.filter(({ id, operation }) => operation.path.includes('{') && !FINDS_EVERYTHING.includes(id)))(
  '$id',
  (one) => {
    const { operation } = one
    test("finds nothing under another company's id, in the words for an id that does not exist", async () => {
      const theirs = await examples[one.id]!(globex)
      const before = await fingerprint(world.database, globex.id)
      const foreign = await repeatCall(one, theirs)
      const nowhere = await repeatCall(one, { ...theirs, path: pathOfNobody(operation) })
      expect({ status: foreign.status, text: foreign.text.slice(0, 200) }).toMatchObject({ status: 404 })
      expect(wording(foreign, theirs.path)).toEqual(wording(nowhere, pathOfNobody(operation)))
      expect(await fingerprint(world.database, globex.id)).toEqual(before)
    })
  },
)

describe.each(operations.filter(hasBody))('$id', (one) => {
  const { operation } = one
  test('names the field of a body that is wrong, and leaves nothing behind', async () => {
    const call = await examples[one.id]!(callerOf(one.id))
    const wrong = wrongBodies(operation, call.body ?? {})
    expect(Object.keys(wrong), 'no field can be wrong').not.toEqual([])
    const before = await fingerprint(world.database, callerOf(one.id).id)
    for (const [field, body] of Object.entries(wrong)) {
      const { status, json, text } = await repeatCall(one, call, { alter: () => body })
      expect({ field, status, named: json?.param?.split(/[.[]/)[0], text }).toMatchObject({ field, status: 400, named: field })
      expect(keysOutOfOrder(json)).toEqual([])
    }
    expect(await fingerprint(world.database, callerOf(one.id).id)).toEqual(before)
  })
})

describe.each(ofCompanies.filter(hasBody))('$id', (one) => {
  test('names what it does not know, and refuses it where asked to be strict', async () => {
    const headers = { prefer: 'handling=strict' }
    const alter = (body: unknown) => ({ ...(body as object), unheard_of: 1 })
    const { status, json } = await repeatCall(one, await examples[one.id]!(callerOf(one.id)), { headers, alter })
    expect({ status, code: json?.code, param: json?.param }).toEqual({
      status: 400,
      code: 'unknown_fields',
      param: 'unheard_of',
    })
  })
})

describe.each(ofCompanies.filter(isWrite))('$id', (one) => {
  const { operation } = one
  test('happens once when it is repeated with its key, and refuses the key for anything else', async () => {
    const example = await examples[one.id]!(callerOf(one.id))
    const headers = { 'idempotency-key': `${one.id}-${Math.random()}`.slice(0, 64) }
    const first = await repeatCall(one, example, { headers })
    const between = await fingerprint(world.database, callerOf(one.id).id)
    const second = await repeatCall(one, example, { headers })
    expect({ status: second.status, text: second.text }).toEqual({ status: first.status, text: first.text })
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    const other = await repeatCall(one, example, { headers, alter: (body) => ({ ...(body as object), unheard_of: 1 }) })
    expect({ status: other.status, code: other.json?.code }).toEqual({ status: 422, code: 'idempotency_mismatch' })
    expect(await fingerprint(world.database, callerOf(one.id).id)).toEqual(between)
  })

  test('rehearses: answers as if, or says that it cannot, and changes nothing', async () => {
    const example = await examples[one.id]!(callerOf(one.id))
    const before = await fingerprint(world.database, callerOf(one.id).id)
    const { status, json, text } = await repeatCall(one, example, { query: { dry_run: 'true' } })
    if (!(operation.outside && json?.code === 'not_rehearsable')) expect(status, text).toBe(successOf(operation))
    expect(await fingerprint(world.database, callerOf(one.id).id)).toEqual(before)
  })
})

function pathOfOnes(operation: Operation): Record<string, number> {
  return Object.fromEntries([...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name!, 1]))
}

function pathOfNobody(operation: Operation): Record<string, number | string> {
  const parameters = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
  return Object.fromEntries(parameters.map((name) => [name, /^(.*_)?id$/.test(name) ? 999_999_999_999 : 'nobody-has-this']))
}

/** A refusal without the ids it was asked about, which the caller knows anyway. */
function wording({ status, json }: Answer, path: Readonly<Record<string, string | number>> = {}) {
  const message = Object.values(path).reduce<string>((text, id) => text.replaceAll(String(id), '*'), String(json?.message))
  return { status, ...json, message }
}

const keys = new Map<string, Promise<string>>()
/** A key that may do something else; of a scope for writing, it may at least read. */
function keyWithout(scope: string): Promise<string> {
  const allowed = scope.endsWith(':write') ? scope.replace(/:write$/, ':read') : 'company:write'
  const other = scope.startsWith('company:') ? 'items:write' : allowed
  const known = operations.some(({ operation }) => operation.scope === other) ? other : 'items:read'
  const make = async () => (await world.acme.call('POST', '/api_keys', { body: { scopes: [known] } })).json.secret as string
  if (!keys.has(known)) keys.set(known, make())
  return keys.get(known)!
}

/** For each field a body with that field wrong, as far as the schema of the body alone can tell. */
function wrongBodies(operation: Operation, right: unknown): Record<string, unknown> {
  const body = right as Record<string, unknown>
  const schema = operation.body as z.ZodType
  const fields = Object.keys((jsonSchema(schema)['properties'] ?? {}) as object)
  const isOnlyWrong = (wrong: unknown, field: string) => {
    const { error } = schema.safeParse(wrong)
    return error?.issues.every(({ path }) => path[0] === field) ?? false
  }
  return Object.fromEntries(
    fields.flatMap((field) => {
      const { [field]: _, ...missing } = body
      const wrong = [missing, { ...body, [field]: { odd: [[]] } }].find((one) => isOnlyWrong(one, field))
      return wrong ? [[field, wrong]] : []
    }),
  )
}

const strict = new Map<z.ZodType, z.ZodType>()
/** The published description of a reply as a check of its own, in which no field is optional to explain. */
function strictly(reply: z.ZodType): z.ZodType {
  const known = strict.get(reply)
  if (known) return known
  const made = z.fromJSONSchema(closed(jsonSchema(reply)) as Parameters<typeof z.fromJSONSchema>[0])
  strict.set(reply, made)
  return made
}

/** Nothing undeclared may come along. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]))
  return inner['properties'] && inner['additionalProperties'] === undefined ? { ...inner, additionalProperties: false } : inner
}
