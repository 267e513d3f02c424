import { type Selectable, sql } from 'kysely'
import type { Metadata } from '../../../contract/wire.ts'
import type { Currency } from '../../../core/currency.ts'
import { decimal, decimalText } from '../../../core/decimal.ts'
import { money } from '../../../core/money.ts'
import type { LineItemsTable } from '../../../platform/db/tables.ts'
import type { Work } from '../../../platform/work.ts'
import type { AppliedDiscount, AppliedTax, LineItem } from './contract.ts'

export type DocumentType = 'invoice' | 'credit_note' | 'estimate'

/** Keeps the lines of new documents; the write travels with whatever is sent next. */
export async function insertLines(work: Work, type: DocumentType, documentId: number, lines: readonly LineItem[]): Promise<void> {
  if (lines.length === 0) return
  const rows = lines.map((line, position) => toRow(line, position))
  await sql`
    insert into line_items (company_id, document_type, document_id, id, position, catalog_item, type, name, description, quantity, unit_cost, amount,
      discountable, taxable, discounts, taxes, plan, subscription, period_start, period_end, prorated, metadata, created_at, updated_at)
    select ${work.companyId}, ${type}, ${documentId}, id, position, catalog_item, type, name, description, quantity, unit_cost, amount,
      discountable, taxable, discounts, taxes, plan, subscription, period_start, period_end, prorated, metadata, created_at, updated_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (id bigint, position int, catalog_item text, type text, name text, description text,
      quantity numeric, unit_cost numeric, amount bigint, discountable boolean, taxable boolean, discounts jsonb, taxes jsonb, plan text, subscription bigint,
      period_start timestamptz, period_end timestamptz, prorated boolean, metadata jsonb, created_at timestamptz, updated_at timestamptz)
  `.execute(work.tx)
}

/** Replaces the lines of a changed document. */
export async function replaceLines(work: Work, type: DocumentType, documentId: number, lines: readonly LineItem[]): Promise<void> {
  const removed = work.tx.deleteFrom('line_items').where('company_id', '=', work.companyId).where('document_type', '=', type).where('document_id', '=', documentId).execute()
  await Promise.all([removed, insertLines(work, type, documentId, lines)])
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

type LineRow = Omit<Selectable<LineItemsTable>, 'company_id' | 'quantity' | 'unit_cost' | 'created_at' | 'updated_at' | 'period_start' | 'period_end'> & {
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
    discounts: readDiscounts(row.discounts, currency),
    taxable: row.taxable,
    taxes: readTaxes(row.taxes, currency),
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

/** Discounts as they are kept: minor units and milliseconds. */
export function storedDiscounts(discounts: readonly AppliedDiscount[]) {
  return discounts.map(({ id, amount, coupon, expires }) => ({ id, amount: amount.amount, coupon, expires: expires?.getTime() ?? null }))
}

export function storedTaxes(taxes: readonly AppliedTax[]) {
  return taxes.map(({ id, amount, tax_rate }) => ({ id, amount: amount.amount, tax_rate }))
}

export function readDiscounts(stored: unknown, currency: Currency): AppliedDiscount[] {
  return (stored as ReturnType<typeof storedDiscounts>).map(({ id, amount, coupon, expires }) => ({
    id,
    object: 'discount',
    amount: money(amount, currency),
    coupon,
    expires: expires === null ? null : new Date(expires),
  }))
}

export function readTaxes(stored: unknown, currency: Currency): AppliedTax[] {
  return (stored as ReturnType<typeof storedTaxes>).map(({ id, amount, tax_rate }) => ({ id, object: 'tax', amount: money(amount, currency), tax_rate }))
}
