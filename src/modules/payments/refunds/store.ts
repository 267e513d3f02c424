import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Currency } from '../../../core/currency.ts'
import { type Money, money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { RefundsTable } from '../../../platform/db/tables.ts'
import { listRows, major } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { Facts, State } from './rules.ts'

type Row = Selectable<RefundsTable>

export async function list(work: Work, query: ListQuery): Promise<Page<Facts>> {
  const names = ['id', 'charge', 'currency', 'failure_message', 'gateway', 'gateway_id', 'created_at', 'updated_at']
  const { rows, total } = await listRows<Row>(work, query, {
    select: sql`t.*`,
    from: sql`refunds t`,
    columns: {
      ...Object.fromEntries(names.map((name) => [name, sql.ref(`t.${name}`)])),
      amount: major('t.amount'),
      payment: sql`t.payment_id`,
      merchant_account_transaction: sql`null::bigint`,
      status: sql`case when t.status in ('succeeded', 'failed') then t.status else 'pending' end`,
    },
  })
  return { rows: rows.map(fromRow), total }
}

export async function find(work: Work, id: number): Promise<Facts> {
  const [refund] = await select(work, sql`id = ${id}`)
  if (!refund) throw new Refusal('not_found', 'refund_not_found', `No refund ${id}.`)
  return refund
}

export async function findByKey(work: Work, key: string): Promise<Facts | null> {
  return (await select(work, sql`idempotency_key = ${key}`))[0] ?? null
}

export async function findByReference(work: Work, gateway: string, reference: string): Promise<Facts | null> {
  return (await select(work, sql`gateway = ${gateway} and gateway_id = ${reference}`))[0] ?? null
}

/** What of a charge has gone back for good. */
export async function settledOf({ tx, companyId }: Work, charge: number, currency: Currency): Promise<Money> {
  const { rows } = await sql<{
    amount: number
  }>`select coalesce(sum(amount), 0)::bigint as amount from refunds where company_id = ${companyId} and charge = ${charge} and status = 'succeeded'`.execute(
    tx,
  )
  return money(rows[0]!.amount, currency)
}

async function select(
  { tx, companyId }: Work,
  condition: RawBuilder<unknown>,
  clause: RawBuilder<unknown> = sql``,
): Promise<Facts[]> {
  const { rows } = await sql<Row>`select * from refunds where company_id = ${companyId} and ${condition} ${clause}`.execute(tx)
  return rows.map(fromRow)
}

/** False when there is one with the key already. */
export async function insert(work: Work, { object: _, amount, ...refund }: Facts): Promise<boolean> {
  return (
    (await insertRows(
      work,
      'refunds',
      [{ ...refund, amount: amount.amount, company_id: work.companyId }],
      '(company_id, idempotency_key)',
    )) === 1
  )
}

export async function update(
  { tx, companyId }: Work,
  { id, status, gateway_id, failure_message, settled_at, updated_at }: Facts,
): Promise<void> {
  await tx
    .updateTable('refunds')
    .set({ status, gateway_id, failure_message, settled_at, updated_at })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .execute()
}

const WAITS = sql`case status when 'pending' then interval '6 hours' when 'intended' then interval '2 minutes' else interval '1 minute' end`
const UNSETTLED = sql`status in ('intended', 'unknown', 'pending')`

/** Refunds whose end is not known and whose turn it is, the longest waiting first. */
export async function findUnsettled(work: Work, most: number): Promise<Facts[]> {
  return select(work, sql`${UNSETTLED} and updated_at + ${WAITS} <= ${work.now}`, sql`order by updated_at limit ${most}`)
}

/** When there is something to ask about, or null. */
export async function nextSettlement({ tx, companyId }: Work): Promise<Date | null> {
  const { rows } = await sql<{
    at: Date | null
  }>`select min(updated_at + ${WAITS}) as at from refunds where company_id = ${companyId} and ${UNSETTLED}`.execute(tx)
  return rows[0]?.at ?? null
}

/** It is asked about now: its turn comes again later. */
export async function touch({ tx, companyId, now }: Work, id: number): Promise<void> {
  await tx.updateTable('refunds').set({ updated_at: now }).where('company_id', '=', companyId).where('id', '=', id).execute()
}

function fromRow({ company_id: _, ...row }: Row): Facts {
  return { ...row, object: 'refund', amount: money(row.amount, row.currency as Currency), status: row.status as State }
}
