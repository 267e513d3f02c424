import { sql } from 'kysely'
import type { Work } from '../../../platform/work.ts'

/** What the simulated gateway remembers for a company. */
export async function get({ tx, companyId }: Work, key: string): Promise<unknown> {
  const row = await tx.selectFrom('simulator_records').select('value').where('company_id', '=', companyId).where('key', '=', key).executeTakeFirst()
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
  const { rows } = await sql<{ key: string }>`select key from simulator_records where company_id = ${companyId} and starts_with(key, ${prefix}) order by key collate "C"`.execute(tx)
  return rows.map(({ key }) => key)
}
