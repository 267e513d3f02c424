import { type Selectable, sql } from 'kysely'
import type { InvoiceDeliveriesTable } from '../../../platform/db/tables.ts'
import type { HandedEvent, Handover } from '../../../platform/jobs.ts'
import type { Work } from '../../../platform/work.ts'
import type { ChaseStep } from '../invoice-cadences/contract.ts'
import type { Progress } from './moments.ts'

/** How an invoice is delivered and chased, as it is kept. */
export interface Delivery {
  readonly cadence_id: number | null
  readonly chase_schedule: readonly ChaseStep[] | null
  readonly disabled: boolean
  readonly emails: string | null
}

export async function find(work: Work, invoice: number): Promise<Delivery | null> {
  return select(work, invoice, sql``)
}

/** Finds it and holds it until the work is done. */
export async function lock(work: Work, invoice: number): Promise<Delivery | null> {
  return select(work, invoice, sql`for update`)
}

async function select({ tx, companyId }: Work, invoice: number, clause: ReturnType<typeof sql>): Promise<Delivery | null> {
  const { rows } = await sql<Selectable<InvoiceDeliveriesTable>>`
    select * from invoice_deliveries where company_id = ${companyId} and invoice_id = ${invoice} ${clause}
  `.execute(tx)
  const [row] = rows
  if (!row) return null
  const { cadence_id, chase_schedule, disabled, emails } = row
  // Written by this store only.
  return { cadence_id, disabled, emails, chase_schedule: chase_schedule as unknown as ChaseStep[] | null }
}

export async function save({ tx, companyId, now }: Work, invoice: number, delivery: Delivery): Promise<void> {
  const { cadence_id, disabled, emails, chase_schedule } = delivery
  const kept = chase_schedule && JSON.stringify(chase_schedule)
  const fields = { cadence_id, disabled, emails, chase_schedule: kept, next_at: disabled ? null : now, updated_at: now }
  await tx
    .insertInto('invoice_deliveries')
    .values({ ...fields, company_id: companyId, invoice_id: invoice, created_at: now })
    .onConflict((conflict) => conflict.columns(['company_id', 'invoice_id']).doUpdateSet(fields))
    .execute()
}

export async function setNext({ tx, companyId }: Work, invoice: number, next_at: Date | null): Promise<void> {
  await tx
    .updateTable('invoice_deliveries')
    .set({ next_at })
    .where('company_id', '=', companyId)
    .where('invoice_id', '=', invoice)
    .execute()
}

export async function nextAt({ tx, companyId }: Work): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(next_at) as at from invoice_deliveries where company_id = ${companyId} and next_at is not null and not disabled
  `.execute(tx)
  return rows[0]!.at
}

/** Invoices that are to be looked at by now, the longest waiting first. */
export async function due({ tx, companyId, now }: Work, most: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select invoice_id as id from invoice_deliveries where company_id = ${companyId} and next_at <= ${now} and not disabled
    order by next_at, invoice_id limit ${most}
  `.execute(tx)
  return rows.map(({ id }) => id)
}

/** Whether somebody else reminds of the invoice today: the cadence of its customer, or a template. */
export async function isNamedToday({ tx, companyId, today }: Work, invoice: number): Promise<boolean> {
  const { rows } = await sql`
    select 1 from invoices i where i.company_id = ${companyId} and i.id = ${invoice}
      and (netterms.cadence_writes(i, ${today.date}::date) or netterms.template_writes(i, ${today.date}::date))
  `.execute(tx)
  return rows.length > 0
}

/** Of these invoices, those that were reminded of today on their own, by their schedule or by a template. */
export async function remindedToday({ tx, companyId, today }: Work, invoices: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select i.id from invoices i where i.company_id = ${companyId} and i.id = any(${[...invoices]})
      and (netterms.template_writes(i, ${today.date}::date) or exists (
        select from chased_steps s where s.company_id = i.company_id and s.invoice_id = i.id and s.day = ${today.date}::date and s.state in ('planned', 'done')))
  `.execute(tx)
  return rows.map(({ id }) => id)
}

/** An invoice that is looked at again before a moment, with what decides then. */
export interface Waiting extends Omit<Progress, 'taken' | 'state'> {
  readonly id: number
  readonly schedule: readonly ChaseStep[]
  readonly issued_at: Date
  readonly taken: readonly string[] | null
}

/** Of these invoices, those with a schedule that are looked at before a moment. */
export async function waiting({ tx, companyId }: Work, invoices: readonly number[], before: Date): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`
    select i.id, coalesce(d.chase_schedule, c.chase_schedule) as schedule, coalesce(i.date_issued, i.created_at) as issued_at, i.due_date, i.sent,
      s.taken, s.last_day
    from invoice_deliveries d
    join invoices i on i.company_id = d.company_id and i.id = d.invoice_id
    left join invoice_chasing_cadences c on c.company_id = d.company_id and c.id = d.cadence_id
    left join lateral (
      select array_agg(s.moment) as taken, max(s.day) as last_day from chased_steps s where s.company_id = i.company_id and s.invoice_id = i.id
    ) s on true
    where d.company_id = ${companyId} and d.invoice_id = any(${[...invoices]}) and not d.disabled and d.next_at < ${before}
      and coalesce(d.chase_schedule, c.chase_schedule) is not null
  `.execute(tx)
  return rows
}

/** Whether the invoice is to be chased today; see the function in the database. */
export async function stateOf({ tx, companyId, today }: Work, invoice: number): Promise<Progress['state']> {
  const { rows } = await sql<{ state: Progress['state'] }>`
    select netterms.chasing_state(i, ${today.date}::date) as state from invoices i where i.company_id = ${companyId} and i.id = ${invoice}
  `.execute(tx)
  return rows[0]?.state ?? 'off'
}

/**
 * What happened to invoices and customers may move their next step: they are looked at again. New invoices follow the default
 * cadence. In the transaction that hands the events over.
 */
export async function wake({ tx, companyId, now }: Handover, events: readonly HandedEvent[]): Promise<void> {
  const idsOf = (test: (event: HandedEvent) => boolean) => events.filter(test).map(({ id }) => id)
  const issued = idsOf(({ type }) => type === 'invoice.issued')
  const touched = idsOf(({ type }) => type.startsWith('invoice.') && type !== 'invoice.viewed')
  const customers = events.flatMap(({ type, customer_id }) => (type === 'customer.updated' && customer_id ? [customer_id] : []))
  if (issued.length > 0)
    await sql`
      insert into invoice_deliveries (company_id, invoice_id, cadence_id, disabled, next_at, created_at, updated_at)
      select i.company_id, i.id, c.id, false, ${now}, ${now}, ${now}
      from events e
      join invoices i on i.company_id = e.company_id and i.id = e.object_id::bigint
      join invoice_chasing_cadences c on c.company_id = e.company_id and c."default"
      where e.company_id = ${companyId} and e.id = any(${issued}) and e.object_type = 'invoice'
      on conflict do nothing
    `.execute(tx)
  if (touched.length > 0 || customers.length > 0)
    await sql`
      update invoice_deliveries d set next_at = ${now}
      from (
        select id from invoices where company_id = ${companyId} and customer = any(${customers}) and not draft and not paid and not closed and not voided
        union
        select i.id from events e join invoices i on i.company_id = e.company_id and i.id = e.object_id::bigint
        where e.company_id = ${companyId} and e.id = any(${touched}) and e.object_type = 'invoice' and not i.paid and not i.closed and not i.voided
      ) open
      where d.company_id = ${companyId} and d.invoice_id = open.id and not d.disabled and (d.next_at is null or d.next_at > ${now})
    `.execute(tx)
}
