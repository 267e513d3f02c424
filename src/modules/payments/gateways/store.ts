import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { MerchantAccountsTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { Method, MethodFacts } from './rules.ts'

export type AccountRow = Omit<Selectable<MerchantAccountsTable>, 'company_id' | 'settings'> & {
  readonly settings: Readonly<Record<string, unknown>>
}

export async function listAccounts(work: Work, query: ListQuery): Promise<Page<AccountRow>> {
  const names = ['id', 'gateway', 'gateway_id', 'name', 'deleted', 'deleted_at', 'created_at', 'updated_at']
  const narrowed = query.filters.some(({ property }) => property === 'deleted' || property === 'deleted_at')
  return listRows<AccountRow>(work, query, {
    select: sql`t.*`,
    from: sql`merchant_accounts t`,
    where: narrowed ? [] : [sql`not t.deleted`],
    columns: Object.fromEntries(names.map((name) => [name, sql.ref(`t.${name}`)])),
  })
}

/** Also one that was deleted: what was charged through it is still asked about there. */
export async function findAccount({ tx, companyId }: Work, id: number): Promise<AccountRow> {
  const row = await tx
    .selectFrom('merchant_accounts')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new Refusal('not_found', 'merchant_account_not_found', `No merchant account ${id}.`)
  return row as AccountRow
}

export async function findAccounts({ tx, companyId }: Work, ids: readonly number[]): Promise<AccountRow[]> {
  const { rows } =
    await sql<AccountRow>`select * from merchant_accounts where company_id = ${companyId} and id = any(${[...ids]})`.execute(tx)
  return rows
}

export async function insertAccount(work: Work, account: AccountRow): Promise<void> {
  await insertRows(work, 'merchant_accounts', [{ ...account, company_id: work.companyId }])
}

export async function updateAccount(
  { tx, companyId }: Work,
  { id, name, gateway_id, settings, credentials, deleted, deleted_at, updated_at }: AccountRow,
): Promise<void> {
  await tx
    .updateTable('merchant_accounts')
    .set({ name, gateway_id, settings: JSON.stringify(settings), credentials, deleted, deleted_at, updated_at })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .execute()
}

/** Ways of paying for which something was chosen. */
export async function chosenMethods({ tx, companyId }: Work): Promise<MethodFacts[]> {
  const rows = await tx.selectFrom('payment_methods').selectAll().where('company_id', '=', companyId).execute()
  return rows.map(({ company_id: _, position, id, ...row }) => ({ ...row, id: id as Method, order: position }))
}

export async function keepMethod(work: Work, { order, ...method }: MethodFacts): Promise<void> {
  const { created_at, updated_at } = method
  await sql`
    insert into payment_methods (company_id, id, name, enabled, position, meta, merchant_account, min, max, convenience_fee, created_at, updated_at)
    values (${work.companyId}, ${method.id}, ${method.name}, ${method.enabled}, ${order}, ${method.meta}, ${method.merchant_account}, ${method.min}, ${method.max}, ${method.convenience_fee}, ${created_at}, ${updated_at})
    on conflict (company_id, id) do update set name = excluded.name, enabled = excluded.enabled, position = excluded.position, meta = excluded.meta, merchant_account = excluded.merchant_account,
      min = excluded.min, max = excluded.max, convenience_fee = excluded.convenience_fee, updated_at = excluded.updated_at
  `.execute(work.tx)
}

export async function isAccountUsed(work: Work, id: number): Promise<boolean> {
  const { companyId } = work
  const used = await work.askWidely(sql`
    select 1 from payment_methods where company_id = ${companyId} and merchant_account = ${id} and enabled
    union all select 1 from payment_sources where company_id = ${companyId} and merchant_account = ${id} and not hidden limit 1
  `)
  return used.length > 0
}

/** What the simulated gateway remembers for a company. */
export async function get({ tx, companyId }: Work, key: string): Promise<unknown> {
  const row = await tx
    .selectFrom('simulator_records')
    .select('value')
    .where('company_id', '=', companyId)
    .where('key', '=', key)
    .executeTakeFirst()
  return row?.value ?? null
}

export async function put({ tx, companyId, now }: Work, key: string, value: unknown): Promise<void> {
  await sql`
    insert into simulator_records (company_id, key, value, updated_at) values (${companyId}, ${key}, ${JSON.stringify(value)}::jsonb, ${now})
    on conflict (company_id, key) do update set value = excluded.value, updated_at = excluded.updated_at
  `.execute(tx)
}

/** False when the key is there already; then nothing is written. */
export async function add({ tx, companyId, now }: Work, key: string, value: unknown): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into simulator_records (company_id, key, value, updated_at) values (${companyId}, ${key}, ${JSON.stringify(value)}::jsonb, ${now}) on conflict do nothing
  `.execute(tx)
  return numAffectedRows === 1n
}

export async function remove({ tx, companyId }: Work, key: string): Promise<void> {
  await tx.deleteFrom('simulator_records').where('company_id', '=', companyId).where('key', '=', key).execute()
}

export async function keys({ tx, companyId }: Work, prefix: string): Promise<string[]> {
  const { rows } = await sql<{
    key: string
  }>`select key from simulator_records where company_id = ${companyId} and starts_with(key, ${prefix}) order by key collate "C"`.execute(
    tx,
  )
  return rows.map(({ key }) => key)
}

export async function firstKey({ tx, companyId }: Work, prefix: string): Promise<string | null> {
  const { rows } = await sql<{ key: string }>`
    select key from simulator_records where company_id = ${companyId} and starts_with(key, ${prefix}) order by key collate "C" limit 1
  `.execute(tx)
  return rows[0]?.key ?? null
}
