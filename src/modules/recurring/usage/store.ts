import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Metadata } from '../../../contract/wire.ts'
import { type CalendarDate, midnight } from '../../../core/date.ts'
import { type Decimal, decimal, decimalText } from '../../../core/decimal.ts'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { UsageEventsTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { UsageEvent } from './contract.ts'
import type { Meter } from './rules.ts'

type Row = Selectable<UsageEventsTable> & { readonly invoice: number | null }

const SELECTION = sql`t.*, (select l.document_id from line_items l
  where l.company_id = t.company_id and l.id = t.line_item and l.document_type = 'invoice') as invoice`
const COLUMNS = [
  'id',
  'transaction_id',
  'customer',
  'subscription',
  'plan',
  'quantity',
  'timestamp',
  'status',
  'reason',
  'late',
  'created_at',
  'updated_at',
]

export async function list(work: Work, query: ListQuery): Promise<Page<UsageEvent>> {
  const { rows, total } = await listRows<Row>(work, query, {
    select: SELECTION,
    from: sql`usage_events t`,
    columns: Object.fromEntries(COLUMNS.map((name) => [name, sql.ref(`t.${name}`)])),
  })
  return { rows: rows.map(fromRow), total }
}

export async function find(work: Work, id: number): Promise<UsageEvent> {
  const [event] = await select(work, sql`t.id = ${id}`)
  if (!event) throw new Refusal('not_found', 'usage_event_not_found', `No usage event ${id}.`)
  return event
}

/** Events that count, by their transactions. */
export async function findTaken(work: Work, transactions: readonly string[]): Promise<UsageEvent[]> {
  return select(work, sql`t.transaction_id = any(${[...transactions]}) and t.status <> 'rejected'`)
}

async function select(work: Work, condition: RawBuilder<unknown>): Promise<UsageEvent[]> {
  const { rows } = await sql<Row>`
    select ${SELECTION} from usage_events t where t.company_id = ${work.companyId} and ${condition} order by t.id
  `.execute(work.tx)
  return rows.map(fromRow)
}

/** Subscriptions that go on and have one of these plans, which is billed by use. */
export async function meters(
  work: Work,
  of: { readonly plans: readonly string[]; readonly customers: readonly number[]; readonly subscriptions: readonly number[] },
): Promise<Meter[]> {
  const { rows } = await sql<Omit<Meter, 'billed_until'> & { billed_until: CalendarDate | null }>`
    select s.id as subscription, s.customer, used.plan, case s.bill_in when 'advance' then greatest(s.period_from - s.bill_in_advance_days, s.start_date) else s.period_until end as billed_until
    from subscriptions s
    cross join lateral (
      select s.plan union select a.plan from subscription_addons a where a.company_id = s.company_id and a.subscription = s.id
    ) used
    join plans p on p.company_id = s.company_id and p.id = used.plan and not p.archived and p.quantity_type = 'usage'
    where s.company_id = ${work.companyId} and not s.canceled and not s.finished and used.plan = any(${[...of.plans]})
      and (s.customer = any(${[...of.customers]}) or s.id = any(${[...of.subscriptions]}))
  `.execute(work.tx)
  return rows.map(({ billed_until, ...meter }) => ({
    ...meter,
    billed_until: billed_until && midnight({ date: billed_until, zone: work.zone }),
  }))
}

/** The number of rows written: fewer than given where another call took a transaction meanwhile. */
export async function insert(work: Work, rows: readonly UsageEvent[]): Promise<number> {
  return insertRows(
    work,
    'usage_events',
    rows.map(({ object: _, invoice: __, ...event }) => ({
      ...event,
      company_id: work.companyId,
      quantity: decimalText(event.quantity),
    })),
    "(company_id, transaction_id) where status <> 'rejected'",
  )
}

/** Hands over what was used and not billed of a plan until then, all of it without an end, to the line that charges it; the sum. */
export async function take(
  { tx, companyId, now }: Work,
  { subscription, plan, until, line_item }: { subscription: number; plan: string; until: Date | null; line_item: number },
): Promise<Decimal> {
  const { rows } = await sql<{ used: string }>`
    with taken as (
      update usage_events set status = 'billed', line_item = ${line_item}, updated_at = ${now}
      where company_id = ${companyId} and subscription = ${subscription} and plan = ${plan} and status = 'accepted'
        and ("timestamp" < ${until}::timestamptz or ${until}::timestamptz is null)
      returning quantity
    ) select coalesce(trim_scale(sum(quantity)), 0)::text as used from taken
  `.execute(tx)
  return decimal(rows[0]!.used)
}

function fromRow({ company_id: _, ...row }: Row): UsageEvent {
  return {
    ...row,
    object: 'usage_event',
    quantity: decimal(row.quantity),
    status: row.status as UsageEvent['status'],
    metadata: row.metadata as Metadata,
  }
}
