import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { api } from '../src/contract/index.ts'
import type { ListSpec, PropertyKind } from '../src/contract/list.ts'
import type { Operation, Operations } from '../src/contract/operation.ts'
import { expanders } from '../src/modules/index.ts'
import { type ExampleCall, examples, targetOf } from './examples.ts'
import { openWorld, type TestCompany, type World } from './world.ts'

/** All lists speak alike: one loop over the contract. */
type ListOperation = Operation & { readonly list: ListSpec }
const lists = Object.entries(api).flatMap(([resource, ops]) =>
  Object.entries(ops as Operations)
    .map(([name, operation]) => ({ id: `${resource}.${name}`, resource, operation }))
    .filter((one): one is typeof one & { operation: ListOperation } => one.operation.list !== undefined && one.id in examples),
)

const SAMPLE: Record<PropertyKind, string> = {
  text: 'Acme',
  whole: '7',
  flag: '1',
  amount: '10.99',
  day: '1416290400',
  instant: '1416290400',
}

let world: World
let acme: TestCompany
beforeAll(async () => {
  world = await openWorld()
  acme = world.acme
})
afterAll(() => world.close())

const calls = new Map<string, Promise<ExampleCall>>()
/** Three of what is listed, where the resource can be created by the same example three times. */
function filled({ id, resource }: { id: string; resource: string }): Promise<ExampleCall> {
  const fill = async () => {
    const call = await examples[id]!(acme)
    const create = (api as Readonly<Record<string, Operations>>)[resource]?.['create']
    const example = examples[`${resource}.create`]
    if (create && example && !operationTakesPath(create)) {
      for (const _ of [1, 2, 3]) {
        const { body, path } = await example(acme)
        await acme.call(create.method, targetOf(create, { path: path ?? {} }), { body })
      }
    }
    return call
  }
  if (!calls.has(id)) calls.set(id, fill())
  return calls.get(id)!
}
const operationTakesPath = ({ path }: Operation) => path.includes('{')

async function list(one: { id: string; resource: string; operation: ListOperation }, query: Record<string, string> = {}) {
  const call = await filled(one)
  return acme.call(one.operation.method, targetOf(one.operation, { ...call, query: { ...call.query, ...query } }))
}

/** rel → address */
function linksOf(headers: Headers): Record<string, URL> {
  const entries = (headers.get('link') ?? '').split(', ').map((entry) => /^<(.*)>; rel="(\w+)"$/.exec(entry))
  return Object.fromEntries(entries.map((entry) => [entry![2], new URL(entry![1]!)]))
}

test('whatever an operation says it expands is something that can be expanded', () => {
  const missing = Object.entries(api).flatMap(([resource, ops]) =>
    Object.entries(ops as Operations).flatMap(([name, { expand = {} }]) =>
      Object.values(expand).flatMap((noun) => (noun in expanders ? [] : [`${resource}.${name}: ${noun}`])),
    ),
  )
  expect(missing).toEqual([])
})

