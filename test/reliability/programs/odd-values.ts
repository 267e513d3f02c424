import { LIST_PARAMETERS } from '../../../src/contract/list.ts'
import { jsonSchema } from '../../../src/contract/openapi.ts'
import type { ExampleCall } from '../../examples.ts'
import { type Answer, type Caller, hangingAfterMs, isBroken } from '../arena.ts'
import { callSample, companyOperations, type Named, sampleOf } from '../operations.ts'
import { crowd, type Program, type Sheet, tally } from '../program.ts'
import { planted, walk } from '../references.ts'

/** Values as they stand in JSON text, since some of them cannot be said otherwise. */
const ODD: Readonly<Record<string, string>> = {
  nul: '"a\\u0000b"',
  'lone surrogate': '"a\\ud800b"',
  'lone low surrogate': '"\\udc00"',
  'right-to-left override': '"\\u202egpj.exe"',
  'bidi isolate': '"\\u2066abc\\u2069"',
  'zero width': '"a\\u200bb\\ufeffc"',
  '64 KB': `"${'x'.repeat(65_536)}"`,
  composed: '"\\u00e9"',
  decomposed: '"e\\u0301"',
  'NaN text': '"NaN"',
  'Infinity text': '"Infinity"',
  '1e308': '1e308',
  '1e400': '1e400',
  'minus zero': '-0',
  '2^53+1': '9007199254740993',
  '2^63': '9223372036854775808',
  'thousands separator': '"1,000"',
  hexadecimal: '"0x10"',
  '31 February': '"2026-02-31"',
  'year 0': '-62167219200',
  'year 275760': '8640000000000',
  'beyond dates': '8640000000001000',
  'line breaks': '"a\\r\\nBcc: x@y.example"',
  empty: '""',
  null: 'null',
  list: '[[[]]]',
  object: '{"toString":1,"__proto__":{}}',
  'very small': '1e-400',
  true: 'true',
}
/** The same text must come back. */
const KEPT_EXACTLY = new Set(['right-to-left override', 'bidi isolate', 'zero width', 'composed', 'decomposed'])
/** Texts that lose invisible marks, and nothing else; each with the reason. */
const STRAIGHTENED: Readonly<Record<string, { readonly marks: RegExp; readonly why: string }>> = {
  'email_templates.preview subject': {
    marks: /[\p{Bidi_Control}\ufeff]/gu,
    why: 'a preview shows what the mail would say: no mark turns its subject around, and no byte order mark hides in a word',
  },
  'files.create name': {
    marks: /\p{Bidi_Control}/gu,
    why: 'nobody is to save gpj.exe believing that it is exe.jpg, and no path leaves the folder',
  },
}
/** Numbers that would be others once they were kept. */
const NEVER_KEPT = new Set(['1e308', '1e400', '2^53+1', '2^63'])
/** Beside what is written as text: bytes that are no text at all, and what a query can say in other ways. */
const ODD_QUERIES: Readonly<Record<string, string>> = {
  'nul byte': '%00',
  'half a character': '%C3',
  'surrogate bytes': '%ED%A0%80',
  'no percent code': '%zz',
  'a quote and more': encodeURIComponent("' or 1=1; --"),
  'a list': '[]',
  'an operator': encodeURIComponent('[">", "x"]'),
  negative: '-1',
  fraction: '1.5',
  'long number': '9'.repeat(40),
}

interface Case {
  readonly place: string
  readonly what: string
  send(): Promise<Answer>
  /** What is wrong with a success; null when nothing is. */
  check(answer: Answer): string | null
}

interface Size {
  /** At most so many fields of each operation, and every n-th odd value in each; 1 is all. */
  readonly fields: number
  readonly every: number
}

export const oddValues: Program<Size> = {
  id: 28,
  title: 'Odd values are refused by name or kept exactly',
  pass: '0 × 5xx; every refusal is 4xx and names a field; text that is accepted comes back as it was sent; in bodies, queries and paths',
  // Jobs would go on with what the samples began.
  settings: { JOBS: 'off' },
  full: { fields: 100_000, every: 1 },
  short: { fields: 1, every: 4 },
  async run(arena, { fields, every }, sheet) {
    const company = await arena.newCompany('Acme Corp', { test_mode: true })
    const answers: Answer[] = []
    const wrong: string[] = []
    let turn = sheet.seed
    for (const named of companyOperations) {
      const sample = await sampleOf(named, company)
      // The short form looks at some fields and values of each operation, others with every seed.
      const some = <T>(all: readonly T[]) =>
        all.length <= fields ? all : all.filter((_, i) => (i + turn) % Math.ceil(all.length / fields) === 0)
      const cases = [
        ...some(fieldsOf(named)).flatMap((path) => bodyCases(company, named, sample, path)),
        ...some(parametersOf(named, sample)).flatMap((parameter) => queryCases(company, named, sample, parameter)),
      ].filter((_, i) => (i + Math.floor(turn / 3)) % every === 0)
      turn++
      await crowd(cases.length, 8, async (index) => {
        const one = cases[index]!
        const answer = await one.send()
        answers.push(answer)
        const found = faultOf(answer, hangingAfterMs(arena)) ?? (answer.status < 300 ? one.check(answer) : null)
        if (found) wrong.push(`${named.name} ${one.place} = ${one.what}: ${found}`)
      })
    }
    told(answers, wrong, sheet)
    const alive = await company.call('GET', '/company')
    sheet.claim('the server answers', alive.status, alive.status === 200)
  },
}

