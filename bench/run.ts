import { writeFileSync } from 'node:fs'
import os from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import pg from 'pg'
import type { Pool as Sockets } from 'undici'
import { Pool } from 'undici'
import { proveBooks } from '../src/modules/insight/proof/service.ts'
import { loadConfig } from '../src/platform/config.ts'
import { openDatabase } from '../src/platform/db/open.ts'
import { sessionOptions } from '../src/platform/db/pool.ts'
import { APP_ROLE } from '../src/platform/db/roles.ts'
import { typeParsers } from '../src/platform/db/types.ts'
import { idBlocks } from '../src/platform/outside.ts'
import { type Arena, type Caller, openArena } from '../test/reliability/arena.ts'
import { compileScript, openRecorder, type Recorder } from './capture.ts'
import { type Comparison, compare, durations, quantile, rate } from './measure.ts'
import { seedInvoices } from './seed.ts'

/** `npm run bench [-- --quick] [-- --profile FOLDER] [-- --invoices N]`: what the product costs over the bare database. */
const { values: asked } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    profile: { type: 'string' },
    invoices: { type: 'string', default: '1000000' },
  },
})
const ROUNDS = asked.quick ? 3 : 5
const ROUND_MS = asked.quick ? 1000 : 2000
const MANY = Number(asked.invoices)
const FEW = 10_000
const COMPANIES = 32

/** Everything both sides need. */
interface Bench {
  readonly arena: Arena
  readonly sockets: Sockets
  readonly recorder: Recorder
  readonly companies: readonly Caller[]
  readonly bodies: readonly object[]
  raw(script: ReturnType<typeof compileScript>): Promise<void>
}

const arena = await openArena({
  settings: { JOBS: 'off' },
  nodeArguments: asked.profile ? ['--cpu-prof', `--cpu-prof-dir=${asked.profile}`] : [],
})
const config = loadConfig(arena.server!.settings)
const database = await openDatabase(config, { use: 'visit' })
/** The driver as it comes, pipelined; statements are prepared as ours are. */
const rawPool = new pg.Pool({
  ...database.owner,
  pipeline: true,
  types: typeParsers,
  max: config.DATABASE_POOL,
  options: sessionOptions({ role: APP_ROLE }),
})
rawPool.on('error', () => {}) // the database is stopped at the end
const rawIds = idBlocks(database.ownerPool)
try {
  await main()
} finally {
  await rawPool.end()
  await database.close()
  await arena.close()
}

async function main(): Promise<void> {
  const sockets = new Pool(arena.url, { connections: 64, pipelining: 1 })
  const companies: Caller[] = []
  for (let i = 1; i <= COMPANIES; i++) companies.push(await arena.newCompany(`Company ${i}`))
  const bodies = await Promise.all(companies.map(invoiceBody))
  await database.ownerPool.query(`select setval('record_ids', 1000000000)`) // so that no amount looks like a recorded id
  const recorder = openRecorder(config, database)
  const bench: Bench = { arena, sockets, recorder, companies, bodies, raw: (script) => script(rawPool, rawIds) }
  const idle = arena.server!.memory()
  const comparisons = [...(await creating(bench)), ...(asked.profile ? [] : await reading(bench))]
  const lists = asked.profile ? null : await listing(bench)
  const pdfs = asked.profile ? null : await printing(bench)
  const { sound, breaches } = await proveBooks(arena.platform)
  if (!sound && !asked.profile) throw new Error(`the books are not sound: ${JSON.stringify(breaches.slice(0, 3))}`)
  const report = {
    measured_at: new Date().toISOString(),
    rounds: ROUNDS,
    round_ms: ROUND_MS,
    machine: { processors: os.availableParallelism(), load: os.loadavg()[0], node: process.version },
    pool: config.DATABASE_POOL,
    comparisons: comparisons.map((one) => ({
      ...one,
      ours: Math.round(one.ours),
      raw: Math.round(one.raw),
      ratio: round(one.ratio),
    })),
    lists,
    pdfs_per_second: pdfs && round(pdfs),
    memory_mb: { idle: Math.round(idle / 1e6), after: Math.round(arena.server!.memory() / 1e6) },
  }
  print(report, comparisons)
  if (!asked.profile)
    writeFileSync(fileURLToPath(new URL('latest.json', import.meta.url)), `${JSON.stringify(report, null, 2)}\n`)
}

/** Two lines, one tax. */
async function invoiceBody(company: Caller): Promise<object> {
  const rate = await company.call('POST', '/tax_rates', { body: { id: 'vat', name: 'VAT', value: 7 } })
  const customer = await company.call('POST', '/customers', { body: { name: 'Acme Corp', payment_terms: 'NET 30' } })
  return {
    customer: customer.json.id,
    items: [
      { name: 'Copper tubing', quantity: 3, unit_cost: 45 },
      { name: 'Delivery', quantity: 1, unit_cost: 10 },
    ],
    taxes: [{ tax_rate: rate.json.id }],
  }
}

