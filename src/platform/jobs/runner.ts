import { EventEmitter } from 'node:events'
import { runTaskList, type WorkerEvents, type WorkerPool } from 'graphile-worker'
import type { GlobalJob, Job, Lane } from '../jobs.ts'
import type { Platform } from '../outside.ts'
import { enrolCompanies, lookAround } from './agenda.ts'
import { dispatchEvents } from './dispatch.ts'
import { createEngine, type Engine, inLane, type JobLog } from './engine.ts'
import { clearSuperseded } from './health.ts'
import { queueLogger, tasksOf } from './runs.ts'

export interface JobRunner {
  /** There is something to do; costs nothing, may be called any number of times. */
  poke(): void
  /** Takes no new jobs, lets those under way finish for at most `graceMs`, and gives the others back. */
  stop(graceMs?: number): Promise<void>
}

/** The name that every process which runs jobs shares. */
export const RUNNING = 'jobs run'

const DISPATCH_EVERY_MS = 1_000
/** Events of many calls are handed over together; nobody notices a twentieth of a second. */
const DISPATCH_GAP_MS = 50
const LOOK_EVERY_MS = 1_000
const SWEEP_EVERY_MS = 5_000
const ENROL_EVERY_MS = 60_000
const GRACE_MS = 10_000

/**
 * Runs the jobs in this process: hands events over, looks at the schedules, works on the queue. Any number of processes
 * may do so on one database. What a killed process had under way is taken up by the others, or by its successor, within
 * about ten seconds.
 */
export async function startJobs(platform: Platform, jobs: readonly Job[], log: JobLog = CONSOLE): Promise<JobRunner> {
  const engine = createEngine(platform, jobs, log)
  await engine.keeper.share(RUNNING)
  const lanes = [
    openLane(engine, 'main', platform.config.JOBS_CONCURRENCY),
    openLane(engine, 'deliveries', 4 * platform.config.JOBS_CONCURRENCY),
  ]
  let poked = false
  const dispatching: Loop = repeat(engine, 'handing events over', DISPATCH_EVERY_MS, () => handOver(), DISPATCH_GAP_MS)
  const handOver = async () => {
    if ((await dispatchEvents(engine)).held) dispatching.nudge()
  }
  const loops = [
    dispatching,
    repeat(engine, 'looking at schedules', LOOK_EVERY_MS, () => lookAround(engine)),
    repeat(engine, 'enrolling companies', ENROL_EVERY_MS, () => enrolCompanies(engine)),
    repeat(engine, 'sweeping up after dead workers', SWEEP_EVERY_MS, sweeper(engine, lanes)),
    repeat(engine, 'running global jobs', LOOK_EVERY_MS, async () => {
      const eager = poked
      poked = false
      for (const job of engine.globals) await runGlobal(engine, job, eager)
    }),
  ]
  return {
    poke() {
      poked = true
      dispatching.nudge()
    },
    async stop(graceMs = GRACE_MS) {
      await Promise.all(loops.map((loop) => loop.stop()))
      await Promise.all(lanes.map((lane) => lane.stop(graceMs)))
      await engine.keeper.unshare(RUNNING)
      await engine.keeper.close()
    },
  }
}

const CONSOLE: JobLog = {
  error: (facts, message) => console.error(message, facts),
  warn: (facts, message) => console.warn(message, facts),
}

interface OpenLane {
  stop(graceMs: number): Promise<void>
  /** Looks for jobs that its workers hold and do not run; with who holds what, now and then. */
  look(held: readonly Held[]): Promise<void>
}

/** A job that somebody has taken. */
interface Held {
  readonly job: string
  readonly worker: string
}

/** The workers of a lane. When they end without being told to, as after a lost database, new ones begin. */
function openLane(engine: Engine, lane: Lane, concurrency: number): OpenLane {
  const jobs = inLane(engine, lane)
  if (jobs.length === 0) return { stop: async () => {}, look: async () => {} }
  let pool: WorkerPool
  let running: Set<string>
  let idleBefore = new Set<string>()
  let stopped = false
  const begin = () => {
    if (stopped) return
    const events: WorkerEvents = new EventEmitter()
    const options = { concurrency, pollInterval: POLL_MS, noHandleSignals: true, logger: queueLogger(engine.log), events }
    const under = new Set<string>()
    running = under
    events.on('job:start', ({ job }) => under.add(job.id))
    events.on('job:complete', ({ job }) => {
      under.delete(job.id)
      setTimeout(() => nudge(pool), FREED_MS)
    })
    const begun = runTaskList(options, tasksOf(engine, jobs), engine.platform.ownerPool)
    pool = begun
    const name = workerName(begun.id)
    const sharing = engine.keeper
      .share(name)
      .catch((error: unknown) => engine.log.error({ err: error }, 'a worker could not show that it lives'))
    const again = () => {
      if (!stopped) setTimeout(begin, RESTART_MS)
    }
    begun.promise
      .catch((error: unknown) => stopped || engine.log.error({ err: error, lane }, 'the workers ended; new ones begin'))
      .then(() => sharing.then(() => engine.keeper.unshare(name)))
      .then(again, again)
  }
  begin()
  return {
    stop: (graceMs) => {
      stopped = true
      return stopPool(pool, graceMs)
    },
    async look(held) {
      const { id } = pool
      const idle = new Set(held.flatMap(({ job, worker }) => (worker === id && !running.has(job) ? job : [])))
      const isStuck = [...idle].some((job) => idleBefore.has(job))
      idleBefore = isStuck ? new Set() : idle
      if (!isStuck || stopped) return
      engine.log.warn({ worker: id, lane }, 'jobs that ended could not be noted; new workers begin')
      await stopPool(pool, GRACE_MS)
      await engine.platform.ownerPool.query(GIVE_BACK, [[id]])
    },
  }
}

