import { sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { Event, EventQuery, Related } from './contract.ts'

interface EventRow {
  readonly id: number
  readonly published_type: string
  readonly object: Record<string, unknown>
  readonly previous: Record<string, unknown> | null
  readonly user_id: number
  readonly source: string
  readonly occurred_at: Date
  readonly user_name: string | null
  readonly user_email: string | null
}

/**
 * The published API tells of an object with its customer in full: as the last event before told of that customer, which never
 * changes. Newer events of a customer have higher ids, so the first one found that is not later is the one.
 */
const OBJECT = sql`case when jsonb_typeof(t.object -> 'customer') = 'number' then coalesce((
    select t.object || jsonb_build_object('customer', c.object) from events c
     where c.company_id = t.company_id and c.object_type = 'customer' and c.object_id = t.object ->> 'customer'
       and c.occurred_at <= t.occurred_at
     order by c.id desc limit 1), t.object) else t.object end as object`
const COLUMNS = sql`t.id, t.published_type, ${OBJECT}, t.previous, t.user_id, t.source, t.occurred_at, u.name as user_name, u.email as user_email`
const SOURCE = sql`events t left join users u on u.id = t.user_id`

export async function list(work: Work, query: ListQuery, { related_to, type, from }: EventQuery): Promise<Page<Event>> {
  const { dates, ...rest } = query
  const narrowing = [
    ...(related_to ? [relation(work, related_to)] : []),
    ...(type ? [type.includes('.') ? sql`t.published_type = ${type}` : sql`t.object_type = ${type}`] : []),
    ...(from ? [sql`t.source = ${from}`] : []),
    // Events are instants, not days: both bounds are meant to the second, and both are included.
    ...(dates?.from ? [sql`t.occurred_at >= ${dates.from}`] : []),
    ...(dates?.until ? [sql`t.occurred_at < ${new Date(dates.until.getTime() + 1000)}`] : []),
  ]
  const everything = narrowing.length === 0 && query.filters.length === 0 && !query.updated_after && !query.updated_before
  const page = await listRows<EventRow>(
    work,
    { ...rest, counted: query.counted && !everything },
    {
      select: COLUMNS,
      from: SOURCE,
      where: [sql`t.published_type is not null`, ...narrowing],
      columns: {
        id: sql`t.id`,
        type: sql`t.published_type`,
        user_id: sql`t.user_id`,
        timestamp: sql`t.occurred_at`,
        updated_at: sql`t.occurred_at`,
      },
    },
  )
  return { rows: page.rows.map(fromRow), total: query.counted && everything && !work.view ? await countAll(work) : page.total }
}

/** Those handed over are counted already; the few that wait are counted here. */
async function countAll(work: Work): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select coalesce((select sum(total) from record_counts where company_id = ${work.companyId} and kind = 'events'), 0)::bigint
         + (select count(*) from outbox o join events e on e.company_id = o.company_id and e.id = o.event_id
             where o.company_id = ${work.companyId} and e.published_type is not null) as total
  `.execute(work.tx)
  return rows[0]!.total
}

/**
 * Events of the object itself, and those of its customer that name it, such as a payment applied to an invoice. Whose
 * customer that is tell the object's own events.
 */
function relation({ companyId }: Work, { type, id }: Related) {
  const own = sql`(t.object_type = ${type} and t.object_id = ${id})`
  const number = /^\d{1,15}$/.test(id) ? Number(id) : null
  if (type === 'customer' && number !== null) return sql`(t.customer_id = ${number} or ${own})`
  const named = { [type]: number ?? id }
  return sql`(${own} or (
    t.customer_id = (select e.customer_id from events e
                      where e.company_id = ${companyId} and e.object_type = ${type} and e.object_id = ${id} and e.customer_id is not null limit 1)
    and (t.object @> ${JSON.stringify(named)}::jsonb or t.object @> ${JSON.stringify({ applied_to: [named] })}::jsonb)))`
}

/** The published events among these ids. */
export async function findMany({ tx, companyId }: Work, ids: readonly number[]): Promise<Event[]> {
  const { rows } = await sql<EventRow>`
    select ${COLUMNS} from ${SOURCE} where t.company_id = ${companyId} and t.id = any(${ids}) and t.published_type is not null
  `.execute(tx)
  return rows.map(fromRow)
}

/** What is told of an event is the same whoever asks, and however often it is delivered. */
function fromRow(row: EventRow): Event {
  return {
    id: row.id,
    object: 'event',
    type: row.published_type,
    timestamp: row.occurred_at,
    data: { object: row.object, ...(row.previous && { previous: row.previous }) },
    user: { id: row.user_id, name: NAMES[row.source] ?? row.user_name, email: row.user_email },
  }
}

const NAMES: Readonly<Record<string, string>> = { customer: 'Customer', api: 'API', system: 'Netterms' }
