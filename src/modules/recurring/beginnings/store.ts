import { sql } from 'kysely'
import type { Work } from '../../../platform/work.ts'

/** The invoice that billed the first period of a subscription, if there was anything to bill. */
export async function firstInvoice({ tx, companyId }: Work, subscription: number): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    select id from invoices where company_id = ${companyId} and subscription = ${subscription} order by subscription_period nulls last, id limit 1
  `.execute(tx)
  return rows[0]?.id ?? null
}
