import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Currency } from '../../../core/currency.ts'
import { money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { ChargesTable } from '../../../platform/db/tables.ts'
import { listRows, major } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { Facts, State, StoredSplit } from './rules.ts'

type Row = Selectable<ChargesTable>

export async function list(work: Work, query: ListQuery): Promise<Page<Facts>> {
  const plain = ['id', 'customer', 'currency', 'gateway', 'gateway_id', 'refunded', 'disputed', 'receipt_email', 'created_at', 'updated_at']
  const { rows, total } = await listRows<Row>(work, query, {
    select: sql`t.*`,
    from: sql`charges t`,
    columns: {
      ...Object.fromEntries(plain.map((name) => [name, sql.ref(`t.${name}`)])),
      amount: major('t.amount'),
      payment: sql`t.payment_id`,
      status: sql`case when t.status in ('succeeded', 'failed') then t.status else 'pending' end`,
    },
  })
  return { rows: rows.map(fromRow), total }
}

export const find = (work: Work, id: number): Promise<Facts> => one(work, id, sql``)
/** Holds the row until the work ends. */
export const lock = (work: Work, id: number): Promise<Facts> => one(work, id, sql`for update`)

async function one(work: Work, id: number, clause: RawBuilder<unknown>): Promise<Facts> {
  const { rows } = await sql<Row>`select * from charges where company_id = ${work.companyId} and id = ${id} ${clause}`.execute(work.tx)
  if (!rows[0]) throw new Refusal('not_found', 'charge_not_found', `No charge ${id}.`)
  return fromRow(rows[0])
}

/** A charge made before under the same key, for a page that is sent twice. */
export async function findByKey(work: Work, key: string): Promise<Facts | null> {
  const { rows } = await sql<Row>`select * from charges where company_id = ${work.companyId} and idempotency_key = ${key}`.execute(work.tx)
  return rows[0] ? fromRow(rows[0]) : null
}

/** False when there is a charge with the key already. */
export async function insert(work: Work, charge: Facts): Promise<boolean> {
  const { object: _, amount, amount_refunded, ...fields } = charge
  const row = { ...fields, company_id: work.companyId, amount: amount.amount, amount_refunded: amount_refunded.amount }
  return (await insertRows(work, 'charges', [row], '(company_id, idempotency_key)')) === 1
}

export async function update(work: Work, { id, status, gateway_id, payment_id, failure_code, failure_message, settled_at, attempted_at, updated_at }: Facts): Promise<void> {
  await work.tx.updateTable('charges').set({ status, gateway_id, payment_id, failure_code, failure_message, settled_at, attempted_at, updated_at }).where('company_id', '=', work.companyId).where('id', '=', id).execute()
}

/** Charges whose end is not known, oldest first. Intentions count once they are older than any call can last. */
export async function findUnsettled(work: Work, most: number): Promise<Facts[]> {
  const { rows } = await sql<Row>`
    select * from charges where company_id = ${work.companyId} and (status in ('unknown', 'pending') or (status = 'intended' and updated_at < ${new Date(work.now.getTime() - 120_000)}))
    order by updated_at limit ${most}
  `.execute(work.tx)
  return rows.map(fromRow)
}

/** When there is something to ask about, or null. */
export async function oldestUnsettled({ tx, companyId }: Work): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`select min(updated_at) as at from charges where company_id = ${companyId} and status in ('intended', 'unknown', 'pending')`.execute(tx)
  return rows[0]?.at ?? null
}

/** Asked again in vain: the next in line comes first. */
export async function touch(work: Work, id: number): Promise<void> {
  await work.tx.updateTable('charges').set({ updated_at: work.now }).where('company_id', '=', work.companyId).where('id', '=', id).execute()
}

function fromRow({ company_id: _, ...row }: Row): Facts {
  const currency = row.currency as Currency
  return {
    ...row,
    object: 'charge',
    amount: money(row.amount, currency),
    amount_refunded: money(row.amount_refunded, currency),
    status: row.status as State,
    applied_to: row.applied_to as StoredSplit[],
  }
}
