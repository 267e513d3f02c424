import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { ApiKeysTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Platform } from '../../../platform/outside.ts'
import type { PlainWork } from '../../../platform/plain-work.ts'
import type { Work } from '../../../platform/work.ts'
import type { KeptKey } from './rules.ts'

export async function list(work: Work, query: ListQuery): Promise<Page<KeptKey>> {
  const { rows, total } = await listRows<Selectable<ApiKeysTable>>(work, query, {
    select: sql`t.*`,
    from: sql`api_keys t`,
    where: [sql`t.revoked_at is null`],
    columns: { id: sql`t.id`, description: sql`t.description`, created_at: sql`t.created_at`, last_used_at: sql`t.last_used_at` },
  })
  return { rows: rows.map(fromRow), total }
}

export async function insert({ tx, companyId }: Work, { scopes, ...key }: KeptKey, secret_hash: Buffer): Promise<void> {
  await tx
    .insertInto('api_keys')
    .values({ company_id: companyId, ...key, scopes: scopes && [...scopes], secret_hash })
    .execute()
}

/** Revokes a key for good and returns what it was, with its hash. */
export async function revoke({ tx, companyId, now }: Work, id: number): Promise<{ key: KeptKey; secret_hash: Buffer }> {
  const row = await tx
    .updateTable('api_keys')
    .set({ revoked_at: now })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw new Refusal('not_found', 'api_key_not_found', `No API key ${id}.`)
  return { key: fromRow(row), secret_hash: row.secret_hash }
}

export interface PresentedKey {
  readonly company_id: number
  readonly id: number
  readonly scopes: string[] | null
  readonly last_used_at: Date | null
  /** Of the company. */
  readonly username: string
}

/** The key whose hash is presented; the row policy shows this one row to a transaction opened with that hash. */
export async function findPresented({ tx }: PlainWork, secretHash: Buffer): Promise<PresentedKey | undefined> {
  return tx
    .selectFrom('api_keys')
    .innerJoin('companies', 'companies.id', 'api_keys.company_id')
    .select(['company_id', 'api_keys.id', 'scopes', 'last_used_at', 'companies.username'])
    .where('secret_hash', '=', secretHash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
}

export interface Use {
  readonly company_id: number
  readonly id: number
  readonly at: Date
}

/** When keys were last used; of several companies at once, so by the machinery's connection. */
export async function recordUses({ ownerPool }: Platform, uses: readonly Use[]): Promise<void> {
  await ownerPool.query(
    `update api_keys k set last_used_at = u.at
     from jsonb_to_recordset($1::jsonb) as u (company_id bigint, id bigint, at timestamptz)
     where k.company_id = u.company_id and k.id = u.id and (k.last_used_at is null or k.last_used_at < u.at)`,
    [JSON.stringify(uses)],
  )
}

function fromRow({ id, description, hint, scopes, last_used_at, created_at }: Selectable<ApiKeysTable>): KeptKey {
  return { id, description, hint, scopes, last_used_at, created_at }
}