function told(answers: readonly Answer[], wrong: readonly string[], sheet: Sheet): void {
  sheet.note('answers', tally(answers.map(({ status }) => status)))
  sheet.claim('answers that are wrong', `${wrong.length} of ${answers.length}`, wrong.length === 0, wrong.slice(0, 40))
}

/** Every place of a body where a value may stand, however deep, and what holds such places. */
function fieldsOf({ operation }: Named): readonly (readonly string[])[] {
  if (!operation.body) return []
  const found = new Map<string, readonly string[]>()
  walk(jsonSchema(operation.body) as Record<string, unknown>, [], (path) => {
    for (let length = 1; length <= path.length; length++) {
      const part = path.slice(0, length)
      found.set(part.join('.'), part)
    }
  })
  return [...found.values()]
}

function bodyCases(company: Caller, named: Named, sample: ExampleCall, path: readonly string[]): Case[] {
  return Object.entries(ODD).map(([what, text]) => ({
    place: path.join('.'),
    what,
    send() {
      const body = JSON.stringify(planted(sample.body ?? {}, { path, beside: {} }, '@@odd@@')).replace('"@@odd@@"', () => text)
      const raw = { raw: body, headers: { 'content-type': 'application/json' } }
      return callSample(company, named, sample, { ...raw, query: '?dry_run=true' })
    },
    check: ({ json, text: whole }) => {
      const kept = path.reduce<unknown>(
        (value, part) => (value as Record<string, unknown> | null)?.[part === '[]' ? 0 : part],
        json,
      )
      if (KEPT_EXACTLY.has(what) && typeof kept === 'string' && kept !== dueText(named, path[0]!, JSON.parse(text) as string))
        return `came back as ${JSON.stringify(kept)}`
      if (NEVER_KEPT.has(what) && typeof kept === 'number' && !whole.includes(text)) return `came back as ${kept}`
      return null
    },
  }))
}

/** Names of query parameters: those of every list, its filters, those of the operation, and the ids of the path. */
function parametersOf({ operation }: Named, { path = {} }: ExampleCall): readonly string[] {
  const shape = (operation.query as { readonly shape?: object } | undefined)?.shape ?? {}
  const filters = Object.keys(operation.list?.properties ?? {}).map((name) => `filter[${name}]`)
  const lists = operation.list
    ? LIST_PARAMETERS.map((name) => (name === 'metadata' ? 'metadata[key]' : name))
    : ['expand', 'include']
  return [...Object.keys(path).map((name) => `{${name}}`), ...lists, ...filters, ...Object.keys(shape)]
}

function queryCases(company: Caller, named: Named, sample: ExampleCall, parameter: string): Case[] {
  const texts = Object.entries(ODD).map(([what, text]) => [what, urlText(text)] as const)
  return [...texts, ...Object.entries(ODD_QUERIES)].map(([what, text]) => ({
    place: parameter,
    what,
    send() {
      // What a POST or DELETE would do is rehearsed.
      const dry = named.operation.method === 'GET' ? '' : '?dry_run=true'
      if (!parameter.startsWith('{'))
        return callSample(company, named, sample, { query: `${dry === '' ? '?' : `${dry}&`}${parameter}=${text}` })
      const place = parameter.slice(1, -1)
      const filled = named.operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
        name === place ? text : String(sample.path![name]),
      )
      return company.call(named.operation.method, `${filled}${dry}`, sample.body === undefined ? {} : { body: sample.body })
    },
    check: () => null,
  }))
}

/** As a query says it; 64 KB do not fit into an address, a part of them does. */
function urlText(json: string): string {
  const value: unknown = json.startsWith('"') ? JSON.parse(json) : json
  return encodeURIComponent(String(value).toWellFormed().slice(0, 4_000))
}

function faultOf(answer: Answer, hangingMs: number): string | null {
  const { status, text, json, ms } = answer
  if (isBroken(answer)) return `${status} ${text.slice(0, 200)}`
  if (ms > hangingMs) return `answered after ${Math.round(ms)} ms`
  if (status >= 400 && !json?.message) return `${status} without a message`
  if (status === 400 && json.code === 'invalid_field' && !json.param) return 'names no field'
  if (status === 400 && json.code === 'invalid_value') return 'reached the database'
  return null
}

/** The text as it must come back. */
function dueText({ name }: Named, field: string, text: string): string {
  const marks = STRAIGHTENED[`${name} ${field}`]?.marks
  return marks ? text.replace(marks, '') : text
}
