import { sql } from 'kysely'
import type { CalendarDate } from '../../../core/date.ts'
import type { Work } from '../../../platform/work.ts'

export interface Remindable {
  readonly id: number
  /** The day of the last mail, or of whatever else told the customer. */
  readonly last: CalendarDate
}

/** Invoices that were sent, may be reminded of (netterms.may_be_reminded), and were last mailed on or before the day. */
export async function remindable(
  { tx, companyId, zone, today }: Work,
  { until, plans }: { readonly until: CalendarDate; readonly plans: boolean },
): Promise<readonly Remindable[]> {
  const { rows } = await sql<Remindable>`
    select i.id, (greatest(i.date_sent, m.last_at) at time zone ${zone})::date as last
    from invoices i
    left join lateral (
      select max(e.created_at) as last_at from emails e where e.company_id = i.company_id and e.document_type = 'invoice' and e.document_id = i.id and not e.withheld
    ) m on true
    where i.company_id = ${companyId} and not i.draft and not i.paid and not i.closed and not i.voided
      and i.sent and i.chase and (i.payment_plan is not null) = ${plans} and (${plans} or not i.autopay)
      and (greatest(i.date_sent, m.last_at) at time zone ${zone})::date <= ${until}
      and netterms.may_be_reminded(i, ${today.date}::date)
    order by i.id limit 200
  `.execute(tx)
  return rows
}

/** Whether there still is a reason to remind of an invoice: it may have been paid since this was planned. */
export async function mayBeReminded({ tx, companyId, today }: Work, invoice: number): Promise<boolean> {
  const { rows } = await sql`
    select 1 from invoices i where i.company_id = ${companyId} and i.id = ${invoice} and netterms.may_be_reminded(i, ${today.date}::date)
  `.execute(tx)
  return rows.length > 0
}

/** The invoice that a plan is for; null where the plan was taken off it since. */
export async function invoiceOfPlan({ tx, companyId }: Work, plan: number): Promise<number | null> {
  const row = await tx
    .selectFrom('invoices')
    .select('id')
    .where('company_id', '=', companyId)
    .where('payment_plan', '=', plan)
    .executeTakeFirst()
  return row?.id ?? null
}
