import { sql } from 'kysely'
import type { Place, ScheduledJob } from '../jobs.ts'
import { openWork, type Work } from '../work.ts'
import type { Engine } from './engine.ts'
import { dueAfter, restMs } from './period.ts'
import { freshCompany } from './place.ts'
import { addJobs, scheduledSpec } from './queue.ts'

/** When a job of a company is due, by the company's clock. */
export interface Appointment {
  readonly job: ScheduledJob
  readonly due: Date
  /** It ran for this very moment within the last minute, and still is due. */
  readonly repeated: boolean
}

/** What a look at a company found. */
export interface Look {
  readonly now: Date
  readonly appointments: readonly Appointment[]
}

/** Asks every scheduled job when it is due for the company. Changes nothing. */
export async function lookAt(engine: Engine, companyId: number): Promise<Look> {
  const { platform } = engine
  const { test_clock } = await freshCompany(platform, companyId)
  const now = test_clock ?? platform.clock()
  const look = (jobs: readonly ScheduledJob[]) =>
    openWork(platform, { companyId, actor: { kind: 'system' }, now, rehearse: true }, async (work) => {
      const runs = await lastRuns(work)
      const dues = await Promise.all(jobs.map((job) => dueOf(work, job, runs.get(job.name))))
      return jobs.flatMap((job, index) => {
        const [due, run] = [dues[index], runs.get(job.name)]
        return due ? [{ job, due, repeated: run?.recent === true && run.due_at.getTime() === due.getTime() }] : []
      })
    })
  try {
    return { now, appointments: await look(engine.scheduled) }
  } catch (error) {
    engine.log.warn({ err: error, companyId }, 'a job could not say when it is due; asking one by one')
    return { now, appointments: await lookOneByOne(engine, companyId, look) }
  }
}

/** One that fails keeps the others from nothing. */
async function lookOneByOne(
  engine: Engine,
  companyId: number,
  look: (jobs: readonly ScheduledJob[]) => Promise<readonly Appointment[]>,
) {
  const found: Appointment[] = []
  let failed: unknown
  for (const job of engine.scheduled) {
    try {
      found.push(...(await look([job])))
    } catch (error) {
      engine.log.error({ err: error, companyId, job: job.name }, 'a job could not say when it is due')
      failed = error
    }
  }
  if (found.length === 0 && failed) throw failed
  return found
}

interface Run {
  readonly ran_at: Date
  readonly due_at: Date
  /** Whether it ran within the last minute, by the clock on the wall. */
  readonly recent: boolean
}

async function lastRuns(work: Work): Promise<ReadonlyMap<string, Run>> {
  const { rows } = await sql<Run & { job: string }>`
    select job, ran_at, due_at, finished_at > clock_timestamp() - interval '1 minute' as recent
      from scheduled_runs where company_id = ${work.companyId}
  `.execute(work.tx)
  return new Map(rows.map((row) => [row.job, row]))
}

async function dueOf(work: Work, job: ScheduledJob, run: Run | undefined): Promise<Date | null> {
  if (job.needed && !(await job.needed(work))) return null
  return job.due ? job.due(work) : dueAfter(job.period, run?.ran_at ?? null, work.now, work.zone)
}

/** What became of the jobs that are due. */
export interface Queued {
  readonly added: number
  /** Somebody else has queued them or runs them already; those that wait for another attempt do not count. */
  readonly under_way: number
}

/** Queues what is due and does not stand in the queue yet. */
export async function queueDue(engine: Engine, companyId: number, { now, appointments }: Look): Promise<Queued> {
  const due = appointments.filter((appointment) => appointment.due <= now)
  if (due.length === 0) return { added: 0, under_way: 0 }
  const specs = due.map(({ job }) => scheduledSpec(companyId, job.name))
  const { rows } = await engine.platform.ownerPool.query<{ key: string; under_way: boolean }>(
    // One that failed waits for its own next attempt; asking again would make it forget how often it failed.
    `select key, (locked_at is not null or run_at <= now()) as under_way
       from graphile_worker.jobs where key = any($1) and attempts < max_attempts`,
    [specs.map(({ job_key }) => job_key)],
  )
  const standing = new Set(rows.map(({ key }) => key))
  const missing = specs.filter(({ job_key }) => !standing.has(job_key))
  await addJobs(engine.platform.ownerPool, missing)
  return { added: missing.length, under_way: rows.filter(({ under_way }) => under_way).length }
}

