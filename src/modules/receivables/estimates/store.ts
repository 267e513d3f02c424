import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Currency } from '../../../core/currency.ts'
import type { CalendarDate } from '../../../core/date.ts'
import { money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { EstimatesTable } from '../../../platform/db/tables.ts'
import { listRows, major } from '../../../platform/lists.ts'
import { portalKey, portalKeyHash, portalUrl } from '../../../platform/portal-links.ts'
import type { Work } from '../../../platform/work.ts'
import type { ShipTo } from '../documents/contract.ts'
import { linesOf, readContent, selectDocuments, storedContent, updateDocument } from '../documents/service.ts'
import type { Approval, Estimate } from './contract.ts'
import { type Facts, type Links, present } from './rules.ts'

type Row = Selectable<EstimatesTable> & { readonly items: unknown }

const PLAIN = [
  ...['id', 'customer', 'invoice', 'name', 'number', 'currency', 'approved', 'date', 'expiration_date', 'payment_terms'],
  ...['purchase_order', 'deposit_paid', 'closed', 'draft', 'voided', 'sent', 'viewed', 'date_voided', 'created_at', 'updated_at'],
]

export async function list(work: Work, query: ListQuery): Promise<Page<Estimate>> {
  const { rows, total } = await listRows<Row>(work, query, {
    select: sql`t.*, ${linesOf('estimate')} as items`,
    from: sql`estimates t`,
    columns: {
      ...Object.fromEntries(PLAIN.map((name) => [name, sql.ref(`t.${name}`)])),
      ...Object.fromEntries(['subtotal', 'total', 'deposit'].map((name) => [name, major(`t.${name}`)])),
      status: statusColumn(work.today.date),
      network_document: sql`null::bigint`,
    },
    counted: 'estimates',
  })
  return { rows: rows.map((row) => fromRow(work, row)), total }
}

/** `statusOf` as SQL; a test compares the two. */
function statusColumn(today: CalendarDate): RawBuilder<unknown> {
  return sql`case when t.voided then 'voided' when t.draft then 'draft' when t.invoice is not null then 'invoiced'
    when t.approved is not null then 'approved' when t.closed then 'declined' when t.expiration_date < ${today}::date then 'expired'
    when t.viewed then 'viewed' when t.sent then 'sent' else 'not_sent' end`
}

export async function find(work: Work, id: number): Promise<Estimate> {
  const [estimate] = await findMany(work, [id])
  return estimate ?? refuseUnknown(id)
}

/** Those that exist among these ids, in the order of ids. */
export async function findMany(work: Work, ids: readonly number[]): Promise<Estimate[]> {
  return select(work, sql`t.id = any(${[...ids]})`)
}

/** Finds the estimate and holds its row until the work ends. */
export async function lock(work: Work, id: number): Promise<Estimate> {
  const [estimate] = await lockMany(work, [id])
  return estimate ?? refuseUnknown(id)
}

/** The same for several, in the order of ids, so that two workers never wait for each other. */
export async function lockMany(work: Work, ids: readonly number[]): Promise<Estimate[]> {
  return select(work, sql`t.id = any(${[...ids]})`, sql`for no key update of t`)
}

export async function findByPortalKey(work: Work, key: string): Promise<Estimate | null> {
  const [estimate] = await select(work, sql`t.portal_key_hash = ${portalKeyHash(key)}`)
  return estimate ?? null
}

async function select(work: Work, condition: RawBuilder<unknown>, lockClause?: RawBuilder<unknown>): Promise<Estimate[]> {
  return (await selectDocuments<Row>(work, 'estimate', condition, lockClause)).map((row) => fromRow(work, row))
}

function refuseUnknown(id: number): never {
  throw new Refusal('not_found', 'estimate_not_found', `No estimate ${id}.`)
}

/** True when it was written, false when its number is taken. */
export async function insert(work: Work, estimate: Facts): Promise<boolean> {
  const row = { ...toRow(estimate), id: estimate.id, created_at: estimate.created_at, company_id: work.companyId }
  const rows = [{ ...row, portal_key_hash: portalKeyHash(keyOf(work, estimate.id)) }]
  return (await insertRows(work, 'estimates', rows, '(company_id, lower(number)) where number is not null')) === 1
}

export async function update(work: Work, estimate: Facts): Promise<void> {
  await updateDocument(work, 'estimate', estimate.id, toRow(estimate))
}

/** The columns that may change. Fields that are told and never kept fall away. */
function toRow(estimate: Facts) {
  const { id, object, items, created_at, status, url, pdf_url, ...fields } = estimate as Facts & Partial<Estimate>
  return {
    ...fields,
    ...storedContent(estimate),
    expiration_date: estimate.expiration_date?.date ?? null,
    deposit: estimate.deposit.amount,
    amount_deposited: estimate.amount_deposited.amount,
  }
}

function fromRow(work: Work, row: Row): Estimate {
  const { company_id: _, portal_key_hash: __, ...fields } = row
  const facts: Facts = {
    ...fields,
    ...readContent(row, work.zone),
    object: 'estimate',
    expiration_date: row.expiration_date && { date: row.expiration_date, zone: work.zone },
    deposit: money(row.deposit, row.currency as Currency),
    amount_deposited: money(row.amount_deposited, row.currency as Currency),
    ship_to: row.ship_to as ShipTo | null,
    approval: readApproval(row.approval),
  }
  return present(facts, work.today, linksOfEstimate(work, row.id))
}

/** JSON keeps the moment as text. Older ones do not say who noted them. */
function readApproval(stored: unknown): Approval | null {
  const approval = stored as (Omit<Approval, 'timestamp'> & { readonly timestamp: string }) | null
  return approval && { ...approval, noted_by: approval.noted_by ?? null, timestamp: new Date(approval.timestamp) }
}

function keyOf(work: Work, id: number): string {
  return portalKey(work.config, 'estimate', work.companyId, id)
}

export function linksOfEstimate(work: Work, id: number): Links {
  const to = (suffix: string) => portalUrl(work.config, work.company, 'estimate', keyOf(work, id), suffix)
  return { url: to(''), pdf_url: to('/pdf') }
}
