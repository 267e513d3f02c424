import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Metadata } from '../../../contract/wire.ts'
import type { Currency } from '../../../core/currency.ts'
import { money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { PaymentApplicationsTable, PaymentsTable } from '../../../platform/db/tables.ts'
import { listRows, major } from '../../../platform/lists.ts'
import { portalKey, portalKeyHash, portalUrl } from '../../../platform/portal-links.ts'
import type { Work } from '../../../platform/work.ts'
import type { Application } from './contract.ts'
import type { Facts } from './rules.ts'
import type { UnderWay } from './under-way.ts'

type Row = Selectable<PaymentsTable>

export interface PaymentFilters {
  readonly amounts: readonly { readonly column: 'amount' | 'balance'; readonly operator: string; readonly value: string }[]
  /** Only payments that settle, or spend, this document. */
  readonly documents: Readonly<Partial<Record<'invoice' | 'estimate' | 'credit_note', number | undefined>>>
}

const PLAIN = [
  'id',
  'customer',
  'date',
  'method',
  'currency',
  'voided',
  'reference',
  'source',
  'ach_sender_id',
  'notes',
  'charge',
  'date_voided',
  'created_at',
  'updated_at',
] as const

export async function list(work: Work, query: ListQuery, { amounts, documents }: PaymentFilters): Promise<Page<Facts>> {
  const { rows, total } = await listRows<Row>(work, query, {
    select: sql`t.*`,
    from: sql`payments t`,
    where: [
      ...amounts.map(({ column, operator, value }) => sql`${major(`t.${column}`)} ${sql.raw(operator)} ${value}::numeric`),
      ...Object.entries(documents).flatMap(([kind, id]) =>
        id === undefined
          ? []
          : [
              sql`t.id in (select a.payment_id from payment_applications a where a.company_id = t.company_id and ${sql.ref(`a.${kind}`)} = ${id} and not a.undone)`,
            ],
      ),
    ],
    columns: {
      ...Object.fromEntries(PLAIN.map((name) => [name, sql.ref(`t.${name}`)])),
      amount: major('t.amount'),
      balance: major('t.balance'),
      applied: sql`(t.balance = 0)`,
      // Nothing suggests matches for bank deposits; a bare constant cannot be sorted by.
      matched: sql`(t.id is null)`,
    },
    counted: 'payments',
  })
  return { rows: rows.map((row) => fromRow(work, row)), total }
}

export async function find(work: Work, id: number): Promise<Facts> {
  return one(work, id, sql``)
}

/** Finds the payment and holds its row until the work ends. */
export async function lock(work: Work, id: number): Promise<Facts> {
  return one(work, id, sql`for update`)
}

async function one(work: Work, id: number, clause: RawBuilder<unknown>): Promise<Facts> {
  const { rows } = await sql<Row>`select * from payments where company_id = ${work.companyId} and id = ${id} ${clause}`.execute(
    work.tx,
  )
  if (rows[0]) return fromRow(work, rows[0])
  await refuseUnderWay(work, id)
  throw new Refusal('not_found', 'payment_not_found', `No payment ${id}.`)
}

/** A clear no for who wants to change, print or send a payment whose money is not there yet. */
async function refuseUnderWay({ tx, companyId }: Work, id: number): Promise<void> {
  const open = await tx
    .selectFrom('charges')
    .select('id')
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .where('status', 'in', ['intended', 'unknown', 'pending'])
    .execute()
  if (open.length === 0) return
  const says = `Payment ${id} is still under way; it can be changed, printed and sent once the money is there.`
  throw new Refusal('refused', 'payment_pending', says, 'id')
}

export async function findMany(work: Work, ids: readonly number[]): Promise<Facts[]> {
  const { rows } =
    await sql<Row>`select * from payments where company_id = ${work.companyId} and id = any(${[...ids]}) order by id`.execute(
      work.tx,
    )
  return rows.map((row) => fromRow(work, row))
}

export async function insert(work: Work, payment: Facts): Promise<void> {
  const row = toRow(payment)
  await insertRows(work, 'payments', [
    { ...row, company_id: work.companyId, portal_key_hash: portalKeyHash(keyOf(work, payment.id)) },
  ])
}

export async function update(work: Work, payment: Facts): Promise<void> {
  const { id, created_at: _, metadata, ...row } = toRow(payment)
  await work.tx
    .updateTable('payments')
    .set({ ...row, metadata: JSON.stringify(metadata) })
    .where('company_id', '=', work.companyId)
    .where('id', '=', id)
    .execute()
}

export interface KeptApplication extends Application {
  readonly payment_id: number
  readonly ledger_entry: number | null
}

/**
 * Puts splits in the place of those that stood: whoever is in both stays the same row, whoever is new is added, the rest is
 * taken off.
 */
export async function replaceApplications(
  work: Work,
  standing: readonly KeptApplication[],
  applications: readonly KeptApplication[],
): Promise<void> {
  const before = new Set(standing.map(({ id }) => id))
  const stay = new Set(applications.flatMap(({ id }) => (before.has(id) ? id : [])))
  const rows = applications.map(({ object: _, amount, ...application }, position) => ({
    ...application,
    amount: amount.amount,
    company_id: work.companyId,
    position,
    undone: false,
    amount_returned: null,
  }))
  await undoApplications(
    work,
    [...before].filter((id) => !stay.has(id)),
  )
  await changeApplications(
    work,
    rows.filter(({ id }) => stay.has(id)),
  )
  await insertRows(
    work,
    'payment_applications',
    rows.filter(({ id }) => !stay.has(id)),
  )
}

/**
 * Splits as they are now. What they were before, the books have. Only what was given back of a split that settles something
 * else from now on is told of where it was: that goes on record by itself.
 */
async function changeApplications(work: Work, rows: readonly { readonly id: number }[]): Promise<void> {
  if (rows.length === 0) return
  const moved = sql`(a.type, a.invoice, a.estimate, a.credit_note, a.document_type) is distinct from (s.type, s.invoice, s.estimate, s.credit_note, s.document_type)`
  await sql`
    with said as (select * from jsonb_populate_recordset(null::payment_applications, ${JSON.stringify(rows)}::jsonb)),
    given_back as (
      insert into payment_applications (company_id, payment_id, position, type, amount, customer, invoice, estimate, credit_note, document_type, short_pay, undone, ledger_entry, created_at, updated_at, amount_returned)
      select company_id, payment_id, position, type, amount_returned, customer, invoice, estimate, credit_note, document_type, short_pay, true, ledger_entry, created_at, ${work.now}, 0
      from payment_applications a
      where company_id = ${work.companyId} and amount_returned > 0 and exists (select 1 from said s where s.id = a.id and ${moved})
    )
    update payment_applications a set
      position = s.position, type = s.type, amount = s.amount, customer = s.customer, invoice = s.invoice, estimate = s.estimate, credit_note = s.credit_note, document_type = s.document_type,
      short_pay = s.short_pay, ledger_entry = s.ledger_entry, updated_at = s.updated_at, amount_returned = case when ${moved} then null else a.amount_returned end
    from said s where a.company_id = ${work.companyId} and a.id = s.id
  `.execute(work.tx)
}

/** The splits of payments that are in force. */
export async function applicationsOf(work: Work, payments: readonly number[]): Promise<KeptApplication[]> {
  const { rows } = await sql<Selectable<PaymentApplicationsTable> & { currency: Currency }>`
    select a.*, p.currency from payment_applications a join payments p on p.company_id = a.company_id and p.id = a.payment_id
    where a.company_id = ${work.companyId} and a.payment_id = any(${[...payments]}) and not a.undone order by a.payment_id, a.position
  `.execute(work.tx)
  return rows.map(({ company_id: _, currency, undone: __, position: ___, amount_returned: ____, ...row }) => ({
    ...row,
    object: 'payment_application',
    type: row.type as Application['type'],
    document_type: row.document_type as Application['document_type'],
    amount: money(row.amount, currency),
  }))
}

/** Where a customer's credit balance was spent on documents, the latest first. */
export async function creditSpent({ tx, companyId }: Work, customer: number, currency: string): Promise<number[]> {
  const { rows } = await sql<{ payment_id: number }>`
    select a.payment_id from payment_applications a join payments p on p.company_id = a.company_id and p.id = a.payment_id
    where a.company_id = ${companyId} and a.customer = ${customer} and a.type = 'applied_credit' and not a.undone and p.currency = ${currency}
    group by a.payment_id order by max(a.id) desc
  `.execute(tx)
  return rows.map(({ payment_id }) => payment_id)
}

/** Payments that spend any of these credit notes. */
export async function idsSpending({ tx, companyId }: Work, creditNotes: readonly number[]): Promise<number[]> {
  const rows = await tx
    .selectFrom('payment_applications')
    .select('payment_id')
    .distinct()
    .where('company_id', '=', companyId)
    .where('undone', '=', false)
    .where(sql<boolean>`credit_note = any(${[...creditNotes]})`)
    .orderBy('payment_id')
    .execute()
  return rows.map(({ payment_id }) => payment_id)
}

/** Takes splits off. What was given back of them before stays on record, and nothing else of them does. */
export async function undoApplications(work: Work, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await sql`
    update payment_applications set
      undone = true,
      amount = case when amount_returned > 0 then amount_returned else amount end,
      amount_returned = case when amount_returned > 0 then 0 end,
      updated_at = ${work.now}
    where company_id = ${work.companyId} and id = any(${[...ids]})
  `.execute(work.tx)
}

/** A customer and everybody below it, and its row held, so that its credit is spent by one at a time. */
export async function lockFamily(work: Work, customer: number, holding: boolean): Promise<number[]> {
  if (holding)
    await sql`select 1 from customers where company_id = ${work.companyId} and id = ${customer} for no key update`.execute(
      work.tx,
    )
  const { rows } = await sql<{ id: number }>`
    with recursive family as (
      select id, 1 as level from customers where company_id = ${work.companyId} and id = ${customer}
      union all
      select c.id, f.level + 1 from customers c join family f on c.parent_customer = f.id where c.company_id = ${work.companyId} and f.level < 6
    ) select distinct id from family
  `.execute(work.tx)
  return rows.map(({ id }) => id)
}

function toRow(payment: Facts) {
  const { object: _, amount, balance, amount_returned, date, charge_id, ...fields } = payment
  return {
    ...fields,
    amount: amount.amount,
    balance: balance.amount,
    amount_returned: amount_returned.amount,
    date: date.date,
    charge: charge_id,
  }
}

function keyOf(work: Work, id: number): string {
  return portalKey(work.config, 'payment', work.companyId, id)
}

export function pdfUrl(work: Work, id: number): string {
  return portalUrl(work.config, work.company, 'payment', keyOf(work, id), '/pdf')
}

export async function findByPortalKey(work: Work, key: string): Promise<Facts | null> {
  const { rows } =
    await sql<Row>`select * from payments where company_id = ${work.companyId} and portal_key_hash = ${portalKeyHash(key)}`.execute(
      work.tx,
    )
  return rows[0] ? fromRow(work, rows[0]) : null
}

function fromRow(work: Work, { company_id: _, portal_key_hash: __, charge, ...row }: Row): Facts {
  const currency = row.currency as Currency
  return {
    ...row,
    object: 'payment',
    charge_id: charge,
    date: { date: row.date, zone: work.zone },
    amount: money(row.amount, currency),
    balance: money(row.balance, currency),
    amount_returned: money(row.amount_returned, currency),
    metadata: row.metadata as Metadata,
  }
}

/** Charges as published, for the payments they made. */
export async function chargesOf(work: Work, ids: readonly number[]): Promise<ReadonlyMap<number, Record<string, unknown>>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: number; charge: Record<string, unknown> }>`
    select c.id, jsonb_build_object('id', c.id, 'object', 'charge', 'customer', c.customer, 'currency', c.currency,
      'amount', c.amount / (10::numeric ^ netterms.minor_digits(c.currency)), 'gateway', c.gateway, 'gateway_id', c.gateway_id, 'status', case when c.status in ('succeeded', 'failed') then c.status else 'pending' end,
      'receipt_email', c.receipt_email, 'failure_message', c.failure_message, 'description', c.description, 'payment_source', c.payment_source, 'merchant_account', c.merchant_account, 'test', c.gateway = 'test',
      'amount_refunded', c.amount_refunded / (10::numeric ^ netterms.minor_digits(c.currency)), 'refunded', c.refunded, 'disputed', c.disputed,
      'refunds', netterms.refunds_of(c.company_id, c.id), 'created_at', floor(extract(epoch from c.created_at))::bigint, 'updated_at', floor(extract(epoch from c.updated_at))::bigint) as charge
    from charges c where c.company_id = ${work.companyId} and c.id = any(${[...ids]})
  `.execute(work.tx)
  return new Map(rows.map(({ id, charge }) => [id, charge]))
}

