import { sql } from 'kysely'
import type { Work } from '../../../platform/work.ts'

/** An invoice that billed a period. One that was voided for a consolidated invoice still counts: that bills it. */
export interface PeriodBill {
  readonly id: number
  readonly period: number
  readonly counts: boolean
}

export async function periodBills({ tx, companyId }: Work, id: number, periods: readonly number[]): Promise<PeriodBill[]> {
  const { rows } = await sql<PeriodBill>`
    select id, subscription_period as period, not voided or consolidated_invoice is not null as counts from invoices
    where company_id = ${companyId} and subscription = ${id} and subscription_period = any(${[...periods]}) order by id
  `.execute(tx)
  return rows
}
