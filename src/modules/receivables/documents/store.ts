import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { Metadata } from '../../../contract/wire.ts'
import type { Currency } from '../../../core/currency.ts'
import type { CalendarDate, Day } from '../../../core/date.ts'
import { decimal, decimalText } from '../../../core/decimal.ts'
import { type Money, money } from '../../../core/money.ts'
import { violated } from '../../../platform/db/errors.ts'
import type { LineItemsTable } from '../../../platform/db/tables.ts'
import type { Work } from '../../../platform/work.ts'
import type { AppliedDiscount, AppliedTax, LineItem } from './contract.ts'
import { numberTaken } from './document.ts'

export type DocumentType = 'invoice' | 'credit_note' | 'estimate'

/** Keeps the lines of new documents; the write travels with whatever is sent next. */
export function insertLines(work: Work, type: DocumentType, documentId: number, lines: readonly LineItem[]): void {
  if (lines.length === 0) return
  const rows = lines.map((line, position) => toRow(line, position))
  const insertion = sql`
    insert into line_items (company_id, document_type, document_id, id, position, catalog_item, type, name, description, quantity, unit_cost, amount,
      discountable, taxable, discounts, taxes, plan, subscription, period_start, period_end, prorated, metadata, created_at, updated_at)
    select ${work.companyId}, ${type}, ${documentId}, id, position, catalog_item, type, name, description, quantity, unit_cost, amount,
      discountable, taxable, discounts, taxes, plan, subscription, period_start, period_end, prorated, metadata, created_at, updated_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (id bigint, position int, catalog_item text, type text, name text, description text,
      quantity numeric, unit_cost numeric, amount bigint, discountable boolean, taxable boolean, discounts jsonb, taxes jsonb, plan text, subscription bigint,
      period_start timestamptz, period_end timestamptz, prorated boolean, metadata jsonb, created_at timestamptz, updated_at timestamptz)
  `
  work.send(insertion.compile(work.tx))
}

/** Replaces the lines of a changed document. */
export function replaceLines(work: Work, type: DocumentType, documentId: number, lines: readonly LineItem[]): void {
  work.send(
    work.tx
      .deleteFrom('line_items')
      .where('company_id', '=', work.companyId)
      .where('document_type', '=', type)
      .where('document_id', '=', documentId),
  )
  insertLines(work, type, documentId, lines)
}

/** An SQL expression with all lines of the document as JSON, for reading a document in one round trip. */
export function linesOf(type: DocumentType) {
  return sql`(select coalesce(jsonb_agg(to_jsonb(l) - 'company_id' || jsonb_build_object('quantity', trim_scale(l.quantity)::text, 'unit_cost', trim_scale(l.unit_cost)::text) order by l.position), '[]') from line_items l
    where l.company_id = t.company_id and l.document_type = ${sql.lit(type)} and l.document_id = t.id)`
}

function toRow(line: LineItem, position: number) {
  return {
    ...line,
    position,
    quantity: decimalText(line.quantity),
    unit_cost: decimalText(line.unit_cost),
    amount: line.amount.amount,
    discounts: storedDiscounts(line.discounts),
    taxes: storedTaxes(line.taxes),
  }
}

type LineRow = Omit<
  Selectable<LineItemsTable>,
  'company_id' | 'quantity' | 'unit_cost' | 'created_at' | 'updated_at' | 'period_start' | 'period_end'
> & {
  readonly quantity: string
  readonly unit_cost: string
  readonly created_at: string
  readonly updated_at: string
  readonly period_start: string | null
  readonly period_end: string | null
}

/** Reads what `linesOf` wrote. */
export function readLines(rows: unknown, currency: Currency): LineItem[] {
  return (rows as LineRow[]).map((row) => ({
    id: row.id,
    object: 'line_item',
    catalog_item: row.catalog_item,
    type: row.type,
    name: row.name,
    description: row.description,
    quantity: decimal(row.quantity),
    unit_cost: decimal(row.unit_cost),
    amount: money(row.amount, currency),
    discountable: row.discountable,
    discounts: readDiscounts(row.discounts, currency, new Date(row.created_at)),
    taxable: row.taxable,
    taxes: readTaxes(row.taxes, currency, new Date(row.created_at)),
    ...(row.plan !== null && { plan: row.plan }),
    ...(row.subscription !== null && { subscription: row.subscription }),
    ...(row.period_start !== null && { period_start: new Date(row.period_start) }),
    ...(row.period_end !== null && { period_end: new Date(row.period_end) }),
    ...(row.prorated !== null && { prorated: row.prorated }),
    metadata: row.metadata as Metadata,
    created_at: new Date(row.created_at),
    updated_at: new Date(row.updated_at),
  }))
}

type Kept<Stored extends (...given: never) => readonly { readonly at: number }[]> = readonly (Omit<
  ReturnType<Stored>[number],
  'at'
> & {
  readonly at?: number
})[]

/** Discounts as they are kept: minor units and milliseconds. */
export function storedDiscounts(discounts: readonly AppliedDiscount[]) {
  return discounts.map(({ id, amount, coupon, expires, updated_at }) => ({
    id,
    amount: amount.amount,
    coupon,
    expires: expires?.getTime() ?? null,
    at: updated_at.getTime(),
  }))
}

