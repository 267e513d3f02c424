import type { Pool } from 'pg'
import type { Platform } from '../outside.ts'

/** What the queue and the outbox look like right now, for those who run the server. */
export interface JobHealth {
  /** Events that are not handed over yet; more than a few seconds' worth means that nobody runs jobs. */
  readonly events_waiting: number
  readonly oldest_event_seconds: number | null
  readonly jobs_waiting: number
  readonly jobs_running: number
  /** Failed at least once and will be tried again. */
  readonly jobs_retrying: number
  /** Failed for good. */
  readonly jobs_dead: number
}

/** A job that nobody tries any more. */
export interface DeadJob {
  readonly id: number
  readonly job: string
  readonly company_id: number
  readonly attempts: number
  readonly last_error: string | null
  readonly died_at: Date
}

export async function jobHealth({ ownerPool }: Platform): Promise<JobHealth> {
  const { rows } = await ownerPool.query<JobHealth>(
    `select o.events_waiting, o.oldest_event_seconds, j.*
       from (select count(*) as events_waiting, extract(epoch from clock_timestamp() - min(written_at))::bigint as oldest_event_seconds from outbox) o,
            (select count(*) filter (where locked_at is null and attempts < max_attempts) as jobs_waiting,
                    count(*) filter (where locked_at is not null) as jobs_running,
                    count(*) filter (where locked_at is null and attempts between 1 and max_attempts - 1) as jobs_retrying,
                    count(*) filter (where ${DEAD}) as jobs_dead
               from graphile_worker.jobs) j`,
  )
  return rows[0]!
}

/** One whose key was taken over by a newer request is no loss. */
const DEAD = 'locked_at is null and attempts >= max_attempts and key is not null'

export async function deadJobs({ ownerPool }: Platform, limit = 100): Promise<readonly DeadJob[]> {
  const { rows } = await ownerPool.query<DeadJob>(
    `select id, task_identifier as job, split_part(key, ':', 1)::bigint as company_id, attempts::int, last_error, updated_at as died_at
       from graphile_worker.jobs where ${DEAD} order by updated_at desc limit $1`,
    [limit],
  )
  return rows
}

/** Gives dead jobs their attempts again. Answers with how many. */
export async function retryDeadJobs({ ownerPool }: Platform): Promise<number> {
  const { rowCount } = await ownerPool.query(
    `select id from graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs where ${DEAD}), now(), attempts => 0)`,
  )
  return rowCount ?? 0
}

/** A running job whose name is asked for again loses its key and, when it fails, is not tried again; its successor is. */
export async function clearSuperseded(pool: Pool): Promise<void> {
  await pool.query(
    `select count(*) from graphile_worker.complete_jobs(array(
       select id from graphile_worker.jobs where locked_at is null and attempts >= max_attempts and key is null))`,
  )
}
