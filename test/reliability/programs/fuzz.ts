import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import type { z } from 'zod'
import { jsonSchema } from '../../../src/contract/openapi.ts'
import { successOf } from '../../../src/contract/operation.ts'
import type { ExampleCall } from '../../examples.ts'
import { type Answer, type Arena, type Caller, hangingAfterMs } from '../arena.ts'
import { callSample, companyOperations, type Named, sampleOf } from '../operations.ts'
import { crowd, type Program, type Sheet, tally } from '../program.ts'

type Json = Record<string, unknown>

export const fuzz: Program<{ readonly cases: number }> = {
  id: 27,
  title: 'Whatever is sent, the answer is one that the contract knows',
  pass: '0 × 5xx, 0 answers later than 5 s, every success matches its schema and content type, every refusal is an Error, memory back within 200 MB',
  // Jobs would send what the cases ask to be sent, thousands of times.
  settings: { JOBS: 'off' },
  full: { cases: 500 },
  short: { cases: 2 },
  async run(arena, { cases }, sheet) {
    const company = await arena.newCompany('Acme Corp', { test_mode: true })
    // A journey through time would age what the other operations work on.
    const traveller = await arena.newCompany('Globex', { test_mode: true })
    const wrong: string[] = []
    const statuses: number[] = []
    if (arena.server) await warmUp(company)
    const before = arena.server?.memory() ?? 0
    for (const [index, named] of companyOperations.entries()) {
      const caller = named.name.startsWith('test_clock.') ? traveller : company
      const samples = await Promise.all(Array.from({ length: Math.min(3, cases) }, () => sampleOf(named, caller)))
      const inputs = fc.sample(requests(named, samples), { numRuns: cases, seed: sheet.seed + index })
      await crowd(inputs.length, 8, async (i) => {
        const answer = await send(caller, named, inputs[i]!)
        statuses.push(answer.status)
        const found = faultOf(named, inputs[i]!, answer, hangingAfterMs(arena))
        if (found) wrong.push(`${named.name} ${JSON.stringify(inputs[i]).slice(0, 600)}: ${found}`)
      })
    }
    sheet.note('answers', tally(statuses))
    sheet.claim('answers that are wrong', `${wrong.length} of ${statuses.length}`, wrong.length === 0, wrong.slice(0, 30))
    await alive(arena, company, before, sheet)
  },
}

/** Every operation once, and a page of each kind: what is loaded and translated then stays, and is the base of its memory. */
async function warmUp(company: Caller): Promise<void> {
  for (const named of companyOperations.filter(({ name }) => !name.startsWith('test_clock.'))) {
    const sample = await sampleOf(named, company)
    if (named.operation.pdf) await callSample(company, named, sample, { headers: { accept: 'application/pdf' } })
    await callSample(company, named, sample)
  }
}

interface Request {
  readonly path: Readonly<Record<string, string | number>>
  readonly body: unknown
  readonly query: string
}

/** Valid requests, nearly valid ones, and some of a quite different kind. */
function requests({ operation }: Named, samples: readonly ExampleCall[]): fc.Arbitrary<Request> {
  const schema = operation.body ? (jsonSchema(operation.body) as Json) : null
  const sample = fc.constantFrom(...samples)
  const anything = fc.jsonValue({ maxDepth: 3 })
  const value = (id: string | number) =>
    fc.oneof(
      { weight: 4, arbitrary: fc.constant(id) },
      { weight: 1, arbitrary: fc.oneof(fc.nat(), fc.stringMatching(/^[\w%-]{1,12}$/)) },
    )
  const path = sample.chain(({ path: known = {} }) =>
    fc.record(Object.fromEntries(Object.entries(known).map(([name, id]) => [name, value(id)]))),
  )
  const body = schema
    ? fc.oneof(
        { weight: 2, arbitrary: valueFor(schema, 3) },
        {
          weight: 5,
          arbitrary: fc.tuple(sample, changesOf(schema)).map(([known, changes]) => ({ ...(known.body as Json), ...changes })),
        },
        { weight: 1, arbitrary: anything },
      )
    : fc.constant(undefined)
  return fc.record({
    path,
    body,
    query: operation.list ? listQuery(Object.keys(operation.list.properties)) : fc.constant(''),
  })
}

/** One or two fields of the body with other values: of their own schema or of none. */
function changesOf(schema: Json): fc.Arbitrary<Json> {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Json>)
  if (properties.length === 0) return fc.constant({})
  const change = fc
    .constantFrom(...properties)
    .chain(([name, property]) =>
      fc
        .oneof({ weight: 3, arbitrary: valueFor(property, 2) }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) })
        .map((value): Json => ({ [name]: value })),
    )
  return fc.array(change, { minLength: 1, maxLength: 2 }).map((changes) => Object.assign({}, ...changes) as Json)
}

/** A value that the schema allows, or nearly. */
function valueFor(schema: Json, depth: number): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema['const'])
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]))
  const choices = (schema['anyOf'] ?? schema['oneOf']) as Json[] | undefined
  if (choices) return fc.oneof(...choices.map((choice) => valueFor(choice, depth)))
  if (depth === 0) return fc.constant(null)
  const [type] = [schema['type']].flat()
  switch (type) {
    case 'string':
      return fc.oneof(
        fc.string({ maxLength: 40 }),
        fc.string({ unit: 'binary', maxLength: 10 }),
        fc.constantFrom('', ' ', 'usd', 'US', '2026-02-31', 'x'.repeat(300)),
      )
    case 'integer':
      return fc.oneof(fc.integer(), fc.nat(40), fc.constantFrom(0, -1, 2 ** 53, 1_416_290_400))
    case 'number':
      return fc.oneof(fc.double(), fc.integer({ min: -5, max: 1000 }), fc.constantFrom('12.50', 0.1, 1e15))
    case 'boolean':
      return fc.oneof(fc.boolean(), fc.constantFrom('true', 1, 'maybe'))
    case 'null':
      return fc.constant(null)
    case 'array':
      return fc.array(valueFor((schema['items'] ?? {}) as Json, depth - 1), { maxLength: 4 })
    case 'object': {
      const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Json>)
      const shape = Object.fromEntries(properties.map(([name, property]) => [name, valueFor(property, depth - 1)]))
      return properties.length === 0
        ? fc.dictionary(fc.string({ maxLength: 10 }), fc.jsonValue({ maxDepth: 1 }))
        : fc.record(shape, { requiredKeys: (schema['required'] ?? []) as string[] })
    }
    default:
      return fc.jsonValue({ maxDepth: 2 })
  }
}

