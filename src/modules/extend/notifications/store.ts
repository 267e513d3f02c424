import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { NotificationsTable } from '../../../platform/db/tables.ts'
import type { HandedEvent, Handover } from '../../../platform/jobs.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { Notification } from './contract.ts'

type Row = Selectable<NotificationsTable>

export async function list(work: Work, query: ListQuery): Promise<Page<Notification>> {
  const { rows, total } = await listRows<Row>(work, query, {
    select: sql`t.*`,
    from: sql`notifications t`,
    columns: Object.fromEntries(['id', 'event', 'enabled', 'medium', 'user_id'].map((name) => [name, sql.ref(`t.${name}`)])),
  })
  return { rows: rows.map(fromRow), total }
}

export async function find({ tx, companyId }: Work, id: number): Promise<Notification> {
  const row = await tx
    .selectFrom('notifications')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new Refusal('not_found', 'notification_not_found', `No notification ${id}.`)
  return fromRow(row)
}

export async function count({ tx, companyId }: Work): Promise<number> {
  const { total } = await tx
    .selectFrom('notifications')
    .select(sql<number>`count(*)`.as('total'))
    .where('company_id', '=', companyId)
    .executeTakeFirstOrThrow()
  return total
}

export async function insert(work: Work, notification: Notification): Promise<void> {
  const { companyId: company_id, now } = work
  await insertRows(work, 'notifications', [{ ...notification, company_id, created_at: now, updated_at: now }])
}

export async function update({ tx, companyId, now }: Work, { id, ...notification }: Notification): Promise<void> {
  await tx
    .updateTable('notifications')
    .set({ ...notification, updated_at: now })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .execute()
}

export async function remove({ tx, companyId }: Work, id: number): Promise<void> {
  await tx.deleteFrom('notifications').where('company_id', '=', companyId).where('id', '=', id).execute()
}

export async function isMember({ tx, companyId }: Work, userId: number): Promise<boolean> {
  const row = await tx
    .selectFrom('members')
    .select('id')
    .where('company_id', '=', companyId)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row !== undefined
}

/** The events among these of which anybody wants to hear. One query for all. */
export async function wanted({ tx, companyId }: Handover, events: readonly HandedEvent[]): Promise<number[]> {
  const types = [...new Set(events.flatMap(({ published_type }) => published_type ?? []))]
  if (types.length === 0) return []
  const rows = await tx
    .selectFrom('notifications')
    .select('event')
    .distinct()
    .where('company_id', '=', companyId)
    .where('enabled', '=', true)
    .where(sql<boolean>`event = any(${types})`)
    .execute()
  const asked = new Set(rows.map(({ event }) => event))
  return events.filter(({ published_type }) => published_type !== null && asked.has(published_type)).map(({ id }) => id)
}

/** A notification with one of the people it tells. */
export interface Listener extends Notification {
  readonly listener: number
}

/**
 * Who of the people that work for the company and have confirmed their address wants to hear of an event. Whoever sees only
 * some customers hears of these.
 */
export async function listeners({ tx, companyId }: Work, type: string, eventId: number): Promise<Listener[]> {
  const { rows } = await sql<Row & { readonly listener: number }>`
    select n.*, m.user_id as listener from notifications n
    join members m on m.company_id = n.company_id and (n.user_id is null or n.user_id = m.user_id)
    join users u on u.id = m.user_id and u.verified_at is not null
    where n.company_id = ${companyId} and n.event = ${type} and n.enabled and (m.restriction_mode = 'none' or exists (
      select 1 from events e join customers c on c.company_id = e.company_id and c.id = e.customer_id
       where e.company_id = n.company_id and e.id = ${eventId}
         and netterms.is_among(case m.restriction_mode when 'owner' then m.user_id end, m.restrictions, c.owner, c.metadata)))
    order by m.user_id, n.id
  `.execute(tx)
  return rows.map((row) => ({ ...fromRow(row), listener: row.listener }))
}

/** Notes that somebody is told of an event; false where that was so before. */
export async function note(work: Work, notification: Listener, event_id: number): Promise<boolean> {
  const { companyId: company_id, now: created_at } = work
  const row = { company_id, event_id, user_id: notification.listener, notification_id: notification.id, created_at }
  return (await insertRows(work, 'told_notifications', [row], '(company_id, event_id, user_id)')) === 1
}

function fromRow({ id, event, enabled, medium, user_id, match_mode, conditions }: Row): Notification {
  return { id, event, enabled, medium, user_id, match_mode: match_mode as Notification['match_mode'], conditions }
}
