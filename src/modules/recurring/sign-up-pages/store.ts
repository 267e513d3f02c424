import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page as Listed } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { SignUpPageAddonsTable, SignUpPagesTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import { portalKey, portalKeyHash, portalUrl } from '../../../platform/portal-links.ts'
import type { Work } from '../../../platform/work.ts'
import type { Addon, Page } from './rules.ts'

export async function list(work: Work, query: ListQuery): Promise<Listed<Page>> {
  const { rows, total } = await listRows<Selectable<SignUpPagesTable>>(work, query, {
    select: sql`t.*`,
    from: sql`sign_up_pages t`,
    columns: columns(['id', 'name', 'type', 'created_at', 'updated_at']),
  })
  return { rows: rows.map(fromRow), total }
}

export async function listAddons(work: Work, query: ListQuery): Promise<Listed<Addon>> {
  const { rows, total } = await listRows<Selectable<SignUpPageAddonsTable>>(work, query, {
    select: sql`t.*`,
    from: sql`sign_up_page_addons t`,
    columns: columns(['id', 'sign_up_page_id', 'type', 'created_at', 'updated_at']),
  })
  return { rows: rows.map(addonOf), total }
}

function columns(names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, sql.ref(`t.${name}`)]))
}

export async function find(work: Work, id: number): Promise<Page> {
  const [page] = await findMany(work, [id])
  if (!page) throw new Refusal('not_found', 'sign_up_page_not_found', `No sign-up page ${id}.`)
  return page
}

export async function findMany({ tx, companyId }: Work, ids: readonly number[]): Promise<Page[]> {
  const rows = await tx
    .selectFrom('sign_up_pages')
    .selectAll()
    .where('company_id', '=', companyId)
    .where(sql<boolean>`id = any(${[...ids]})`)
    .execute()
  return rows.map(fromRow)
}

export async function findByPortalKey({ tx, companyId }: Work, key: string): Promise<Page | null> {
  const row = await tx
    .selectFrom('sign_up_pages')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('portal_key_hash', '=', portalKeyHash(key))
    .executeTakeFirst()
  return row ? fromRow(row) : null
}

export async function insert(work: Work, page: Page): Promise<void> {
  const key = portalKey(work.config, 'sign_up_page', work.companyId, page.id)
  const row = { ...page, plans: [...page.plans], taxes: [...page.taxes], custom_fields: [...page.custom_fields] }
  await insertRows(work, 'sign_up_pages', [{ ...row, company_id: work.companyId, portal_key_hash: portalKeyHash(key) }])
}

export async function update({ tx, companyId }: Work, { id, created_at: _, ...page }: Page): Promise<void> {
  await tx
    .updateTable('sign_up_pages')
    .set({ ...page, plans: [...page.plans], taxes: [...page.taxes], custom_fields: [...page.custom_fields] })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .execute()
}

/** Customers to whom the page was offered are offered none. */
export async function remove({ tx, companyId }: Work, id: number): Promise<void> {
  await sql`update customers set sign_up_page = null where company_id = ${companyId} and sign_up_page = ${id}`.execute(tx)
  await tx.deleteFrom('sign_up_pages').where('company_id', '=', companyId).where('id', '=', id).execute()
}

export async function findAddon({ tx, companyId }: Work, id: number): Promise<Addon> {
  const row = await tx
    .selectFrom('sign_up_page_addons')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new Refusal('not_found', 'sign_up_page_addon_not_found', `No sign-up page addon ${id}.`)
  return addonOf(row)
}

/** The addons of a page, as they stand on it. */
export async function addonsOf({ tx, companyId }: Work, page: number): Promise<Addon[]> {
  const rows = await tx
    .selectFrom('sign_up_page_addons')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('sign_up_page_id', '=', page)
    .orderBy('order')
    .orderBy('id')
    .execute()
  return rows.map(addonOf)
}

export async function insertAddon(work: Work, addon: Addon): Promise<void> {
  await insertRows(work, 'sign_up_page_addons', [{ ...addon, company_id: work.companyId }])
}

export async function updateAddon({ tx, companyId }: Work, { id, created_at: _, ...addon }: Addon): Promise<void> {
  await tx.updateTable('sign_up_page_addons').set(addon).where('company_id', '=', companyId).where('id', '=', id).execute()
}

export async function removeAddon({ tx, companyId }: Work, id: number): Promise<void> {
  await tx.deleteFrom('sign_up_page_addons').where('company_id', '=', companyId).where('id', '=', id).execute()
}

export function urlOf({ config, company, companyId }: Work, id: number): string {
  return portalUrl(config, company, 'sign_up_page', portalKey(config, 'sign_up_page', companyId, id))
}

function fromRow({ company_id: _, portal_key_hash: __, type, ...row }: Selectable<SignUpPagesTable>): Page {
  return { ...row, type: type as Page['type'] }
}

function addonOf({ company_id: _, type, ...row }: Selectable<SignUpPageAddonsTable>): Addon {
  return { ...row, type: type as Addon['type'] }
}
