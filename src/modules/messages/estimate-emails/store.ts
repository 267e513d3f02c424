import { sql } from 'kysely'
import type { CalendarDate } from '../../../core/date.ts'
import type { Work } from '../../../platform/work.ts'

/** Estimates that were sent, are still to be decided on, and were last mailed on or before the day. */
export async function remindable({ tx, companyId, zone, today }: Work, until: CalendarDate): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select d.id from estimates d
    left join lateral (
      select max(e.created_at) as last_at from emails e where e.company_id = d.company_id and e.document_type = 'estimate' and e.document_id = d.id
    ) m on true
    where d.company_id = ${companyId} and d.sent and not d.draft and not d.closed and not d.voided and d.approved is null and d.invoice is null
      and (d.expiration_date is null or d.expiration_date >= ${today.date}::date)
      and (greatest(d.date_sent, m.last_at) at time zone ${zone})::date <= ${until}::date
    order by d.id limit 200
  `.execute(tx)
  return rows.map(({ id }) => id)
}
