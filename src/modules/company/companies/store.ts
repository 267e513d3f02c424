import { type Insertable, sql } from 'kysely'
import { Refusal } from '../../../core/refusal.ts'
import type { CompaniesTable } from '../../../platform/db/tables.ts'
import type { PlainWork } from '../../../platform/plain-work.ts'
import type { Work } from '../../../platform/work.ts'
import type { CompanyFacts, Tenant } from './rules.ts'

export async function insert({ tx }: PlainWork, tenant: Tenant): Promise<void> {
  await tx.insertInto('companies').values(toRow(tenant)).execute()
}

export async function find({ tx, companyId }: Work): Promise<Tenant> {
  const row = await tx.selectFrom('companies').selectAll().where('id', '=', companyId).executeTakeFirstOrThrow()
  return row as Tenant // currency and settings were checked when they were written
}

export async function findIdByUsername({ tx }: PlainWork, username: string): Promise<number | undefined> {
  return (
    await tx.selectFrom('companies').select('id').where(sql<boolean>`lower(username) = lower(${username})`).executeTakeFirst()
  )?.id
}

/** Held until the end of the work, so that two changes follow one another. */
export async function lock({ tx, companyId }: Work): Promise<Tenant> {
  const row = await tx.selectFrom('companies').selectAll().where('id', '=', companyId).forUpdate().executeTakeFirstOrThrow()
  return row as Tenant
}

export async function update(work: Work, tenant: Tenant): Promise<void> {
  const { id, ...fields } = toRow(tenant)
  await work.tx.updateTable('companies').set(fields).where('id', '=', id).execute()
}

export async function facts({ tx, companyId }: Work): Promise<CompanyFacts> {
  const { rows } = await sql<CompanyFacts>`
    select exists (select 1 from invoices where company_id = ${companyId}) or exists (select 1 from payments where company_id = ${companyId})
        or exists (select 1 from ledger_entries where company_id = ${companyId}) as has_documents
  `.execute(tx)
  return rows[0]!
}

export async function refuseUnknownFile({ tx, companyId }: Work, id: number): Promise<void> {
  const file = await tx
    .selectFrom('files')
    .select('id')
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!file) throw new Refusal('invalid', 'file_not_found', `No file ${id}; upload the logo first.`, 'logo_file')
}

/** Which of these usernames belong to a company. */
export async function takenUsernames({ tx }: PlainWork, usernames: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx
    .selectFrom('companies')
    .select('username')
    .where(sql<boolean>`lower(username) = any(${usernames})`)
    .execute()
  return new Set(rows.map(({ username }) => username.toLowerCase()))
}

function toRow({ settings, ...tenant }: Tenant): Insertable<CompaniesTable> & { id: number } {
  return { ...tenant, settings: JSON.stringify(settings) }
}
