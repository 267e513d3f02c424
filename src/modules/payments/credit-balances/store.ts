import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Currency } from '../../../core/currency.ts'
import { money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { CreditBalanceAdjustmentsTable } from '../../../platform/db/tables.ts'
import { listRows, major } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { CreditBalanceAdjustment } from './contract.ts'

type Row = Selectable<CreditBalanceAdjustmentsTable>

export async function list(work: Work, query: ListQuery): Promise<Page<CreditBalanceAdjustment>> {
  const plain = ['id', 'customer', 'currency', 'date', 'notes', 'created_at', 'updated_at']
  const { rows, total } = await listRows<Row>(work, query, {
    select: sql`t.*`,
    from: sql`credit_balance_adjustments t`,
    columns: { ...Object.fromEntries(plain.map((name) => [name, sql.ref(`t.${name}`)])), amount: major('t.amount') },
  })
  return { rows: rows.map((row) => fromRow(work, row)), total }
}

export async function find(work: Work, id: number): Promise<CreditBalanceAdjustment> {
  const row = await work.tx
    .selectFrom('credit_balance_adjustments')
    .selectAll()
    .where('company_id', '=', work.companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new Refusal('not_found', 'credit_balance_adjustment_not_found', `No credit balance adjustment ${id}.`)
  return fromRow(work, row)
}

export async function insert(work: Work, adjustment: CreditBalanceAdjustment): Promise<void> {
  const { object: _, ...row } = adjustment
  const kept = { ...row, company_id: work.companyId, amount: adjustment.amount.amount, date: adjustment.date.date }
  await insertRows(work, 'credit_balance_adjustments', [kept])
}

export async function update(
  { tx, companyId }: Work,
  { id, amount, date, notes, updated_at }: CreditBalanceAdjustment,
): Promise<void> {
  await tx
    .updateTable('credit_balance_adjustments')
    .set({ amount: amount.amount, date: date.date, notes, updated_at })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .execute()
}

export async function remove({ tx, companyId }: Work, id: number): Promise<void> {
  await tx.deleteFrom('credit_balance_adjustments').where('company_id', '=', companyId).where('id', '=', id).execute()
}

function fromRow({ zone }: Work, { company_id: _, ...row }: Row): CreditBalanceAdjustment {
  return {
    ...row,
    object: 'credit_balance_adjustment',
    amount: money(row.amount, row.currency as Currency),
    date: { date: row.date, zone },
  }
}
