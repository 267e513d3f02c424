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
import type { ChargedSplit } from '../payments/application.ts'
import type { Charge } from './contract.ts'
import type { Facts, State } from './rules.ts'

type Row = Selectable<ChargesTable> & { readonly refunds: Charge['refunds'] }

const FACTS = sql`t.*, netterms.refunds_of(t.company_id, t.id) as refunds`

export async function list(work: Work, query: ListQuery): Promise<Page<Facts>> {
  const plain = [
    'id',
    'customer',
    'currency',
    'gateway',
    'gateway_id',
    'refunded',
    'disputed',
    'receipt_email',
    'description',
    'created_at',
    'updated_at',
    'failure_message',
    'merchant_account',
  ]
  const { rows, total } = await listRows<Row>(work, query, {
    select: FACTS,
    from: sql`charges t`,
    columns: {
      ...Object.fromEntries(plain.map((name) => [name, sql.ref(`t.${name}`)])),
      amount: major('t.amount'),
      amount_refunded: major('t.amount_refunded'),
      payment: sql`coalesce(t.payment_id, case when t.status <> 'failed' then t.id end)`,
      merchant_account_transaction: sql`null::bigint`,
      card: sql`case when t.payment_source_type = 'card' then t.payment_source_id end`,
      bank_account: sql`case when t.payment_source_type = 'bank_account' then t.payment_source_id end`,
      status: sql`case when t.status in ('succeeded', 'failed') then t.status else 'pending' end`,
    },
  })
  return { rows: rows.map(fromRow), total }
}

export const find = (work: Work, id: number): Promise<Facts> => one(work, id, sql``)
/** Holds the row until the work ends. */
export const lock = (work: Work, id: number): Promise<Facts> => one(work, id, sql`for update of t`)

async function one(work: Work, id: number, clause: RawBuilder<unknown>): Promise<Facts> {
  const [charge] = await select(work, sql`t.id = ${id}`, clause)
  if (!charge) throw new Refusal('not_found', 'charge_not_found', `No charge ${id}.`)
  return charge
}

export async function findMany(work: Work, ids: readonly number[]): Promise<Facts[]> {
  return select(work, sql`t.id = any(${[...ids]})`)
}

/** A charge made before under the same key, for a page that is sent twice. */
export async function findByKey(work: Work, key: string): Promise<Facts | null> {
  return (await select(work, sql`t.idempotency_key = ${key}`))[0] ?? null
}

export async function findByReference(work: Work, gateway: string, reference: string): Promise<Facts | null> {
  return (await select(work, sql`t.gateway = ${gateway} and t.gateway_id = ${reference}`))[0] ?? null
}

async function select(
  { tx, companyId }: Work,
  condition: RawBuilder<unknown>,
  clause: RawBuilder<unknown> = sql``,
): Promise<Facts[]> {
  const { rows } =
    await sql<Row>`select ${FACTS} from charges t where t.company_id = ${companyId} and ${condition} ${clause}`.execute(tx)
  return rows.map(fromRow)
}

/** False when there is a charge with the key already. */
export async function insert(work: Work, charge: Facts): Promise<boolean> {
  const { object: _, refunds: __, amount, amount_refunded, ...fields } = charge
  const row = { ...fields, company_id: work.companyId, amount: amount.amount, amount_refunded: amount_refunded.amount }
  return (await insertRows(work, 'charges', [row], '(company_id, idempotency_key)')) === 1
}

export async function update(work: Work, charge: Facts): Promise<void> {
  const {
    id,
    status,
    gateway_id,
    payment_id,
    payment_source,
    failure_code,
    failure_message,
    refunded,
    disputed,
    settled_at,
    attempted_at,
    applied_to,
    begins,
    updated_at,
  } = charge
  await work.tx
    .updateTable('charges')
    .set({
      status,
      gateway_id,
      payment_id,
      payment_source: payment_source && JSON.stringify(payment_source),
      amount_refunded: charge.amount_refunded.amount,
      failure_code,
      failure_message,
      refunded,
      disputed,
      settled_at,
      attempted_at,
      applied_to: JSON.stringify(applied_to),
      begins: begins && JSON.stringify(begins),
      updated_at,
    })
    .where('company_id', '=', work.companyId)
    .where('id', '=', id)
    .execute()
}

/** How long after the last look a charge is asked about again: an answer is missing, or a bank takes its days. */
const WAITS = sql`case t.status when 'pending' then interval '6 hours' when 'intended' then interval '2 minutes' else interval '1 minute' end`
const UNSETTLED = sql`t.status in ('intended', 'unknown', 'pending')`

/** Charges whose end is not known and whose turn it is, the longest waiting first. */
export async function findUnsettled(work: Work, most: number): Promise<Facts[]> {
  return select(work, sql`${UNSETTLED} and t.updated_at + ${WAITS} <= ${work.now}`, sql`order by t.updated_at limit ${most}`)
}

/** When there is something to ask about, or null. */
export async function nextSettlement({ tx, companyId }: Work): Promise<Date | null> {
  const { rows } = await sql<{
    at: Date | null
  }>`select min(t.updated_at + ${WAITS}) as at from charges t where t.company_id = ${companyId} and ${UNSETTLED}`.execute(tx)
  return rows[0]?.at ?? null
}

/** Whether a payment of the deposit of an estimate has not ended yet. */
export async function isDepositRunning({ tx, companyId }: Work, estimate: number): Promise<boolean> {
  const { rows } = await sql<{ running: boolean }>`
    select exists (
      select from charges t
      where t.company_id = ${companyId} and ${UNSETTLED} and t.applied_to @> ${JSON.stringify([{ type: 'estimate', estimate }])}::jsonb
    ) as running
  `.execute(tx)
  return rows[0]!.running
}

/** Whether an attempt to pay for the document, or with it, has not ended. */
export async function isUnderWay(
  { tx, companyId }: Work,
  document: { readonly invoice: number } | { readonly estimate: number } | { readonly credit_note: number },
): Promise<boolean> {
  const { rows } = await sql<{ running: boolean }>`
    select exists (
      select from charges t where t.company_id = ${companyId} and ${UNSETTLED} and t.applied_to @> ${JSON.stringify([document])}::jsonb
    ) as running
  `.execute(tx)
  return rows[0]!.running
}

/** Payments of a customer that were declined in the portal within the last hour. */
export async function countFailures({ tx, companyId, now }: Work, customer: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from charges
    where company_id = ${companyId} and customer = ${customer} and status = 'failed' and source = 'customer_portal' and created_at > ${new Date(now.getTime() - 3_600_000)}
  `.execute(tx)
  return rows[0]!.count
}

/** It is asked about now: its turn comes again later. */
export async function touch(work: Work, id: number): Promise<void> {
  await work.tx
    .updateTable('charges')
    .set({ updated_at: work.now })
    .where('company_id', '=', work.companyId)
    .where('id', '=', id)
    .execute()
}

function fromRow({ company_id: _, ...row }: Row): Facts {
  const currency = row.currency as Currency
  return {
    ...row,
    object: 'charge',
    amount: money(row.amount, currency),
    amount_refunded: money(row.amount_refunded, currency),
    status: row.status as State,
    applied_to: row.applied_to as ChargedSplit[],
    begins: row.begins as Facts['begins'],
    payment_source: row.payment_source as Charge['payment_source'],
  }
}
