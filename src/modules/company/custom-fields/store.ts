import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import { violated } from '../../../platform/db/errors.ts'
import type { CustomFieldsTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { CustomField, FieldObject } from './contract.ts'

type Row = Selectable<CustomFieldsTable>

const COLUMNS = ['internal_id', 'id', 'name', 'type', 'object', 'external', 'created_at', 'updated_at']

export async function list(work: Work, query: ListQuery): Promise<Page<CustomField>> {
  const { rows, total } = await listRows<Row>(work, query, {
    select: sql`t.*`,
    from: sql`custom_fields t`,
    columns: Object.fromEntries(COLUMNS.map((name) => [name, sql.ref(`t.${name}`)])),
    tieBreaker: sql`t.internal_id`,
  })
  return { rows: rows.map(fromRow), total }
}

/** The fields of these kinds of records, in the order in which they were defined. */
export async function ofObjects({ tx, companyId }: Work, objects: readonly FieldObject[]): Promise<CustomField[]> {
  const rows = await tx
    .selectFrom('custom_fields')
    .selectAll()
    .where('company_id', '=', companyId)
    .where(sql<boolean>`object = any(${objects})`)
    .orderBy('internal_id')
    .execute()
  return rows.map(fromRow)
}

/** All with this id, of whatever kind of record; else the one with this internal id. */
export async function named({ tx, companyId }: Work, code: string): Promise<CustomField[]> {
  const internal = /^\d{1,15}$/.test(code) ? Number(code) : 0
  const rows = await tx
    .selectFrom('custom_fields')
    .selectAll()
    .where('company_id', '=', companyId)
    .where((eb) => eb.or([eb('id', '=', code), eb('internal_id', '=', internal)]))
    .orderBy('internal_id')
    .execute()
  const byId = rows.filter(({ id }) => id === code)
  return (byId.length > 0 ? byId : rows).map(fromRow)
}

export async function count({ tx, companyId }: Work): Promise<number> {
  const { total } = await tx
    .selectFrom('custom_fields')
    .select(sql<number>`count(*)`.as('total'))
    .where('company_id', '=', companyId)
    .executeTakeFirstOrThrow()
  return total
}

export async function insert({ tx, companyId }: Work, field: CustomField): Promise<void> {
  const row = { ...field, choices: [...field.choices], company_id: companyId }
  await unlessTaken(field, tx.insertInto('custom_fields').values(row).execute())
}

export async function update({ tx, companyId }: Work, { internal_id, ...field }: CustomField): Promise<void> {
  const saved = tx
    .updateTable('custom_fields')
    .set({ ...field, choices: [...field.choices] })
    .where('company_id', '=', companyId)
    .where('internal_id', '=', internal_id)
  await unlessTaken(field, saved.execute())
}

export async function remove({ tx, companyId }: Work, internal_id: number): Promise<void> {
  await tx.deleteFrom('custom_fields').where('company_id', '=', companyId).where('internal_id', '=', internal_id).execute()
}

async function unlessTaken({ id, object }: Pick<CustomField, 'id' | 'object'>, written: Promise<unknown>): Promise<void> {
  try {
    await written
  } catch (error) {
    if (violated(error) !== 'custom_fields_id') throw error
    throw new Refusal('invalid', 'id_taken', `The custom field ${id} of ${object} is defined already; choose another id.`, 'id')
  }
}

function fromRow({ company_id: _, ...row }: Row): CustomField {
  return { ...row, type: row.type as CustomField['type'], object: row.object as FieldObject }
}
