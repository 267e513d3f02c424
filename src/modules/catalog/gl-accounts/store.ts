import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import { violated } from '../../../platform/db/errors.ts'
import type { GlAccountsTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { GlAccount } from './contract.ts'

const COLUMNS = ['id', 'name', 'code', 'parent_id', 'created_at', 'updated_at']

export async function list(work: Work, query: ListQuery): Promise<Page<GlAccount>> {
  const { rows, total } = await listRows<Selectable<GlAccountsTable>>(work, query, {
    select: sql`t.*`,
    from: sql`gl_accounts t`,
    columns: Object.fromEntries(COLUMNS.map((name) => [name, sql.ref(`t.${name}`)])),
  })
  return { rows: rows.map(fromRow), total }
}

/** The whole chart. */
export async function all({ tx, companyId }: Work): Promise<GlAccount[]> {
  return (await tx.selectFrom('gl_accounts').selectAll().where('company_id', '=', companyId).orderBy('id').execute()).map(fromRow)
}

/** The whole chart, held: who is below whom is decided over all of it. */
export async function lock({ tx, companyId }: Work): Promise<GlAccount[]> {
  const chart = tx.selectFrom('gl_accounts').selectAll().where('company_id', '=', companyId).orderBy('id').forUpdate()
  return (await chart.execute()).map(fromRow)
}

export async function findMany({ tx, companyId }: Work, ids: readonly number[]): Promise<GlAccount[]> {
  const rows = await tx
    .selectFrom('gl_accounts')
    .selectAll()
    .where('company_id', '=', companyId)
    .where(sql<boolean>`id = any(${ids})`)
    .execute()
  return rows.map(fromRow)
}

export async function insert({ tx, companyId }: Work, account: GlAccount): Promise<void> {
  await unlessTaken(
    account,
    tx
      .insertInto('gl_accounts')
      .values({ ...account, company_id: companyId })
      .execute(),
  )
}

export async function update({ tx, companyId }: Work, { id, ...account }: GlAccount): Promise<void> {
  const saved = tx.updateTable('gl_accounts').set(account).where('company_id', '=', companyId).where('id', '=', id).execute()
  await unlessTaken(account, saved)
}

export async function remove({ tx, companyId }: Work, id: number): Promise<void> {
  await tx.deleteFrom('gl_accounts').where('company_id', '=', companyId).where('id', '=', id).execute()
}

/** How many items that can still be sold are mapped to a code. */
export async function countMapped({ tx, companyId }: Work, code: string): Promise<number> {
  const { mapped } = await tx
    .selectFrom('items')
    .select(sql<number>`count(*)`.as('mapped'))
    .where('company_id', '=', companyId)
    .where('gl_account', '=', code)
    .where('archived', '=', false)
    .executeTakeFirstOrThrow()
  return mapped
}

/** Items say the code of their account; when it is spelt anew, so it is there. */
export async function renameMapped({ tx, companyId }: Work, from: string, to: string): Promise<void> {
  await tx
    .updateTable('items')
    .set({ gl_account: to })
    .where('company_id', '=', companyId)
    .where('gl_account', '=', from)
    .execute()
}

/** Two at once both saw the name free; the index lets one of them in. */
async function unlessTaken({ code, name }: Pick<GlAccount, 'code' | 'name'>, written: Promise<unknown>): Promise<void> {
  try {
    await written
  } catch (error) {
    const index = violated(error)
    if (index === 'gl_accounts_code')
      throw new Refusal('invalid', 'gl_account_code_taken', `There is an account with the code ${code} already.`, 'code')
    if (index === 'gl_accounts_name')
      throw new Refusal('invalid', 'gl_account_name_taken', `There is an account named ${name} already.`, 'name')
    throw error
  }
}

function fromRow({ company_id: _, ...row }: Selectable<GlAccountsTable>): GlAccount {
  return row
}