/**
 * Runs a scheduled job that was found due. Whether it still is, is asked again under its lock: two schedulers may have
 * found it at once, and the second comes too late.
 */
export async function runScheduled(job: ScheduledJob, place: Place): Promise<void> {
  await place.alone(job.name, async () => {
    const { now } = place
    const due = await place.work(async (work) => dueOf(work, job, (await lastRuns(work)).get(job.name)), { rehearse: true, now })
    if (due === null || due > now) return
    await job.run(place)
    await place.work(async (work) => {
      await sql`
        insert into scheduled_runs (company_id, job, ran_at, due_at, finished_at) values (${work.companyId}, ${job.name}, ${now}, ${due}, clock_timestamp())
        on conflict (company_id, job) do update set ran_at = excluded.ran_at, due_at = excluded.due_at, finished_at = excluded.finished_at
      `.execute(work.tx)
      lookAgain(work, work.now)
    })
  })
}

/**
 * Lets the scheduler look at this company at the given moment of its clock, or soon when that has passed. For a verb that
 * sets a moment which is nearer than a minute; everything further away is found anyway.
 */
export function lookAgain(work: Work, at: Date): void {
  const delay_ms = Math.max(0, at.getTime() - work.now.getTime())
  work.defer(
    sql`update agenda set next_at = clock_timestamp() + ${delay_ms} * interval '1 millisecond'
         where company_id = ${work.companyId} and next_at > clock_timestamp() + ${delay_ms} * interval '1 millisecond'`.compile(
      work.tx,
    ),
  )
}

const LOOKS_AT_A_TIME = 8
const LEASE = `interval '30 seconds'`

/** Looks at the companies whose turn it is, and queues what is due there. Several schedulers share the companies. */
export async function lookAround(engine: Engine): Promise<void> {
  for (;;) {
    const { rows } = await engine.platform.ownerPool.query<Turn>(
      `update agenda set next_at = clock_timestamp() + ${LEASE}
        where company_id in (select company_id from agenda where next_at <= clock_timestamp() order by next_at limit ${LOOKS_AT_A_TIME} for update skip locked)
        returning company_id, next_at::text as lease, (extract(epoch from clock_timestamp() - active_at) * 1000)::bigint as active_ms_ago`,
    )
    await Promise.all(rows.map((turn) => takeTurn(engine, turn)))
    if (rows.length < LOOKS_AT_A_TIME) return
  }
}

/** A company that is being looked at; when that fails, its turn comes again as the lease runs out. */
interface Turn {
  readonly company_id: number
  readonly lease: string
  readonly active_ms_ago: number
}

async function takeTurn(engine: Engine, { company_id, lease, active_ms_ago }: Turn): Promise<void> {
  try {
    const look = await lookAt(engine, company_id)
    // What stays due although it ran would otherwise run without end.
    await queueDue(engine, company_id, { ...look, appointments: look.appointments.filter(({ repeated }) => !repeated) })
    await settleNext(engine, company_id, lease, nextLookMs(look, restMs(active_ms_ago)))
  } catch (error) {
    engine.log.error({ err: error, companyId: company_id }, 'looking at the schedule of a company failed')
  }
}

/** Until the next look: the earliest moment ahead, within the rest. What is due now will ask for a look when it is done. */
function nextLookMs({ now, appointments }: Look, rest_ms: number): number {
  const ahead = appointments.map(({ due }) => due.getTime() - now.getTime()).filter((ms) => ms > 0)
  return Math.min(rest_ms, ...ahead)
}

/** Somebody may have asked for an earlier look while this one was under way. */
async function settleNext(engine: Engine, companyId: number, lease: string, delay_ms: number): Promise<void> {
  await engine.platform.ownerPool.query(
    `update agenda set next_at = case when next_at = $2::timestamptz then clock_timestamp() + $3 * interval '1 millisecond'
                                      else least(next_at, clock_timestamp() + $3 * interval '1 millisecond') end
      where company_id = $1`,
    [companyId, lease, delay_ms],
  )
}

/** Gives every company its row; those born with an event have theirs already. */
export async function enrolCompanies(engine: Engine): Promise<void> {
  await engine.platform.ownerPool.query(
    `insert into agenda (company_id, next_at, active_at)
     select id, clock_timestamp(), clock_timestamp() from companies c where not exists (select from agenda a where a.company_id = c.id)
     on conflict do nothing`,
  )
}
