import { sql } from 'kysely'
import type { Currency } from '../../../core/currency.ts'
import type { CalendarDate } from '../../../core/date.ts'
import { money } from '../../../core/money.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { Work } from '../../../platform/work.ts'
import type { AccountInvoice } from './account.ts'

/** Where a customer stands: what is open, and the steps of its walk. */
export interface Position {
  readonly customer: number
  readonly next_chase_step: number | null
  readonly invoices: readonly AccountInvoice[]
  /** The walk through this cadence; null before its first step. */
  readonly walk: number | null
  readonly taken: ReadonlySet<number>
  readonly last_day: CalendarDate | null
}

/** Customers after this one who follow a cadence, may be chased, and owe something or are in the middle of a walk. */
export async function followers({ tx, companyId }: Work, cadence: number, after: number, most: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select c.id from customers c
    where c.company_id = ${companyId} and c.chasing_cadence = ${cadence} and c.id > ${after} and c.chase and c.active
      and (exists (select from invoices i where i.company_id = c.company_id and i.customer = c.id and not i.draft and not i.paid and not i.closed and not i.voided)
        or exists (select from chasing_walks w where w.company_id = c.company_id and w.customer_id = c.id and w.ended_at is null))
    order by c.id limit ${most}
  `.execute(tx)
  return rows.map(({ id }) => id)
}

/** Customers after this one who owe something, may be chased, and follow no cadence. */
export async function unassigned({ tx, companyId }: Work, after: number, most: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select c.id from customers c
    where c.company_id = ${companyId} and c.chasing_cadence is null and c.id > ${after} and c.chase and c.active
      and exists (select from invoices i where i.company_id = c.company_id and i.customer = c.id and not i.draft and not i.paid and not i.closed and not i.voided)
    order by c.id limit ${most}
  `.execute(tx)
  return rows.map(({ id }) => id)
}

/** Where these customers stand in a cadence. */
export async function positions(work: Work, cadence: number, customers: readonly number[]): Promise<Position[]> {
  const { tx, companyId } = work
  const { rows } = await sql<{
    id: number
    next_chase_step: number | null
    walk: number | null
    taken: number[] | null
    last_day: CalendarDate | null
  }>`
    select c.id, c.next_chase_step, w.id as walk, s.taken,
      (select max(s.day) from chased_steps s where s.company_id = c.company_id and s.customer_id = c.id and s.invoice_id is null) as last_day
    from customers c
    left join lateral (
      select w.id, w.cadence from chasing_walks w where w.company_id = c.company_id and w.customer_id = c.id and w.ended_at is null order by w.id desc limit 1
    ) w on w.cadence = ${cadence}
    left join lateral (select array_agg(s.step_id) as taken from chased_steps s where s.company_id = c.company_id and s.walk = w.id) s on true
    where c.company_id = ${companyId} and c.id = any(${[...customers]}) order by c.id
  `.execute(tx)
  const invoices = await openInvoices(work, customers)
  return rows.map(({ id, taken, ...row }) => ({ ...row, customer: id, invoices: invoices.get(id) ?? [], taken: new Set(taken) }))
}

/** What customers owe that may be chased, or may be again soon; the oldest first. */
export async function openInvoices(
  { tx, companyId, today }: Work,
  customers: readonly number[],
): Promise<ReadonlyMap<number, readonly AccountInvoice[]>> {
  const { rows } = await sql<
    Omit<AccountInvoice, 'balance'> & { readonly customer: number; readonly balance: number; readonly currency: Currency }
  >`
    select * from (
      select i.customer, i.id, i.number, i.currency, i.balance, coalesce(i.installment_date, i.date) as date,
        coalesce(i.installment_date, i.due_date) as due_date, netterms.chasing_state(i, ${today.date}::date) as state
      from invoices i where i.company_id = ${companyId} and i.customer = any(${[...customers]}) and not i.draft and not i.paid and not i.closed and not i.voided
    ) x where state in ('due', 'held') order by due_date, date, id
  `.execute(tx)
  const kept = rows.map(({ balance, currency, ...invoice }) => ({ ...invoice, balance: money(balance, currency) }))
  return Map.groupBy(kept, ({ customer }) => customer)
}

/** Whatever walk there was is over. */
export async function endWalk({ tx, companyId, now }: Work, customer: number): Promise<void> {
  await sql`
    update chasing_walks set ended_at = ${now} where company_id = ${companyId} and customer_id = ${customer} and ended_at is null
  `.execute(tx)
}

export async function startWalk(work: Work, customer: number, cadence: number): Promise<number> {
  const id = await work.newId()
  await insertRows(work, 'chasing_walks', [
    { company_id: work.companyId, id, customer_id: customer, cadence, started_at: work.now, ended_at: null },
  ])
  return id
}
