import type { Job } from '../jobs.ts'
import type { Platform } from '../outside.ts'
import { lookAt, queueDue } from './agenda.ts'
import { dispatchEvents } from './dispatch.ts'
import { createEngine, type Engine, type JobLog, SILENT } from './engine.ts'
import { waitInLine } from './waiting.ts'

/** A job that stays due, or events that cause themselves, end here and not never. */
const ROUNDS_MAX = 200

/**
 * Does in this process everything that is due now, by each company's clock, until nothing is left: global jobs, events,
 * scheduled jobs and what they cause. What waits for a later moment is left waiting.
 * @throws the error of the first job that failed, after all others had their turn
 */
export async function settle(platform: Platform, jobs: readonly Job[], log: JobLog = SILENT): Promise<void> {
  const engine = createEngine(platform, jobs, log)
  try {
    for (const job of engine.globals) await job.run(platform)
    await settleEngine(engine, await everyCompany(engine))
    for (const job of engine.globals) await job.run(platform)
  } finally {
    await engine.keeper.close()
  }
}

/** The same for some companies, until the time is up; jobs of others that wait in the queue are taken along. */
export async function settleEngine(engine: Engine, companyIds: readonly number[], up?: AbortSignal): Promise<void> {
  const waiting = waitInLine(engine, companyIds)
  try {
    for (let round = 1; !up?.aborted; ) {
      const { handed, held } = await dispatchEvents(engine, companyIds)
      const ran = await waiting.run(up)
      const due = handed + ran > 0 ? 1 : await queueAll(engine, companyIds)
      if (waiting.errors.length > 0 && due === 0) break
      if (handed + ran + due === 0) break
      if (held) continue
      if (round++ === ROUNDS_MAX) throw new Error(`Jobs do not come to rest: ${await whatIsDue(engine, companyIds)}`)
    }
  } finally {
    waiting.leave()
  }
  if (waiting.errors.length > 0) throw waiting.errors[0]
}

async function queueAll(engine: Engine, companyIds: readonly number[]): Promise<number> {
  let queued = 0
  for (const companyId of companyIds) queued += (await queueDue(engine, companyId, await lookAt(engine, companyId))).added
  return queued
}

async function whatIsDue(engine: Engine, companyIds: readonly number[]): Promise<string> {
  const looks = await Promise.all(companyIds.map((companyId) => lookAt(engine, companyId)))
  const names = looks.flatMap(({ now, appointments }) => appointments.filter(({ due }) => due <= now).map(({ job }) => job.name))
  return names.length > 0 ? `${[...new Set(names)].join(', ')} stayed due` : 'events cause each other'
}

async function everyCompany(engine: Engine): Promise<readonly number[]> {
  const { rows } = await engine.platform.ownerPool.query<{ id: number }>('select id from companies order by id')
  return rows.map(({ id }) => id)
}
