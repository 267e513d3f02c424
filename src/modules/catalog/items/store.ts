import type { Selectable } from 'kysely'
import { sql } from 'kysely'
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

export async function list(work: Work, query: ListQuery, archived: boolean): Promise<Page<Item>> {
  const narrowed = query.filters.some(({ property }) => property === 'archived')
  const { rows, total } = await listRows<Selectable<ItemsTable>>(work, query, {
    select: sql`t.*`,
    from: sql`items t`,
    where: narrowed ? [] : [sql`t.archived = ${archived}`],
    columns: Object.fromEntries(
      [
        'id',
        'name',
        'type',
        'currency',
        'unit_cost',
        'taxable',
        'discountable',
        'gl_account',
        'archived',
        'created_at',
        'updated_at',
      ].map((name) => [name, sql.ref(`t.${name}`)]),
    ),
    tieBreaker: sql`t.row_id`,
  })
  return { rows: rows.map(fromRow), total }
}

export async function find(work: Work, id: string): Promise<Item> {
  const [item] = await findMany(work, [id])
  if (!item) throw new Refusal('not_found', 'item_not_found', `No item "${id}".`)
  return item
}

/** The items among these ids that exist and are not archived. */
export async function findMany({ tx, companyId }: Work, ids: readonly string[]): Promise<Item[]> {
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
    if (violated(error) === 'items_id')
      throw new Refusal('invalid', 'id_taken', `There is an item "${item.id}" already; choose another id.`, 'id')
    throw error
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

function toRow({ companyId }: Work, { object: _, unit_cost, metadata, ...item }: Item) {
  return {
    ...item,
    taxes: [...item.taxes],
    company_id: companyId,
    unit_cost: decimalText(unit_cost),
    metadata: JSON.stringify(metadata),
  }
}

function fromRow({ company_id: _, row_id: __, unit_cost, metadata, ...row }: Selectable<ItemsTable>): Item {
  return { ...row, object: 'item', unit_cost: decimal(unit_cost), metadata: metadata as Metadata }
}
