import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { SmsTemplatesTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { SmsTemplate } from './contract.ts'

type Row = Selectable<SmsTemplatesTable>

const COLUMNS = ['id', 'name', 'language', 'template_engine', 'created_at', 'updated_at']

export async function list(work: Work, query: ListQuery): Promise<Page<SmsTemplate>> {
  const { rows, total } = await listRows<Row>(work, query, {
    select: sql`t.*`,
    from: sql`sms_templates t`,
    columns: Object.fromEntries(COLUMNS.map((name) => [name, sql.ref(`t.${name}`)])),
  })
  return { rows: rows.map(fromRow), total }
}

export async function find(work: Work, id: number): Promise<SmsTemplate> {
  const [template] = await findMany(work, [id])
  if (!template) throw new Refusal('not_found', 'sms_template_not_found', `No template of text messages ${id}.`)
  return template
}

export async function findMany({ tx, companyId }: Work, ids: readonly number[]): Promise<SmsTemplate[]> {
  const rows = await tx
    .selectFrom('sms_templates')
    .selectAll()
    .where('company_id', '=', companyId)
    .where(sql<boolean>`id = any(${[...ids]})`)
    .execute()
  return rows.map(fromRow)
}

export async function insert(work: Work, { object: _, ...template }: SmsTemplate): Promise<void> {
  await insertRows(work, 'sms_templates', [{ ...template, company_id: work.companyId }])
}

export async function update({ tx, companyId }: Work, { object: _, id, created_at: __, ...row }: SmsTemplate): Promise<void> {
  await tx.updateTable('sms_templates').set(row).where('company_id', '=', companyId).where('id', '=', id).execute()
}

export async function remove({ tx, companyId }: Work, id: number): Promise<void> {
  await tx.deleteFrom('sms_templates').where('company_id', '=', companyId).where('id', '=', id).execute()
}

function fromRow({ company_id: _, ...row }: Row): SmsTemplate {
  return { ...row, object: 'sms_template', template_engine: row.template_engine as SmsTemplate['template_engine'] }
}
