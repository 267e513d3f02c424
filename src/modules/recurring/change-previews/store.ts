import { sql } from 'kysely'
import type { Work } from '../../../platform/work.ts'

/** The id of the invoice that was made last for a subscription; null where there is none. */
export async function newestInvoice({ tx, companyId }: Work, subscription: number): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    select id from invoices where company_id = ${companyId} and subscription = ${subscription} order by id desc limit 1
  `.execute(tx)
  return rows[0]?.id ?? null
}
