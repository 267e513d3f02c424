import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import { violated } from '../../../platform/db/errors.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { ThemesTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import { type Choices, DEFAULT_CHOICES } from './choices.ts'
import type { Theme } from './contract.ts'
import { chosenOf } from './rules.ts'

type Row = Selectable<ThemesTable>

const COLUMNS = ['id', 'name', 'style', 'default', 'created_at', 'updated_at']

export async function list(work: Work, query: ListQuery): Promise<Page<Theme>> {
  const { rows, total } = await listRows<Row>(work, query, {
    select: sql`t.*`,
    from: sql`themes t`,
    columns: Object.fromEntries(COLUMNS.map((name) => [name, sql.ref(`t.${name}`)])),
  })
  return { rows: rows.map(fromRow), total }
}

export async function find({ tx, companyId }: Work, id: string): Promise<Theme> {
  const row = await tx
    .selectFrom('themes')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new Refusal('not_found', 'theme_not_found', `No theme "${id}".`)
  return fromRow(row)
}

/** The theme papers are printed in; null where the company has none. */
export async function findDefault({ tx, companyId }: Work): Promise<Theme | null> {
  const row = await tx
    .selectFrom('themes')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('default', '=', true)
    .executeTakeFirst()
  return row ? fromRow(row) : null
}

export async function isAny({ tx, companyId }: Work): Promise<boolean> {
  return (await tx.selectFrom('themes').select('id').where('company_id', '=', companyId).executeTakeFirst()) !== undefined
}

export async function insert(work: Work, theme: Theme): Promise<void> {
  try {
    await insertRows(work, 'themes', [{ ...toRow(theme), company_id: work.companyId }])
  } catch (error) {
    if (violated(error) !== 'themes_pkey') throw error
    throw new Refusal('invalid', 'id_taken', `There is a theme "${theme.id}" already; choose another id.`, 'id')
  }
}

export async function update({ tx, companyId }: Work, theme: Theme): Promise<void> {
  const { id, created_at: _, choices, ...row } = toRow(theme)
  await tx
    .updateTable('themes')
    .set({ ...row, choices: JSON.stringify(choices) })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .execute()
}

/** Themes are changed one after the other: each may take being the default from another, and there is only one. */
export async function lockThemes({ tx, companyId }: Work): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('themes', ${companyId}))`.execute(tx)
}

/** Whichever was the default is no longer. */
export async function clearDefault({ tx, companyId }: Work, except: string): Promise<void> {
  await tx
    .updateTable('themes')
    .set({ default: false })
    .where('company_id', '=', companyId)
    .where('default', '=', true)
    .where('id', '<>', except)
    .execute()
}

export async function remove({ tx, companyId }: Work, id: string): Promise<void> {
  await tx.deleteFrom('themes').where('company_id', '=', companyId).where('id', '=', id).execute()
}

function toRow(theme: Theme) {
  const shown = Object.entries(theme).filter(([name]) => name !== 'object' && !(name in DEFAULT_CHOICES))
  // The cast says what the filter left: the columns beside the choices.
  return { ...(Object.fromEntries(shown) as Omit<Theme, 'object' | keyof Choices>), choices: chosenOf(theme) }
}

function fromRow({ company_id: _, choices, ...row }: Row): Theme {
  return {
    ...DEFAULT_CHOICES,
    ...(choices as Partial<Choices>), // checked when they were written
    ...row,
    object: 'theme',
    style: row.style as Theme['style'],
  }
}