function listQuery(properties: readonly string[]): fc.Arbitrary<string> {
  const value = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.integer().map(String),
    fc.constantFrom('', 'null', 'usd', '1416290400', '>=5'),
  )
  const property = fc.constantFrom(...properties, 'nonsense')
  const parameter = fc.oneof(
    fc.tuple(property.map((name) => `filter[${name}]`), value),
    fc.tuple(fc.constant('sort'), property.map((name) => `${name} desc`)),
    fc.tuple(fc.constantFrom('page', 'per_page', 'expand', 'include', 'exclude', 'updated_after', 'start_date', 'metadata[key]'), value),
  ) // biome-ignore format: three kinds
  return fc
    .array(parameter, { maxLength: 3 })
    .map(
      (pairs) =>
        `?${pairs.map(([name, text]) => `${encodeURIComponent(name)}=${encodeURIComponent(text.toWellFormed())}`).join('&')}`,
    )
}

/** Half of the writes are rehearsed, so that what the samples made lasts a while. */
function send(company: Caller, named: Named, { path, body, query }: Request): Promise<Answer> {
  const rehearsed = named.operation.method !== 'GET' && JSON.stringify(body ?? path).length % 2 === 0
  const asked = rehearsed ? `${query ? `${query}&` : '?'}dry_run=true` : query
  const raw = body === undefined ? {} : { raw: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  return callSample(company, named, { path }, { ...raw, query: asked })
}

function faultOf({ operation }: Named, { query }: Request, answer: Answer, hangingMs: number): string | null {
  const { status, text, json, ms, headers } = answer
  if (status === 0 || status >= 500) return `${status} ${text.slice(0, 200)}`
  if (ms > hangingMs) return `answered after ${Math.round(ms)} ms`
  if (status >= 400)
    return typeof json?.type === 'string' && typeof json.message === 'string' && json.message !== ''
      ? null
      : `${status} is no Error: ${text.slice(0, 200)}`
  if (status !== successOf(operation)) return `${status} instead of ${successOf(operation)}`
  if (status === 204) return text === '' ? null : 'a body with 204'
  if (!String(headers['content-type']).startsWith('application/json')) return `content type ${headers['content-type']}`
  if (/expand|exclude|include/.test(query)) return null // other shapes, as asked for
  return mismatch(operation.reply, json)
}

/** Replies are described from the inside; read backwards, the schema checks what travelled. */
function mismatch(reply: z.ZodType, json: unknown): string | null {
  const found = differs(jsonSchema(reply) as Json, json, '')
  return found === null ? null : `does not match its schema: ${found}`
}

function differs(schema: Json, value: unknown, place: string): string | null {
  const choices = (schema['anyOf'] ?? schema['oneOf']) as Json[] | undefined
  if (choices)
    return choices.some((choice) => differs(choice, value, place) === null)
      ? null
      : `${place} is ${JSON.stringify(value)?.slice(0, 80)}`
  if ('const' in schema) return schema['const'] === value ? null : `${place} is ${JSON.stringify(value)}`
  if (Array.isArray(schema['enum']))
    return (schema['enum'] as unknown[]).includes(value) ? null : `${place} is ${JSON.stringify(value)}`
  const types = [schema['type'] ?? []].flat() as string[]
  if (types.length > 0 && !types.some((type) => isOf(type, value)))
    return `${place} is ${JSON.stringify(value)?.slice(0, 80)}, not ${types.join(' or ')}`
  if (Array.isArray(value)) {
    const items = (schema['items'] ?? {}) as Json
    return value.reduce<string | null>((found, one, i) => found ?? differs(items, one, `${place}[${i}]`), null)
  }
  if (typeof value !== 'object' || value === null) return null
  const missing = ((schema['required'] ?? []) as string[]).find((name) => !(name in value))
  if (missing) return `${place}.${missing} is missing`
  const properties = (schema['properties'] ?? {}) as Record<string, Json>
  return Object.entries(properties).reduce<string | null>(
    (found, [name, property]) => found ?? (name in value ? differs(property, (value as Json)[name], `${place}.${name}`) : null),
    null,
  )
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return typeof value === type
}

const BASE_MB = 200
/** Threads that print give their memory back when nobody printed for five minutes. */
const IDLE_SECONDS_MAX = 360

/** Alive, and once it has been left alone for a while its memory is what it was. */
async function alive({ server }: Arena, company: Caller, before: number, sheet: Sheet): Promise<void> {
  const { status } = await company.call('GET', '/company')
  sheet.claim('the server answers', status, status === 200)
  if (!server) return
  const more = () => Math.round((server.memory() - before) / 1e6)
  sheet.note('memory grew by MB', more())
  let waited = 0
  for (; more() >= BASE_MB && waited < IDLE_SECONDS_MAX; waited++) await sleep(1_000)
  sheet.claim(`MB more after ${waited} idle s`, more(), more() < BASE_MB)
}
