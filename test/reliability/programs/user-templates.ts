import { runSandbox, type SandboxJob } from '../../../src/platform/pdf/sandbox.ts'
import type { Arena, Caller } from '../arena.ts'
import { median, type Program, type Sheet } from '../program.ts'

interface Size {
  /** How often each hostile template is tried. */
  readonly rounds: number
}

/** What a template is not to reach, and what it is not to take. The last word says how it is to end. */
const TYPST: Readonly<Record<string, string>> = {
  'a file by its path': '#read("/etc/passwd")',
  'a file above': '#read("../../../etc/passwd")',
  'its own process': '#read("/proc/self/environ")',
  'a picture as a link': '#image("link")',
  'a package': '#import "@preview/cetz:0.3.0": *',
  'a package by a name put together': '#eval("import \\"@preview/" + "cetz:0.3.0\\"", mode: "code")',
  'a package at home': '#import "@local/x:0.1.0"',
  'a plugin': '#plugin("x.wasm")',
  'an address': '#image("http://127.0.0.1:1/x.png")',
  'memory at once': '#let x = "x" * 2000000000\n#x.len()',
  'memory bit by bit': '#let a = range(9000)\n#for i in a { for j in a { a.push("x" * 100000 + str(j)) } }',
  'a hundred million steps': '#for i in range(100000000) { }',
  'time without end': '#for i in range(9000) { for j in range(9000) { let x = i * j } }',
  'pages without end': '#for i in range(9000) { pagebreak() }\nx',
  'depth without end': '#let f(n) = f(n + 1)\n#f(0)',
}

/** Walks to the functions behind values: each prints nothing but the last word. */
const WALKS: readonly string[] = [
  '{{ company.constructor.constructor }}',
  '{{ constructor }}{{ __proto__ }}{{ prototype }}',
  '{{ company["__proto__"]["polluted"] }}',
  '{{ company.name.constructor.constructor }}',
  '{{ company | map: "constructor" }}',
  '{{ ""["constructor"] }}',
  '{{ company.toString }}{{ company.hasOwnProperty }}',
  '{% assign f = company.constructor %}{{ f.prototype }}',
]

/** Payloads of other template languages: refused or printed as they stand, never calculated. */
const FOREIGN: readonly string[] = [
  '<p>$\u007b7*7}</p>',
  '<p>#{7*7}</p>',
  '<p><%= 7*7 %></p>',
  '<p>{{7*7}}</p>',
  '<p>{{ self.__init__.__globals__ }}</p>',
  '{% include "/etc/passwd" %}',
  '{% render "/etc/passwd" %}',
  '{% layout "/etc/passwd" %}',
  '{{ "/etc/passwd" | file_excerpt }}',
  '{% for i in (1..100000000) %}x{% endfor %}',
  '<script>x</script>',
  '<iframe src="file:///etc/passwd"></iframe>',
  '<img src="file:///etc/passwd">',
  '<link rel="stylesheet" href="http://127.0.0.1:1/x.css">',
]

const MILLISECONDS_MAX = 10_000

export const userTemplates: Program<Size> = {
  id: 31,
  title: 'Templates that users wrote stay in their cage',
  pass: 'each stops within 10 s and 512 MB; no file, package or address is read; walks to prototypes print nothing; other calls are answered meanwhile',
  full: { rounds: 10 },
  short: { rounds: 1 },
  async run(arena, { rounds }, sheet) {
    await typst(rounds, sheet)
    await walks(sheet)
    await besides(arena, sheet)
  },
}

async function typst(rounds: number, sheet: Sheet): Promise<void> {
  const printed: string[] = []
  let slowest = 0
  for (let round = 0; round < rounds; round++)
    await inPairs(Object.entries(TYPST), async ([name, source]) => {
      const began = performance.now()
      const result = await runSandbox(jobOf('typst', source))
      slowest = Math.max(slowest, performance.now() - began)
      if (result.ok) printed.push(name)
    })
  sheet.claim(
    'hostile Typst',
    `${Object.keys(TYPST).length * rounds} tried, ${printed.length} printed`,
    printed.length === 0,
    printed,
  )
  sheet.claim('the slowest', `${Math.round(slowest)} ms`, slowest < MILLISECONDS_MAX)
}

/** Two at a time, as many as the product runs at once: nothing waits, so that times are a template's own. */
async function inPairs<Item>(items: readonly Item[], run: (item: Item) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += 2) await Promise.all(items.slice(at, at + 2).map(run))
}

async function walks(sheet: Sheet): Promise<void> {
  const plain = await runSandbox(jobOf('twig', 'end'))
  const wrong: string[] = []
  for (const source of WALKS) {
    const result = await runSandbox(jobOf('twig', `${source}end`))
    // The same bytes as the last word alone: nothing else stands on the page.
    if (result.ok && plain.ok && !Buffer.from(result.pdf).equals(Buffer.from(plain.pdf))) wrong.push(source)
  }
  sheet.claim(
    'walks to prototypes',
    `${WALKS.length} tried, ${wrong.length} printed something`,
    plain.ok && wrong.length === 0,
    wrong,
  )
  const told: string[] = []
  for (const source of FOREIGN) {
    const result = await runSandbox(jobOf('twig', source))
    if (result.ok && /include|render|layout|file|script|iframe|link|1\.\.1/.test(source)) told.push(source)
  }
  sheet.claim('foreign payloads that were followed', told.length, told.length === 0, told)
}

/** A template in a loop is tried by one company; another goes on as if nothing were. */
async function besides(arena: Arena, sheet: Sheet): Promise<void> {
  const [author, other] = await Promise.all([arena.newCompany('Acme Corp'), arena.newCompany('Globex')])
  const body = { name: 'Loop', document_type: 'invoice', html: TYPST['time without end'], template_engine: 'typst' }
  let over = false
  const trial = author.call('POST', '/pdf_templates', { body }).finally(() => {
    over = true
  })
  const times: number[] = []
  while (!over) times.push(await timed(other))
  const { status, json } = await trial
  sheet.claim('a loop is refused when it is saved', `${status} ${(json as { code?: string }).code}`, status === 400)
  sheet.claim('other calls meanwhile', `${times.length}, median ${Math.round(median(times))} ms`, times.length > 10)
}

async function timed(company: Caller): Promise<number> {
  const began = performance.now()
  await company.call('GET', '/customers')
  return performance.now() - began
}

function jobOf(engine: 'twig' | 'typst', html: string): SandboxJob {
  const blank = { css: '', header_html: '', header_css: '', footer_html: '', footer_css: '' }
  const margins = { top: '1cm', bottom: '1cm', left: '1cm', right: '1cm' }
  return {
    template: { engine, html, ...blank, margins },
    data: { company: { name: 'Dunder Mifflin' }, url: 'https://example.com' },
    ...{ language: 'en', right_to_left: false, paper: 'a4', logo: null, creation_seconds: 0, drawn: false },
  }
}