describe.each(lists)('$id', (one) => {
  const { operation } = one
  const properties = Object.entries(operation.list.properties)

  test('pages: the header counts, the links lead to every row once', async () => {
    const whole = await list(one)
    expect(whole.status, whole.text).toBe(200)
    const total = Number(whole.headers.get('x-total-count'))
    expect(whole.json.length).toBe(Math.min(total, 100))
    const first = await list(one, { per_page: '2' })
    const links = linksOf(first.headers)
    expect(Object.keys(links)).toEqual(['self', 'first', ...(total > 2 ? ['next'] : []), 'last'])
    expect(links['last']!.searchParams.get('page')).toBe(String(Math.max(1, Math.ceil(total / 2))))
    expect(first.json).toEqual(whole.json.slice(0, 2))
    if (!links['next']) return
    const next = await acme.call(operation.method, links['next'].pathname.replace(/^\/api/, '') + links['next'].search)
    expect(Object.keys(linksOf(next.headers)).slice(0, 3)).toEqual(['self', 'first', 'previous'])
    expect(next.json).toEqual(whole.json.slice(2, 4))
  })

  test('counts nothing where nobody wants to know', async () => {
    const { status, headers } = await list(one, { paginate: 'none' })
    expect({ status, link: headers.get('link'), total: headers.get('x-total-count') }).toEqual({
      status: 200,
      link: null,
      total: null,
    })
  })

  test('takes pages out of range as the nearest', async () => {
    const { status, headers } = await list(one, { page: '0', per_page: '5000' })
    expect(status).toBe(200)
    expect(linksOf(headers)['self']!.searchParams.get('page')).toBe('1')
    expect(linksOf(headers)['self']!.searchParams.has('per_page')).toBe(false)
  })

  test('sorts by every property, both ways', async () => {
    for (let at = 0; at < properties.length; at += 5) {
      const terms = properties.slice(at, at + 5).map(([property], index) => `${property} ${index % 2 === 0 ? 'asc' : 'DESC'}`)
      const { status, text } = await list(one, { sort: terms.join(',') })
      expect({ terms, status, text: status === 200 ? '' : text }).toEqual({ terms, status: 200, text: '' })
    }
    if (!('id' in operation.list.properties)) return
    const [up, down] = [await list(one, { sort: 'id asc' }), await list(one, { sort: 'id desc' })]
    if (up.json.length < 100) expect(down.json).toEqual([...up.json].reverse())
  })

  test('filters by every property, and finds what has it', async () => {
    const filters = Object.fromEntries(properties.map(([property, kind]) => [`filter[${property}]`, SAMPLE[kind]]))
    const { status, text } = await list(one, filters)
    expect(status, text).toBe(200)
    const [first] = (await list(one)).json
    if (!first || !('id' in operation.list.properties)) return
    const found = await list(one, { 'filter[id]': String(first.id) })
    expect(found.json.map(({ id }: { id: unknown }) => id)).toEqual([first.id])
    expect(found.headers.get('x-total-count')).toBe('1')
  })

  test('filters by several conditions with operators', async () => {
    const conditions = properties.map(([field, kind]) => ({
      field,
      operator: kind === 'text' ? 'contains' : '<>',
      value: SAMPLE[kind],
    }))
    for (let at = 0; at < conditions.length; at += 20) {
      const { status, text } = await list(one, { advanced_filter: JSON.stringify(conditions.slice(at, at + 20)) })
      expect(status, text).toBe(200)
    }
    expect((await list(one, { advanced_filter: '[{"field":"unheard_of","operator":"=","value":1}]' })).status).toBe(400)
  })

  test('refuses what it does not know by name', async () => {
    // What every object of the language has by itself is no name of ours.
    for (const name of ['unheard_of', 'toString', 'constructor']) {
      expect(await list(one, { [`filter[${name}]`]: '1' }), name).toMatchObject({ status: 400, json: { param: 'filter' } })
      expect(await list(one, { sort: `${name} asc` }), name).toMatchObject({ status: 400, json: { param: 'sort' } })
      expect(await list(one, { expand: name }), name).toMatchObject({ status: 400, json: { param: 'expand' } })
    }
  })

  test('reads what changed since, for those who keep a copy', async () => {
    if (!('updated_at' in operation.list.properties)) return
    const all = Number((await list(one)).headers.get('x-total-count'))
    expect(
      (await list(one, { updated_after: '0', sort: 'updated_at ASC', include: 'updated_at' })).headers.get('x-total-count'),
    ).toBe(String(all))
    expect((await list(one, { updated_after: '4000000000' })).json).toEqual([])
  })

  test('expands what it says it expands', async () => {
    for (const field of Object.keys(operation.expand ?? {})) {
      const { status, text } = await list(one, { expand: field })
      expect({ field, status, text: status === 200 ? '' : text }).toEqual({ field, status: 200, text: '' })
    }
  })

  test('filters by metadata where its records have any', async () => {
    const { status, json } = await list(one, { 'metadata[account_rep]': 'nobody' })
    if (operation.list.metadata) expect({ status, json }).toEqual({ status: 200, json: [] })
    else expect(status).toBe(400)
  })
})
