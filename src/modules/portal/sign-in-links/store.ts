import { sql } from 'kysely'
import type { Work } from '../../../platform/work.ts'

export interface KeptKey {
  /** Only whoever has SECRET can read it. */
  readonly sealed_key: string
  readonly created_at: Date
}

export async function find({ tx, companyId }: Work): Promise<KeptKey | undefined> {
  return tx.selectFrom('sso_keys').select(['sealed_key', 'created_at']).where('company_id', '=', companyId).executeTakeFirst()
}

export async function replace({ tx, companyId }: Work, { sealed_key, created_at }: KeptKey): Promise<void> {
  await sql`
    insert into sso_keys (company_id, sealed_key, created_at) values (${companyId}, ${sealed_key}, ${created_at})
    on conflict (company_id) do update set sealed_key = excluded.sealed_key, created_at = excluded.created_at
  `.execute(tx)
}

export async function remove({ tx, companyId }: Work): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('sso_keys').where('company_id', '=', companyId).executeTakeFirst()
  return numDeletedRows > 0n
}
