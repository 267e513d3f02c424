import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Metadata } from '../../../contract/wire.ts'
import { decimal, decimalText } from '../../../core/decimal.ts'
import { Refusal } from '../../../core/refusal.ts'
import { violated } from '../../../platform/db/errors.ts'
import type { ItemsTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { Item } from './contract.ts'

/** An item with its tax rates by code, as it is kept. */
export type KeptItem = Omit<Item, 'taxes'> & { readonly taxes: readonly string[] }

const COLUMNS = [
  'id',
  'name',
  'type',
  'currency',
  'unit_cost',
  'taxable',
  'discountable',
  'description',
  'avalara_tax_code',
  'avalara_location_code',
  'gl_account',
  'archived',
  'created_at',
  'updated_at',
]

export async function list(work: Work, query: ListQuery, archived: boolean): Promise<Page<KeptItem>> {
  const narrowed = query.filters.some(({ property }) => property === 'archived')
  const { rows, total } = await listRows<Selectable<ItemsTable>>(work, query, {
    select: sql`t.*`,
    from: sql`items t`,
    where: narrowed ? [] : [sql`t.archived = ${archived}`],
    columns: {
      ...Object.fromEntries(COLUMNS.map((name) => [name, sql.ref(`t.${name}`)])),
      taxes: sql`array_to_string(t.taxes, ',')`,
    },
    tieBreaker: sql`t.row_id`,
  })
  return { rows: rows.map(fromRow), total }
}

/** The items among these ids that exist and are not archived. */
export async function findMany({ tx, companyId }: Work, ids: readonly string[]): Promise<KeptItem[]> {
  const rows = await tx
    .selectFrom('items')
    .selectAll()
    .where('company_id', '=', companyId)
    .where(sql<boolean>`id = any(${ids})`)
    .where('archived', '=', false)
    .execute()
  return rows.map(fromRow)
}

export async function insert(work: Work, item: Item): Promise<void> {
  try {
    await work.tx.insertInto('items').values(toRow(work, item)).execute()
  } catch (error) {
    if (violated(error) !== 'items_id') throw error
    throw new Refusal('invalid', 'id_taken', `There is an item "${item.id}" already; choose another id.`, 'id')
  }
}

export async function update(work: Work, item: Item): Promise<void> {
  await work.tx
    .updateTable('items')
    .set(toRow(work, item))
    .where('company_id', '=', work.companyId)
    .where('id', '=', item.id)
    .where('archived', '=', false)
    .execute()
}

function toRow({ companyId }: Work, { object: _, service: __, unit_cost, taxes, metadata, ...item }: Item) {
  return {
    ...item,
    taxes: taxes.map(({ id }) => id),
    company_id: companyId,
    unit_cost: decimalText(unit_cost),
    metadata: JSON.stringify(metadata),
  }
}

function fromRow({ company_id: _, row_id: __, unit_cost, metadata, ...row }: Selectable<ItemsTable>): KeptItem {
  return { ...row, object: 'item', service: null, unit_cost: decimal(unit_cost), metadata: metadata as Metadata }
}
