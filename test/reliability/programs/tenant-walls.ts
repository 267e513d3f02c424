import { performance } from 'node:perf_hooks'
import type { ExampleCall } from '../../examples.ts'
import { type Answer, type Arena, type Caller, isBroken } from '../arena.ts'
import { callSample, companyOperations, type Named, sampleOf } from '../operations.ts'
import { crowd, median, type Program, type Sheet } from '../program.ts'
import { namedByQuery, planted, referencesOf, type Treasure, treasureOf, unexplained } from '../references.ts'

const UNKNOWN = 999_999_999
const NOBODYS = 'nobodys-00000000'

/** Paths that find something under any code, each with the reason; theirs must still answer as one that nobody has. */
const FOUND_BY_ANYBODY: Readonly<Record<string, string>> = {
  'email_templates.update': 'a template that a company does not have is made by changing it',
  'email_templates.preview': 'a preview shows the words that it is given',
}

interface Pair {
  readonly own: ExampleCall
  readonly foreign: ExampleCall
}
type Samples = ReadonlyMap<Named, Pair>

interface Sides {
  readonly ours: Caller
  readonly own: Treasure
  readonly foreign: Treasure
  readonly isTheirs: (id: unknown) => boolean
}

interface Size {
  readonly timings: number
  /** Every sorting of every list, and a look at what an id of ours does where theirs is refused. */
  readonly thorough: boolean
}

export const tenantWalls: Program<Size> = {
  id: 22,
  title: 'Nobody reaches the records of another company',
  pass: '404 for their ids in paths and 4xx for them in bodies, in the words for unknown ones; lists and exports without them; no row of theirs changed; ±5 ms',
  // Jobs would go on with what their own samples began.
  settings: { JOBS: 'off' },
  full: { timings: 60, thorough: true },
  short: { timings: 0, thorough: false },
  async run(arena, size, sheet) {
    const [ours, theirs] = await Promise.all([
      arena.newCompany('Acme Corp', { test_mode: true }),
      arena.newCompany('Globex', { test_mode: true }),
    ])
    const samples = new Map<Named, Pair>()
    for (const named of companyOperations)
      samples.set(named, { own: await sampleOf(named, ours), foreign: await sampleOf(named, theirs) })
    const sides = {
      ours,
      own: await treasureOf(ours, 'ours'),
      foreign: await treasureOf(theirs, 'theirs'),
      isTheirs: await idsOf(arena, theirs),
    }
    const upload = await uploaded(theirs, 'theirs.txt')
    const before = await checksum(arena, theirs)
    await pathIds(ours, samples, sheet)
    await lists(sides, samples, size, sheet)
    await bodyIds(sides, samples, size, sheet)
    await afterwards(sides, samples, sheet)
    await uploads(ours, upload, sheet)
    const after = await checksum(arena, theirs)
    const changed = [...after].filter(([table, sum]) => before.get(table) !== sum).map(([table]) => table)
    sheet.claim('tables of theirs that changed', `${changed.length} of ${after.size}`, changed.length === 0, changed)
    if (size.timings > 0) await timing(ours, samples, size.timings, sheet)
  },
}

/** Every operation with their ids in its path answers as it does for an id that nobody has; a printed page too. */
async function pathIds(ours: Caller, samples: Samples, sheet: Sheet): Promise<void> {
  const wrong: string[] = []
  let asked = 0
  for (const [named, { own, foreign }] of samples) {
    for (const path of foreignPaths(own, foreign)) {
      for (const headers of named.operation.pdf ? [{}, { accept: 'application/pdf' }] : [{}]) {
        const nobodys = Object.fromEntries(
          Object.entries(path).map(([name, id]) => [name, id === own.path![name] ? id : nobody(id)]),
        )
        const found = await callSample(ours, named, { ...own, path }, { headers })
        const unknown = await callSample(ours, named, { ...own, path: nobodys }, { headers })
        asked++
        const isRefused = found.status === 404 || named.name in FOUND_BY_ANYBODY
        if (!isRefused || !isSame(found, path, unknown, nobodys))
          wrong.push(`${named.name} ${JSON.stringify(path)}: ${told(found)}; unknown: ${told(unknown)}`)
      }
    }
  }
  sheet.claim('paths with their id that answer otherwise than 404 as for an unknown id', `${wrong.length} of ${asked}`, wrong.length === 0, wrong) // biome-ignore format: one claim
}

