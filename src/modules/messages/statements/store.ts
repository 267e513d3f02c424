import { sql } from 'kysely'
import type { Currency } from '../../../core/currency.ts'
import type { CalendarDate } from '../../../core/date.ts'
import { money } from '../../../core/money.ts'
import { portalKeyHash } from '../../../platform/portal-links.ts'
import type { Work } from '../../../platform/work.ts'
import { dueWhile } from '../../receivables/invoices/installments.ts'
import type { Movement, OpenItem, Period } from './rules.ts'

/** A customer and everybody below. */
export async function family({ tx, companyId }: Work, customer: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with recursive below as (
      select id from customers where company_id = ${companyId} and id = ${customer}
      union select c.id from customers c join below b on c.company_id = ${companyId} and c.parent_customer = b.id
    ) select id from below
  `.execute(tx)
  return rows.map(({ id }) => id)
}

export async function findByPortalKey({ tx, companyId }: Work, key: string): Promise<number | null> {
  const row = await tx
    .selectFrom('customers')
    .select('id')
    .where('company_id', '=', companyId)
    .where('portal_key_hash', '=', portalKeyHash(key))
    .executeTakeFirst()
  return row?.id ?? null
}

/** Whose account, in which currency. */
export interface Account {
  readonly customers: readonly number[]
  readonly currency: Currency
}

/** An account as the books have it; amounts in minor units. */
export interface Books {
  /** Owed before the period. */
  readonly before: number
  /** Credit at its end. */
  readonly credit: number
  /** Each record once a day; what a payment took from the credit balance apart. */
  readonly movements: readonly Movement[]
  /** What is open of each document at the end of the period. */
  readonly items: readonly OpenItem[]
}

/** Reads the books of an account in one statement: all parts are of the same instant. */
export async function readBooks({ tx, companyId }: Work, account: Account, period: Period): Promise<Books> {
  const { rows } = await sql<{
    before: number
    credit: number
    movements: readonly Moved[] | null
    items: readonly Open[] | null
  }>`
    with postings as (
      select p.*, e.date, e.source_type, e.source_id, e.reverses_id, e.reason
      from ledger_postings p join ledger_entries e on e.company_id = p.company_id and e.id = p.entry_id
      where p.company_id = ${companyId} and p.customer_id = any(${[...account.customers]}) and p.currency = ${account.currency}
        and p.account in ('receivable', 'customer_credit') and e.date <= ${period.end}::date
    )
    select coalesce((select sum(amount) from postings where account = 'receivable' and date < ${period.start}::date), 0)::bigint as before,
      coalesce((select -sum(amount) from postings where account = 'customer_credit'), 0)::bigint as credit,
      (select jsonb_agg(to_jsonb(x)) from (${movementsOn(companyId, account, period)}) x) as movements,
      (select jsonb_agg(to_jsonb(x)) from (${openOn(companyId)}) x) as items
  `.execute(tx)
  const { before, credit, movements, items } = rows[0]!
  const minor = (amount: number) => money(amount, account.currency)
  return {
    before,
    credit,
    movements: (movements ?? []).flatMap((row) => movementsOf(row, account.currency)),
    items: (items ?? []).map(({ total, open, ...row }) => ({ ...row, total: minor(total), open: minor(open) })),
  }
}

interface Moved {
  readonly type: string
  readonly id: number
  readonly customer: number | null
  readonly number: string | null
  readonly date: CalendarDate
  readonly amount: number
  readonly applied_credit: number
}

const movementsOn = (companyId: number, { customers }: Account, { start }: Period) => sql`
  select y.type, y.source_id as id, min(y.customer)::bigint as customer, y.date,
    sum(y.owed - y.spent + y.adjusted)::bigint as amount, sum(y.spent)::bigint as applied_credit, coalesce(min(i.number), min(n.number), min(r.reference)) as number
  from (
    select m.*, case when m.source_type like '%refund%' or regexp_replace(m.reason, '_reversed$', '') in ('refunded', 'payment_unapplied') then 'refund' else m.source_type end as type,
      case when m.reverses_id is null then -1 else 1 end * coalesce((
        select sum(a.amount) from payment_applications a
        where m.source_type = 'payment' and a.company_id = ${companyId} and a.ledger_entry = coalesce(m.reverses_id, m.entry_id)
          and a.type = 'applied_credit' and a.document_type = 'invoice' and a.customer = any(${[...customers]})
      ), 0) as spent
    from (
      select entry_id, date, source_type, source_id, reverses_id, reason, min(customer_id) as customer,
        coalesce(sum(amount) filter (where account = 'receivable'), 0) as owed,
        coalesce(sum(amount) filter (where account = 'customer_credit' and source_type = 'credit_balance_adjustment'), 0) as adjusted
      from postings where date >= ${start}::date group by 1, 2, 3, 4, 5, 6
    ) m
  ) y
  left join invoices i on y.source_type = 'invoice' and i.company_id = ${companyId} and i.id = y.source_id
  left join credit_notes n on y.source_type = 'credit_note' and n.company_id = ${companyId} and n.id = y.source_id
  left join payments r on y.source_type = 'payment' and r.company_id = ${companyId} and r.id = y.source_id
  group by y.type, y.source_id, y.date having sum(y.owed - y.spent + y.adjusted) <> 0 or sum(y.spent) <> 0`

interface Open extends Omit<OpenItem, 'total' | 'open'> {
  readonly total: number
  readonly open: number
}

const openOn = (companyId: number) => sql`
  select o.type, o.id, o.open, coalesce(i.customer, n.customer) as customer, coalesce(i.number, n.number) as number, coalesce(i.date, n.date) as date,
    ${sql.raw(dueWhile('i', 'o.open'))} as due_date, coalesce(i.total, -n.total) as total
  from (
    select document_type as type, document_id as id, sum(amount)::bigint as open
    from postings where account = 'receivable' group by 1, 2 having sum(amount) <> 0
  ) o
  left join invoices i on o.type = 'invoice' and i.company_id = ${companyId} and i.id = o.id
  left join credit_notes n on o.type = 'credit_note' and n.company_id = ${companyId} and n.id = o.id`

const TYPES: Readonly<Record<string, Movement['type']>> = {
  invoice: 'invoice',
  credit_note: 'credit_note',
  refund: 'refund',
  credit_balance_adjustment: 'credit_balance_adjustment',
}

function movementsOf({ type, amount, applied_credit, ...row }: Moved, currency: Currency): Movement[] {
  const own = { ...row, type: TYPES[type] ?? 'payment', amount: money(amount, currency) } as const
  const credit = { ...row, type: 'applied_credit', amount: money(applied_credit, currency) } as const
  return [...(amount === 0 ? [] : [own]), ...(applied_credit === 0 ? [] : [credit])]
}
