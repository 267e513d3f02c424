import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Currency } from '../../../core/currency.ts'
import type { CalendarDate } from '../../../core/date.ts'
import { type Money, money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { CreditNotesTable } from '../../../platform/db/tables.ts'
import { listRows, major } from '../../../platform/lists.ts'
import { portalKey, portalKeyHash, portalUrl } from '../../../platform/portal-links.ts'
import type { Work } from '../../../platform/work.ts'
import { linesOf, readContent, selectDocuments, storedContent, updateDocument } from '../documents/service.ts'
import type { CreditNote } from './contract.ts'
import { type Facts, type Links, present } from './rules.ts'

type Row = Selectable<CreditNotesTable> & { readonly items: unknown }

const PLAIN = [
  ...['id', 'customer', 'invoice', 'name', 'number', 'currency', 'date', 'purchase_order', 'closed', 'draft', 'paid', 'voided'],
  ...['sent', 'viewed', 'date_voided', 'created_at', 'updated_at'],
]
const AMOUNTS = ['subtotal', 'total', 'balance', 'amount_applied_to_invoice', 'amount_credited', 'amount_refunded'] as const

export async function list(work: Work, query: ListQuery): Promise<Page<CreditNote>> {
  const { rows, total } = await listRows<Row>(work, query, {
    select: sql`t.*, ${linesOf('credit_note')} as items`,
    from: sql`credit_notes t`,
    columns: {
      ...Object.fromEntries(PLAIN.map((name) => [name, sql.ref(`t.${name}`)])),
      ...Object.fromEntries(AMOUNTS.map((name) => [name, major(`t.${name}`)])),
      status: STATUS,
      network_document: sql`null::bigint`,
    },
    counted: 'credit_notes',
  })
  return { rows: rows.map((row) => fromRow(work, row)), total }
}

/** `statusOf` as SQL; a test compares the two. */
const STATUS = sql`case when t.voided then 'voided' when t.draft then 'draft' when t.paid then 'paid' when t.closed then 'closed' else 'open' end`

export async function find(work: Work, id: number): Promise<CreditNote> {
  const [note] = await findMany(work, [id])
  return note ?? refuseUnknown(id)
}

/** Those that exist among these ids, in the order of ids. */
export async function findMany(work: Work, ids: readonly number[]): Promise<CreditNote[]> {
  return select(work, sql`t.id = any(${[...ids]})`)
}

/** Finds the credit note and holds its row until the work ends. */
export async function lock(work: Work, id: number): Promise<CreditNote> {
  const [note] = await lockMany(work, [id])
  return note ?? refuseUnknown(id)
}

/** The same for several, in the order of ids, so that two workers never wait for each other. */
export async function lockMany(work: Work, ids: readonly number[]): Promise<CreditNote[]> {
  return select(work, sql`t.id = any(${[...ids]})`, sql`for no key update of t`)
}

/** Credit notes of a customer that still give something, the oldest first. */
export async function findOpen(work: Work, customer: number, currency: string): Promise<CreditNote[]> {
  const open = await select(
    work,
    sql`t.customer = ${customer} and t.currency = ${currency} and not t.draft and not t.paid and not t.closed and not t.voided`,
  )
  return open.toSorted((a, b) => (a.date.date < b.date.date ? -1 : a.date.date > b.date.date ? 1 : a.id - b.id))
}

/** All that were made for an invoice, in the order of ids. */
export async function findOfInvoice(work: Work, invoice: number): Promise<CreditNote[]> {
  return select(work, sql`t.invoice = ${invoice}`)
}

export async function findByPortalKey(work: Work, key: string): Promise<CreditNote | null> {
  const [note] = await select(work, sql`t.portal_key_hash = ${portalKeyHash(key)}`)
  return note ?? null
}

async function select(work: Work, condition: RawBuilder<unknown>, lockClause?: RawBuilder<unknown>): Promise<CreditNote[]> {
  return (await selectDocuments<Row>(work, 'credit_note', condition, lockClause)).map((row) => fromRow(work, row))
}

function refuseUnknown(id: number): never {
  throw new Refusal('not_found', 'credit_note_not_found', `No credit note ${id}.`)
}

/** True when it was written, false when its number is taken. */
export async function insert(work: Work, note: Facts): Promise<boolean> {
  const row = { ...toRow(note), id: note.id, created_at: note.created_at, company_id: work.companyId }
  const rows = [{ ...row, portal_key_hash: portalKeyHash(keyOf(work, note.id)) }]
  return (await insertRows(work, 'credit_notes', rows, '(company_id, lower(number)) where number is not null')) === 1
}

export async function update(work: Work, note: Facts): Promise<void> {
  await updateDocument(work, 'credit_note', note.id, toRow(note))
}

/** The columns that may change. Fields that are told and never kept fall away. */
function toRow(note: Facts) {
  const { id, object, items, created_at, status, url, pdf_url, ...fields } = note as Facts & Partial<CreditNote>
  return {
    ...fields,
    ...storedContent(note),
    amount_applied_to_invoice: note.amount_applied_to_invoice.amount,
    amount_credited: note.amount_credited.amount,
    amount_refunded: note.amount_refunded.amount,
    balance: note.balance.amount,
  }
}

function fromRow(work: Work, row: Row): CreditNote {
  const { company_id: _, portal_key_hash: __, ...fields } = row
  const amount = (minor: number) => money(minor, row.currency as Currency)
  const facts: Facts = {
    ...fields,
    ...readContent(row, work.zone),
    object: 'credit_note',
    amount_applied_to_invoice: amount(row.amount_applied_to_invoice),
    amount_credited: amount(row.amount_credited),
    amount_refunded: amount(row.amount_refunded),
    balance: amount(row.balance),
  }
  return present(facts, linksOfNote(work, row.id))
}

function keyOf(work: Work, id: number): string {
  return portalKey(work.config, 'credit_note', work.companyId, id)
}

export function linksOfNote(work: Work, id: number): Links {
  const to = (suffix: string) => portalUrl(work.config, work.company, 'credit_note', keyOf(work, id), suffix)
  return { url: to(''), pdf_url: to('/pdf') }
}

export interface KeptRefund {
  readonly id: number
  readonly credit_note: number
  readonly amount: Money
  readonly date: CalendarDate
  readonly method: string
  readonly reference: string | null
  readonly notes: string | null
}

export async function insertRefund(work: Work, { amount, ...refund }: KeptRefund): Promise<void> {
  const { now, companyId } = work
  const row = {
    ...refund,
    company_id: companyId,
    amount: amount.amount,
    currency: amount.currency,
    created_at: now,
    updated_at: now,
  }
  await insertRows(work, 'credit_note_refunds', [row])
}