const nobody = (id: unknown) => (typeof id === 'number' ? UNKNOWN : NOBODYS)

/** Each id of the path theirs, the others ours; and all of them theirs. */
function foreignPaths(own: ExampleCall, foreign: ExampleCall): Record<string, string | number>[] {
  // A code of the product is the same for all.
  const strange = Object.entries(foreign.path ?? {}).filter(([name, id]) => own.path![name] !== id)
  const each = strange.map(([name, id]) => ({ ...own.path, [name]: id }))
  return strange.length > 1 ? [...each, { ...foreign.path }] : each
}

/** The same status and words, apart from the ids that were asked for. */
function isSame(found: Answer, theirs: Readonly<Record<string, unknown>>, unknown: Answer, nobodys: typeof theirs): boolean {
  const says = ({ text }: Answer, ids: typeof theirs) =>
    Object.values(ids).reduce<string>((words, id) => words.replaceAll(String(id), '#'), text)
  return found.status === unknown.status && says(found, theirs) === says(unknown, nobodys)
}

const told = ({ status, text }: Answer) => `${status} ${text.slice(0, 160)}`

/** Every field of a body that names a record, with theirs in it. */
async function bodyIds(sides: Sides, samples: Samples, { thorough }: Size, sheet: Sheet): Promise<void> {
  const strange = [...new Set([...samples.keys()].flatMap(unexplained))]
  sheet.claim('fields of which nobody said what they name', strange.length, strange.length === 0, strange)
  const wrong: string[] = []
  const counts = { asked: 0, skipped: 0, usable: 0 }
  for (const [named, pair] of samples) {
    let sample = pair.own
    for (const reference of referencesOf(named)) {
      const { kind, path, skipped } = reference
      const send = async (id: string | number, query = '') => {
        const answer = await callSample(
          sides.ours,
          named,
          { ...sample, body: planted(sample.body ?? {}, reference, id) },
          { query },
        )
        if (answer.status < 300 && query === '') sample = await sampleOf(named, sides.ours)
        return answer
      }
      const [theirs, nobodys] = [sides.foreign[kind], nobody(sides.foreign[kind])]
      const [unknown, found] = [await send(nobodys), await send(theirs)]
      counts.asked++
      const isRefused = found.status >= 400 && found.status < 500 && isSame(found, { id: theirs }, unknown, { id: nobodys })
      const isSkipped =
        skipped !== null && found.status < 300 && found.status === unknown.status && !tellsOf(found, named, theirs, sides)
      if (isSkipped) counts.skipped++
      if (!isRefused && !isSkipped)
        wrong.push(`${named.name} ${path.join('.')} ${theirs}: ${told(found)}; unknown: ${told(unknown)}`)
      if (thorough && (await send(sides.own[kind], '?dry_run=true')).status < 300) counts.usable++
    }
  }
  if (thorough) sheet.note('fields that take an id of ours in the same place', `${counts.usable} of ${counts.asked}`)
  sheet.note('fields where an unknown code is passed over, as published', counts.skipped)
  sheet.claim('bodies with their id that are accepted, or refused otherwise than an unknown id', `${wrong.length} of ${counts.asked}`, wrong.length === 0, wrong) // biome-ignore format: one claim
}

/** Whether an answer has anything of theirs in it. Events that were rejected say what was asked for. */
function tellsOf({ text, json }: Answer, { name }: Named, theirs: string | number, { isTheirs }: Sides): boolean {
  if (name === 'usage_events.create') return !text.includes('"rejected"')
  return mentioned(json, isTheirs) !== null || (typeof theirs === 'string' && text.includes(`"${theirs}"`))
}