export function storedTaxes(taxes: readonly AppliedTax[]) {
  return taxes.map(({ id, amount, tax_rate, updated_at }) => ({ id, amount: amount.amount, tax_rate, at: updated_at.getTime() }))
}

/** Those that were kept before their time was are as old as what they belong to. */
export function readDiscounts(stored: unknown, currency: Currency, created_at: Date): AppliedDiscount[] {
  return (stored as Kept<typeof storedDiscounts>).map(({ id, amount, coupon, expires, at }) => ({
    id,
    object: 'discount',
    amount: money(amount, currency),
    coupon,
    expires: expires === null ? null : new Date(expires),
    updated_at: at === undefined ? created_at : new Date(at),
  }))
}

export function readTaxes(stored: unknown, currency: Currency, created_at: Date): AppliedTax[] {
  return (stored as Kept<typeof storedTaxes>).map(({ id, amount, tax_rate, at }) => ({
    id,
    object: 'tax',
    amount: money(amount, currency),
    tax_rate,
    updated_at: at === undefined ? created_at : new Date(at),
  }))
}

const TABLES: Readonly<Record<DocumentType, string>> = { invoice: 'invoices', credit_note: 'credit_notes', estimate: 'estimates' }

/** Whether another document of the kind has the number, in any case. */
export async function isNumberTaken(work: Work, type: DocumentType, number: string, except: number): Promise<boolean> {
  const rows = await work.askWidely(sql`
    select 1 from ${sql.table(TABLES[type])} where company_id = ${work.companyId} and lower(number) = lower(${number}) and id <> ${except}
  `)
  return rows.length > 0
}

/** The first document of a kind that a customer got; null for none. */
export async function firstOf({ tx, companyId }: Work, type: DocumentType, customer: number): Promise<number | null> {
  const { rows } = await sql<{ id: number | null }>`
    select min(id) as id from ${sql.table(TABLES[type])} where company_id = ${companyId} and customer = ${customer}
  `.execute(tx)
  return rows[0]!.id
}

/** Rows of a kind of document with their lines as `items`, in the order of ids. */
export async function selectDocuments<Row>(
  work: Work,
  type: DocumentType,
  condition: RawBuilder<unknown>,
  lockClause: RawBuilder<unknown> = sql``,
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select t.*, ${linesOf(type)} as items from ${sql.table(TABLES[type])} t
    where t.company_id = ${work.companyId} and ${condition} order by t.id ${lockClause}
  `.execute(work.tx)
  return rows
}

/** Writes these columns of a document; jsonb columns as objects. */
export async function updateDocument(
  work: Work,
  type: DocumentType,
  id: number,
  row: Readonly<Record<string, unknown>>,
): Promise<void> {
  const table = sql.table(TABLES[type])
  const columns = sql.join(Object.keys(row).map((name) => sql.ref(name)))
  const update = sql`
    update ${table} set (${columns}) = (select ${columns} from jsonb_populate_record(null::${table}, ${JSON.stringify(row)}::jsonb))
    where company_id = ${work.companyId} and id = ${id}
  `
  try {
    await update.execute(work.tx)
  } catch (error) {
    // Somebody else took it since it was looked for.
    throw violated(error) === `${TABLES[type]}_number` ? numberTaken(String(row['number'])) : error
  }
}

/** Takes a document away with its lines. */
export async function removeDocument({ tx, companyId }: Work, type: DocumentType, id: number): Promise<void> {
  const lines = tx
    .deleteFrom('line_items')
    .where('company_id', '=', companyId)
    .where('document_type', '=', type)
    .where('document_id', '=', id)
    .execute()
  await Promise.all([
    lines,
    sql`delete from ${sql.table(TABLES[type])} where company_id = ${companyId} and id = ${id}`.execute(tx),
  ])
}

/** The columns by which every kind of document keeps its content. */
export function storedContent(document: ContentRecord) {
  const { date, subtotal, total, discounts, taxes } = document
  return {
    date: date.date,
    subtotal: subtotal.amount,
    total: total.amount,
    discounts: storedDiscounts(discounts),
    taxes: storedTaxes(taxes),
  }
}

interface ContentRecord {
  readonly date: Day
  readonly subtotal: Money
  readonly total: Money
  readonly discounts: readonly AppliedDiscount[]
  readonly taxes: readonly AppliedTax[]
}

interface ContentRow {
  readonly currency: string
  readonly date: CalendarDate
  readonly subtotal: number
  readonly total: number
  readonly items: unknown
  readonly discounts: unknown
  readonly taxes: unknown
  readonly metadata: unknown
  readonly tax_rounding: string
  readonly created_at: Date
}

/** Reads what `storedContent` and `linesOf` wrote. */
export function readContent(row: ContentRow, zone: string) {
  const currency = row.currency as Currency
  return {
    date: { date: row.date, zone },
    subtotal: money(row.subtotal, currency),
    total: money(row.total, currency),
    items: readLines(row.items, currency),
    discounts: readDiscounts(row.discounts, currency, row.created_at),
    taxes: readTaxes(row.taxes, currency, row.created_at),
    metadata: row.metadata as Metadata,
    tax_rounding: row.tax_rounding as 'per_step' | 'per_rate',
  }
}