const GIVE_BACK = 'select graphile_worker.force_unlock_workers($1)'

const POLL_MS = 500
/**
 * A worker asks for its next job while its last one is still being noted as done, when the queue of that customer is not
 * free yet. So somebody asks again in a moment: else what happened to one customer would be told at two jobs a second.
 */
const FREED_MS = 10
const RESTART_MS = 1_000

function nudge(pool: WorkerPool): void {
  try {
    pool.nudge(1)
  } catch {
    // its workers are ending, and take no more jobs
  }
}

/** Jobs that do not finish in time go back into the queue, for whoever runs next. */
async function stopPool(pool: WorkerPool, graceMs: number): Promise<void> {
  const ended = pool.promise.catch(() => undefined)
  const force = setTimeout(
    () => void Promise.resolve(pool.forcefulShutdown('the process was stopped')).catch(() => undefined),
    graceMs,
  )
  await Promise.resolve(pool.gracefulShutdown()).catch(() => undefined)
  await ended
  clearTimeout(force)
}

interface Loop {
  nudge(): void
  stop(): Promise<void>
}

/** Does it again and again, never twice at once; a nudge does it at once, but not more often than the gap allows. */
function repeat(engine: Engine, what: string, every_ms: number, run: () => Promise<unknown>, gap_ms = 0): Loop {
  let timer: NodeJS.Timeout | null = null
  let running: Promise<void> | null = null
  let again = false
  let ended = Number.NEGATIVE_INFINITY
  let stopped = false
  const schedule = (delay: number) => {
    if (timer) clearTimeout(timer)
    timer = stopped ? null : setTimeout(go, delay)
  }
  const go = () => {
    timer = null
    again = false
    running = run()
      .then(() => undefined)
      .catch((error: unknown) => engine.log.error({ err: error }, `${what} failed`))
      .then(() => {
        running = null
        ended = performance.now()
        schedule(again ? gap_ms : every_ms)
      })
  }
  schedule(0)
  return {
    nudge() {
      if (running) again = true
      else if (!again) {
        again = true
        schedule(Math.max(0, ended + gap_ms - performance.now()))
      }
    },
    async stop() {
      stopped = true
      if (timer) clearTimeout(timer)
      await running
    },
  }
}

const PERIOD_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const

/** Whichever process comes first in a period runs it. */
async function runGlobal({ platform, log }: Engine, job: GlobalJob, eager: boolean): Promise<void> {
  const gap_ms = eager && job.period === 'minute' ? LOOK_EVERY_MS - 50 : PERIOD_MS[job.period]
  try {
    const { rowCount } = await platform.ownerPool.query(
      `insert into netterms.global_runs as r (job, ran_at) values ($1, clock_timestamp())
       on conflict (job) do update set ran_at = excluded.ran_at where r.ran_at <= clock_timestamp() - $2 * interval '1 millisecond'`,
      [job.name, gap_ms],
    )
    if (rowCount === 1) await job.run(platform)
  } catch (error) {
    log.error({ err: error, job: job.name }, 'a job failed; it runs again in its next period')
  }
}

const workerName = (poolId: string) => `worker ${poolId}`

/**
 * Gives jobs back that a dead process holds. A living one shares the lock of its name; who does not on two looks in a row
 * is dead: on one alone it may be just starting, or reconnecting. And jobs that this process holds without running them: their
 * end could not be noted, as the database was away just then, and their queue would stand still for hours.
 */
function sweeper(engine: Engine, lanes: readonly OpenLane[]): () => Promise<void> {
  const { ownerPool } = engine.platform
  let suspects = new Set<string>()
  return async () => {
    const { rows } = await ownerPool.query<Held>(
      'select id::text as job, locked_by as worker from graphile_worker.jobs where locked_by is not null',
    )
    const silent = new Set<string>()
    for (const worker of new Set(rows.map(({ worker }) => worker)))
      if (!(await engine.keeper.isShared(workerName(worker)))) silent.add(worker)
    const dead = [...silent].filter((worker) => suspects.has(worker))
    suspects = silent
    if (dead.length > 0) {
      await ownerPool.query(GIVE_BACK, [dead])
      engine.log.warn({ workers: dead }, 'took up the jobs of workers that died')
    }
    await Promise.all(lanes.map((lane) => lane.look(rows)))
    await clearSuperseded(ownerPool)
  }
}
