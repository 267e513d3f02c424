import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { PaymentPlansTable } from '../../../platform/db/tables.ts'
import type { Work } from '../../../platform/work.ts'
import type { Approval, Facts } from './rules.ts'

/** The living plan of an invoice. @throws Refusal not_found */
export async function findOfInvoice({ tx, companyId }: Work, invoice: number): Promise<Facts> {
  const row = await tx
    .selectFrom('payment_plans')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('invoice', '=', invoice)
    .where('canceled_at', 'is', null)
    .executeTakeFirst()
  if (!row) throw new Refusal('not_found', 'payment_plan_not_found', `Invoice ${invoice} has no payment plan.`)
  return fromRow(row)
}

export async function findMany({ tx, companyId }: Work, ids: readonly number[]): Promise<Facts[]> {
  const rows = await tx
    .selectFrom('payment_plans')
    .selectAll()
    .where('company_id', '=', companyId)
    .where(sql<boolean>`id = any(${[...ids]})`)
    .execute()
  return rows.map(fromRow)
}

export async function insert(work: Work, plan: Facts): Promise<void> {
  await insertRows(work, 'payment_plans', [{ ...toRow(plan), company_id: work.companyId }])
}

export async function update(work: Work, plan: Facts): Promise<void> {
  const { id, created_at: _, approval, installments, ...row } = toRow(plan)
  await work.tx
    .updateTable('payment_plans')
    .set({ ...row, approval: json(approval), installments: json(installments) })
    .where('company_id', '=', work.companyId)
    .where('id', '=', id)
    .execute()
}

function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value)
}

function toRow({ ended, ...plan }: Facts) {
  return { ...plan, installments: ended }
}

function fromRow({ company_id: _, approval, installments, ...row }: Selectable<PaymentPlansTable>): Facts {
  const kept = approval as (Omit<Approval, 'timestamp'> & { readonly timestamp: string }) | null
  return {
    ...row,
    approval: kept && { ...kept, timestamp: new Date(kept.timestamp) },
    ended: installments as Facts['ended'],
  }
}
