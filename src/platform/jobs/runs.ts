import { Logger, type Task, type TaskList } from 'graphile-worker'
import type { Pool } from 'pg'
import { Refusal } from '../../core/refusal.ts'
import type { JobEvent, Place } from '../jobs.ts'
import { runScheduled } from './agenda.ts'
import type { Engine, JobLog, QueuedJob } from './engine.ts'
import { openPlace } from './place.ts'
import type { Payload } from './queue.ts'

/** What the queue calls, by name. */
export function tasksOf(engine: Engine, jobs: readonly QueuedJob[], watch: Watch = {}): TaskList {
  return Object.fromEntries(jobs.map((job) => [job.name, taskOf(engine, job, watch)]))
}

export interface Watch {
  readonly onStart?: () => void
  readonly onError?: (error: unknown, companyId: number) => void
}

function taskOf(engine: Engine, job: QueuedJob, { onStart, onError }: Watch): Task {
  return async (payload, { job: { attempts } }) => {
    onStart?.()
    try {
      await runJob(engine, job, payload as Payload, attempts) // what addJobs wrote
    } catch (error) {
      onError?.(error, (payload as Payload).company_id)
      throw error
    }
  }
}

async function runJob(engine: Engine, job: QueuedJob, payload: Payload, attempt: number): Promise<void> {
  const place = await findPlace(engine, payload.company_id, attempt)
  if (!place) return
  if (job.kind === 'scheduled') return runScheduled(job, place)
  if (job.kind === 'requested') return job.run(place, payload.subject!)
  const event = await loadEvent(engine.platform.ownerPool, payload)
  if (event) await job.run(place, event)
}

/** Null when the company is gone, and with it everything there was to do. */
async function findPlace(engine: Engine, companyId: number, attempt: number): Promise<Place | null> {
  try {
    return await openPlace(engine, companyId, attempt)
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'not_found') return null
    throw error
  }
}

async function loadEvent(pool: Pool, { company_id, event_id }: Payload): Promise<JobEvent | undefined> {
  const { rows } = await pool.query<JobEvent>(
    `select id, type, published_type, object_type, object_id, customer_id, object, previous, user_id, source, occurred_at
       from events where company_id = $1 and id = $2`,
    [company_id, event_id],
  )
  return rows[0]
}

/** Passes on what went wrong; the queue's chatter stays behind. */
export function queueLogger(log: JobLog): Logger {
  return new Logger(() => (level, message, facts) => {
    if (level === 'error') log.error({ err: facts.error }, message.split('\n')[0]!)
    else if (level === 'warning') log.warn({}, message)
  })
}
