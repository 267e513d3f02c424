import type { PoolClient } from 'pg'
import { askInOrder, bindKysely } from '../db/kysely.ts'
import type { HandedEvent } from '../jobs.ts'
import type { Engine } from './engine.ts'
import { lockNumber } from './keeper.ts'
import { freshCompany } from './place.ts'
import { addJobs, busyCompanies, eventSpec, type JobSpec, requestSpec } from './queue.ts'

const BATCH = 100
/** A company whose ready jobs are so many is handed nothing more until some of them have run. */
const READY_MAX = 100
const COMPANIES_AT_A_TIME = 100

export interface HandedOver {
  /** Events. */
  readonly handed: number
  /** Whether events wait because their companies have jobs enough. */
  readonly held: boolean
}

/**
 * Hands the waiting events over to their jobs. Ids come from blocks, so a later id may be written earlier: what counts is
 * what stands in the outbox, never how far somebody got. Companies take turns, a batch at a time, and a company's backlog
 * stays in the outbox, so that nobody waits for a company that has many: the queue is first come, first served, and slow
 * when it is long.
 */
export async function dispatchEvents(engine: Engine, companyIds?: readonly number[]): Promise<HandedOver> {
  let handed = 0
  let held = false
  for (let unfinished = true; unfinished; ) {
    unfinished = false
    held = false
    let busy: ReadonlySet<number> | undefined
    for await (const companyId of companyIds ?? waitingCompanies(engine)) {
      busy ??= await busyCompanies(engine.platform.ownerPool, [...engine.queued.keys()], READY_MAX)
      if (busy.has(companyId)) {
        held = true
        continue
      }
      try {
        const count = await handOver(engine, companyId)
        handed += count
        unfinished ||= count === BATCH
      } catch (error) {
        if (companyIds) throw error
        engine.log.error({ err: error, companyId }, 'handing events over failed')
      }
    }
  }
  return { handed, held }
}

/** Jumps from company to company through the key, however many events each of them has waiting. */
async function* waitingCompanies(engine: Engine): AsyncGenerator<number> {
  let page: readonly number[] = [0]
  do {
    const { rows } = await engine.platform.ownerPool.query<{ company_id: number }>(
      `with recursive waiting (company_id) as (
         (select company_id from outbox where company_id > $1 order by company_id limit 1)
         union all
         select (select o.company_id from outbox o where o.company_id > w.company_id order by o.company_id limit 1) from waiting w where w.company_id is not null
       )
       select company_id from waiting where company_id is not null limit ${COMPANIES_AT_A_TIME}`,
      [page.at(-1)],
    )
    page = rows.map(({ company_id }) => company_id)
    yield* page
  } while (page.length === COMPANIES_AT_A_TIME)
}

/** One transaction: the jobs are queued and the events taken out of the outbox, or neither. One process per company. */
async function handOver(engine: Engine, companyId: number): Promise<number> {
  const client = await engine.platform.ownerPool.connect()
  let failed: Error | undefined
  try {
    await client.query('begin')
    const count = (await isMine(client, companyId)) ? await handOverBatch(engine, client, companyId) : 0
    await client.query('commit')
    return count
  } catch (error) {
    await client.query('rollback').catch((lost: Error) => {
      failed = lost
    })
    throw error
  } finally {
    client.release(failed)
  }
}

/** Two processes that handed over the events of one company could swap their order. */
async function isMine(client: PoolClient, companyId: number): Promise<boolean> {
  const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [
    lockNumber(`outbox:${companyId}`),
  ])
  return rows[0]!.mine
}

async function handOverBatch(engine: Engine, client: PoolClient, companyId: number): Promise<number> {
  const { rows } = await client.query<HandedEvent & { event_id: number; id: number | null }>(
    `select o.event_id, e.id, e.type, e.published_type, e.customer_id
       from (select event_id, written_at from outbox where company_id = $1 order by event_id limit ${BATCH}) o
       left join events e on e.company_id = $1 and e.id = o.event_id
      order by o.written_at, o.event_id`,
    [companyId],
  )
  if (rows.length === 0) return 0
  const events = rows.filter((row) => row.id !== null)
  await addJobs(client, [...jobsAfter(engine, companyId, events), ...(await planned(engine, client, companyId, events))])
  await Promise.all([
    client.query('delete from outbox where company_id = $1 and event_id = any($2)', [companyId, rows.map((row) => row.event_id)]),
    wakeScheduler(client, companyId),
    countEvents(client, companyId, events.filter((event) => event.published_type !== null).length),
  ])
  return rows.length
}

function jobsAfter(engine: Engine, companyId: number, events: readonly HandedEvent[]): JobSpec[] {
  return events.flatMap((event) =>
    engine.after
      .filter(({ on }) => (on === null ? event.published_type !== null : on.has(event.type)))
      .map((job) => eventSpec(companyId, job.name, event.id, event.customer_id)),
  )
}

async function planned(
  engine: Engine,
  client: PoolClient,
  companyId: number,
  events: readonly HandedEvent[],
): Promise<JobSpec[]> {
  if (engine.plans.length === 0 || events.length === 0) return []
  const { test_clock } = await freshCompany(engine.platform, companyId)
  const handover = { tx: bindKysely(askInOrder(client)), companyId, now: test_clock ?? engine.platform.clock() }
  const specs: JobSpec[] = []
  for (const { plan } of engine.plans)
    specs.push(...(await plan(handover, events)).map((request) => requestSpec(companyId, request)))
  return specs
}

/** What happened may have made something due. A second is enough to gather what happens together. */
function wakeScheduler(client: PoolClient, companyId: number): Promise<unknown> {
  return client.query(
    `insert into agenda as a (company_id, next_at, active_at)
     select id, clock_timestamp() + interval '1 second', clock_timestamp() from companies where id = $1
     on conflict (company_id) do update set next_at = least(a.next_at, excluded.next_at), active_at = excluded.active_at`,
    [companyId],
  )
}

/** The number of events a list shows, counted here and not by each write: those that still wait are added when reading. */
async function countEvents(client: PoolClient, companyId: number, count: number): Promise<void> {
  if (count === 0) return
  await client.query(
    `insert into record_counts as r (company_id, kind, shard, total) values ($1, 'events', 0, $2)
     on conflict (company_id, kind, shard) do update set total = r.total + excluded.total`,
    [companyId, count],
  )
}
