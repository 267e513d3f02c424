import type { Selectable } from 'kysely'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { TextMessagesTable } from '../../../platform/db/tables.ts'
import { waitingRows } from '../../../platform/waiting-rows.ts'
import type { Work } from '../../../platform/work.ts'
import type { Facts } from './rules.ts'

export const { list, find, lock, lockIfAny, lockDue, nextAt } = waitingRows({
  table: 'text_messages',
  columns: ['id', 'to', 'state', 'document_type', 'document_id', 'created_at', 'updated_at'],
  fromRow,
  missing: (id) => new Refusal('not_found', 'text_message_not_found', `No text message ${id}.`),
})

/** True when it was written, false when this telephone has had one about the document that day. */
export async function insert(work: Work, text: Facts): Promise<boolean> {
  const once = `(company_id, "to", document_type, document_id, day) where state <> 'failed' and state <> 'canceled'`
  return (await insertRows(work, 'text_messages', [{ ...text, company_id: work.companyId }], once)) === 1
}

/** Whether any telephone has a message for this cause. */
export async function hasCause({ tx, companyId }: Work, cause: string): Promise<boolean> {
  const row = await tx
    .selectFrom('text_messages')
    .select('id')
    .where('company_id', '=', companyId)
    .where('cause', '=', cause)
    .executeTakeFirst()
  return row !== undefined
}

export async function update({ tx, companyId }: Work, { id, created_at: _, ...text }: Facts): Promise<void> {
  await tx.updateTable('text_messages').set(text).where('company_id', '=', companyId).where('id', '=', id).execute()
}

function fromRow({ company_id: _, ...row }: Selectable<TextMessagesTable>): Facts {
  return { ...row, state: row.state as Facts['state'] }
}
