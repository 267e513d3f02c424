import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { WebhookAttemptsTable, WebhooksTable } from '../../../platform/db/tables.ts'
import type { HandedEvent, Handover } from '../../../platform/jobs.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { Webhook, WebhookAttempt } from './contract.ts'

/** What is kept of a webhook beside what is told; the secrets are sealed. */
export interface Keeping {
  readonly protected: boolean
  readonly secret: string
  readonly previous_secret: string | null
  readonly previous_secret_until: Date | null
  readonly slow_since_at: Date | null
}

export interface KeptWebhook {
  readonly webhook: Webhook
  readonly keeping: Keeping
}

type WebhookRow = Selectable<WebhooksTable>

export async function list(work: Work, query: ListQuery): Promise<Page<KeptWebhook>> {
  const { rows, total } = await listRows<WebhookRow>(work, query, {
    select: sql`t.*`,
    from: sql`webhooks t`,
    columns: columns(['id', 'url', 'enabled', 'protected', 'created_at', 'updated_at']),
  })
  return { rows: rows.map(fromRow), total }
}

export async function find(work: Work, id: number): Promise<KeptWebhook> {
  const row = await oneWebhook(work, id).executeTakeFirst()
  if (!row) throw new Refusal('not_found', 'webhook_not_found', `No webhook ${id}.`)
  return fromRow(row)
}

export async function lock(work: Work, id: number): Promise<KeptWebhook> {
  const row = await oneWebhook(work, id).forUpdate().executeTakeFirst()
  if (!row) throw new Refusal('not_found', 'webhook_not_found', `No webhook ${id}.`)
  return fromRow(row)
}

function oneWebhook({ tx, companyId }: Work, id: number) {
  return tx.selectFrom('webhooks').selectAll().where('company_id', '=', companyId).where('id', '=', id)
}

/** Since when the endpoint lets us wait; null when it does not, or is gone. */
export async function slowSince({ tx, companyId }: Work, id: number): Promise<Date | null> {
  const row = await tx
    .selectFrom('webhooks')
    .select('slow_since_at')
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.slow_since_at ?? null
}

export async function count({ tx, companyId }: Work): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from webhooks where company_id = ${companyId}`.execute(
    tx,
  )
  return rows[0]!.count
}

export async function insert(work: Work, kept: KeptWebhook): Promise<void> {
  await work.tx.insertInto('webhooks').values(toRow(work, kept)).execute()
}

export async function update(work: Work, kept: KeptWebhook): Promise<void> {
  await work.tx
    .updateTable('webhooks')
    .set(toRow(work, kept))
    .where('company_id', '=', work.companyId)
    .where('id', '=', kept.webhook.id)
    .execute()
}

export async function remove({ tx, companyId }: Work, id: number): Promise<void> {
  await tx.deleteFrom('webhooks').where('company_id', '=', companyId).where('id', '=', id).execute()
}

function toRow({ companyId }: Work, { webhook: { secret: _, ...told }, keeping }: KeptWebhook) {
  return { ...told, ...keeping, events: [...told.events], company_id: companyId }
}

function fromRow({
  company_id: _,
  id,
  url,
  enabled,
  events,
  disabled_reason,
  created_at,
  updated_at,
  ...keeping
}: WebhookRow): KeptWebhook {
  return { webhook: { id, url, enabled, events, disabled_reason, created_at, updated_at }, keeping }
}

const columns = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, sql.ref(`t.${name}`)]))

type AttemptRow = Selectable<WebhookAttemptsTable>

/** An attempt with the number of tries within the present schedule. */
export interface KeptAttempt {
  readonly attempt: WebhookAttempt
  readonly event_id: number
  readonly attempts_made: number
}

export async function listAttempts(work: Work, query: ListQuery): Promise<Page<WebhookAttempt>> {
  const { rows, total } = await listRows<AttemptRow>(work, query, {
    select: sql`t.*`,
    from: sql`webhook_attempts t`,
    columns: columns(['id', 'webhook_id', 'event_id', 'event_type', 'state', 'created_at', 'updated_at']),
  })
  return { rows: rows.map((row) => attemptFromRow(row).attempt), total }
}

export async function findAttempt(work: Work, id: number): Promise<WebhookAttempt> {
  const row = await oneAttempt(work, id).executeTakeFirst()
  if (!row) throw new Refusal('not_found', 'webhook_attempt_not_found', `No webhook attempt ${id}.`)
  return attemptFromRow(row).attempt
}

/** Undefined when the webhook was deleted, and its log with it. */
export async function lockAttempt(work: Work, id: number): Promise<KeptAttempt | undefined> {
  return (await lockAttempts(work, [id]))[0]
}

/** Those of them that are still there. */
export async function lockAttempts({ tx, companyId }: Work, ids: readonly number[]): Promise<KeptAttempt[]> {
  const rows = await tx
    .selectFrom('webhook_attempts')
    .selectAll()
    .where('company_id', '=', companyId)
    .where(sql<boolean>`id = any(${[...ids]})`)
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows.map(attemptFromRow)
}

function oneAttempt({ tx, companyId }: Work, id: number) {
  return tx.selectFrom('webhook_attempts').selectAll().where('company_id', '=', companyId).where('id', '=', id)
}

/** The next deliveries to an endpoint that are due, in the order in which things happened. */
export async function dueAttempts({ tx, companyId, now }: Work, webhookId: number, most: number): Promise<KeptAttempt[]> {
  const rows = await tx
    .selectFrom('webhook_attempts')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('webhook_id', '=', webhookId)
    .where('state', '=', 'waiting')
    .where('next_attempt_at', '<=', now)
    .orderBy('next_attempt_at')
    .orderBy('event_id')
    .limit(most)
    .execute()
  return rows.map(attemptFromRow)
}

export async function updateAttempts(
  { tx, companyId }: Work,
  changed: readonly Pick<KeptAttempt, 'attempt' | 'attempts_made'>[],
): Promise<void> {
  const rows = changed.map(({ attempt: { id, url, state, attempts, next_attempt, updated_at }, attempts_made }) => {
    return { id, url, state, attempts, attempts_made, next_attempt_at: next_attempt, updated_at }
  })
  await sql`
    update webhook_attempts a set url = c.url, state = c.state, attempts = c.attempts, attempts_made = c.attempts_made,
        next_attempt_at = c.next_attempt_at, updated_at = c.updated_at
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as c (id bigint, url text, state text, attempts jsonb, attempts_made integer, next_attempt_at timestamptz, updated_at timestamptz)
     where a.company_id = ${companyId} and a.id = c.id
  `.execute(tx)
}

/** When the endpoints that are switched on are to be tried next, each. */
export async function nextTries({ tx, companyId }: Work): Promise<readonly { readonly webhook_id: number; readonly at: Date }[]> {
  const { rows } = await sql<{ webhook_id: number; at: Date }>`
    select w.id as webhook_id, a.next_attempt_at as at
      from webhooks w
      cross join lateral (select next_attempt_at from webhook_attempts a
                           where a.company_id = ${companyId} and a.webhook_id = w.id and a.state = 'waiting' order by next_attempt_at limit 1) a
     where w.company_id = ${companyId} and w.enabled
  `.execute(tx)
  return rows
}

/** The last moment before `until` at which an endpoint that is switched on is to be tried; null for none. */
export async function lastTryBefore({ tx, companyId }: Work, until: Date): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select max(a.next_attempt_at) as at from webhooks w
      join webhook_attempts a on a.company_id = w.company_id and a.webhook_id = w.id and a.state = 'waiting' and a.next_attempt_at < ${until}
     where w.company_id = ${companyId} and w.enabled
  `.execute(tx)
  return rows[0]!.at
}

