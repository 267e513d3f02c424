import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import { violated } from '../../../platform/db/errors.ts'
import type { AttachmentsTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { Attachment, ParentType } from './contract.ts'

/** A link between a file and a document, as it is kept. */
export type KeptAttachment = Omit<Attachment, 'object' | 'file'> & { readonly file_id: number }

/** The tables of what can have attachments; a document that joins the product adds a line here. */
const PARENTS: { readonly [P in ParentType]?: RawBuilder<unknown> } = {
  invoice: sql`invoices`,
  credit_note: sql`credit_notes`,
  estimate: sql`estimates`,
  payment: sql`payments`,
}

export async function parentExists({ tx, companyId }: Work, type: ParentType, id: number): Promise<boolean> {
  const table = PARENTS[type]
  if (!table) return false
  const { rows } = await sql`select 1 from ${table} where company_id = ${companyId} and id = ${id}`.execute(tx)
  return rows.length > 0
}

export async function list(work: Work, query: ListQuery, type: ParentType, id: number): Promise<Page<KeptAttachment>> {
  const { rows, total } = await listRows<Selectable<AttachmentsTable>>(work, query, {
    select: sql`t.*`,
    from: sql`attachments t`,
    where: [sql`t.parent_type = ${type} and t.parent_id = ${id}`],
    columns: Object.fromEntries(
      ['id', 'file_id', 'location', 'created_at', 'updated_at'].map((name) => [name, sql.ref(`t.${name}`)]),
    ),
  })
  return { rows: rows.map(fromRow), total }
}

export async function ofParents({ tx, companyId }: Work, type: ParentType, ids: readonly number[]): Promise<KeptAttachment[]> {
  const rows = await tx
    .selectFrom('attachments')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('parent_type', '=', type)
    .where(sql<boolean>`parent_id = any(${ids})`)
    .orderBy('id')
    .execute()
  return rows.map(fromRow)
}

/** Makes these files, in this order, the attachments of a parent; returns the ids that name a file. */
export async function replace(
  { tx, companyId, now }: Work,
  type: ParentType,
  id: number,
  files: readonly number[],
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with known as (
      select f.id, n.place from unnest(${files}::bigint[]) with ordinality as n (id, place) join files f on f.company_id = ${companyId} and f.id = n.id
    ), gone as (
      delete from attachments
      where company_id = ${companyId} and parent_type = ${type} and parent_id = ${id} and not file_id = any(${files}::bigint[])
    ), made as (
      insert into attachments (company_id, parent_type, parent_id, file_id, created_at, updated_at)
      select ${companyId}::bigint, ${type}::text, ${id}::bigint, known.id, ${now}::timestamptz, ${now}::timestamptz from known order by place
      on conflict (company_id, parent_type, parent_id, file_id) do nothing
    )
    select id from known
  `.execute(tx)
  return rows.map((row) => row.id)
}

export async function insert({ tx, companyId }: Work, attachment: KeptAttachment): Promise<void> {
  try {
    await tx
      .insertInto('attachments')
      .values({ ...attachment, company_id: companyId })
      .execute()
  } catch (error) {
    if (violated(error) === 'attachments_parent')
      throw new Refusal('invalid', 'attached_already', 'This file is attached already.', 'file_id')
    throw error
  }
}

export async function find({ tx, companyId }: Work, id: number): Promise<KeptAttachment> {
  const row = await tx
    .selectFrom('attachments')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound(id)
  return fromRow(row)
}

export async function remove({ tx, companyId }: Work, id: number): Promise<void> {
  await tx.deleteFrom('attachments').where('company_id', '=', companyId).where('id', '=', id).execute()
}

export function notFound(id: number): Refusal {
  return new Refusal('not_found', 'attachment_not_found', `No attachment ${id}.`)
}

function fromRow({ company_id: _, parent_type, location, ...row }: Selectable<AttachmentsTable>): KeptAttachment {
  return { ...row, parent_type: parent_type as ParentType, location: location as Attachment['location'] }
}
