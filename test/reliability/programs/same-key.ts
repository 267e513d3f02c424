import { createHash } from 'node:crypto'
import { api } from '../../../src/contract/index.ts'
import type { Operations } from '../../../src/contract/operation.ts'
import type { ExampleCall } from '../../examples.ts'
import type { Answer, Arena, Caller, CallOptions } from '../arena.ts'
import { callSample, companyOperations, type Named, sampleOf } from '../operations.ts'
import { crowd, type Program, tally } from '../program.ts'

interface Size {
  /** How often a call that succeeds is made with its key, one that is refused, and how many of them at a time. */
  readonly times: number
  readonly refusals: number
  readonly width: number
  /** Every n-th operation; 1 is all. */
  readonly every: number
}

/** A way of calling an operation, made ready anew for each company. */
interface Case {
  readonly label: string
  readonly named: Named
  readonly refused: boolean
  readonly times: number
  prepare(company: Caller): Promise<ExampleCall>
  readonly options?: CallOptions
}

/** Ids that nobody has are found where templates and ways of paying have names, the same for everyone. */
const NAMED_BY_ALL = /^(email_templates|payment_methods)\./
/** A journey through time does whatever falls due on its way, which depends on what was made before. */
const TRAVELS = 'test_clock.advance'

export const sameKey: Program<Size> = {
  id: 2,
  title: 'A write with a key is done once, however often it is sent',
  pass: 'per operation: 1 effect, byte-equal answers (or 409 while running) to successes and refusals, 422 for another body, independent for another company, kept over a restart',
  // Jobs would add effects of their own while the effects of calls are counted.
  settings: { JOBS: 'off' },
  full: { times: 1000, refusals: 100, width: 150, every: 1 },
  short: { times: 12, refusals: 6, width: 12, every: 4 },
  async run(arena, { times, refusals, width, every }, sheet) {
    const [ours, theirs] = await Promise.all([
      arena.newCompany('Acme Corp', { test_mode: true }),
      arena.newCompany('Globex', { test_mode: true }),
    ])
    const writes = companyOperations.filter(({ operation }) => operation.method !== 'GET' && !operation.safe)
    const chosen = writes.filter((_, i) => (i + sheet.seed) % every === 0)
    const cases = [
      ...chosen.map((named) => success(named, times)),
      ...chosen.flatMap((named) => refusal(named, refusals)),
      upload(times),
    ]
    const wrong: string[] = []
    const later: (() => Promise<string[]>)[] = []
    const statuses: number[] = []
    let refused = 0
    for (const one of cases) {
      const headers = { ...one.options?.headers, 'idempotency-key': `${one.label}-${sheet.seed}`.replaceAll(' ', '').slice(-64) }
      const sample = await one.prepare(ours)
      const before = await effectsOf(arena, ours)
      const ask = () => callSample(ours, one.named, sample, { ...one.options, headers })
      const answers = await crowd(one.times, width, ask)
      statuses.push(...answers.map(({ status }) => status))
      const first = answers.find(({ status }) => status !== 409)
      if (first && first.status >= 400) refused++
      const effects = (await effectsOf(arena, ours)) - before
      wrong.push(...faults(one, answers), ...(await aside(arena, one, { ours, theirs, sample, headers, effects })))
      later.push(async () => forgotten(one, first, await ask()))
    }
    await arena.restart()
    for (const ask of later) wrong.push(...(await ask()))
    sheet.note('operations', chosen.length)
    sheet.note('of them POST', chosen.filter(({ operation }) => operation.method === 'POST').length)
    sheet.note('POST without a key to keep', withoutKey().join(', '))
    sheet.note('calls with one key each', `${times} that succeed, ${refusals} that are refused`)
    sheet.note('refusals that were repeated', refused)
    sheet.note('answers', tally(statuses))
    sheet.claim('operations that break the promise', wrong.length, wrong.length === 0, wrong)
  },
}

function success(named: Named, times: number): Case {
  return { label: named.name, named, times, refused: false, prepare: (company) => sampleOf(named, company) }
}