async function creating({ sockets, recorder, companies, bodies, raw }: Bench): Promise<Comparison[]> {
  const found: Comparison[] = []
  for (const spread of [1, COMPANIES]) {
    const scripts: ReturnType<typeof compileScript>[] = []
    for (const [i, { key }] of companies.slice(0, spread).entries())
      scripts.push(compileScript(await recorder.record('POST', '/invoices', key, bodies[i])))
    const texts = bodies.map((body) => JSON.stringify(body))
    let turn = 0
    for (const clients of [1, 8, 32]) {
      const name = `create an invoice, ${spread === 1 ? 'one company' : `${spread} companies`}`
      const contest = {
        name,
        clients,
        ...(clients === 8 && { goal: 0.5 }),
        ours: () => send(sockets, 'POST', '/invoices', companies[turn % spread]!, texts[turn++ % spread]),
        raw: () => raw(scripts[turn++ % spread]!),
      }
      found.push(await compare(contest, ROUNDS, ROUND_MS))
    }
  }
  return found
}

async function reading({ sockets, recorder, companies, bodies, raw }: Bench): Promise<Comparison[]> {
  const [company] = companies
  const { json } = await company!.call('POST', '/invoices', { body: bodies[0] })
  const path = `/invoices/${json.id}`
  const script = compileScript(await recorder.record('GET', path, company!.key))
  const found: Comparison[] = []
  for (const clients of [1, 8, 32]) {
    const contest = {
      name: 'read an invoice',
      clients,
      ...(clients === 8 && { goal: 0.4 }),
      ours: () => send(sockets, 'GET', path, company!),
      raw: () => raw(script),
    }
    found.push(await compare(contest, ROUNDS, ROUND_MS))
  }
  return found
}

interface ListFigures {
  readonly list: string
  readonly p50_few_ms: number
  readonly p50_many_ms: number
  readonly p95_many_ms: number
  readonly ratio: number
}

/** The same page among ten thousand and among a million. */
async function listing({
  arena: { newCompany, platform },
  sockets,
}: Bench): Promise<{ few: number; many: number; pages: ListFigures[] }> {
  const sizes: Caller[] = []
  for (const count of [FEW, MANY]) {
    const company = await newCompany(`Seeded ${count}`)
    const customer = await company.call('POST', '/customers', { body: { name: 'Globex' } })
    await seedInvoices(platform.ownerPool, company.id, customer.json.id, count)
    sizes.push(company)
  }
  const [few, many] = sizes as [Caller, Caller]
  const pages: ListFigures[] = []
  for (const [list, query] of [
    ['first page', ''],
    ['newest first', '&sort=date%20desc'],
    ['page 50', '&page=50'],
  ] as const) {
    const path = `/invoices?per_page=100${query}`
    const took: [number[], number[]] = [[], []]
    await durations(3, () => send(sockets, 'GET', path, few))
    await durations(3, () => send(sockets, 'GET', path, many))
    for (let round = 0; round < ROUNDS; round++) {
      took[0].push(...(await durations(20, () => send(sockets, 'GET', path, few))))
      took[1].push(...(await durations(20, () => send(sockets, 'GET', path, many))))
    }
    const [p50Few, p50Many] = took.map((one) => quantile(one, 0.5)) as [number, number]
    pages.push({
      list,
      p50_few_ms: round(p50Few),
      p50_many_ms: round(p50Many),
      p95_many_ms: round(quantile(took[1], 0.95)),
      ratio: round(p50Many / p50Few),
    })
  }
  return { few: FEW, many: MANY, pages }
}

/** Papers of drafts, which are set anew each time; none is like another, so that Typst remembers nothing of it. */
async function printing({ sockets, companies, bodies }: Bench): Promise<number> {
  const [company] = companies
  const drafts: number[] = []
  for (let i = 0; i < 400; i++) {
    const body = {
      ...bodies[0],
      draft: true,
      notes: `Order ${i}`,
      items: [{ name: `Part ${i}`, quantity: i + 1, unit_cost: i + 0.5 }],
    }
    drafts.push((await company!.call('POST', '/invoices', { body })).json.id)
  }
  let turn = 0
  const call = () => send(sockets, 'GET', `/invoices/${drafts[turn++ % drafts.length]}`, company!, undefined, 'application/pdf')
  await rate(2, 1500, call)
  return rate(2, asked.quick ? 2000 : 5000, call)
}

async function send(
  sockets: Sockets,
  method: 'GET' | 'POST',
  path: string,
  company: Caller,
  body?: string,
  accept = 'application/json',
): Promise<void> {
  const { statusCode, body: reply } = await sockets.request({
    method,
    path: `/api${path}`,
    headers: {
      authorization: `Bearer ${company.key}`,
      accept,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body ?? null,
  })
  if (statusCode >= 300) throw new Error(`${method} ${path} answered ${statusCode}: ${await reply.text()}`)
  await reply.dump()
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

function print(
  report: { lists: { pages: ListFigures[]; many: number } | null; pdfs_per_second: number | null; memory_mb: object },
  comparisons: readonly Comparison[],
): void {
  console.table(
    Object.fromEntries(
      comparisons.map(({ name, clients, ours, raw, ratio, goal }) => [
        `${name}, ${clients} clients`,
        {
          'ours/s': Math.round(ours),
          'raw/s': Math.round(raw),
          ratio: round(ratio),
          goal: goal ? `>= ${goal} ${ratio >= goal ? '✓' : '✗'}` : '',
        },
      ]),
    ),
  )
  if (report.lists) console.table(report.lists.pages)
  console.log(`PDFs per second: ${report.pdfs_per_second}; memory (MB): ${JSON.stringify(report.memory_mb)}`)
}
