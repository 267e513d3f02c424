import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Metadata } from '../../../contract/wire.ts'
import { decimal, decimalText } from '../../../core/decimal.ts'
import { Refusal } from '../../../core/refusal.ts'
import { violated } from '../../../platform/db/errors.ts'
import type { TaxRatesTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { TaxRate } from './contract.ts'

const COLUMNS = ['id', 'name', 'currency', 'value', 'inclusive', 'is_percent', 'archived', 'created_at', 'updated_at']

export async function list(work: Work, query: ListQuery, archived: boolean): Promise<Page<TaxRate>> {
  const narrowed = query.filters.some(({ property }) => property === 'archived')
  const { rows, total } = await listRows<Selectable<TaxRatesTable>>(work, query, {
    select: sql`t.*`,
    from: sql`tax_rates t`,
    where: narrowed ? [] : [sql`t.archived = ${archived}`],
    columns: Object.fromEntries(COLUMNS.map((name) => [name, sql.ref(`t.${name}`)])),
    tieBreaker: sql`t.row_id`,
  })
  return { rows: rows.map(fromRow), total }
}

export async function find(work: Work, id: string): Promise<TaxRate> {
  const [rate] = await findMany(work, [id])
  if (!rate) throw new Refusal('not_found', 'tax_rate_not_found', `No tax rate "${id}".`)
  return rate
}

/** The rates among these ids that exist and are not archived. No query where there are no ids. */
export async function findMany({ tx, companyId }: Work, ids: readonly string[]): Promise<TaxRate[]> {
  if (ids.length === 0) return []
  const rows = await tx
    .selectFrom('tax_rates')
    .selectAll()
    .where('company_id', '=', companyId)
    .where(sql<boolean>`id = any(${ids})`)
    .where('archived', '=', false)
    .execute()
  return rows.map(fromRow)
}

export async function insert(work: Work, rate: TaxRate): Promise<void> {
  try {
    await work.tx.insertInto('tax_rates').values(toRow(work, rate)).execute()
  } catch (error) {
    if (violated(error) === 'tax_rates_id')
      throw new Refusal('invalid', 'id_taken', `There is a tax rate "${rate.id}" already; choose another id.`, 'id')
    throw error
  }
}

export async function update(work: Work, rate: TaxRate): Promise<void> {
  await work.tx
    .updateTable('tax_rates')
    .set(toRow(work, rate))
    .where('company_id', '=', work.companyId)
    .where('id', '=', rate.id)
    .where('archived', '=', false)
    .execute()
}

function toRow({ companyId }: Work, { object: _, value, metadata, ...rate }: TaxRate) {
  return { ...rate, company_id: companyId, value: decimalText(value), metadata: JSON.stringify(metadata) }
}

function fromRow({ company_id: _, row_id: __, value, metadata, ...row }: Selectable<TaxRatesTable>): TaxRate {
  return { ...row, object: 'tax_rate', value: decimal(value), metadata: metadata as Metadata }
}
