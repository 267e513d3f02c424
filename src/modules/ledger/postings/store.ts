import { sql } from 'kysely'
import type { Currency } from '../../../core/currency.ts'
import type { CalendarDate } from '../../../core/date.ts'
import { money } from '../../../core/money.ts'
import type { Work } from '../../../platform/work.ts'
import type { Account, DocumentType, Entry, Posting } from './posting.ts'

export interface KeptEntry extends Entry {
  readonly id: number
}

/** Writes an entry and its postings; they travel with the commit. */
export function insert(work: Work, id: number, entry: Entry, reversesId: number | null): void {
  const rows = entry.postings.map(({ account, amount, customer, document }, position) => ({
    position,
    account,
    amount: amount.amount,
    customer_id: customer,
    document_type: document?.type ?? null,
    document_id: document?.id ?? null,
  }))
  work.defer(
    sql`
      with entry as (
        insert into ledger_entries (company_id, id, date, currency, reason, source_type, source_id, reverses_id, created_at)
        values (${work.companyId}, ${id}, ${entry.date}::date, ${entry.currency}, ${entry.reason}, ${entry.source.type}, ${entry.source.id}, ${reversesId}, ${work.now})
      )
      insert into ledger_postings (company_id, entry_id, position, account, amount, currency, customer_id, document_type, document_id)
      select ${work.companyId}, ${id}, position, account, amount, ${entry.currency}, customer_id, document_type, document_id
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (position smallint, account text, amount bigint, customer_id bigint, document_type text, document_id bigint)
    `.compile(work.tx),
  )
}

/** The entries among these ids that have not been reversed. */
export async function findUnreversed(work: Work, ids: readonly number[]): Promise<KeptEntry[]> {
  const { rows } = await sql<{
    id: number
    date: CalendarDate
    currency: Currency
    reason: string
    source_type: string
    source_id: number
    postings: StoredPosting[]
  }>`
    select e.id, e.date, e.currency, e.reason, e.source_type, e.source_id,
      (select coalesce(jsonb_agg(to_jsonb(p) order by p.position), '[]') from ledger_postings p where p.company_id = e.company_id and p.entry_id = e.id) as postings
    from ledger_entries e
    where e.company_id = ${work.companyId} and e.id = any(${[...ids]})
      and not exists (select 1 from ledger_entries r where r.company_id = e.company_id and r.reverses_id = e.id)
    order by e.id
  `.execute(work.tx)
  return rows.map(({ source_type, source_id, postings, ...row }) => ({
    ...row,
    source: { type: source_type, id: source_id },
    postings: postings.map((posting) => readPosting(posting, row.currency)),
  }))
}

/** The entries of a source that have not been reversed and reverse nothing themselves. */
export async function idsOfSource(work: Work, type: string, id: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select e.id from ledger_entries e where e.company_id = ${work.companyId} and e.source_type = ${type} and e.source_id = ${id} and e.reverses_id is null order by e.id
  `.execute(work.tx)
  return rows.map((row) => row.id)
}

interface StoredPosting {
  readonly account: Account
  readonly amount: number
  readonly customer_id: number | null
  readonly document_type: DocumentType | null
  readonly document_id: number | null
}

function readPosting({ account, amount, customer_id, document_type, document_id }: StoredPosting, currency: Currency): Posting {
  return {
    account,
    amount: money(amount, currency),
    customer: customer_id,
    document: document_type && document_id !== null ? { type: document_type, id: document_id } : null,
  }
}

/** What the postings of a customer on an account come to, in minor units by currency. */
export async function balances(work: Work, customer: number, account: Account): Promise<ReadonlyMap<Currency, number>> {
  const { rows } = await sql<{ currency: Currency; balance: number }>`
    select currency, sum(amount)::bigint as balance from ledger_postings
    where company_id = ${work.companyId} and customer_id = ${customer} and account = ${account} group by currency
  `.execute(work.tx)
  return new Map(rows.map(({ currency, balance }) => [currency, balance]))
}

/**
 * The highest that a customer's account stands at the end of a day, from `from` until forever, in minor units. For an
 * account of credits, which are negative, this is the least that is there on all those days.
 */
export async function highestFrom(
  work: Work,
  { customer, account, currency }: { readonly customer: number; readonly account: Account; readonly currency: Currency },
  from: CalendarDate,
): Promise<number> {
  const { rows } = await sql<{ highest: number }>`
    with days as (
      select e.date, sum(sum(p.amount)) over (order by e.date)::bigint as balance
      from ledger_postings p join ledger_entries e on e.company_id = p.company_id and e.id = p.entry_id
      where p.company_id = ${work.companyId} and p.customer_id = ${customer} and p.account = ${account} and p.currency = ${currency}
      group by e.date
    )
    select greatest(
      coalesce((select balance from days where date <= ${from}::date order by date desc limit 1), 0),
      (select max(balance) from days where date > ${from}::date)
    )::bigint as highest
  `.execute(work.tx)
  return rows[0]!.highest
}

/** The last day of the books that takes no entries any more. */
export async function closedUntil({ tx, companyId }: Work): Promise<CalendarDate | null> {
  const { rows } = await sql<{ closed: CalendarDate | null }>`
    select max(closed_until) as closed from ledger_periods where company_id = ${companyId}
  `.execute(tx)
  return rows[0]?.closed ?? null
}

/** The running balance of a customer's account by the days of its entries, newest first. What was dated back stands at the start of its day. */
export async function history(
  work: Work,
  customer: number,
  account: Account,
  currency: Currency,
  most: number,
): Promise<{ at: Date; balance: number }[]> {
  const { rows } = await sql<{ at: Date; balance: number }>`
    select at, balance from (
      select at, id, sum(amount) over (order by at, id, position)::bigint as balance from (
        select e.id, p.position, p.amount, case when (e.created_at at time zone ${work.zone})::date = e.date then e.created_at
          else e.date::timestamp at time zone ${work.zone} end as at
        from ledger_postings p join ledger_entries e on e.company_id = p.company_id and e.id = p.entry_id
        where p.company_id = ${work.companyId} and p.customer_id = ${customer} and p.account = ${account} and p.currency = ${currency}
      ) dated
    ) movements order by at desc, id desc limit ${most}
  `.execute(work.tx)
  return rows
}
