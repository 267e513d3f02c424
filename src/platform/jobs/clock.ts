import { Refusal } from '../../core/refusal.ts'
import type { Job } from '../jobs.ts'
import type { Platform } from '../outside.ts'
import { openWork } from '../work.ts'
import { lookAt, type Queued, queueDue } from './agenda.ts'
import { dispatchEvents } from './dispatch.ts'
import { createEngine, type Engine, type JobLog, SILENT } from './engine.ts'
import { RUNNING } from './runner.ts'
import { settleEngine } from './settle.ts'

const YEARS_MAX = 10
const STEPS_MAX = 100_000

export interface JourneyOptions {
  /** How long the caller can wait; without it, until the clock has arrived. */
  readonly limit_ms?: number
  readonly log?: JobLog
}

/**
 * Moves a sandbox company's own clock forward. Everything that falls due on the way happens in order, each as of its own
 * moment; then the clock stands still at `to`. When the caller's time is up before, the clock stops at the next moment
 * where nothing is due; asked again, it goes on from there. Answers with whether it arrived.
 * @throws Refusal `refused` not_a_sandbox, `invalid` clock_backwards or clock_too_far, `conflict` clock_moving
 * @throws the error of a job that failed, where this process ran it and the caller still waits
 */
export async function advanceClock(
  platform: Platform,
  jobs: readonly Job[],
  companyId: number,
  to: Date,
  { limit_ms, log = SILENT }: JourneyOptions = {},
): Promise<boolean> {
  const engine = createEngine(platform, jobs, log)
  const up = new AbortController()
  const journey = travel(engine, companyId, to, up.signal, limit_ms !== undefined).finally(() => engine.keeper.close())
  if (limit_ms === undefined) return journey
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => {
      up.abort()
      // What is under way cannot be left in the middle: it ends behind the answer, and the clock stands until it has.
      journey.catch((error: unknown) => log.error({ err: error, companyId }, 'a job failed while a clock was moved'))
      resolve(false)
    }, limit_ms)
  })
  return Promise.race([journey, patience]).finally(() => clearTimeout(timer))
}

/** One journey of a company at a time. Whoever has time waits for the one before, up to the limit. */
async function travel(engine: Engine, companyId: number, to: Date, up: AbortSignal, waits: boolean): Promise<boolean> {
  for (;;) {
    refuseMove(await present(engine.platform, companyId), to)
    let arrived = false
    const moved = await engine.keeper.alone(`clock:${companyId}`, async () => {
      arrived = await advance(engine, companyId, to, up)
    })
    if (moved) return arrived
    if (!waits || up.aborted) {
      throw new Refusal(
        'conflict',
        'clock_moving',
        'The clock of this company is being moved already; wait until it has arrived.',
      )
    }
    await pause()
  }
}

async function present(platform: Platform, companyId: number): Promise<Date> {
  platform.companies.forget(companyId)
  const company = await platform.companies.find(companyId)
  if (!company.test_mode)
    throw new Refusal('refused', 'not_a_sandbox', 'Only a company in test mode has a clock that can be moved.')
  return company.test_clock ?? platform.clock()
}

function refuseMove(now: Date, to: Date): void {
  if (to < now) throw new Refusal('invalid', 'clock_backwards', `to must not lie before the present, ${now.toISOString()}.`, 'to')
  const limit = new Date(now)
  limit.setUTCFullYear(limit.getUTCFullYear() + YEARS_MAX)
  if (to > limit)
    throw new Refusal('invalid', 'clock_too_far', `to may be at most ${YEARS_MAX} years ahead of the present.`, 'to')
}

async function advance(engine: Engine, companyId: number, to: Date, up: AbortSignal): Promise<boolean> {
  // It stands still from here on: what is due now happens now, however long that takes.
  let now = await present(engine.platform, companyId)
  await setClock(engine.platform, companyId, now)
  for (let step = 1; step <= STEPS_MAX; step++) {
    await rest(engine, companyId, up)
    if (up.aborted) return false
    if (now >= to) return true
    const { appointments } = await lookAt(engine, companyId)
    // What is still due has failed and waits for its next attempt; time does not stop for it.
    const ahead = appointments.map(({ due }) => due.getTime()).filter((due) => due > now.getTime())
    now = new Date(Math.min(to.getTime(), ...ahead))
    await setClock(engine.platform, companyId, now)
  }
  throw new Refusal(
    'refused',
    'too_much_due',
    `More than ${STEPS_MAX} things fall due before then; move the clock in smaller steps.`,
  )
}

async function setClock(platform: Platform, companyId: number, now: Date): Promise<void> {
  await openWork(platform, { companyId, actor: { kind: 'system' }, now }, async (work) => {
    await work.tx
      .updateTable('companies')
      .set((eb) => ({ test_clock: now, version: eb('version', '+', 1) }))
      .where('id', '=', companyId)
      .execute()
  })
  platform.companies.forget(companyId)
}

/** Until nothing is due, or the time is up: by the workers there are, here or elsewhere; by this process where there are none. */
async function rest(engine: Engine, companyId: number, up: AbortSignal): Promise<void> {
  if (!(await engine.keeper.isShared(RUNNING))) return settleEngine(engine, [companyId], up)
  for (let idle = 0; idle < PATIENCE_MS && !up.aborted; ) {
    const { handed } = await dispatchEvents(engine, [companyId])
    const waiting = await waitingJobs(engine, companyId)
    // The scheduler looks at the company too: what it has queued since we counted is not nothing.
    const due = handed + waiting > 0 ? NOTHING : await queueDue(engine, companyId, await lookAt(engine, companyId))
    if (handed + waiting + due.added + due.under_way === 0) return
    idle = waiting + due.under_way === 0 ? 0 : idle + PAUSE_MS
    await pause()
  }
  if (up.aborted) return
  throw new Refusal(
    'conflict',
    'clock_held_up',
    'Jobs of this company take too long; the clock stands where they are. Move it again later.',
  )
}

const NOTHING: Queued = { added: 0, under_way: 0 }
const PATIENCE_MS = 120_000
const PAUSE_MS = 15
const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS))

async function waitingJobs(engine: Engine, companyId: number): Promise<number> {
  const { rows } = await engine.platform.ownerPool.query<{ count: number }>(
    `select count(*) as count from graphile_worker.jobs
      where starts_with(key, $1) and (locked_at is not null or (run_at <= now() and attempts < max_attempts))
     union all
     select count(*) from outbox where company_id = $2`,
    [`${companyId}:`, companyId],
  )
  return rows.reduce((sum, { count }) => sum + count, 0)
}
