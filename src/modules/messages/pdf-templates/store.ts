import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import { violated } from '../../../platform/db/errors.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { PdfTemplatesTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { PdfTemplate } from './contract.ts'

type Row = Selectable<PdfTemplatesTable>

const COLUMNS = ['id', 'name', 'document_type', 'template_engine', 'created_at', 'updated_at']

export async function list(work: Work, query: ListQuery): Promise<Page<PdfTemplate>> {
  const { rows, total } = await listRows<Row>(work, query, {
    select: sql`t.*`,
    from: sql`pdf_templates t`,
    columns: Object.fromEntries(COLUMNS.map((name) => [name, sql.ref(`t.${name}`)])),
  })
  return { rows: rows.map(fromRow), total }
}

/** How much the company keeps, with what this work wrote. Whoever writes at the same time waits, and then weighs that too. */
export async function weigh({ tx, companyId }: Work): Promise<{ readonly templates: number; readonly characters: number }> {
  await sql`select pg_advisory_xact_lock(hashtextextended('pdf_templates', ${companyId}))`.execute(tx)
  const { rows } = await sql<{ templates: number; characters: number }>`
    select count(*) as templates,
      coalesce(sum(length(html) + length(css) + length(header_html) + length(header_css) + length(footer_html) + length(footer_css)), 0)::bigint as characters
    from pdf_templates where company_id = ${companyId}
  `.execute(tx)
  return rows[0]!
}

export async function find(work: Work, id: number): Promise<PdfTemplate> {
  const [template] = await findMany(work, [id])
  if (!template) throw new Refusal('not_found', 'pdf_template_not_found', `No PDF template ${id}.`)
  return template
}

export async function findMany({ tx, companyId }: Work, ids: readonly number[]): Promise<PdfTemplate[]> {
  const rows = await tx
    .selectFrom('pdf_templates')
    .selectAll()
    .where('company_id', '=', companyId)
    .where(sql<boolean>`id = any(${[...ids]})`)
    .execute()
  return rows.map(fromRow)
}

export async function insert(work: Work, { object: _, ...template }: PdfTemplate): Promise<void> {
  await insertRows(work, 'pdf_templates', [{ ...template, company_id: work.companyId }])
}

export async function update({ tx, companyId }: Work, { object: _, id, created_at: __, ...row }: PdfTemplate): Promise<void> {
  await tx.updateTable('pdf_templates').set(row).where('company_id', '=', companyId).where('id', '=', id).execute()
}

/** Remembers why it could not be printed, unless it was changed meanwhile. */
export async function recordFailure({ tx, companyId, now }: Work, template: PdfTemplate, said: string): Promise<void> {
  await tx
    .updateTable('pdf_templates')
    .set({ last_error: said, last_error_at: now })
    .where('company_id', '=', companyId)
    .where('id', '=', template.id)
    .where('updated_at', '=', template.updated_at)
    .execute()
}

export async function remove({ tx, companyId }: Work, id: number): Promise<void> {
  try {
    await tx.deleteFrom('pdf_templates').where('company_id', '=', companyId).where('id', '=', id).execute()
  } catch (error) {
    if (!violated(error)?.startsWith('themes_')) throw error
    throw new Refusal('refused', 'pdf_template_used', 'A theme uses this PDF template: choose another one there first.')
  }
}

function fromRow({ company_id: _, ...row }: Row): PdfTemplate {
  return {
    ...row,
    object: 'pdf_template',
    document_type: row.document_type as PdfTemplate['document_type'],
    template_engine: row.template_engine as PdfTemplate['template_engine'],
  }
}
