import { performance } from 'node:perf_hooks'
import { isCode, type Made, make } from '../../examples/making.ts'
import { customer } from '../../examples/records.ts'
import type { ExampleCall } from '../../examples.ts'
import { type Arena, type Caller, isBroken } from '../arena.ts'
import { callSample, companyOperations, type Named, sampleOf } from '../operations.ts'
import { median, type Program, type Sheet } from '../program.ts'

const UNKNOWN = 999_999_999
const NOBODYS = 'nobodys-00000000'

export const tenantWalls: Program<{ readonly timings: number }> = {
  id: 22,
  title: 'Nobody reaches the records of another company',
  pass: 'the same answer for their ids in paths as for unknown ones; 4xx for ids in bodies; nothing of theirs in a list; no row of theirs changed',
  // Jobs would go on with what their own samples began.
  settings: { JOBS: 'off' },
  full: { timings: 60 },
  short: { timings: 0 },
  async run(arena, { timings }, sheet) {
    const [ours, theirs] = await Promise.all([
      arena.newCompany('Acme Corp', { test_mode: true }),
      arena.newCompany('Globex', { test_mode: true }),
    ])
    const samples = new Map<Named, { own: ExampleCall; foreign: ExampleCall }>()
    for (const named of companyOperations)
      samples.set(named, { own: await sampleOf(named, ours), foreign: await sampleOf(named, theirs) })
    const theirInvoice = await invoiceOf(theirs)
    const before = await checksum(arena, theirs)
    await pathIds(ours, samples, sheet)
    await bodyIds(ours, samples, sheet)
    await lists(ours, theirInvoice, sheet)
    const after = await checksum(arena, theirs)
    const changed = [...after].filter(([table, sum]) => before.get(table) !== sum).map(([table]) => table)
    sheet.claim('tables of theirs that changed', changed.length, changed.length === 0, changed)
    if (timings > 0) await timing(ours, theirs, timings, sheet)
  },
}

/** Every operation with their ids in its path answers as it does for an id that nobody has. */
async function pathIds(
  ours: Caller,
  samples: ReadonlyMap<Named, { own: ExampleCall; foreign: ExampleCall }>,
  sheet: Sheet,
): Promise<void> {
  const wrong: string[] = []
  let asked = 0
  for (const [named, { own, foreign }] of samples) {
    for (const [parameter, id] of Object.entries(foreign.path ?? {})) {
      if (own.path![parameter] === id) continue // a code of the product, the same for all
      const nobodys = typeof id === 'number' ? UNKNOWN : NOBODYS
      const withId = (value: string | number) => ({ ...own, path: { ...own.path, [parameter]: value } })
      const found = await callSample(ours, named, withId(id))
      const unknown = await callSample(ours, named, withId(nobodys))
      asked++
      const says = (text: string) => text.replaceAll(String(id), '#').replaceAll(String(nobodys), '#')
      // A few refuse before they look, whatever the id; they too must not tell the two apart.
      const isRefused = found.status === 404 || (found.status === 400 && unknown.status === 400)
      if (!isRefused || says(found.text) !== says(unknown.text))
        wrong.push(
          `${named.name} ${parameter}: ${found.status} ${found.text.slice(0, 200)}; unknown: ${unknown.status} ${unknown.text.slice(0, 100)}`,
        )
    }
  }
  sheet.claim(
    'paths with their id that answer otherwise than an unknown id',
    `${wrong.length} of ${asked}`,
    wrong.length === 0,
    wrong,
  )
}

/** Every field of a body that names a record, with theirs in it. */
async function bodyIds(
  ours: Caller,
  samples: ReadonlyMap<Named, { own: ExampleCall; foreign: ExampleCall }>,
  sheet: Sheet,
): Promise<void> {
  const wrong: string[] = []
  let asked = 0
  for (const [named, { own, foreign }] of samples) {
    for (const { path, value } of leaves(foreign.body ?? {})) {
      if (!isReference(path.at(-1)!, value)) continue
      const body = planted(own.body ?? {}, path, value)
      const answer = await callSample(ours, named, { ...own, body })
      asked++
      const isRefused = answer.status >= 400 && answer.status < 500
      const isSkipped = /tax|coupon|plan/.test(path.join('.')) && answer.status < 300 && !answer.text.includes(`"${value}"`)
      const isReported = named.name === 'usage_events.create' && answer.text.includes('rejected')
      if (!isRefused && !isSkipped && !isReported)
        wrong.push(`${named.name} ${path.join('.')}: ${answer.status} ${answer.text.slice(0, 200)}`)
    }
  }
  sheet.claim('bodies with their id that are accepted', `${wrong.length} of ${asked}`, wrong.length === 0, wrong)
}

