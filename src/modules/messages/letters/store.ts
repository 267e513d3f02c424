import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { LettersTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { Address, Facts } from './rules.ts'

type Row = Selectable<LettersTable>

const PLAIN = ['id', 'state', 'document_type', 'document_id', 'created_at', 'updated_at']

export async function list(work: Work, query: ListQuery): Promise<Page<Facts>> {
  const { rows, total } = await listRows<Row>(work, query, {
    select: sql`t.*`,
    from: sql`letters t`,
    columns: { ...Object.fromEntries(PLAIN.map((name) => [name, sql.ref(`t.${name}`)])), customer: sql`t.customer_id` },
  })
  return { rows: rows.map(fromRow), total }
}

export async function find({ tx, companyId }: Work, id: string): Promise<Facts> {
  const row = await tx
    .selectFrom('letters')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new Refusal('not_found', 'letter_not_found', `No letter ${id}.`)
  return fromRow(row)
}

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

/** Whether what it reminds of is still owed. */
export async function isStillOwed({ tx, companyId, today }: Work, { document_type, document_id }: Facts): Promise<boolean> {
  const { rows } = await sql<{ owed: boolean }>`
    select netterms.is_still_owed(${companyId}, ${document_type}, ${document_id}, ${today.date}::date) as owed
  `.execute(tx)
  return rows[0]!.owed
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

/** The next letter that is to be handed over, held; nobody else gets it meanwhile. */
export async function lockDue({ tx, companyId, now }: Work, id: string | null): Promise<Facts | null> {
  let query = tx
    .selectFrom('letters')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('send_after', '<=', now)
    .orderBy('send_after')
    .limit(1)
    .forUpdate()
    .skipLocked()
  if (id !== null) query = query.where('id', '=', id)
  const row = await query.executeTakeFirst()
  return row ? fromRow(row) : null
}

/** The letter, held; null where there is none. */
export async function lockIfAny({ tx, companyId }: Work, id: string): Promise<Facts | null> {
  const row = await tx
    .selectFrom('letters')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row ? fromRow(row) : null
}

export async function lock({ tx, companyId }: Work, id: string): Promise<Facts> {
  const row = await tx
    .selectFrom('letters')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return fromRow(row)
}

export async function nextAt({ tx, companyId }: Work): Promise<Date | null> {
  const row = await tx
    .selectFrom('letters')
    .select((eb) => eb.fn.min('send_after').as('at'))
    .where('company_id', '=', companyId)
    .where('send_after', 'is not', null)
    .executeTakeFirst()
  return (row?.at as Date | null | undefined) ?? null
}

function fromRow({ company_id: _, ...row }: Row): Facts {
  return {
    ...row,
    state: row.state as Facts['state'],
    to_address: row.to_address as unknown as Address,
    from_address: row.from_address as unknown as Address,
  }
}
