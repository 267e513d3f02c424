import { type RawBuilder, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Metadata } from '../../../contract/wire.ts'
import type { Currency } from '../../../core/currency.ts'
import type { CalendarDate } from '../../../core/date.ts'
import { money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { listRows, major } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { Transaction } from './contract.ts'
import type { Shown } from './rules.ts'

interface Row extends Omit<Shown, 'object' | 'date' | 'amount' | 'metadata' | 'own'> {
  readonly company_id: number
  readonly date: CalendarDate
  readonly amount: number
  readonly metadata: Metadata | null
  readonly own: boolean | null
  readonly said_gateway: string | null
}

/** Of a use of cash, what went back to the payer stays on record; credit that was taken off is credit no more. */
const GIVEN_BACK = sql`case when a.type in ('invoice', 'convenience_fee') then a.amount_returned end`
const IS_SHOWN = sql`(not a.undone or ${GIVEN_BACK} is not null)`
const USED = sql`(a.amount + coalesce(${GIVEN_BACK}, 0))`
/** What no use shows of a payment: with its uses it comes to the payment, whatever went back. */
const REST = sql`lateral (
  select p.amount - coalesce(sum(${USED}), 0)::bigint as amount from payment_applications a
  where a.company_id = p.company_id and a.payment_id = p.id and ${IS_SHOWN} and a.type in ('invoice', 'estimate', 'credit', 'convenience_fee')
)`

/** The published mapping of the uses of a payment, here and nowhere else. @param processed whether it went through a gateway */
const typeOf = (use: RawBuilder<unknown>, processed: RawBuilder<unknown>) => sql`case
  when ${use} = 'document_adjustment' then 'document_adjustment' when ${use} = 'applied_credit' then 'charge'
  when ${use} in ('credit', 'credit_note', 'estimate') then 'adjustment' when ${processed} then 'charge' else 'payment' end`
const methodOf = (use: RawBuilder<unknown>, method: RawBuilder<unknown>) =>
  sql`case when ${use} in ('credit', 'applied_credit') then 'balance' else ${method} end`
const signOf = (use: RawBuilder<unknown>) => sql`case when ${use} in ('credit', 'credit_note', 'estimate') then -1 else 1 end`

/** The uses that a charge is meant for, with the numbers they have once its money is there, and what is left of it. */
const MEANT = sql`lateral (
  select (s ->> 'id')::bigint as id, s ->> 'type' as use, (s ->> 'amount')::bigint as amount,
    (s ->> 'invoice')::bigint as invoice, (s ->> 'credit_note')::bigint as credit_note, (s ->> 'estimate')::bigint as estimate
  from jsonb_array_elements(c.applied_to) s where s ? 'id'
  union all
  select c.id, null, c.amount - used.amount, case when not c.applied_to -> 0 ? 'id' then (c.applied_to -> 0 ->> 'invoice')::bigint end, null, null
  from (
    select coalesce(sum((s ->> 'amount')::bigint), 0)::bigint as amount from jsonb_array_elements(c.applied_to) s
    where s ? 'id' and s ->> 'type' in ('invoice', 'estimate', 'credit', 'convenience_fee')
  ) used where c.amount > used.amount
)`

/** Everything the older view shows, as one table. */
function transactions({ companyId, zone }: Work): RawBuilder<unknown> {
  return sql`(
    select a.company_id, a.id, 'use' as kind, coalesce(a.customer, p.customer) as customer, p.date,
      ${typeOf(sql`a.type`, sql`p.charge is not null`)} as type,
      'succeeded' as status, ${methodOf(sql`a.type`, sql`p.method`)} as method, p.currency, ${USED} * ${signOf(sql`a.type`)} as amount,
      p.notes, c.gateway, p.reference as gateway_id, null::bigint as parent_transaction, a.invoice, a.credit_note, a.estimate, p.id as payment, c.payment_source, null::text as failure_reason, p.charge,
      a.created_at, greatest(a.updated_at, p.updated_at) as updated_at
    from payment_applications a join payments p on p.company_id = a.company_id and p.id = a.payment_id left join charges c on c.company_id = p.company_id and c.id = p.charge
    where a.company_id = ${companyId} and not p.voided and ${IS_SHOWN}
    union all
    select p.company_id, p.id, 'rest', p.customer, p.date, case when p.charge is null then 'payment' else 'charge' end, 'succeeded', p.method, p.currency, rest.amount, p.notes, c.gateway, p.reference,
      null, null, null, null, p.id, c.payment_source, null, p.charge, p.created_at, p.updated_at
    from payments p left join charges c on c.company_id = p.company_id and c.id = p.charge cross join ${REST} rest
    where p.company_id = ${companyId} and not p.voided and (p.balance > 0 or p.amount_returned > 0) and rest.amount > 0
    union all
    select r.company_id, r.id, 'refund', p.customer, (r.created_at at time zone ${zone})::date, 'refund', case when r.status in ('succeeded', 'failed') then r.status else 'pending' end, r.method, r.currency, r.amount,
      null, r.gateway, r.gateway_id,
      coalesce((select min(a.id) from payment_applications a where a.company_id = r.company_id and a.payment_id = p.id and ${IS_SHOWN}), p.id),
      null, null, null, p.id, null, r.failure_message, r.charge, r.created_at, r.updated_at
    from refunds r join payments p on p.company_id = r.company_id and p.id = r.payment_id where r.company_id = ${companyId}
    union all
    select b.company_id, b.id, 'adjustment', b.customer, b.date, 'adjustment', 'succeeded', 'balance', b.currency, -b.amount, b.notes, null, null, null, null, null, null, null, null, null, null, b.created_at, b.updated_at
    from credit_balance_adjustments b where b.company_id = ${companyId}
    union all
    select c.company_id, m.id, 'charge', c.customer, (c.created_at at time zone ${zone})::date, ${typeOf(sql`m.use`, sql`true`)}, case c.status when 'failed' then 'failed' else 'pending' end,
      ${methodOf(sql`m.use`, sql`c.method`)}, c.currency, m.amount * ${signOf(sql`m.use`)}, null, c.gateway, c.gateway_id,
      null, m.invoice, m.credit_note, m.estimate, case when c.status <> 'failed' then c.id end, c.payment_source, c.failure_message, c.id, c.created_at, c.updated_at
    from charges c cross join ${MEANT} m where c.company_id = ${companyId} and c.status <> 'succeeded'
  )`
}

const PLAIN = [
  'id',
  'customer',
  'date',
  'type',
  'status',
  'method',
  'currency',
  'gateway',
  'gateway_id',
  'parent_transaction',
  'invoice',
  'credit_note',
  'estimate',
  'payment',
  'created_at',
  'updated_at',
]
const MARKED = sql`left join transaction_marks m on m.company_id = t.company_id and m.id = t.id`

export async function list(work: Work, query: ListQuery): Promise<Page<Shown>> {
  const { rows, total } = await listRows<Row>(work, query, {
    select: sql`t.*`,
    from: sql`(select t.*, coalesce(m.metadata, '{}'::jsonb) as metadata, coalesce(m.own, false) as own, m.gateway as said_gateway from ${transactions(work)} t ${MARKED}) t`,
    columns: {
      ...Object.fromEntries(PLAIN.map((name) => [name, sql.ref(`t.${name}`)])),
      amount: major('t.amount'),
      gateway: sql`coalesce(t.gateway, t.said_gateway)`,
    },
  })
  return { rows: rows.map((row) => fromRow(work, row)), total }
}

export async function find(work: Work, id: number): Promise<Shown> {
  const [found] = await select(work, sql`t.id = ${id}`)
  if (!found) throw new Refusal('not_found', 'transaction_not_found', `No transaction ${id}.`)
  return found
}

/** Those among these that there are. */
export async function findMany(work: Work, ids: readonly number[]): Promise<Shown[]> {
  return select(work, sql`t.id = any(${[...ids]})`)
}

/** What a payment looks like in this view, its first use first. */
export async function ofPayment(work: Work, payment: number): Promise<Shown[]> {
  return select(work, sql`t.payment = ${payment} and t.kind in ('use', 'rest')`)
}

async function select(work: Work, condition: RawBuilder<unknown>): Promise<Shown[]> {
  const { rows } =
    await sql<Row>`select t.*, m.metadata, m.own, m.gateway as said_gateway from ${transactions(work)} t ${MARKED} where ${condition} order by t.id`.execute(
      work.tx,
    )
  return rows.map((row) => fromRow(work, row))
}

function fromRow(work: Work, { company_id: _, said_gateway, ...row }: Row): Shown {
  return {
    ...row,
    object: 'transaction',
    type: row.type as Transaction['type'],
    date: { date: row.date, zone: work.zone },
    amount: money(row.amount, row.currency as Currency),
    metadata: row.metadata ?? {},
    own: row.own ?? false,
    gateway: row.gateway ?? said_gateway,
  }
}

export interface Marks {
  readonly metadata?: Metadata | undefined
  readonly sent?: boolean | undefined
  readonly gateway?: string | null | undefined
  readonly own?: boolean
}

/** Keeps what callers say about records; what is not said stays. */
export async function mark(work: Work, ids: readonly number[], { metadata, sent, gateway, own }: Marks): Promise<void> {
  const kept = metadata === undefined ? null : JSON.stringify(metadata)
  const said = gateway === undefined ? sql`transaction_marks.gateway` : sql`excluded.gateway`
  await sql`
    insert into transaction_marks (company_id, id, metadata, sent, own, gateway)
    select ${work.companyId}, id, coalesce(${kept}::jsonb, '{}'), coalesce(${sent ?? null}::boolean, false), coalesce(${own ?? null}::boolean, false), ${gateway ?? null}::text from unnest(${[...ids]}::bigint[]) as id
    on conflict (company_id, id) do update set metadata = coalesce(${kept}::jsonb, transaction_marks.metadata), sent = coalesce(${sent ?? null}::boolean, transaction_marks.sent), own = transaction_marks.own or excluded.own, gateway = ${said}
  `.execute(work.tx)
}
