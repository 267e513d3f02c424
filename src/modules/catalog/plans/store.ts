import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Metadata } from '../../../contract/wire.ts'
import { decimal, decimalText } from '../../../core/decimal.ts'
import { Refusal } from '../../../core/refusal.ts'
import { violated } from '../../../platform/db/errors.ts'
import type { PlansTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { Plan } from './contract.ts'

const COLUMNS = [
  'id',
  'name',
  'catalog_item',
  'currency',
  'amount',
  'pricing_mode',
  'quantity_type',
  'interval',
  'interval_count',
  'description',
  'archived',
  'created_at',
  'updated_at',
]

export async function list(work: Work, query: ListQuery, archived: boolean): Promise<Page<Plan>> {
  const narrowed = query.filters.some(({ property }) => property === 'archived')
  const { rows, total } = await listRows<Selectable<PlansTable>>(work, query, {
    select: sql`t.*`,
    from: sql`plans t`,
    where: narrowed ? [] : [sql`t.archived = ${archived}`],
    columns: { ...Object.fromEntries(COLUMNS.map((name) => [name, sql.ref(`t.${name}`)])), tiers: sql`t.tiers::text` },
    tieBreaker: sql`t.row_id`,
  })
  return { rows: rows.map(fromRow), total }
}

export async function find(work: Work, id: string): Promise<Plan> {
  const [plan] = await findMany(work, [id])
  if (!plan) throw new Refusal('not_found', 'plan_not_found', `No plan "${id}".`)
  return plan
}

/** The plans among these ids that exist and are not archived. No query where there are no ids. */
export async function findMany(work: Work, ids: readonly string[]): Promise<Plan[]> {
  if (ids.length === 0) return []
  const rows = await work.tx
    .selectFrom('plans')
    .selectAll()
    .where('company_id', '=', work.companyId)
    .where(sql<boolean>`id = any(${ids})`)
    .where('archived', '=', false)
    .execute()
  return rows.map(fromRow)
}

/** The plans that sell these items and are not archived. */
export async function selling({ tx, companyId }: Work, items: readonly string[]): Promise<Plan[]> {
  const rows = await tx
    .selectFrom('plans')
    .selectAll()
    .where('company_id', '=', companyId)
    .where(sql<boolean>`catalog_item = any(${[...items]})`)
    .where('archived', '=', false)
    .orderBy('id')
    .execute()
  return rows.map(fromRow)
}

/** Every plan among these ids, archived ones too where no other has the id: subscriptions that ended keep naming theirs. */
export async function findKept({ tx, companyId }: Work, ids: readonly string[]): Promise<Plan[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<Selectable<PlansTable>>`
    select distinct on (id) * from plans where company_id = ${companyId} and id = any(${[...ids]}) order by id, archived, row_id desc
  `.execute(tx)
  return rows.map(fromRow)
}

/** How many subscriptions that go on use each of these plans, addons included; plans nobody uses are left out. */
export async function countSubscriptions({ tx, companyId }: Work, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ plan: string; count: number }>`
    select used.plan, count(distinct used.id) as count from (
      select plan, id from subscriptions where company_id = ${companyId} and plan = any(${[...ids]})
      union all
      select plan, subscription from subscription_addons where company_id = ${companyId} and plan = any(${[...ids]})
    ) used join subscriptions s on s.company_id = ${companyId} and s.id = used.id
    where not s.canceled and not s.finished group by used.plan
  `.execute(tx)
  return new Map(rows.map(({ plan, count }) => [plan, count]))
}

/** Holds the plan, so that nobody subscribes to it while it is archived, and nobody archives it while somebody subscribes. */
export async function hold({ tx, companyId }: Work, ids: readonly string[], how: 'share' | 'update'): Promise<void> {
  await sql`
    select 1 from plans where company_id = ${companyId} and id = any(${[...ids]}) and not archived order by id for ${sql.raw(how)}
  `.execute(tx)
}

export async function insert(work: Work, plan: Plan): Promise<void> {
  try {
    await work.tx.insertInto('plans').values(toRow(work, plan)).execute()
  } catch (error) {
    if (violated(error) === 'plans_id')
      throw new Refusal('invalid', 'id_taken', `There is a plan "${plan.id}" already; choose another id.`, 'id')
    throw error
  }
}

export async function update(work: Work, plan: Plan): Promise<void> {
  await work.tx
    .updateTable('plans')
    .set(toRow(work, plan))
    .where('company_id', '=', work.companyId)
    .where('id', '=', plan.id)
    .where('archived', '=', false)
    .execute()
}

function toRow({ companyId }: Work, { object: _, num_subscriptions: __, tier: ___, amount, tiers, metadata, ...plan }: Plan) {
  const kept = tiers?.map((tier) => ({ ...tier, unit_cost: decimalText(tier.unit_cost) }))
  return {
    ...plan,
    company_id: companyId,
    amount: amount && decimalText(amount),
    tiers: kept ? JSON.stringify(kept) : null,
    metadata: JSON.stringify(metadata),
  }
}

interface KeptTier {
  readonly min_qty: number | null
  readonly max_qty: number | null
  readonly unit_cost: string
}

function fromRow({ company_id: _, row_id: __, amount, tiers, metadata, ...row }: Selectable<PlansTable>): Plan {
  return {
    ...row,
    object: 'plan',
    tier: null,
    amount: amount === null ? null : decimal(amount),
    pricing_mode: row.pricing_mode as Plan['pricing_mode'],
    quantity_type: row.quantity_type as Plan['quantity_type'],
    interval: row.interval as Plan['interval'],
    tiers: tiers === null ? null : (tiers as KeptTier[]).map((tier) => ({ ...tier, unit_cost: decimal(tier.unit_cost) })),
    metadata: metadata as Metadata,
  }
}
