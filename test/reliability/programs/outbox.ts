import { setTimeout as sleep } from 'node:timers/promises'
import type { Arena, Caller } from '../arena.ts'
import { crowd, dice, type Program, type Sheet, tally } from '../program.ts'

interface Size {
  readonly calls: number
  readonly width: number
  /** How often the server is killed meanwhile; only a server of its own can be. */
  readonly kills: number
}

/** What the newest event of a record must say of it. */
const TOLD = {
  invoices: { object: 'invoice', created: 'invoice.created', sums: ['balance', 'amount_paid'] },
  payments: { object: 'payment', created: 'payment.created', sums: ['balance'] },
  customers: { object: 'customer', created: 'customer.created', sums: [] },
} as const
const TABLES = Object.keys(TOLD) as (keyof typeof TOLD)[]

export const outbox: Program<Size> = {
  id: 11,
  title: 'Every committed change is told, and nothing else',
  pass: '0 records without their event, 0 events of work that was undone, the newest event says what the table says, all are handed over',
  full: { calls: 5_000, width: 16, kills: 10 },
  short: { calls: 60, width: 6, kills: 0 },
  async run(arena, { calls, width, kills }, sheet) {
    const roll = dice(sheet.seed)
    const company = await arena.newCompany('Dunder Mifflin')
    const customer = (await company.call('POST', '/customers', { body: { name: 'Acme Corp' } })).json.id as number
    const statuses: number[] = []
    let back: Promise<unknown> = Promise.resolve()
    const step = async () => {
      const status = await change(company, customer, roll())
      // Who was in the way of a kill waits for its end: calls that nobody takes prove nothing.
      if (status === 0 || status >= 500) await back
      return status
    }
    const rounds = arena.server ? kills : 0
    for (let round = 0; round <= rounds; round++) {
      const began = performance.now()
      const work = crowd(Math.ceil(calls / (rounds + 1)), width, step)
      if (round < rounds) {
        await sleep(500 + roll() * 1_500)
        // In turn the server, and the database under it, which the server starts again.
        if (round % 2 === 1) arena.server!.killDatabase()
        back = (round % 2 === 0 ? arena.restart() : Promise.resolve()).then(() => untilWritable(company, customer))
        await back
      }
      statuses.push(...(await work))
      sheet.note(`round ${round + 1}, seconds`, (performance.now() - began) / 1000)
    }
    sheet.note('answers (0: killed)', tally(statuses))
    await compareWithLog(arena, [company], sheet)
    if (arena.server) await handedOver(arena, [company], sheet)
  },
}

async function untilWritable(company: Caller, customer: number): Promise<void> {
  for (let attempt = 0; attempt < 1_200; attempt++) {
    if ((await company.call('PATCH', `/customers/${customer}`, { body: { notes: `attempt ${attempt}` } })).status === 200) return
    await sleep(25)
  }
  throw new Error('the server does not come back')
}

/** An invoice with a payment, a change, or work that is undone: rehearsed, or refused at its end. */
async function change(company: Caller, customer: number, chance: number): Promise<number> {
  const body = { customer, items: [{ name: 'Paper', quantity: 3, unit_cost: 45 }] }
  if (chance < 0.15) return (await company.call('POST', '/invoices?dry_run=true', { body })).status
  // A file that does not exist is noticed after everything else was done.
  if (chance < 0.3) return (await company.call('POST', '/invoices', { body: { ...body, attachments: [999_999_999] } })).status
  if (chance < 0.4) return (await company.call('POST', '/customers', { body: { name: 'Globex' } })).status
  const invoice = await company.call('POST', '/invoices', { body })
  if (invoice.status !== 201) return invoice.status
  const { id } = invoice.json
  if (chance < 0.6)
    return (await company.call('PATCH', `/invoices/${id}`, { body: { items: [{ name: 'Paper', unit_cost: 70 }] } })).status
  const applied_to = [{ type: 'invoice', invoice: id, amount: 35 }]
  const payment = await company.call('POST', '/payments', { body: { amount: 50, applied_to } })
  if (chance < 0.9 || payment.status !== 201) return payment.status
  return (await company.call('DELETE', `/payments/${payment.json.id}`)).status
}

/** The tables of some companies against their logs, in both directions. */
export async function compareWithLog(
  arena: Arena,
  companies: readonly Caller[],
  sheet: Sheet,
  { least = 1 }: { /** How many records each table must have. */ readonly least?: number } = {},
): Promise<void> {
  for (const table of TABLES) await compare(arena, companies, table, sheet, least)
}

async function compare(
  { platform }: Arena,
  companies: readonly Caller[],
  table: keyof typeof TOLD,
  sheet: Sheet,
  least: number,
): Promise<void> {
  const { object, created, sums } = TOLD[table]
  const differs = sums.map((sum) => `round((e.object ->> '${sum}')::numeric * 100) <> t.${sum}`).join(' or ') || 'false'
  const { rows } = await platform.ownerPool.query<{
    records: number
    silent: number
    doubled: number
    ghosts: number
    stale: number
  }>(
    `with log as (select * from events where company_id = any($1) and object_type = $2),
        kept as (select * from ${table} where company_id = any($1)),
        made as (select company_id, object_id, count(*) as times from log where type = $3 group by 1, 2),
        newest as (select distinct on (company_id, object_id) company_id, object_id, object from log order by company_id, object_id, id desc)
      select (select count(*)::int from kept) as records,
        (select count(*)::int from kept t where not exists (select 1 from made m where m.company_id = t.company_id and m.object_id = t.id::text)) as silent,
        (select count(*)::int from made where times > 1) as doubled,
        (select count(*)::int from log l where not exists (select 1 from kept t where t.company_id = l.company_id and t.id::text = l.object_id)) as ghosts,
        (select count(*)::int from kept t join newest e on e.company_id = t.company_id and e.object_id = t.id::text where (${differs})) as stale`,
    [companies.map(({ id }) => id), object, created],
  )
  const { records, silent, doubled, ghosts, stale } = rows[0]!
  sheet.claim(
    `log of ${table}`,
    `${records} records, ${silent} without event, ${doubled} told twice, ${ghosts} events of nothing, ${stale} told otherwise`,
    records >= least && silent + doubled + ghosts + stale === 0,
  )
}

/** A backlog takes its time: one customer is told one thing after the other. But it gets shorter all the time. */
const STANDSTILL_MS = 30_000

/** The outbox runs empty by itself, also after the last kill. */
export async function handedOver({ platform }: Arena, companies: readonly Caller[], sheet: Sheet): Promise<void> {
  let left = Number.POSITIVE_INFINITY
  for (let shorter = performance.now(); left > 0 && performance.now() - shorter < STANDSTILL_MS; await sleep(200)) {
    const { rows } = await platform.ownerPool.query<{ left: number }>(
      'select count(*)::int as left from outbox where company_id = any($1)',
      [companies.map(({ id }) => id)],
    )
    if (rows[0]!.left < left) shorter = performance.now()
    left = Math.min(left, rows[0]!.left)
  }
  sheet.claim('events that nobody took', left, left === 0)
}
