import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { InboxesTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'

export type KeptInbox = Omit<Selectable<InboxesTable>, 'company_id'>

const COLUMNS = ['id', 'external_id', 'created_at', 'updated_at']

export async function list(work: Work, query: ListQuery): Promise<Page<KeptInbox>> {
  return listRows<KeptInbox>(work, query, {
    select: sql`t.id, t.external_id, t.created_at, t.updated_at`,
    from: sql`inboxes t`,
    columns: Object.fromEntries(COLUMNS.map((name) => [name, sql.ref(`t.${name}`)])),
  })
}

export async function find({ tx, companyId }: Work, id: number): Promise<KeptInbox> {
  const row = await tx
    .selectFrom('inboxes')
    .select(['id', 'external_id', 'created_at', 'updated_at'])
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new Refusal('not_found', 'inbox_not_found', `No inbox ${id}.`)
  return row
}

/** Makes the company's inbox where it has none yet: two at once make one. */
export async function ensure(work: Work, inbox: KeptInbox): Promise<void> {
  await insertRows(work, 'inboxes', [{ ...inbox, company_id: work.companyId }], '(company_id)')
}

export async function exists({ tx, companyId }: Work): Promise<boolean> {
  return (await tx.selectFrom('inboxes').select('id').where('company_id', '=', companyId).executeTakeFirst()) !== undefined
}
