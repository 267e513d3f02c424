import { type RawBuilder, sql } from 'kysely'
import { insertRows } from '../../../platform/db/records.ts'
import type { Work } from '../../../platform/work.ts'
import type { Checkout } from './rules.ts'

/** False when there is one with the key already. */
export async function insert(work: Work, checkout: Checkout): Promise<boolean> {
  return (
    (await insertRows(work, 'checkouts', [{ ...checkout, company_id: work.companyId }], '(company_id, idempotency_key)')) === 1
  )
}

export async function find(work: Work, id: number): Promise<Checkout | null> {
  return (await select(work, sql`id = ${id}`))[0] ?? null
}

export async function findByKey(work: Work, key: string): Promise<Checkout | null> {
  return (await select(work, sql`idempotency_key = ${key}`))[0] ?? null
}

export async function findByReference(work: Work, gateway: string, reference: string): Promise<Checkout | null> {
  return (await select(work, sql`gateway = ${gateway} and gateway_id = ${reference}`))[0] ?? null
}

export async function findCompleted(work: Work, keys: readonly string[]): Promise<Checkout[]> {
  return keys.length === 0 ? [] : select(work, sql`status = 'completed' and idempotency_key = any(${[...keys]})`)
}

async function select(
  { tx, companyId }: Work,
  condition: RawBuilder<unknown>,
  clause: RawBuilder<unknown> = sql``,
): Promise<Checkout[]> {
  const { rows } = await sql<
    Checkout & { company_id: number }
  >`select * from checkouts where company_id = ${companyId} and ${condition} ${clause}`.execute(tx)
  return rows.map(({ company_id: _, ...row }) => row)
}

export async function update(
  { tx, companyId, now }: Work,
  id: number,
  set: Partial<Pick<Checkout, 'status' | 'charge' | 'gateway_id' | 'url' | 'expires_at'>>,
): Promise<void> {
  await tx
    .updateTable('checkouts')
    .set({ ...set, updated_at: now })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .execute()
}

/** Whether somebody may be paying for the document, or with it, on a page that is open. */
export async function isOpenFor(work: Work, document: Readonly<Record<string, number>>): Promise<boolean> {
  return (
    (await select(work, sql`status = 'open' and applied_to @> ${JSON.stringify([document])}::jsonb`, sql`limit 1`)).length > 0
  )
}

const WAIT = sql`interval '15 minutes'`

/** Open pages that were not asked about for a while: the payer may have closed the window after paying. */
export async function findWaiting(work: Work, most: number): Promise<Checkout[]> {
  return select(work, sql`status = 'open' and updated_at + ${WAIT} <= ${work.now}`, sql`order by updated_at limit ${most}`)
}

export async function nextLook({ tx, companyId }: Work): Promise<Date | null> {
  const { rows } = await sql<{
    at: Date | null
  }>`select min(updated_at + ${WAIT}) as at from checkouts where company_id = ${companyId} and status = 'open'`.execute(tx)
  return rows[0]?.at ?? null
}
