import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { proveBooks } from '../../../src/modules/insight/proof/service.ts'
import { type Arena, type Caller, openArena } from '../arena.ts'
import { dice, median, type Program, type Sheet } from '../program.ts'
import type { ServerProcess } from '../server.ts'
import { compareWithLog } from './outbox.ts'

interface Size {
  /** How often each is killed. */
  readonly server: number
  readonly database: number
  readonly both: number
  readonly writers: number
  /** Lets the database answer before it has written: acknowledged work must then get lost, or the test has no teeth. */
  readonly control?: boolean
}

type Victim = 'server' | 'database' | 'both'

/** What was acknowledged: a record that must be there for ever. */
interface Acknowledged {
  readonly table: 'invoices' | 'payments'
  readonly id: number
}

export const crash: Program<Size> = {
  id: 8,
  title: 'kill -9 of the server, of the database, and of both, under load',
  pass: 'no acknowledged write lost, books sound after every kill, ready again within 10 s',
  full: { server: 50, database: 50, both: 20, writers: 8 },
  short: { server: 1, database: 1, both: 1, writers: 4 },
  async run(arena, size, sheet) {
    // The short form runs inside the tests' own process, which must not be killed.
    const own = arena.server ? arena : await openArena()
    try {
      await attack(own, size, sheet)
    } finally {
      if (own !== arena) await own.close()
    }
  },
}

async function attack(arena: Arena, size: Size, sheet: Sheet): Promise<void> {
  const roll = dice(sheet.seed)
  const company = await arena.newCompany('Dunder Mifflin')
  const customer = (await company.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id as number
  const acknowledged: Acknowledged[] = []
  if (size.control) return control(arena, { company, customer, acknowledged, pause: 1_000, writers: size.writers }, sheet)
  const all: Kill[] = []
  for (const victim of ['server', 'database', 'both'] as const) {
    const began = performance.now()
    const done: Kill[] = []
    for (let n = 0; n < size[victim]; n++)
      done.push(await kill(arena, victim, { company, customer, acknowledged, pause: 100 + roll() * 900, writers: size.writers }))
    all.push(...done)
    if (done.length > 0)
      sheet.note(
        `${victim}: ${done.length} kills, ready again in ms (median, slowest)`,
        `${median(done.map(({ ready }) => ready)).toFixed(0)}, ${Math.max(...done.map(({ ready }) => ready)).toFixed(0)}; took ${((performance.now() - began) / 1000).toFixed(0)} s`,
      )
  }
  const lost = Math.max(...all.map(({ missing }) => missing))
  const slowest = Math.max(...all.map(({ ready }) => ready))
  const unsound = all.filter(({ sound }) => !sound).length
  sheet.note('acknowledged writes', acknowledged.length)
  sheet.claim('ready again, slowest ms', slowest, slowest <= READY_MS)
  sheet.claim('acknowledged and lost', lost, lost === 0)
  sheet.claim('sound after a kill', `${all.length - unsound} of ${all.length}`, unsound === 0)
  await compareWithLog(arena, [company], sheet)
}

const CONTROL_KILLS_MAX = 10

/** Where the database may answer before it has written, a kill of it must lose acknowledged work, and this must see it. */
async function control(arena: Arena, ground: Ground, sheet: Sheet): Promise<void> {
  await arena.platform.ownerPool.query('alter role current_user set synchronous_commit = off')
  // Sessions that are open already keep what they began with.
  arena.server!.killDatabase()
  await untilWritable(arena, ground.company, ground.customer)
  let lost = 0
  let kills = 0
  while (lost === 0 && kills < CONTROL_KILLS_MAX) {
    kills++
    const stopped = { yes: false }
    const work = crowdOf(ground, stopped)
    await sleep(ground.pause)
    arena.server!.killDatabase()
    stopped.yes = true
    await Promise.all(work)
    lost = await untilCounted(arena, ground)
  }
  sheet.note('acknowledged writes', ground.acknowledged.length)
  sheet.claim(`acknowledged and lost after ${kills} kill(s); the control must lose some`, lost, lost > 0)
}

async function untilCounted(arena: Arena, { company, acknowledged }: Ground): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await countMissing(arena, company, acknowledged)
    } catch (error) {
      if (attempt === 200) throw error
      await sleep(50)
    }
  }
}

const READY_MS = 10_000

/** What one kill did. */
interface Kill {
  /** Milliseconds until a write was taken again. */
  readonly ready: number
  /** Acknowledged and not there any more, since the beginning. */
  readonly missing: number
  readonly sound: boolean
}

interface Ground {
  readonly company: Caller
  readonly customer: number
  readonly acknowledged: Acknowledged[]
  /** Milliseconds of load before the kill. */
  readonly pause: number
  readonly writers: number
}

async function kill(arena: Arena, victim: Victim, ground: Ground): Promise<Kill> {
  const { company, customer, acknowledged, pause } = ground
  const stopped = { yes: false }
  const work = crowdOf(ground, stopped)
  await sleep(pause)
  strike(arena.server!, victim)
  const began = performance.now()
  if (victim !== 'database') await arena.restart()
  await untilWritable(arena, company, customer)
  const ready = performance.now() - began
  stopped.yes = true
  await Promise.all(work)
  return {
    ready,
    missing: await countMissing(arena, company, acknowledged),
    sound: (await proveBooks(arena.platform, company.id)).sound,
  }
}

function crowdOf({ company, customer, acknowledged, writers }: Ground, stopped: { yes: boolean }): Promise<void>[] {
  return Array.from({ length: writers }, () => write(company, customer, acknowledged, stopped))
}

function strike(server: ServerProcess, victim: Victim): void {
  if (victim !== 'server') server.killDatabase()
}

/** Invoices and payments one after another until told to stop. Only what was answered 201 counts as acknowledged. */
async function write(company: Caller, customer: number, acknowledged: Acknowledged[], stopped: { yes: boolean }): Promise<void> {
  while (!stopped.yes) {
    const invoice = await company.call('POST', '/invoices', {
      body: { customer, items: [{ name: 'Paper', quantity: 3, unit_cost: 45 }] },
    })
    if (invoice.status !== 201) {
      await sleep(20)
      continue
    }
    acknowledged.push({ table: 'invoices', id: invoice.json.id })
    const payment = await company.call('POST', '/payments', {
      body: { amount: 35, applied_to: [{ type: 'invoice', invoice: invoice.json.id, amount: 35 }] },
    })
    if (payment.status === 201) acknowledged.push({ table: 'payments', id: payment.json.id })
  }
}

async function untilWritable(arena: Arena, company: Caller, customer: number): Promise<void> {
  for (let attempt = 0; attempt < 1_200; attempt++) {
    const { status } = await company.call('PATCH', `/customers/${customer}`, { body: { notes: `attempt ${attempt}` } })
    if (status === 200) return
    await sleep(25)
  }
  const log = readFileSync(path.join(arena.server!.folder, 'server.log'), 'utf8')
  throw new Error(`The server does not come back. Its last words:\n${log.slice(-3_000)}`)
}

async function countMissing({ platform }: Arena, company: Caller, acknowledged: readonly Acknowledged[]): Promise<number> {
  let lost = 0
  for (const table of ['invoices', 'payments'] as const) {
    const ids = acknowledged.filter((one) => one.table === table).map(({ id }) => id)
    const { rows } = await platform.ownerPool.query<{ found: number }>(
      `select count(*) as found from ${table} where company_id = $1 and id = any($2)`,
      [company.id, ids],
    )
    lost += ids.length - rows[0]!.found
  }
  return lost
}
