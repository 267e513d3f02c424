import { sql } from 'kysely'
import type { Work } from '../../../platform/work.ts'

/** Which of these periods an invoice bills that still counts. */
export async function billedPeriods({ tx, companyId }: Work, id: number, periods: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ subscription_period: number }>`
    select subscription_period from invoices where company_id = ${companyId} and subscription = ${id}
      and subscription_period = any(${[...periods]}) and not voided
  `.execute(tx)
  return rows.map(({ subscription_period }) => subscription_period)
}