/** The same call about what nobody has: refused by the verb itself. */
function refusal(named: Named, times: number): Case[] {
  const { name, operation } = named
  const parameters = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter!)
  if (parameters.length === 0 || NAMED_BY_ALL.test(name)) return []
  const nobodys = parameters.map((parameter) => [parameter, /(^|_)id$/.test(parameter) ? 999_999_999_999 : 'nobody-has-this'])
  const prepare = async (company: Caller) => ({ ...(await sampleOf(named, company)), path: Object.fromEntries(nobodys) })
  return [{ label: `${name} of nobody`, named, times, refused: true, prepare }]
}

/** A file as a browser sends it, whose body is no JSON. */
function upload(times: number): Case {
  const named = companyOperations.find(({ name }) => name === 'files.create')!
  const boundary = 'netterms-boundary'
  const raw = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="terms.txt"\r\ncontent-type: text/plain\r\n\r\nThirty days\r\n--${boundary}--\r\n`
  const options = { raw, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } }
  return { label: 'files.create as a form', named, times, refused: false, prepare: async () => ({}), options }
}

/** All answers but those that say "still at work" are one, to the byte; all but one say that they are repeated. */
function faults({ label, refused }: Case, answers: readonly Answer[]): string[] {
  const settled = answers.filter(({ status }) => status !== 409)
  const different = new Set(settled.map(({ status, text }) => `${status} ${createHash('sha256').update(text).digest('hex')}`))
    .size
  const first = settled[0]
  const made = settled.filter(({ headers }) => headers['idempotent-replayed'] !== 'true').length
  const told = `${tally(answers.map(({ status }) => status))} ${first?.text.slice(0, 200)}`
  return [
    ...(different !== 1 ? [`${label}: ${different} different answers, ${told}`] : []),
    ...(made !== 1 ? [`${label}: ${made} were made`] : []),
    ...(first && first.status >= 300 !== refused ? [`${label}: expected ${refused ? 'a refusal' : 'success'}, ${told}`] : []),
  ]
}

interface Place {
  readonly ours: Caller
  readonly theirs: Caller
  readonly sample: ExampleCall
  readonly headers: Record<string, string>
  readonly effects: number
}

/** Another body under the key, and the key in the hands of another company. */
async function aside(arena: Arena, one: Case, { ours, theirs, sample, headers, effects }: Place): Promise<string[]> {
  const { label, named, options = {}, refused } = one
  const wrong: string[] = []
  const altered = { ...sample, body: { ...(sample.body as object), another: 1 } }
  const raw = options.raw === undefined ? {} : { raw: `${options.raw} ` }
  const other = await callSample(ours, named, altered, { ...options, ...raw, headers })
  if (other.status !== 422) wrong.push(`${label}: another body got ${other.status}`)
  const theirSample = await one.prepare(theirs)
  const before = await effectsOf(arena, theirs)
  const alone = await callSample(theirs, named, theirSample, { ...options, headers })
  const effectsAlone = (await effectsOf(arena, theirs)) - before
  if (alone.status >= 300 !== refused) wrong.push(`${label}: another company got ${alone.status} ${alone.text.slice(0, 100)}`)
  if (alone.headers['idempotent-replayed']) wrong.push(`${label}: another company got our answer`)
  if (effects !== effectsAlone && named.name !== TRAVELS) wrong.push(`${label}: left ${effects} events, alone ${effectsAlone}`)
  return wrong
}

function forgotten({ label }: Case, first: Answer | undefined, again: Answer): string[] {
  const same = first && again.text === first.text && again.status === first.status
  return same && again.headers['idempotent-replayed'] === 'true' ? [] : [`${label}: forgotten at the restart (${again.status})`]
}

/** Events tell of every change, so their number is the number of changes. */
async function effectsOf({ platform }: Arena, company: Caller): Promise<number> {
  const { rows } = await platform.ownerPool.query<{ total: number }>(
    `select count(*)::int as total from events where company_id = $1`,
    [company.id],
  )
  return rows[0]!.total
}

/** Persons and holders of links have no API key that a key could belong to; what is safe changes nothing or shows a secret once. */
function withoutKey(): string[] {
  return Object.entries(api as Readonly<Record<string, Operations>>).flatMap(([resource, operations]) =>
    Object.entries(operations)
      .filter(([, { method, safe, access = 'company' }]) => method === 'POST' && (safe || access !== 'company'))
      .map(([name]) => `${resource}.${name}`),
  )
}
