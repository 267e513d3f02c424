import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { TaxRulesTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { TaxRule } from './contract.ts'

const COLUMNS = ['id', 'tax_rate', 'country', 'state', 'created_at', 'updated_at']

export async function list(work: Work, query: ListQuery): Promise<Page<TaxRule>> {
  const { rows, total } = await listRows<Selectable<TaxRulesTable>>(work, query, {
    select: sql`t.*`,
    from: sql`tax_rules t`,
    columns: Object.fromEntries(COLUMNS.map((name) => [name, sql.ref(`t.${name}`)])),
  })
  return { rows: rows.map(fromRow), total }
}

export async function all({ tx, companyId }: Work): Promise<TaxRule[]> {
  return (await tx.selectFrom('tax_rules').selectAll().where('company_id', '=', companyId).orderBy('id').execute()).map(fromRow)
}

export async function find({ tx, companyId }: Work, id: number): Promise<TaxRule> {
  const row = await tx
    .selectFrom('tax_rules')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw notFound(id)
  return fromRow(row)
}

export async function insert({ tx, companyId }: Work, { object: _, ...rule }: TaxRule): Promise<void> {
  await tx
    .insertInto('tax_rules')
    .values({ ...rule, company_id: companyId })
    .execute()
}

export async function update({ tx, companyId }: Work, { object: _, ...rule }: TaxRule): Promise<void> {
  await tx.updateTable('tax_rules').set(rule).where('company_id', '=', companyId).where('id', '=', rule.id).execute()
}

export async function remove({ tx, companyId }: Work, id: number): Promise<void> {
  const { numDeletedRows } = await tx
    .deleteFrom('tax_rules')
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (numDeletedRows === 0n) throw notFound(id)
}

function notFound(id: number): Refusal {
  return new Refusal('not_found', 'tax_rule_not_found', `No tax rule ${id}.`)
}

function fromRow({ company_id: _, ...row }: Selectable<TaxRulesTable>): TaxRule {
  return { ...row, object: 'tax_rule' }
}
