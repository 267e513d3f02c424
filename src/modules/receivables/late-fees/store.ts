import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Currency } from '../../../core/currency.ts'
import type { CalendarDate } from '../../../core/date.ts'
import { decimal, decimalText } from '../../../core/decimal.ts'
import { type Money, money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { LateFeeSchedulesTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { LateFeeSchedule } from './contract.ts'

type Row = Selectable<LateFeeSchedulesTable>

const PLAIN = ['id', 'name', 'enabled', 'default', 'is_percent', 'amount', 'grace_period', 'recurring_days', 'last_run']

export async function list(work: Work, query: ListQuery): Promise<Page<LateFeeSchedule>> {
  const { rows, total } = await listRows<Row>(work, query, {
    select: sql`t.*`,
    from: sql`late_fee_schedules t`,
    columns: {
      ...Object.fromEntries([...PLAIN, 'created_at', 'updated_at'].map((name) => [name, sql.ref(`t.${name}`)])),
      start_date: sql`t.start_date::text`,
    },
  })
  return { rows: rows.map(fromRow), total }
}

export async function find(work: Work, id: number): Promise<LateFeeSchedule> {
  const [schedule] = await findMany(work, [id])
  if (!schedule) throw new Refusal('not_found', 'late_fee_schedule_not_found', `No late fee schedule ${id}.`)
  return schedule
}

export async function findMany({ tx, companyId }: Work, ids: readonly number[]): Promise<LateFeeSchedule[]> {
  const rows = await tx
    .selectFrom('late_fee_schedules')
    .selectAll()
    .where('company_id', '=', companyId)
    .where(sql<boolean>`id = any(${[...ids]})`)
    .execute()
  return rows.map(fromRow)
}

export async function insert(work: Work, schedule: LateFeeSchedule): Promise<void> {
  await insertRows(work, 'late_fee_schedules', [{ ...toRow(schedule), company_id: work.companyId }])
}

export async function update({ tx, companyId }: Work, schedule: LateFeeSchedule): Promise<void> {
  const { id, created_at: _, ...row } = toRow(schedule)
  await tx.updateTable('late_fee_schedules').set(row).where('company_id', '=', companyId).where('id', '=', id).execute()
}

/** Schedules are changed one after the other: each may take being the default from another, and there is only one. */
export async function lockSchedules({ tx, companyId }: Work): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('late_fee_schedules', ${companyId}))`.execute(tx)
}

/** Whoever was the default is no longer. */
export async function clearDefault({ tx, companyId }: Work, except: number): Promise<void> {
  await tx
    .updateTable('late_fee_schedules')
    .set({ default: false })
    .where('company_id', '=', companyId)
    .where('default', '=', true)
    .where('id', '<>', except)
    .execute()
}

export async function remove({ tx, companyId }: Work, id: number): Promise<void> {
  await tx.deleteFrom('late_fee_schedules').where('company_id', '=', companyId).where('id', '=', id).execute()
}

/** How many customers name each of these schedules. */
export async function usedBy({ tx, companyId }: Work, ids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql<{ id: number; customers: number }>`
    select late_fee_schedule as id, count(*)::bigint as customers from customers
    where company_id = ${companyId} and late_fee_schedule = any(${[...ids]}) group by 1
  `.execute(tx)
  return new Map(rows.map(({ id, customers }) => [id, customers]))
}

function toRow({ object: _, num_customers: __, ...schedule }: LateFeeSchedule) {
  return { ...schedule, amount: decimalText(schedule.amount) }
}

function fromRow({ company_id: _, amount, ...row }: Row): LateFeeSchedule {
  return { ...row, object: 'late_fee_schedule', amount: decimal(amount) }
}

/** An invoice that is late, under the schedule that counts for it. */
export interface Late {
  readonly invoice: number
  readonly late_fee_schedule: number
  readonly count: number
}

/** The day on which the next fee of an invoice falls; see `nextFeeDate`, a test compares the two. */
const NEXT_FEE = sql`case when f.count = 0 then i.due_date + s.grace_period + 1
  when s.recurring_days > 0 then i.due_date + s.grace_period + 1 + f.count * s.recurring_days end`

/** Open invoices that can bear a fee, with their schedule (the customer's, else the default) and their fees so far. */
const BEARING = (companyId: number) => sql`
  late_fee_schedules s
  join customers c on c.company_id = s.company_id and (c.late_fee_schedule = s.id or (c.late_fee_schedule is null and s."default"))
  join invoices i on i.company_id = c.company_id and i.customer = c.id
  cross join lateral (select count(*)::integer as count, coalesce(sum(f.amount), 0) as amount from late_fees f where f.company_id = i.company_id and f.invoice = i.id) f
  where s.company_id = ${companyId} and s.enabled and i.late_fees and not i.draft and not i.paid and not i.closed and not i.voided and not i.disputed
    and i.payment_plan is null and i.pending = 0 and i.due_date >= s.start_date and i.balance > f.amount`

/** The first day on which some invoice earns a fee that it does not carry yet. */
export async function nextDate({ tx, companyId }: Work): Promise<CalendarDate | null> {
  const { rows } = await sql<{ date: CalendarDate | null }>`
    select min(${NEXT_FEE}) as date from ${BEARING(companyId)}
  `.execute(tx)
  return rows[0]?.date ?? null
}

/** Invoices whose next fee has fallen by a day, the earliest first; or this one invoice, as it stands now. */
export async function lateBy({ tx, companyId }: Work, date: CalendarDate, most: number, only?: number): Promise<Late[]> {
  const { rows } = await sql<Late>`
    select i.id as invoice, s.id as late_fee_schedule, f.count from ${BEARING(companyId)} and ${NEXT_FEE} <= ${date}::date ${only === undefined ? sql`` : sql`and i.id = ${only}`}
    order by ${NEXT_FEE}, i.id limit ${most}
  `.execute(tx)
  return rows
}

/** The fees that an invoice carries; its row must be held. */
export async function chargedOn(
  { tx, companyId }: Work,
  invoice: number,
  currency: Currency,
): Promise<{ readonly count: number; readonly amount: Money }> {
  const { rows } = await sql<{ count: number; amount: number }>`
    select count(*)::bigint as count, coalesce(sum(amount), 0)::bigint as amount from late_fees where company_id = ${companyId} and invoice = ${invoice}
  `.execute(tx)
  return { count: rows[0]!.count, amount: money(rows[0]!.amount, currency) }
}

/** Whether an invoice bears a fee that is more than nothing. */
export async function isCharged({ tx, companyId }: Work, invoice: number): Promise<boolean> {
  const { rows } = await sql`
    select 1 from late_fees where company_id = ${companyId} and invoice = ${invoice} and amount > 0 limit 1
  `.execute(tx)
  return rows.length > 0
}

export async function insertFee(
  work: Work,
  fee: {
    readonly invoice: number
    readonly number: number
    readonly late_fee_schedule: number
    readonly date: CalendarDate
    readonly amount: Money
  },
): Promise<void> {
  const { amount, ...row } = fee
  await insertRows(work, 'late_fees', [
    { ...row, amount: amount.amount, currency: amount.currency, company_id: work.companyId, created_at: work.now },
  ])
}

/** Remembers that the schedules of a company were looked through. */
export async function stampRun({ tx, companyId, now }: Work): Promise<void> {
  await tx
    .updateTable('late_fee_schedules')
    .set({ last_run: now })
    .where('company_id', '=', companyId)
    .where('enabled', '=', true)
    .execute()
}
