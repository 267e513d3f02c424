import { sql } from 'kysely'
import type { Work } from '../../../platform/work.ts'

/** Bills of a subscription that are owed, the oldest first. */
export async function openInvoices({ tx, companyId }: Work, subscription: number, most: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from invoices where company_id = ${companyId} and subscription = ${subscription}
      and not draft and not paid and not closed and not voided order by date, id limit ${most}
  `.execute(tx)
  return rows.map(({ id }) => id)
}
