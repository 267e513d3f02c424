import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Currency } from '../../../core/currency.ts'
import type { CalendarDate, Day } from '../../../core/date.ts'
import { money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { violated } from '../../../platform/db/errors.ts'
import { sendRows } from '../../../platform/db/records.ts'
import type { InvoicesTable } from '../../../platform/db/tables.ts'
import { listRows, major } from '../../../platform/lists.ts'
import { portalKey, portalKeyHash, portalUrl } from '../../../platform/portal-links.ts'
import type { Work } from '../../../platform/work.ts'
import type { ShipTo } from '../documents/contract.ts'
import { numberTaken } from '../documents/document.ts'
import { linesOf, readContent, selectDocuments, storedContent, updateDocument } from '../documents/service.ts'
import type { Invoice } from './contract.ts'
import type { PlanSchedule } from './installments.ts'
import { type Facts, type Links, present } from './rules.ts'

type Row = Selectable<InvoicesTable> & { readonly items: unknown }

export interface InvoiceFilters {
  readonly tags?: readonly string[] | undefined
  readonly payment_plan?: '0' | '1' | 'needs_approval' | undefined
  readonly payment_attempted?: boolean | undefined
  readonly broken_promises?: boolean | undefined
  readonly customer_payment_info?: boolean | undefined
  /** Chased on their own, or not. */
  readonly chasing?: boolean | undefined
  /** A cadence of invoices that they follow. */
  readonly cadence?: number | undefined
  /** Comparisons already checked: an operator and a decimal. */
  readonly amounts: readonly { readonly column: 'total' | 'balance'; readonly operator: string; readonly value: string }[]
  readonly customer?: number
}

export async function list(work: Work, query: ListQuery, filters: InvoiceFilters): Promise<Page<Invoice>> {
  const { rows, total } = await listRows<Row>(work, query, {
    select: sql`t.*, ${linesOf('invoice')} as items`,
    from: sql`invoices t`,
    where: conditions(filters, work.today.date),
    columns: columns(work),
    counted: 'invoices',
  })
  return { rows: await fromRows(work, rows), total }
}

function conditions(filters: InvoiceFilters, today: CalendarDate): RawBuilder<unknown>[] {
  const { tags, payment_plan, payment_attempted, chasing, cadence, amounts, customer } = filters
  const { broken_promises, customer_payment_info } = filters
  const { chased, follows } = DELIVERIES
  return [
    ...(tags && tags.length > 0 ? [sql`t.tags @> ${[...tags]}`] : []),
    ...(payment_plan ? [PLANS[payment_plan]] : []),
    ...(payment_attempted === undefined ? [] : [payment_attempted ? sql`t.attempt_count > 0` : sql`t.attempt_count = 0`]),
    ...(broken_promises === undefined ? [] : [broken_promises ? brokenPromise(today) : sql`not ${brokenPromise(today)}`]),
    ...(customer_payment_info === undefined ? [] : [customer_payment_info ? CAN_BE_CHARGED : sql`not ${CAN_BE_CHARGED}`]),
    ...(chasing === undefined ? [] : [chasing ? chased : sql`not ${chased}`]),
    ...(cadence === undefined ? [] : [follows(cadence)]),
    ...amounts.map(({ column, operator, value }) => sql`${major(`t.${column}`)} ${sql.raw(operator)} ${value}::numeric`),
    ...(customer === undefined ? [] : [sql`t.customer = ${customer}`]),
  ]
}

const DELIVERIES = {
  chased: sql`exists (
    select from invoice_deliveries d where d.company_id = t.company_id and d.invoice_id = t.id and not d.disabled
      and (d.cadence_id is not null or d.chase_schedule is not null))`,
  follows: (cadence: number) =>
    sql`t.id in (select d.invoice_id from invoice_deliveries d where d.company_id = t.company_id and d.cadence_id = ${cadence})`,
} as const

const brokenPromise = (today: CalendarDate) => sql`(not t.paid and not t.closed and not t.voided and exists (
  select from promises p where p.company_id = t.company_id and p.invoice_id = t.id and p.date < ${today}::date))`

const CAN_BE_CHARGED = sql`exists (
  select from customers c where c.company_id = t.company_id and c.id = t.customer and c.default_source_id is not null)`

const PLANS = {
  '0': sql`t.payment_plan is null`,
  '1': sql`t.payment_plan is not null`,
  needs_approval: sql`(t.plan_schedule ->> 'waiting')::boolean and not t.paid and not t.voided`,
} as const

const PLAIN = [
  'id',
  'customer',
  'name',
  'number',
  'currency',
  'date',
  'due_date',
  'payment_terms',
  'purchase_order',
  'attempt_count',
  'next_payment_attempt',
  'autopay',
  'closed',
  'draft',
  'paid',
  'voided',
  'sent',
  'viewed',
  'late_fees',
  'consolidated',
  'needs_attention',
  'disputed',
  'chase',
  'subscription',
  'payment_plan',
  'estimate',
  'consolidated_invoice',
  'date_paid',
  'date_voided',
  'date_bad_debt',
  'date_issued',
  'created_at',
  'updated_at',
] as const
const AMOUNTS = ['subtotal', 'total', 'balance', 'amount_paid', 'amount_credited', 'amount_written_off'] as const

function columns(work: Work): Record<string, RawBuilder<unknown>> {
  return {
    ...Object.fromEntries(PLAIN.map((name) => [name, sql.ref(`t.${name}`)])),
    ...Object.fromEntries(AMOUNTS.map((name) => [name, major(`t.${name}`)])),
    status: statusColumn(work.today.date),
    network_document: sql`null::bigint`,
  }
}

/** The rows of status.ts as SQL; a test compares the two. */
function statusColumn(today: CalendarDate): RawBuilder<unknown> {
  return sql`case when t.voided then 'voided' when t.draft then 'draft' when t.paid then 'paid'
    when t.closed and (t.amount_written_off > 0 or t.date_bad_debt is not null) then 'bad_debt'
    when t.pending > 0 then 'pending' when t.disputed then 'disputed'
    when t.autopay and t.due_date is null and t.attempt_count > 0 then 'past_due'
    when t.installment_date < ${today}::date or t.due_date < ${today}::date then 'past_due'
    when t.viewed then 'viewed' when t.sent then 'sent' else 'not_sent' end`
}

export async function find(work: Work, id: number): Promise<Invoice> {
  const [invoice] = await findMany(work, [id])
  return invoice ?? refuseUnknown(id)
}

export async function findMany(work: Work, ids: readonly number[]): Promise<Invoice[]> {
  return select(work, sql`t.id = any(${[...ids]})`)
}

/** Finds the invoice and holds its row until the work ends. */
export async function lock(work: Work, id: number): Promise<Invoice> {
  const [invoice] = await lockMany(work, [id])
  return invoice ?? refuseUnknown(id)
}

/** Holds rows in the order of their ids, so that two works that need the same ones cannot block each other for ever. */
export async function lockMany(work: Work, ids: readonly number[]): Promise<Invoice[]> {
  return select(work, sql`t.id = any(${[...ids]})`, sql`for no key update of t`)
}

/** Open invoices of a customer in one currency, oldest due first, held until the work ends. */
export async function lockOpen(work: Work, customers: readonly number[], currency: string): Promise<Invoice[]> {
  return select(
    work,
    sql`t.customer = any(${[...customers]}) and t.currency = ${currency} and not t.draft and not t.paid and not t.closed and not t.voided`,
    sql`for no key update of t`,
  )
}

/** An invoice and what was merged into it, held until the work ends. Its parts are older, and so are held before it. */
export async function lockWithParts(work: Work, id: number): Promise<{ readonly whole: Invoice; readonly parts: Invoice[] }> {
  const held = await select(work, sql`(t.id = ${id} or t.consolidated_invoice = ${id} and t.voided)`, sql`for no key update of t`)
  const whole = held.find((invoice) => invoice.id === id) ?? refuseUnknown(id)
  return { whole, parts: held.filter((invoice) => invoice !== whole) }
}

export async function findByPortalKey(work: Work, key: string): Promise<Invoice | null> {
  const [invoice] = await select(work, sql`t.portal_key_hash = ${portalKeyHash(key)}`)
  return invoice ?? null
}

async function select(work: Work, condition: RawBuilder<unknown>, lockClause?: RawBuilder<unknown>): Promise<Invoice[]> {
  return fromRows(work, await selectDocuments<Row>(work, 'invoice', condition, lockClause))
}

/** Invoices on AutoPay show what they will be collected from. Others cost no further query. */
async function fromRows(work: Work, rows: readonly Row[]): Promise<Invoice[]> {
  const collected = rows.filter(({ autopay }) => autopay).map(({ customer }) => customer)
  const sources = collected.length > 0 ? await sourcesOf(work, collected) : null
  return rows.map((row) => fromRow(work, row, row.autopay ? (sources?.get(row.customer) ?? null) : null))
}

async function sourcesOf(
  { tx, companyId }: Work,
  customers: readonly number[],
): Promise<ReadonlyMap<number, Invoice['payment_source']>> {
  const { rows } = await sql<{ id: number; source: Invoice['payment_source'] }>`
    select id, netterms.payment_source(company_id, default_source_id) as source from customers
    where company_id = ${companyId} and id = any(${[...customers]}) and default_source_id is not null
  `.execute(tx)
  return new Map(rows.map(({ id, source }) => [id, source]))
}

function refuseUnknown(id: number): never {
  throw new Refusal('not_found', 'invoice_not_found', `No invoice ${id}.`)
}

/** Writes a new invoice; whoever waits for the work hears when its number is taken. */
export function insert(work: Work, invoice: Facts): void {
  sendRows(work, 'invoices', [wholeRow(work, invoice)], (error) =>
    violated(error) === 'invoices_number' ? numberTaken(invoice.number!) : undefined,
  )
}

export async function update(work: Work, invoice: Facts): Promise<void> {
  const {
    company_id: _,
    id: __,
    created_at: ___,
    portal_key_hash: ____,
    subscription_period: _____,
    pdf_file: ______,
    ...row
  } = wholeRow(work, invoice)
  await updateDocument(work, 'invoice', invoice.id, row)
}

/** Invoices with a discount of the subtotal whose time is over; only their ids. */
export async function findExpiring({ tx, companyId, now }: Work): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from invoices where company_id = ${companyId} and not voided
      and discounts @? '$[*] ? (@.expires > 0)'
      and exists (select 1 from jsonb_array_elements(discounts) d where (d ->> 'expires')::bigint <= ${now.getTime()}::bigint)
    order by id
  `.execute(tx)
  return rows.map(({ id }) => id)
}

/** Whether any invoice has a discount that will expire one day. */
export async function anyExpiring({ tx, companyId }: Work): Promise<boolean> {
  const { rows } = await sql`
    select 1 from invoices where company_id = ${companyId} and not voided and discounts @? '$[*] ? (@.expires > 0)' limit 1
  `.execute(tx)
  return rows.length > 0
}

/** What the customer owes in a currency, in minor units. */
export async function openBalance({ tx, companyId }: Work, customer: number, currency: string): Promise<number> {
  const { rows } = await sql<{ open: number }>`
    select coalesce(sum(balance), 0)::bigint as open from invoices
    where company_id = ${companyId} and customer = ${customer} and currency = ${currency} and not draft and not paid and not closed and not voided
  `.execute(tx)
  return rows[0]!.open
}

/** The first one stays. */
export async function keepPdf({ tx, companyId }: Work, id: number, content_hash: string): Promise<void> {
  await tx
    .updateTable('invoices')
    .set({ pdf_file: content_hash })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .where('pdf_file', 'is', null)
    .execute()
}

function wholeRow(work: Work, invoice: Facts) {
  const { object: _, items: __, payment_source: ___, ...fields } = invoice
  const day = (value: Day | null) => value?.date ?? null
  const { url: _url, payment_url, pdf_url, csv_url, status, ...kept } = fields as typeof fields & Partial<Invoice>
  return {
    ...kept,
    ...storedContent(invoice),
    company_id: work.companyId,
    subscription_period: null,
    due_date: day(invoice.due_date),
    installment_date: day(invoice.installment_date),
    plan_schedule: invoice.plan_schedule ?? null,
    date_paid: day(invoice.date_paid),
    date_bad_debt: day(invoice.date_bad_debt),
    amount_paid: invoice.amount_paid.amount,
    amount_credited: invoice.amount_credited.amount,
    amount_written_off: invoice.amount_written_off.amount,
    balance: invoice.balance.amount,
    pending: invoice.pending.amount,
    portal_key_hash: portalKeyHash(keyOf(work, invoice.id)),
    pdf_file: null,
  }
}

function keyOf(work: Work, id: number): string {
  return portalKey(work.config, 'invoice', work.companyId, id)
}

export function linksOf(work: Work, id: number): Links {
  const key = keyOf(work, id)
  const to = (suffix: string) => portalUrl(work.config, work.company, 'invoice', key, suffix)
  return { url: to(''), payment_url: to('/payment'), pdf_url: to('/pdf'), csv_url: to('/csv') }
}

function fromRow(work: Work, row: Row, payment_source: Invoice['payment_source']): Invoice {
  const { company_id: _, portal_key_hash: __, pdf_file: ___, subscription_period: ____, ...fields } = row
  const currency = row.currency as Currency
  const amount = (minor: number) => money(minor, currency)
  const day = (date: CalendarDate | null) => date && { date, zone: work.zone }
  const facts: Facts = {
    ...fields,
    ...readContent(row, work.zone),
    object: 'invoice',
    due_date: day(row.due_date),
    installment_date: day(row.installment_date),
    plan_schedule: row.plan_schedule as PlanSchedule | null,
    date_paid: day(row.date_paid),
    date_bad_debt: day(row.date_bad_debt),
    amount_paid: amount(row.amount_paid),
    amount_credited: amount(row.amount_credited),
    amount_written_off: amount(row.amount_written_off),
    balance: amount(row.balance),
    pending: amount(row.pending),
    ship_to: row.ship_to as ShipTo | null,
    payment_source,
  }
  return present(facts, work.today, linksOf(work, row.id))
}

/** The subscription stands on the invoice; the number of its period is known here only. */
export async function markPeriod({ tx, companyId }: Work, id: number, period: number): Promise<void> {
  await tx
    .updateTable('invoices')
    .set({ subscription_period: period })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .execute()
}

/** Customers whose invoices go to this parent. */
export async function billedChildren({ tx, companyId }: Work, customer: number): Promise<number[]> {
  const rows = await tx
    .selectFrom('customers')
    .select('id')
    .where('company_id', '=', companyId)
    .where('parent_customer', '=', customer)
    .where('bill_to_parent', '=', true)
    .execute()
  return rows.map(({ id }) => id)
}

/** Parts of a consolidated invoice name it. */
export async function pointTo({ tx, companyId }: Work, consolidated: number, parts: readonly number[]): Promise<void> {
  await tx
    .updateTable('invoices')
    .set({ consolidated_invoice: consolidated })
    .where('company_id', '=', companyId)
    .where(sql<boolean>`id = any(${[...parts]})`)
    .execute()
}
