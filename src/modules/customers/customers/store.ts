import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Metadata } from '../../../contract/wire.ts'
import type { Currency } from '../../../core/currency.ts'
import { money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { violated } from '../../../platform/db/errors.ts'
import type { CustomersTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import { portalKey, portalKeyHash, portalUrl } from '../../../platform/portal-links.ts'
import type { Work } from '../../../platform/work.ts'
import type { Customer } from './contract.ts'
import type { Relations } from './rules.ts'

/** A customer with its tax rates by code, as it is kept. */
export type KeptCustomer = Omit<Customer, 'taxes'> & { readonly taxes: readonly string[] }

const COLUMNS = [
  'id',
  'name',
  'number',
  'email',
  'type',
  'active',
  'autopay',
  'autopay_delay_days',
  'payment_terms',
  'attention_to',
  'address1',
  'address2',
  'city',
  'state',
  'postal_code',
  'country',
  'language',
  'currency',
  'phone',
  'chase',
  'chasing_cadence',
  'next_chase_step',
  'credit_hold',
  'owner',
  'taxable',
  'tax_id',
  'avalara_entity_use_code',
  'avalara_exemption_number',
  'parent_customer',
  'bill_to_parent',
  'consolidated',
  'convenience_fee',
  'surcharging',
  'late_fee_schedule',
  'default_source_type',
  'created_at',
  'updated_at',
]

export interface Narrowing {
  readonly payment_source?: boolean | undefined
  readonly open_balance?: boolean | undefined
  readonly balance?: boolean | undefined
  readonly owner?: number | undefined
  readonly late_fee_schedule_id?: number | undefined
}

const openInvoice = sql`exists (select 1 from invoices i where i.company_id = t.company_id and i.customer = t.id and not i.draft and not i.paid and not i.closed and not i.voided)`

/** Money of the customer that no document has used up: credits are negative in the books. */
const creditPostings = sql`ledger_postings p where p.company_id = t.company_id and p.customer_id = t.id and p.account = 'customer_credit'`
const creditBalance = sql`exists (select 1 from ${creditPostings} group by p.currency having sum(p.amount) < 0)`

export async function list(work: Work, query: ListQuery, narrowing: Narrowing): Promise<Page<KeptCustomer>> {
  const { payment_source, open_balance, balance, owner, late_fee_schedule_id } = narrowing
  const currency = sql`coalesce(t.currency, ${work.company.currency})`
  const { rows, total } = await listRows<Selectable<CustomersTable>>(work, query, {
    select: sql`t.*`,
    from: sql`customers t`,
    where: [
      ...(payment_source === undefined ? [] : [sql`(t.default_source_id is not null) = ${payment_source}`]),
      ...(open_balance === undefined ? [] : [sql`${openInvoice} = ${open_balance}`]),
      ...(balance === undefined ? [] : [sql`${creditBalance} = ${balance}`]),
      ...(owner === undefined ? [] : [sql`t.owner = ${owner}`]),
      ...(late_fee_schedule_id === undefined ? [] : [sql`t.late_fee_schedule = ${late_fee_schedule_id}`]),
    ],
    columns: {
      ...Object.fromEntries(COLUMNS.map((name) => [name, sql.ref(`t.${name}`)])),
      network_connection: sql`null::bigint`,
      credit_limit: sql`(t.credit_limit / (10::numeric ^ netterms.minor_digits(${currency})))`,
      credit_balance: sql`(select coalesce(-sum(p.amount), 0) / (10::numeric ^ netterms.minor_digits(${currency})) from ${creditPostings} and p.currency = ${currency})`,
    },
    counted: 'customers',
  })
  return { rows: rows.map((row) => fromRow(work, row)), total }
}

export async function find(work: Work, id: number): Promise<KeptCustomer> {
  const [customer] = await findMany(work, [id])
  if (!customer) throw notFound(id)
  return customer
}

export async function findMany(work: Work, ids: readonly number[]): Promise<KeptCustomer[]> {
  const rows = await work.tx
    .selectFrom('customers')
    .selectAll()
    .where('company_id', '=', work.companyId)
    .where(sql<boolean>`id = any(${ids})`)
    .execute()
  return rows.map((row) => fromRow(work, row))
}

/** Holds the row until the work is done; documents may still be written for the customer meanwhile. */
export async function lock(work: Work, id: number): Promise<KeptCustomer> {
  const row = await work.tx
    .selectFrom('customers')
    .selectAll()
    .where('company_id', '=', work.companyId)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!row) throw notFound(id)
  return fromRow(work, row)
}

/** Holds both rows, in the order of their ids, so that two merges cannot wait for each other. */
export async function lockBoth(work: Work, ids: readonly [number, number]): Promise<KeptCustomer[]> {
  const rows = await work.tx
    .selectFrom('customers')
    .selectAll()
    .where('company_id', '=', work.companyId)
    .where(sql<boolean>`id = any(${ids})`)
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows.map((row) => fromRow(work, row))
}

/** False where the number is taken; nothing is written then. */
export async function insert(work: Work, customer: Customer): Promise<boolean> {
  const hash = portalKeyHash(keyOf(work, customer.id))
  const { numInsertedOrUpdatedRows } = await work.tx
    .insertInto('customers')
    .values({ ...toRow(customer), company_id: work.companyId, portal_key_hash: hash })
    .onConflict((conflict) => conflict.expression(sql`company_id, lower(number)`).doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

export async function update(work: Work, customer: Customer): Promise<void> {
  try {
    await work.tx
      .updateTable('customers')
      .set(toRow(customer))
      .where('company_id', '=', work.companyId)
      .where('id', '=', customer.id)
      .execute()
  } catch (error) {
    if (violated(error) === 'customers_number') throw numberTaken(customer.number)
    throw error
  }
}

export async function remove({ tx, companyId }: Work, id: number): Promise<void> {
  try {
    await tx.deleteFrom('customers').where('company_id', '=', companyId).where('id', '=', id).execute()
  } catch (error) {
    if (violated(error) === undefined) throw error
    const table = String((error as { table?: string }).table ?? 'records').replaceAll('_', ' ')
    throw new Refusal(
      'refused',
      'customer_in_use',
      `This customer has ${table === 'customers' ? 'sub-customers' : table} and cannot be deleted. Make it inactive instead (active=false).`,
    )
  }
}

/** Holds every change of families of this company, so that two changes cannot close a circle; then reads the place. */
export async function family(
  work: Work,
  id: number,
  parent: number | null,
): Promise<{ ancestors: number[]; levels_below: number }> {
  const { tx, companyId } = work
  await sql`select pg_advisory_xact_lock(hashtextextended('customers.parent_customer', ${companyId}))`.execute(tx)
  // A circle may close through customers whom this member does not see.
  const read = work.askWidely(sql<{ ancestors: number[]; levels_below: number }>`
    with recursive up (id, parent, level) as (
      select id, parent_customer, 1 from customers where company_id = ${companyId} and id = ${parent}::bigint
      union all
      select c.id, c.parent_customer, up.level + 1 from up join customers c on c.company_id = ${companyId} and c.id = up.parent where up.level < 20
    ), down (id, level) as (
      select id, 0 from customers where company_id = ${companyId} and id = ${id}
      union all
      select c.id, down.level + 1 from down join customers c on c.company_id = ${companyId} and c.parent_customer = down.id where down.level < 20
    )
    select coalesce((select array_agg(id order by level) from up), '{}') as ancestors, coalesce((select max(level) from down), 0) as levels_below
  `)
  const [[found], seen] = await Promise.all([read, work.view && parent !== null ? findMany(work, [parent]) : null])
  return seen?.length === 0 ? { ...found!, ancestors: [] } : found!
}

/** Where other records name a customer. Every table that does is listed, so that a merge forgets none; a test compares. */
export const REFERENCES = [
  { table: 'contacts', column: 'customer_id', dated: true },
  { table: 'sign_ups', column: 'customer', dated: true },
  { table: 'source_attempts', column: 'customer', dated: false },
  { table: 'notes', column: 'customer_id', dated: true },
  { table: 'invoices', column: 'customer', dated: true },
  { table: 'credit_notes', column: 'customer', dated: true },
  { table: 'estimates', column: 'customer', dated: true },
  { table: 'credit_balance_adjustments', column: 'customer', dated: true },
  { table: 'payments', column: 'customer', dated: true },
  { table: 'payment_applications', column: 'customer', dated: true },
  { table: 'charges', column: 'customer', dated: true },
  { table: 'payment_sources', column: 'customer', dated: true },
  { table: 'checkouts', column: 'customer', dated: true },
  { table: 'autopay_consents', column: 'customer', dated: false },
  { table: 'disputes', column: 'customer', dated: true },
  { table: 'pending_line_items', column: 'customer', dated: true },
  { table: 'subscriptions', column: 'customer', dated: true },
  { table: 'usage_events', column: 'customer', dated: true },
  { table: 'emails', column: 'customer_id', dated: true },
  { table: 'text_messages', column: 'customer_id', dated: true },
  { table: 'letters', column: 'customer_id', dated: true },
  { table: 'tasks', column: 'customer_id', dated: true },
  { table: 'chasing_walks', column: 'customer_id', dated: false },
  { table: 'chased_steps', column: 'customer_id', dated: true },
  { table: 'ledger_postings', column: 'customer_id', dated: false },
  { table: 'customers', column: 'parent_customer', dated: true },
] as const

/** Everything that named the one customer names the other from now on. One round trip. */
export async function moveReferences({ tx, companyId, now }: Work, from: number, to: number): Promise<void> {
  await Promise.all(
    REFERENCES.map(({ table, column, dated }) => {
      const set = sql`${sql.ref(column)} = ${to}${dated ? sql`, updated_at = ${now}` : sql``}`
      return sql`update ${sql.table(table)} set ${set} where company_id = ${companyId} and ${sql.ref(column)} = ${from}`.execute(
        tx,
      )
    }),
  )
}

/** Whether a subscription of the customer goes on. */
export async function hasSubscription({ tx, companyId }: Work, id: number): Promise<boolean> {
  const { rows } = await sql`
    select 1 from subscriptions where company_id = ${companyId} and customer = ${id} and not canceled and not finished limit 1
  `.execute(tx)
  return rows.length > 0
}

/** The steps of a chasing cadence in their order; null where there is no such cadence. It stays until the work is done. */
export async function stepsOfCadence({ tx, companyId }: Work, cadence: number): Promise<readonly number[] | null> {
  const found = await tx
    .selectFrom('chasing_cadences')
    .select('id')
    .where('company_id', '=', companyId)
    .where('id', '=', cadence)
    .forKeyShare()
    .executeTakeFirst()
  if (!found) return null
  const steps = await tx
    .selectFrom('chasing_steps')
    .select('id')
    .where('company_id', '=', companyId)
    .where('cadence', '=', cadence)
    .orderBy('position')
    .execute()
  return steps.map(({ id }) => id)
}

export const hasLateFeeSchedule = (work: Work, id: number): Promise<boolean> => hasRecord(work, 'late_fee_schedules', id)
export const hasSignUpPage = (work: Work, id: number): Promise<boolean> => hasRecord(work, 'sign_up_pages', id)

async function hasRecord({ tx, companyId }: Work, table: 'late_fee_schedules' | 'sign_up_pages', id: number): Promise<boolean> {
  const { rows } = await sql`select 1 from ${sql.table(table)} where company_id = ${companyId} and id = ${id}`.execute(tx)
  return rows.length > 0
}

/** True where the user is a member of this company. */
export async function hasMember({ tx, companyId }: Work, userId: number): Promise<boolean> {
  return (
    (await tx
      .selectFrom('members')
      .select('id')
      .where('company_id', '=', companyId)
      .where('user_id', '=', userId)
      .executeTakeFirst()) !== undefined
  )
}

/** The fields that name a merchant account which this company does not have. */
export async function missingAccounts(
  { tx, companyId }: Work,
  { ach_gateway, cc_gateway }: Relations,
): Promise<readonly string[]> {
  const { rows } = await sql<{ field: string }>`
    select field from (values ('ach_gateway', ${ach_gateway ?? null}::bigint), ('cc_gateway', ${cc_gateway ?? null})) as named (field, id)
     where id is not null and not exists (select from merchant_accounts a where a.company_id = ${companyId} and a.id = named.id)
  `.execute(tx)
  return rows.map(({ field }) => field)
}

export function numberTaken(number: string): Refusal {
  return new Refusal('invalid', 'number_taken', `There is a customer with the number ${number} already.`, 'number')
}

export function statementPdfUrl(work: Work, id: number): string {
  return portalUrl(work.config, work.company, 'customer', keyOf(work, id), '/pdf')
}

/** The page on which this very customer signs up; the customer's key stands behind that of the page. */
export function signUpUrl(work: Work, { id, sign_up_page: page }: Pick<Customer, 'id' | 'sign_up_page'>): string | null {
  if (page === null) return null
  const key = portalKey(work.config, 'sign_up_page', work.companyId, page)
  return portalUrl(work.config, work.company, 'sign_up_page', key, `/${keyOf(work, id)}`)
}

function keyOf({ config, companyId }: Work, id: number): string {
  return portalKey(config, 'customer', companyId, id)
}

export function notFound(id: number): Refusal {
  return new Refusal('not_found', 'customer_not_found', `No customer ${id}.`)
}

function toRow({
  object: _,
  payment_source: __,
  sign_up_url: ___,
  statement_pdf_url: ____,
  credit_limit,
  taxes,
  metadata,
  disabled_payment_methods,
  ...customer
}: Customer) {
  return {
    ...customer,
    credit_limit: credit_limit?.amount ?? null,
    taxes: taxes.map(({ id }) => id),
    disabled_payment_methods: [...disabled_payment_methods],
    metadata: JSON.stringify(metadata),
  }
}

function fromRow(work: Work, row: Selectable<CustomersTable>): KeptCustomer {
  const {
    company_id: _,
    portal_key_hash: __,
    default_source_type,
    default_source_id,
    credit_limit,
    currency,
    type,
    metadata,
    ...customer
  } = row
  return {
    ...customer,
    object: 'customer',
    type: type as Customer['type'],
    currency: currency as Currency | null,
    credit_limit: credit_limit === null ? null : money(credit_limit, (currency as Currency | null) ?? work.company.currency),
    // Only which one it is; the service completes it.
    payment_source: default_source_id === null ? null : { id: default_source_id, object: default_source_type },
    sign_up_url: signUpUrl(work, row),
    statement_pdf_url: statementPdfUrl(work, row.id),
    metadata: metadata as Metadata,
  }
}

/** Cards and bank accounts by id, as published. */
export async function sourcesOf(
  { tx, companyId }: Work,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Record<string, unknown>>> {
  const { rows } = await sql<{ id: number; source: Record<string, unknown> }>`
    select id, netterms.payment_source(company_id, id) as source from payment_sources where company_id = ${companyId} and id = any(${[...ids]})
  `.execute(tx)
  return new Map(rows.map(({ id, source }) => [id, source]))
}

export async function setDefaultSource(
  { tx, companyId, now }: Work,
  id: number,
  source: { readonly id: number; readonly object: string } | null,
): Promise<void> {
  await tx
    .updateTable('customers')
    .set({ default_source_type: source?.object ?? null, default_source_id: source?.id ?? null, updated_at: now })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .execute()
}
