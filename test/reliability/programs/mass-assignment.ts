import { jsonSchema } from '../../../src/contract/openapi.ts'
import type { Arena, Caller } from '../arena.ts'
import { callSample, companyOperations, type Named, sampleOf } from '../operations.ts'
import type { Program } from '../program.ts'

type Json = Record<string, unknown>

const PLANTED_NUMBER = 47_110_815
const PLANTED_TEXT = 'hacked'
/** What nobody may choose: whose it is, which it is, what is owed, and what a prototype would be. */
const FORBIDDEN: Json = { company_id: 1, id: PLANTED_NUMBER, object: PLANTED_TEXT, balance: -1_000_000, paid: true, amount_paid: PLANTED_NUMBER, total: PLANTED_NUMBER, subtotal: PLANTED_NUMBER, voided: true, user_id: PLANTED_NUMBER, role: PLANTED_TEXT, url: 'https://evil.example', created_at: 1, updated_at: 1, portal_key_hash: '00', status: 'paid', permissions: { all: true }, constructor: { prototype: { polluted: 1 } } } // biome-ignore format: a list
const POLLUTION = '"__proto__":{"polluted":1}'

export const massAssignment: Program<Record<string, never>> = {
  id: 26,
  title: 'Fields that are not for callers stay as they are',
  pass: 'every field of the reply that is none of the request, and whose it is, are ignored and named; nothing of it is in the answer, in a table or in a prototype',
  // Jobs would go on with what the samples began.
  settings: { JOBS: 'off' },
  full: {},
  short: {},
  async run(arena, _size, sheet) {
    const [company, traveller] = await Promise.all([
      arena.newCompany('Acme Corp', { test_mode: true }),
      arena.newCompany('Globex', { test_mode: true }),
    ])
    const wrong: string[] = []
    let fields = 0
    const writing = companyOperations.filter((one) => one.operation.body)
    for (const named of writing) {
      const caller = named.name.startsWith('test_clock.') ? traveller : company
      for (const planted of inParts(plantedFor(named))) {
        const sample = await sampleOf(named, caller)
        const text = polluted({ ...planted, ...withinLists((sample.body ?? {}) as Json) })
        const answer = await callSample(caller, named, sample, { raw: text, headers: { 'content-type': 'application/json' } })
        fields += Object.keys(planted).length
        const ignored = (answer.headers['netterms-ignored'] ?? '').split(', ')
        const unnamed = Object.keys(planted).filter((field) => !ignored.includes(field))
        if (answer.ms > 5000) wrong.push(`${named.name}: took ${answer.ms} ms`)
        if (answer.status >= 300 || answer.status === 0)
          wrong.push(`${named.name}: its example with more fields answered ${answer.status} ${answer.text.slice(0, 200)}`)
        else if (unnamed.length > 0) wrong.push(`${named.name}: silent about ${unnamed.join(', ')}`)
        else if (/47110815|hacked|evil\.example|polluted/.test(answer.text))
          wrong.push(`${named.name}: took it over: ${answer.text.slice(0, 200)}`)
      }
    }
    sheet.note('fields planted', fields)
    sheet.claim('operations that let something in', `${wrong.length} of ${writing.length}`, wrong.length === 0, wrong)
    const kept = [...(await tablesWithPlants(arena, company)), ...(await tablesWithPlants(arena, traveller))]
    sheet.claim('tables with planted values', kept.length, kept.length === 0, kept)
    sheet.claim('prototype polluted', String('polluted' in {}), !('polluted' in {}))
  },
}

/** Every field of the reply that the body does not have, and what is forbidden anyway. */
function plantedFor({ operation }: Named): Json {
  const propertiesOf = (schema: Json) => (schema['properties'] ?? {}) as Record<string, Json>
  const known = propertiesOf(jsonSchema(operation.body!) as Json)
  const reply = jsonSchema(operation.reply) as Json
  const told = propertiesOf((reply['items'] ?? reply) as Json)
  const all = { ...Object.fromEntries(Object.entries(told).map(([name, schema]) => [name, valueLike(schema)])), ...FORBIDDEN }
  return Object.fromEntries(Object.entries(all).filter(([name]) => !(name in known)))
}

/** No more at a time than an answer names. */
function inParts(planted: Json): Json[] {
  const fields = Object.entries(planted)
  return Array.from({ length: Math.ceil(fields.length / NAMED_MAX) }, (_, i) =>
    Object.fromEntries(fields.slice(i * NAMED_MAX, (i + 1) * NAMED_MAX)),
  )
}
const NAMED_MAX = 30

function valueLike(schema: Json): unknown {
  const choices = (schema['anyOf'] ?? schema['oneOf'] ?? [schema]) as Json[]
  const types = choices.flatMap((choice) => [choice['type'] ?? []].flat() as string[])
  if (types.includes('integer') || types.includes('number')) return PLANTED_NUMBER
  if (types.includes('boolean')) return true
  if (types.includes('array')) return [PLANTED_TEXT]
  return types.includes('object') ? { name: PLANTED_TEXT } : PLANTED_TEXT
}

/** What is inside of lists (lines, splits, installments) gets its own share. */
function withinLists(body: Json): Json {
  const more = { company_id: 1, object: PLANTED_TEXT, total: PLANTED_NUMBER, polluted_by: PLANTED_TEXT }
  const inside = (value: unknown) =>
    Array.isArray(value)
      ? value.map((one) => (typeof one === 'object' && one !== null && !Array.isArray(one) ? { ...more, ...one } : one))
      : value
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, inside(value)]))
}

/** A prototype cannot be said by JSON.stringify. */
function polluted(body: Json): string {
  return JSON.stringify(body).replace(/}$/, `,${POLLUTION}}`)
}

async function tablesWithPlants({ platform }: Arena, company: Caller): Promise<string[]> {
  const { rows } = await platform.ownerPool.query<{ name: string }>(
    `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'company_id' order by 1`,
  )
  const found: string[] = []
  for (const { name } of rows) {
    const { rowCount } = await platform.ownerPool.query(
      `select 1 from ${name} t where company_id = $1 and t::text ~ '47110815|hacked|evil\\.example|polluted' limit 1`,
      [company.id],
    )
    if (rowCount) found.push(name)
  }
  return found
}