/** Charges of these numbers that are under way or failed; those that became a payment are not among them. */
export async function underWay({ tx, companyId }: Work, ids: readonly number[]): Promise<UnderWay[]> {
  const { rows } = await sql<UnderWay>`
    select id, customer, method, currency, amount, status, gateway_id, source, applied_to, settled_at, created_at, updated_at
    from charges where company_id = ${companyId} and id = any(${[...ids]}) and payment_id is null and status <> 'succeeded'
  `.execute(tx)
  return rows
}

/** Payments that settle part of an invoice, with how much, oldest first. */
export async function settlingInvoice(
  work: Work,
  invoice: number,
): Promise<{ readonly payment: Facts; readonly applied: number }[]> {
  const { rows } = await sql<Row & { applied: number }>`
    select p.*, a.applied from payments p join (
      select payment_id, sum(amount)::bigint as applied from payment_applications
      where company_id = ${work.companyId} and invoice = ${invoice} and not undone and type = 'invoice' group by payment_id
    ) a on a.payment_id = p.id
    where p.company_id = ${work.companyId} and not p.voided order by p.date, p.id limit 100
  `.execute(work.tx)
  return rows.map(({ applied, ...row }) => ({ payment: fromRow(work, row), applied }))
}

/** Takes parts of splits off. A split of which nothing is left is undone; what was given back of it stays on record. */
export async function cutApplications(
  work: Work,
  cuts: readonly { readonly id: number; readonly amount: number }[],
): Promise<void> {
  await sql`
    update payment_applications a set
      undone = a.amount = c.amount,
      amount = case when a.amount = c.amount then a.amount else a.amount - c.amount end,
      amount_returned = coalesce(a.amount_returned, 0) + case when a.amount = c.amount then 0 else c.amount end,
      updated_at = ${work.now}
    from jsonb_to_recordset(${JSON.stringify(cuts)}::jsonb) as c (id bigint, amount bigint)
    where a.company_id = ${work.companyId} and a.id = c.id
  `.execute(work.tx)
}
