import { type RawBuilder, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { PaymentSourcesTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { PaymentSource } from './contract.ts'
import type { Attempts, SourceFacts } from './rules.ts'

const PLAIN = [
  'id',
  'customer',
  'brand',
  'funding',
  'issuing_country',
  'last4',
  'gateway',
  'gateway_id',
  'gateway_customer',
  'failure_reason',
  'receipt_email',
  'bank_name',
  'country',
  'currency',
  'routing_number',
  'account_holder_name',
  'account_holder_type',
  'exp_month',
  'exp_year',
  'chargeable',
  'verified',
  'merchant_account',
  'created_at',
  'updated_at',
]
const published = sql<PaymentSource>`netterms.payment_source(t.company_id, t.id)`

export async function list(work: Work, query: ListQuery, customer: number, hidden: boolean): Promise<Page<PaymentSource>> {
  const { rows, total } = await listRows<{ source: PaymentSource }>(work, query, {
    select: sql`${published} as source`,
    from: sql`payment_sources t`,
    where: [sql`t.customer = ${customer}`, ...(hidden ? [] : [sql`not t.hidden`])],
    columns: {
      ...Object.fromEntries(PLAIN.map((name) => [name, sql.ref(`t.${name}`)])),
      type: sql`t.account_type`,
      // A card is good until the last day of its month.
      exp_date: sql`(make_date(t.exp_year, t.exp_month, 1) + interval '1 month' - interval '1 day')::date`,
    },
  })
  return { rows: rows.map(({ source }) => source), total }
}

/** Every source of a customer as published, without those taken away. */
export async function shownOf({ tx, companyId }: Work, customer: number): Promise<PaymentSource[]> {
  const { rows } = await sql<{ source: PaymentSource }>`
    select ${published} as source from payment_sources t where t.company_id = ${companyId} and t.customer = ${customer} and not t.hidden order by t.id
  `.execute(tx)
  return rows.map(({ source }) => source)
}

/** The source as published. */
export async function show({ tx, companyId }: Work, id: number): Promise<PaymentSource> {
  const { rows } = await sql<{ source: PaymentSource }>`select netterms.payment_source(${companyId}, ${id}) as source`.execute(tx)
  return rows[0]!.source
}

export async function find(work: Work, customer: number, type: PaymentSource['object'], id: number): Promise<SourceFacts> {
  const [source] = await select(work, sql`id = ${id} and customer = ${customer} and type = ${type}`)
  if (!source)
    throw new Refusal('not_found', 'payment_source_not_found', `There is no ${type.replace('_', ' ')} ${id} of this customer.`)
  return source
}

export async function findByReference(work: Work, gateway: string, gateway_id: string): Promise<SourceFacts | null> {
  return (await select(work, sql`gateway = ${gateway} and gateway_id = ${gateway_id}`))[0] ?? null
}

export async function findByKey(work: Work, key: string): Promise<SourceFacts | null> {
  return (await select(work, sql`idempotency_key = ${key}`))[0] ?? null
}

async function select({ tx, companyId }: Work, condition: RawBuilder<unknown>): Promise<SourceFacts[]> {
  const { rows } = await sql<SourceFacts>`
    select id, customer, type, method, gateway, merchant_account, gateway_id, gateway_customer, verified, chargeable, hidden, failure_reason
    from payment_sources where company_id = ${companyId} and ${condition} order by id desc
  `.execute(tx)
  return rows
}

export async function count({ tx, companyId }: Work, customer: number): Promise<number> {
  const { rows } = await sql<{
    count: number
  }>`select count(*) as count from payment_sources where company_id = ${companyId} and customer = ${customer} and not hidden`.execute(
    tx,
  )
  return rows[0]!.count
}

export type SourceRow = Omit<PaymentSourcesTable, 'company_id' | 'created_at' | 'updated_at' | 'id' | 'hidden'> & {
  readonly id: number
  readonly hidden: boolean
}

/** False when it was saved before under the same key. */
export async function insert(work: Work, row: SourceRow): Promise<boolean> {
  return (
    (await insertRows(
      work,
      'payment_sources',
      [{ ...row, company_id: work.companyId, created_at: work.now, updated_at: work.now }],
      '(company_id, idempotency_key)',
    )) === 1
  )
}

export async function update(
  { tx, companyId, now }: Work,
  id: number,
  set: {
    readonly hidden?: boolean
    readonly verified?: boolean
    readonly chargeable?: boolean
    readonly failure_reason?: string | null
  },
): Promise<void> {
  await tx
    .updateTable('payment_sources')
    .set({ ...set, updated_at: now })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .execute()
}

const hourAgo = ({ now }: Work) => new Date(now.getTime() - 3_600_000)

/** Whether this very attempt to save was begun before. */
export async function hasAttempt({ tx, companyId }: Work, key: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from source_attempts where company_id = ${companyId} and idempotency_key = ${key}
  `.execute(tx)
  return rows.length > 0
}

export async function countAttempts(work: Work, customer: number, ip: string): Promise<Attempts> {
  const { rows } = await sql<Attempts>`
    select count(*) filter (where customer = ${customer}) as of_customer, count(*) filter (where ip = ${ip}) as from_address
    from source_attempts where company_id = ${work.companyId} and (customer = ${customer} or ip = ${ip}) and created_at > ${hourAgo(work)}
  `.execute(work.tx)
  return rows[0]!
}

/** Notes an attempt to save; those that count no more go. */
export async function insertAttempt(
  work: Work,
  { key, customer, ip }: { readonly key: string; readonly customer: number; readonly ip: string },
): Promise<void> {
  await sql`delete from source_attempts where company_id = ${work.companyId} and created_at <= ${hourAgo(work)}`.execute(work.tx)
  const row = { idempotency_key: key, customer, ip: ip || null, company_id: work.companyId, created_at: work.now }
  await insertRows(work, 'source_attempts', [row], '(company_id, idempotency_key)')
}

/** It was saved, or nobody knows: no decline. */
export async function forgetAttempt({ tx, companyId }: Work, key: string): Promise<void> {
  await tx.deleteFrom('source_attempts').where('company_id', '=', companyId).where('idempotency_key', '=', key).execute()
}
