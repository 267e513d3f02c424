import type { Selectable } from 'kysely'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { LettersTable } from '../../../platform/db/tables.ts'
import { waitingRows } from '../../../platform/waiting-rows.ts'
import type { Work } from '../../../platform/work.ts'
import type { Address, Facts } from './rules.ts'

export const { list, find, lock, lockIfAny, lockDue, nextAt } = waitingRows({
  table: 'letters',
  columns: ['id', 'state', 'document_type', 'document_id', 'created_at', 'updated_at'],
  fromRow,
  missing: (id) => new Refusal('not_found', 'letter_not_found', `No letter ${id}.`),
})

/** Writes a letter, unless its cause has one already. */
export async function insert(work: Work, letter: Facts): Promise<boolean> {
  const once = '(company_id, cause) where cause is not null'
  return (await insertRows(work, 'letters', [{ ...letter, company_id: work.companyId }], once)) === 1
}

export async function findByCause({ tx, companyId }: Work, cause: string): Promise<Facts | null> {
  const row = await tx
    .selectFrom('letters')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('cause', '=', cause)
    .executeTakeFirst()
  return row ? fromRow(row) : null
}

/** What an attempt changes. */
export async function update({ tx, companyId }: Work, letter: Facts): Promise<void> {
  const { state, reject_reason, expected_delivery_date, send_after, attempts, reference, updated_at } = letter
  await tx
    .updateTable('letters')
    .set({ state, reject_reason, expected_delivery_date, send_after, attempts, reference, updated_at })
    .where('company_id', '=', companyId)
    .where('id', '=', letter.id)
    .execute()
}

function fromRow({ company_id: _, ...row }: Selectable<LettersTable>): Facts {
  return {
    ...row,
    state: row.state as Facts['state'],
    to_address: row.to_address as unknown as Address,
    from_address: row.from_address as unknown as Address,
  }
}