/** Whatever is asked of a list, it answers as for an id that nobody has, and no row of theirs is in it. */
async function lists({ ours, foreign, isTheirs }: Sides, samples: Samples, { thorough }: Size, sheet: Sheet): Promise<void> {
  const leaks: string[] = []
  const questions = [...samples].flatMap(([named, { own }]) =>
    named.operation.method === 'GET' ? questionsOf(named, thorough).map((question) => ({ named, own, ...question })) : [],
  )
  await crowd(questions.length, 4, async (index) => {
    const { named, own, query, kind } = questions[index]!
    const ask = (id: string | number) => callSample(ours, named, own, { query: query(id) })
    const theirs = kind ? foreign[kind] : 0
    const found = await ask(theirs)
    const leak = mentioned(found.json, isTheirs) ?? (/"theirs"/.test(found.text) ? 'a word of theirs' : null)
    if (isBroken(found) || leak) leaks.push(`${named.name} ${query(theirs)}: ${leak} in ${told(found)}`)
    if (!kind) return
    const unknown = await ask(nobody(theirs))
    if (!isSame(found, { id: theirs }, unknown, { id: nobody(theirs) }))
      leaks.push(`${named.name} ${query(theirs)}: ${told(found)}; unknown: ${told(unknown)}`)
  })
  sheet.claim('lists and queries that tell of theirs', `${leaks.length} of ${questions.length}`, leaks.length === 0, leaks)
}

/** After everything that was sent: no list and no record of ours names one of theirs. */
async function afterwards({ ours, isTheirs }: Sides, samples: Samples, sheet: Sheet): Promise<void> {
  const leaks: string[] = []
  const named = [...samples].filter(([{ operation }]) => operation.list)
  for (const [one, { own }] of named) {
    const sort = one.operation.list!.properties['updated_at'] ? '&sort=updated_at%20desc' : ''
    const answer = await callSample(ours, one, own, { query: `?per_page=100${sort}` })
    const leak = mentioned(answer.json, isTheirs)
    if (answer.status !== 200 || leak) leaks.push(`${one.name}: ${leak} in ${told(answer)}`)
  }
  sheet.claim('lists that name theirs afterwards', `${leaks.length} of ${named.length}`, leaks.length === 0, leaks)
}

/** A query of a list or a record; with a kind, of one such record of theirs. */
interface Question {
  readonly kind?: keyof Treasure
  readonly query: (id: string | number) => string
}

function questionsOf(named: Named, thorough: boolean): readonly Question[] {
  const expands = Object.keys(named.operation.expand ?? {}).map((name) => `?per_page=5&expand=${name}`)
  const plain = [...expands, ...(named.operation.list ? plainQueries(named, thorough) : [])]
  return [...plain.map((query) => ({ query: () => query })), ...namingQueries(named)]
}

function plainQueries({ operation }: Named, thorough: boolean): readonly string[] {
  const { properties, metadata } = operation.list!
  const sorted = Object.keys(properties).filter((_, index) => thorough || index < 2)
  return [
    '?per_page=20',
    '?page=2&per_page=1',
    '?paginate=none&per_page=5',
    '?updated_after=0&per_page=5',
    '?include=everything',
    ...(metadata ? ['?metadata[secret]=theirs'] : []),
    ...sorted.flatMap((name) => [`?per_page=5&sort=${name}%20asc`, `?per_page=5&sort=${name}%20desc`]),
  ]
}

/** Filters, advanced filters and queries of the operation's own that name a record. */
function namingQueries({ name: full, operation }: Named): readonly Question[] {
  const own = full.split('.')[0]!
  const filters = Object.keys(operation.list?.properties ?? {}).flatMap((name): Question[] => {
    const kind = namedByQuery(name, own)
    if (!kind) return []
    const advanced = (value: string | number) => encodeURIComponent(JSON.stringify([{ field: name, operator: '=', value }]))
    return [
      { kind, query: (id) => `?per_page=5&filter[${name}]=${id}` },
      { kind, query: (id) => `?per_page=5&advanced_filter=${advanced(id)}` },
    ]
  })
  const shape = operation.query as { readonly shape?: Readonly<Record<string, unknown>> } | undefined
  const queries = Object.keys(shape?.shape ?? {}).flatMap((name): Question[] => {
    if (name === 'related_to') return [{ kind: 'customer', query: (id) => `?related_to=customer,${id}` }]
    const kind = namedByQuery(name, own)
    return kind ? [{ kind, query: (id) => `?${name}=${id}` }] : []
  })
  return [...filters, ...queries]
}

