import type { ClientBase, Pool } from 'pg'
import type { JobRequest } from '../jobs.ts'

/** A job as it stands in the queue. */
export interface JobSpec {
  readonly identifier: string
  readonly payload: Payload
  /** Unique while it waits: asking again replaces it. */
  readonly job_key: string
  /** Jobs of one queue run one after the other, in the order they were added. */
  readonly queue_name?: string
  readonly delay_ms?: number
}

export interface Payload {
  readonly company_id: number
  readonly event_id?: number
  readonly subject?: number
}

/** About four days of attempts, the gaps growing from three seconds to six hours; then it is a dead letter. */
const ATTEMPTS_MAX = 25

/** Puts jobs into the queue, in this order, with the transaction of the client. */
export async function addJobs(client: ClientBase | Pool, specs: readonly JobSpec[]): Promise<void> {
  if (specs.length === 0) return
  const last = new Map(specs.map((spec) => [spec.job_key, spec]))
  await client.query(
    `select count(*) from graphile_worker.add_jobs(array(
       select (s.identifier, s.payload, s.queue_name, statement_timestamp() + s.position * interval '1 microsecond' + coalesce(s.delay_ms, 0) * interval '1 millisecond',
               ${ATTEMPTS_MAX}, s.job_key, 0, null::text[])::graphile_worker.job_spec
         from jsonb_to_recordset($1::jsonb) as s (identifier text, payload json, queue_name text, delay_ms int, job_key text, position int)))`,
    [JSON.stringify([...last.values()].map((spec, position) => ({ ...spec, position })))],
  )
}

/** Companies with at least so many of these jobs that could run now. What waits for another attempt, or has none left, does not count. */
export async function busyCompanies(pool: Pool, names: readonly string[], jobs: number): Promise<ReadonlySet<number>> {
  const { rows } = await pool.query<{ company_id: number }>(
    `select split_part(key, ':', 1)::bigint as company_id from graphile_worker.jobs
      where locked_at is null and attempts < max_attempts and run_at <= now() and key is not null and task_identifier = any($2)
      group by 1 having count(*) >= $1`,
    [jobs, names],
  )
  return new Set(rows.map(({ company_id }) => company_id))
}

export function eventSpec(companyId: number, job: string, event_id: number, customer_id: number | null): JobSpec {
  return {
    identifier: job,
    payload: { company_id: companyId, event_id },
    job_key: `${companyId}:${event_id}:${job}`,
    ...(customer_id !== null && { queue_name: customerQueue(companyId, customer_id) }),
  }
}

export function requestSpec(companyId: number, { job, subject, delay_ms }: JobRequest): JobSpec {
  return {
    identifier: job,
    payload: { company_id: companyId, subject },
    job_key: `${companyId}:${job}:${subject}`,
    ...(delay_ms && { delay_ms: Math.round(delay_ms) }),
  }
}

export function scheduledSpec(companyId: number, job: string): JobSpec {
  return { identifier: job, payload: { company_id: companyId }, job_key: `${companyId}:${job}` }
}

/**
 * Customers share a fixed number of queues: taking a job locks every free queue for a moment, so there must be few, and
 * queues are never removed. The same customer is always in the same one.
 */
function customerQueue(companyId: number, customerId: number): string {
  return `customer-${(companyId * 31 + customerId) % 64}`
}
