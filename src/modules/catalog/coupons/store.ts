import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Metadata } from '../../../contract/wire.ts'
import { calendarDate } from '../../../core/date.ts'
import { decimal, decimalText } from '../../../core/decimal.ts'
import { Refusal } from '../../../core/refusal.ts'
import { violated } from '../../../platform/db/errors.ts'
import type { CouponsTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { Coupon } from './contract.ts'

const COLUMNS = [
  'id',
  'name',
  'currency',
  'value',
  'is_percent',
  'exclusive',
  'expiration_date',
  'max_redemptions',
  'duration',
  'archived',
  'created_at',
  'updated_at',
]

export async function list(work: Work, query: ListQuery, archived: boolean): Promise<Page<Coupon>> {
  const narrowed = query.filters.some(({ property }) => property === 'archived')
  const { rows, total } = await listRows<Selectable<CouponsTable>>(work, query, {
    select: sql`t.*`,
    from: sql`coupons t`,
    where: narrowed ? [] : [sql`t.archived = ${archived}`],
    columns: Object.fromEntries(COLUMNS.map((name) => [name, sql.ref(`t.${name}`)])),
    tieBreaker: sql`t.row_id`,
  })
  return { rows: rows.map((row) => fromRow(work, row)), total }
}

export async function find(work: Work, id: string): Promise<Coupon> {
  const [coupon] = await findMany(work, [id])
  if (!coupon) throw new Refusal('not_found', 'coupon_not_found', `No coupon "${id}".`)
  return coupon
}

/** The coupons among these ids that exist and are not archived. No query where there are no ids. */
export async function findMany(work: Work, ids: readonly string[]): Promise<Coupon[]> {
  if (ids.length === 0) return []
  const rows = await work.tx
    .selectFrom('coupons')
    .selectAll()
    .where('company_id', '=', work.companyId)
    .where(sql<boolean>`id = any(${ids})`)
    .where('archived', '=', false)
    .execute()
  return rows.map((row) => fromRow(work, row))
}

export async function insert(work: Work, coupon: Coupon): Promise<void> {
  try {
    await work.tx.insertInto('coupons').values(toRow(work, coupon)).execute()
  } catch (error) {
    if (violated(error) === 'coupons_id')
      throw new Refusal('invalid', 'id_taken', `There is a coupon "${coupon.id}" already; choose another id.`, 'id')
    throw error
  }
}

export async function update(work: Work, coupon: Coupon): Promise<void> {
  await work.tx
    .updateTable('coupons')
    .set(toRow(work, coupon))
    .where('company_id', '=', work.companyId)
    .where('id', '=', coupon.id)
    .where('archived', '=', false)
    .execute()
}

/** Counts one use of each; returns the ids that had a use left. The rows are held, so that two uses cannot share the last one. */
export async function redeem({ tx, companyId }: Work, ids: readonly string[]): Promise<string[]> {
  const rows = await tx
    .updateTable('coupons')
    .set({ redemptions: sql<number>`redemptions + 1` })
    .where('company_id', '=', companyId)
    .where(sql<boolean>`id = any(${ids}) and not archived and (max_redemptions = 0 or redemptions < max_redemptions)`)
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

function toRow({ companyId }: Work, { object: _, value, expiration_date, metadata, ...coupon }: Coupon) {
  return {
    ...coupon,
    company_id: companyId,
    value: decimalText(value),
    expiration_date: expiration_date?.date ?? null,
    metadata: JSON.stringify(metadata),
  }
}

function fromRow(
  { zone }: Work,
  { company_id: _, row_id: __, redemptions: ___, value, expiration_date, metadata, ...row }: Selectable<CouponsTable>,
): Coupon {
  return {
    ...row,
    object: 'coupon',
    value: decimal(value),
    expiration_date: expiration_date === null ? null : { date: calendarDate(expiration_date), zone },
    metadata: metadata as Metadata,
  }
}