interface Leaf {
  readonly path: readonly string[]
  readonly value: unknown
}

function leaves(value: unknown, path: readonly string[] = []): Leaf[] {
  if (typeof value !== 'object' || value === null) return [{ path, value }]
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, [...path, name]))
}

/** A record id, or one of the codes that examples choose. A new record's own code is no reference. */
function isReference(name: string, value: unknown): boolean {
  if (typeof value === 'number')
    return /^(customer|invoice|estimate|credit_note|subscription|file|parent|payment|merchant_account)(_id)?$/.test(name)
  return typeof value === 'string' && isCode(value) && /^(role|tax_rate|coupon|catalog_item|item|plan)$/.test(name)
}

function planted(body: unknown, path: readonly string[], value: unknown): Record<string, unknown> {
  const copy = structuredClone(body) as Record<string, unknown>
  let place = copy
  for (const part of path.slice(0, -1)) place = place[part] as Record<string, unknown>
  place[path.at(-1)!] = value
  return copy
}

/** Whatever is asked of a list, only our own rows are in it. */
async function lists(ours: Caller, theirs: Made, sheet: Sheet): Promise<void> {
  const leaks: string[] = []
  let asked = 0
  for (const { operation } of companyOperations.filter(({ operation }) => operation.list && !operation.path.includes('{'))) {
    for (const query of [
      '',
      `?filter[id]=${theirs.id}`,
      `?filter[customer]=${theirs.customer}`,
      '?metadata[secret]=theirs',
      '?sort=id%20desc',
      `?expand=${Object.keys(operation.expand ?? {}).join(',')}`,
    ]) {
      const answer = await ours.call('GET', `${operation.path}${query}`)
      asked++
      if (isBroken(answer) || new RegExp(`"(id|customer|invoice)":(${theirs.id}|${theirs.customer})\\b|theirs`).test(answer.text))
        leaks.push(`${operation.path}${query}: ${answer.status}`)
    }
  }
  sheet.claim('lists that show a row of theirs', `${leaks.length} of ${asked}`, leaks.length === 0, leaks)
}

/** Everything of theirs, table by table, as one hash each. */
async function checksum({ platform }: Arena, company: Caller): Promise<Map<string, string>> {
  const { rows: tables } = await platform.ownerPool.query<{ name: string }>(
    `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'company_id' order by 1`,
  )
  const sums = new Map<string, string>()
  for (const { name } of tables.filter(
    ({ name: table }) => !/^(events|outbox|agenda|api_keys|email|papers|webhook_|jobs|scheduled_runs)/.test(table),
  )) {
    const { rows } = await platform.ownerPool.query<{ sum: string }>(
      `select coalesce(md5(string_agg(t::text, ',' order by t::text)), '') as sum from ${name} t where company_id = $1`,
      [company.id],
    )
    sums.set(name, rows[0]!.sum)
  }
  return sums
}

async function invoiceOf(company: Caller): Promise<Made> {
  const items = [{ name: 'Copper tubing', quantity: 2, unit_cost: 45 }]
  return make(company, '/invoices', { customer: (await customer(company)).id, items, metadata: { secret: 'theirs' } })
}

/** An id of theirs takes as long as one that nobody has. */
async function timing(ours: Caller, theirs: Caller, count: number, sheet: Sheet): Promise<void> {
  const { id } = await invoiceOf(theirs)
  const took: Record<'theirs' | 'unknown', number[]> = { theirs: [], unknown: [] }
  for (let i = 0; i < count; i++)
    for (const [whose, value] of [
      ['theirs', id],
      ['unknown', UNKNOWN],
    ] as const) {
      const began = performance.now()
      await ours.call('GET', `/invoices/${value}`)
      took[whose].push(performance.now() - began)
    }
  const gap = Math.abs(median(took.theirs) - median(took.unknown))
  sheet.claim('ms between theirs and unknown (median)', gap, gap < 5)
}
