import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import { violated } from '../../../platform/db/errors.ts'
import type { PaymentTermsTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { PaymentTerm } from './contract.ts'

/** What is kept; the rest is told from the name. */
export type KeptPaymentTerm = Pick<PaymentTerm, 'id' | 'name' | 'active' | 'created_at' | 'updated_at'>

const COLUMNS = ['id', 'name', 'active', 'created_at', 'updated_at'] as const

export async function list(work: Work, query: ListQuery): Promise<Page<KeptPaymentTerm>> {
  return listRows<Selectable<PaymentTermsTable>>(work, query, {
    select: sql`t.*`,
    from: sql`payment_terms t`,
    columns: Object.fromEntries(COLUMNS.map((name) => [name, sql.ref(`t.${name}`)])),
  })
}

export async function find({ tx, companyId }: Work, id: number): Promise<KeptPaymentTerm> {
  const row = await tx
    .selectFrom('payment_terms')
    .select(COLUMNS)
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new Refusal('not_found', 'payment_term_not_found', `No payment terms ${id}.`)
  return row
}

export async function insert(work: Work, term: KeptPaymentTerm): Promise<void> {
  await distinctly(term, () => work.tx.insertInto('payment_terms').values(toRow(work, term)).execute())
}

export async function update(work: Work, term: KeptPaymentTerm): Promise<void> {
  await distinctly(term, () =>
    work.tx
      .updateTable('payment_terms')
      .set(toRow(work, term))
      .where('company_id', '=', work.companyId)
      .where('id', '=', term.id)
      .execute(),
  )
}

export async function remove({ tx, companyId }: Work, id: number): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('payment_terms')
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Travels with the commit; nothing happens where the text is listed already. */
export function remember(work: Work, name: string): void {
  work.defer(
    work.tx
      .insertInto('payment_terms')
      .values({ company_id: work.companyId, name, created_at: work.now, updated_at: work.now })
      .onConflict((conflict) => conflict.doNothing()),
  )
}

async function distinctly(term: KeptPaymentTerm, write: () => Promise<unknown>): Promise<void> {
  try {
    await write()
  } catch (error) {
    if (violated(error) === 'payment_terms_name')
      throw new Refusal('invalid', 'name_taken', `There are payment terms "${term.name}" already.`, 'name')
    throw error
  }
}

function toRow({ companyId }: Work, { id, name, active, created_at, updated_at }: KeptPaymentTerm) {
  return { company_id: companyId, id, name, active, created_at, updated_at }
}