/** One row per event and endpoint that wants it. Answers with the endpoints. */
export async function queueAttempts(
  { tx, companyId, now }: Handover,
  events: readonly HandedEvent[],
): Promise<readonly number[]> {
  const told = events.filter(({ published_type }) => published_type !== null)
  if (told.length === 0) return []
  const { rows } = await sql<{ webhook_id: number }>`
    with queued as (
      insert into webhook_attempts (company_id, webhook_id, event_id, event_type, url, next_attempt_at, created_at, updated_at)
      select w.company_id, w.id, e.id, e.type, w.url, ${now}, ${now}, ${now}
        from webhooks w
        join unnest(${told.map(({ id }) => id)}::bigint[], ${told.map((event) => event.published_type)}::text[]) as e (id, type)
          on w.events && array['*', e.type]
       where w.company_id = ${companyId} and w.enabled
      on conflict (company_id, webhook_id, event_id) do nothing
      returning webhook_id)
    select distinct webhook_id from queued
  `.execute(tx)
  return rows.map(({ webhook_id }) => webhook_id)
}

/** Lets the endpoint hear again of what happened in a stretch of time. At most `most` events; null when there are more. */
export async function queueAgain(
  { tx, companyId, now }: Work,
  webhook: Webhook,
  { start, end }: { start: Date; end: Date },
  most: number,
): Promise<number | null> {
  const matching = sql`
    select id, published_type as type from events
     where company_id = ${companyId} and occurred_at >= ${start} and occurred_at < ${end}
       and published_type is not null and array['*', published_type] && ${webhook.events}::text[]
     order by id limit ${most + 1}`
  const { rows } = await sql<{ count: number }>`select count(*) as count from (${matching}) e`.execute(tx)
  if (rows[0]!.count > most) return null
  await sql`
    insert into webhook_attempts (company_id, webhook_id, event_id, event_type, url, next_attempt_at, created_at, updated_at)
    select ${companyId}, ${webhook.id}, e.id, e.type, ${webhook.url}, ${now}, ${now}, ${now} from (${matching}) e
    on conflict (company_id, webhook_id, event_id) do update
      set state = 'waiting', attempts_made = 0, next_attempt_at = excluded.next_attempt_at, updated_at = excluded.updated_at
  `.execute(tx)
  return rows[0]!.count
}

interface TryRow {
  readonly status_code?: number
  readonly error?: string
  readonly timestamp: string
}

function attemptFromRow(row: AttemptRow): KeptAttempt {
  const tries = row.attempts as readonly TryRow[] // what updateAttempt wrote
  return {
    attempt: {
      id: row.id,
      webhook_id: row.webhook_id,
      event_id: row.event_id,
      event_type: row.event_type,
      url: row.url,
      state: row.state as WebhookAttempt['state'], // by its check
      attempts: tries.map((one) => ({ ...one, timestamp: new Date(one.timestamp) })),
      next_attempt: row.next_attempt_at,
      created_at: row.created_at,
      updated_at: row.updated_at,
    },
    event_id: row.event_id,
    attempts_made: row.attempts_made,
  }
}