/** All ids of their records; ids are never given out twice, not even to another company. */
async function idsOf({ platform }: Arena, company: Caller): Promise<(id: unknown) => boolean> {
  const ids = new Set<number>()
  for (const name of await tablesOf(platform.ownerPool, 'id', 'bigint')) {
    const { rows } = await platform.ownerPool.query<{ id: number }>(`select id from ${name} where company_id = $1`, [company.id])
    for (const { id } of rows) ids.add(id)
  }
  return (id) => typeof id === 'number' && ids.has(id)
}

const MONEY_OR_TIME =
  /year|month|amount|total|balance|cost|value|price|_at$|date|time|period|quantity|version|count|cycles|days|mrr|size|order|limit|next_number/

/** Where an answer names a record of theirs; null where it does not. */
function mentioned(json: unknown, isTheirs: (id: unknown) => boolean, name = ''): string | null {
  if (typeof json === 'number') return !MONEY_OR_TIME.test(name) && isTheirs(json) ? `${name} ${json}` : null
  if (typeof json !== 'object' || json === null) return null
  for (const [key, inner] of Object.entries(json)) {
    const found = mentioned(inner, isTheirs, Array.isArray(json) ? name : key)
    if (found) return found
  }
  return null
}

/** Files are kept by their content; whoever uploads the same again has a file of their own. */
async function uploads(ours: Caller, theirs: Answer, sheet: Sheet): Promise<void> {
  const mine = await uploaded(ours, 'mine.txt')
  const isOwn = theirs.status === 201 && mine.status === 201 && mine.json.id !== theirs.json.id && !/theirs/.test(mine.text)
  sheet.claim('the same content uploaded by both is', isOwn ? 'two files' : 'one file', isOwn, [theirs.text, mine.text])
}

function uploaded(company: Caller, name: string): Promise<Answer> {
  const boundary = 'netterms-boundary'
  const raw = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/plain\r\n\r\nOne and the same text\r\n--${boundary}--\r\n`
  return company.call('POST', '/files', { raw, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } })
}

async function tablesOf(pool: Arena['platform']['ownerPool'], column: string, type: string): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select a.table_name as name from information_schema.columns a join information_schema.columns b
       on b.table_schema = a.table_schema and b.table_name = a.table_name and b.column_name = $1 and b.data_type = $2
     where a.table_schema = 'public' and a.column_name = 'company_id' order by 1`,
    [column, type],
  )
  return rows.map(({ name }) => name)
}

/** Everything of theirs, table by table, as one hash each, with the company itself. */
async function checksum({ platform }: Arena, company: Caller): Promise<Map<string, string>> {
  const sums = new Map<string, string>()
  const tables = await tablesOf(platform.ownerPool, 'company_id', 'bigint')
  for (const [name, key] of [['companies', 'id'], ...tables.map((table) => [table, 'company_id'])] as const) {
    const { rows } = await platform.ownerPool.query<{ sum: string }>(
      `select coalesce(md5(string_agg(t::text, ',' order by t::text)), '') as sum from ${name} t where ${key} = $1`,
      [company.id],
    )
    sums.set(name!, rows[0]!.sum)
  }
  return sums
}

/** An id of theirs takes as long as one that nobody has. */
async function timing(ours: Caller, samples: Samples, count: number, sheet: Sheet): Promise<void> {
  const late: string[] = []
  let widest = 0
  for (const [named, { own, foreign }] of samples) {
    const [path] = foreignPaths(own, foreign)
    if (named.operation.method !== 'GET' || !path) continue
    const nobodys = Object.fromEntries(Object.entries(path).map(([name, id]) => [name, id === own.path![name] ? id : nobody(id)]))
    const took: Record<'theirs' | 'unknown', number[]> = { theirs: [], unknown: [] }
    for (let i = 0; i < count; i++)
      for (const [whose, ids] of [
        ['theirs', path],
        ['unknown', nobodys],
      ] as const) {
        const began = performance.now()
        await callSample(ours, named, { ...own, path: ids })
        took[whose].push(performance.now() - began)
      }
    const gap = Math.abs(median(took.theirs) - median(took.unknown))
    widest = Math.max(widest, gap)
    if (gap >= 5) late.push(`${named.name}: ${gap}`)
  }
  sheet.claim('ms between theirs and unknown (widest of the medians)', widest, late.length === 0, late)
}
