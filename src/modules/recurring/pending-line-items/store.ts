import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Currency } from '../../../core/currency.ts'
import { decimalText } from '../../../core/decimal.ts'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { PendingLineItemsTable } from '../../../platform/db/tables.ts'
import { listRows, major } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import { readLines, storedDiscounts, storedTaxes } from '../../receivables/documents/service.ts'
import type { PendingLine } from './contract.ts'

type Row = Selectable<PendingLineItemsTable>

const PLAIN = [
  'id',
  'customer',
  'catalog_item',
  'plan',
  'type',
  'name',
  'description',
  'quantity',
  'unit_cost',
  'discountable',
  'taxable',
  'prorated',
  'subscription',
  'period_start',
  'period_end',
  'created_at',
  'updated_at',
]

export async function list(work: Work, query: ListQuery, customer: number): Promise<Page<PendingLine>> {
  const { rows, total } = await listRows<Row>(work, query, {
    select: sql`t.*`,
    from: sql`pending_line_items t`,
    where: [sql`t.customer = ${customer}`],
    columns: {
      ...Object.fromEntries(PLAIN.map((name) => [name, sql.ref(`t.${name}`)])),
      customer_id: sql`t.customer`,
      item: sql`t.catalog_item`,
      amount: major('t.amount'),
    },
  })
  return { rows: rows.map(fromRow), total }
}

export async function find(work: Work, customer: number, id: number): Promise<PendingLine> {
  return one(id, await select(work, sql`customer = ${customer} and id = ${id}`))
}

/** Finds the line and holds it until the work ends. */
export async function lock(work: Work, customer: number, id: number): Promise<PendingLine> {
  return one(id, await select(work, sql`customer = ${customer} and id = ${id}`, sql`for update`))
}

/** The lines that wait for an invoice of the customer in the currency, held until the work ends; oldest first. */
export async function lockWaiting(work: Work, customer: number, currency: string): Promise<PendingLine[]> {
  return select(work, sql`customer = ${customer} and currency = ${currency}`, sql`for update`)
}

/** The same, not held. */
export async function waiting(work: Work, customer: number, currency: string): Promise<PendingLine[]> {
  return select(work, sql`customer = ${customer} and currency = ${currency}`)
}

/** The lines of a subscription that wait, oldest first. */
export async function ofSubscription(work: Work, subscription: number): Promise<PendingLine[]> {
  return select(work, sql`subscription = ${subscription}`)
}

/** The currencies in which lines wait. */
export async function currencies({ tx, companyId }: Work, customer: number): Promise<string[]> {
  const { rows } = await sql<{ currency: string }>`
    select currency from pending_line_items where company_id = ${companyId} and customer = ${customer} group by currency order by min(id)
  `.execute(tx)
  return rows.map(({ currency }) => currency)
}

async function select(
  work: Work,
  condition: RawBuilder<unknown>,
  lockClause: RawBuilder<unknown> = sql``,
): Promise<PendingLine[]> {
  const { rows } = await sql<Row>`
    select * from pending_line_items where company_id = ${work.companyId} and ${condition} order by id ${lockClause}
  `.execute(work.tx)
  return rows.map(fromRow)
}

function one(id: number, [line]: readonly PendingLine[]): PendingLine {
  if (!line) throw new Refusal('not_found', 'line_item_not_found', `No pending line item ${id}.`)
  return line
}

export async function insert(work: Work, lines: readonly PendingLine[]): Promise<void> {
  await insertRows(
    work,
    'pending_line_items',
    lines.map((line) => toRow(work, line)),
  )
}

export async function update(work: Work, line: PendingLine): Promise<void> {
  const { company_id: _, id, created_at: __, discounts, taxes, metadata, ...row } = toRow(work, line)
  await work.tx
    .updateTable('pending_line_items')
    .set({ ...row, discounts: JSON.stringify(discounts), taxes: JSON.stringify(taxes), metadata: JSON.stringify(metadata) })
    .where('company_id', '=', work.companyId)
    .where('id', '=', id)
    .execute()
}

export async function remove({ tx, companyId }: Work, ids: readonly number[]): Promise<void> {
  await sql`delete from pending_line_items where company_id = ${companyId} and id = any(${[...ids]})`.execute(tx)
}

function toRow({ companyId }: Work, line: PendingLine) {
  const { object: _, ...fields } = line
  return {
    ...fields,
    company_id: companyId,
    quantity: decimalText(line.quantity),
    unit_cost: decimalText(line.unit_cost),
    amount: line.amount.amount,
    discounts: storedDiscounts(line.discounts),
    taxes: storedTaxes(line.taxes),
    plan: line.plan ?? null,
    subscription: line.subscription ?? null,
    period_start: line.period_start ?? null,
    period_end: line.period_end ?? null,
    prorated: line.prorated ?? null,
  }
}

function fromRow(row: Row): PendingLine {
  const [line] = readLines([row], row.currency as Currency)
  return { ...line!, customer: row.customer, currency: row.currency }
}
