import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Metadata } from '../../../contract/wire.ts'
import type { Currency } from '../../../core/currency.ts'
import type { CalendarDate } from '../../../core/date.ts'
import { type Decimal, decimal, decimalText } from '../../../core/decimal.ts'
import { money } from '../../../core/money.ts'
import type { Interval } from '../../../core/period.ts'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { SubscriptionAddonsTable, SubscriptionsTable } from '../../../platform/db/tables.ts'
import { listRows, major } from '../../../platform/lists.ts'
import { portalKey, portalKeyHash, portalUrl } from '../../../platform/portal-links.ts'
import type { Work } from '../../../platform/work.ts'
import type { ShipTo } from '../../receivables/documents/contract.ts'
import type { Addon, Agreement, GivenCoupon, RenewalMode } from '../billing/agreement.ts'
import { periodNumbered } from '../billing/schedule.ts'

type AddonRow = Selectable<SubscriptionAddonsTable>
type Row = Selectable<SubscriptionsTable> & { readonly past_due: boolean; readonly addons: readonly Record<string, unknown>[] }

/** What is kept, and whether one of its invoices is past due. */
export interface Kept {
  readonly agreement: Agreement
  readonly past_due: boolean
}

export interface Narrowing {
  readonly canceled?: boolean | undefined
  readonly finished?: boolean | undefined
  readonly all?: boolean | undefined
  readonly contract?: boolean | undefined
  readonly plan?: string | undefined
  readonly customer?: number | undefined
}

export async function list(work: Work, query: ListQuery, narrowing: Narrowing): Promise<Page<Kept>> {
  const { rows, total } = await listRows<Row>(work, query, {
    select: selection(work),
    from: sql`subscriptions t`,
    where: conditions(query, narrowing),
    columns: columns(work),
  })
  return { rows: rows.map(fromRow), total }
}

/** Without a word about ended ones, only those that go on (published API). */
function conditions(query: ListQuery, { canceled, finished, all, contract, plan, customer }: Narrowing): RawBuilder<unknown>[] {
  const named = query.filters.some(({ property }) => ['canceled', 'finished', 'status'].includes(property))
  const ended = canceled || finished
  return [
    ...(all || named || ended ? [] : [sql`not t.canceled and not t.finished`]),
    ...(ended && !all ? [sql`((${canceled ?? false} and t.canceled) or (${finished ?? false} and t.finished))`] : []),
    ...(contract === undefined ? [] : [contract ? sql`t.contract_end is not null` : sql`t.contract_end is null`]),
    ...(customer === undefined ? [] : [sql`t.customer = ${customer}`]),
    ...(plan === undefined
      ? []
      : [
          sql`(t.plan = ${plan} or exists (select from subscription_addons a
            where a.company_id = t.company_id and a.subscription = t.id and a.plan = ${plan}))`,
        ]),
  ]
}

const PLAIN = [
  'id',
  'customer',
  'plan',
  'quantity',
  'bill_in',
  'bill_in_advance_days',
  'snap_to_nth_day',
  'cycles',
  'start_date',
  'renewed_last',
  'cancel_at_period_end',
  'canceled',
  'canceled_at',
  'canceled_reason',
  'finished',
  'paused',
  'pending_renewal',
  'contract_renewal_cycles',
  'contract_renewal_mode',
  'created_at',
  'updated_at',
]

function columns(work: Work): Record<string, RawBuilder<unknown>> {
  return {
    ...Object.fromEntries(PLAIN.map((name) => [name, sql.ref(`t.${name}`)])),
    status: statusColumn(work.today.date),
    period_start: sql`t.period_from`,
    period_end: sql`(t.period_until - 1)`,
    renews_next: sql`t.next_date`,
    contract_period_start: sql`t.contract_start`,
    contract_period_end: sql`(t.contract_until - 1)`,
    recurring_total: major('t.recurring_total'),
    mrr: major('t.mrr'),
  }
}

function pastDue(today: CalendarDate): RawBuilder<unknown> {
  return sql`exists (select from invoices i where i.company_id = t.company_id and i.subscription = t.id and i.subscription_period is not null
    and not i.draft and not i.paid and not i.closed and not i.voided and i.pending = 0 and not i.disputed
    and (i.due_date < ${today}::date or i.installment_date < ${today}::date or (i.autopay and i.due_date is null and i.attempt_count > 0)))`
}

/** The rows of present.ts as SQL; a test compares the two. */
function statusColumn(today: CalendarDate): RawBuilder<unknown> {
  return sql`case when t.canceled then 'canceled' when t.finished then 'finished' when t.pending_renewal then 'pending_renewal'
    when t.paused then 'paused' when ${pastDue(today)} then 'past_due' when t.start_date > ${today}::date then 'not_started' else 'active' end`
}

function selection(work: Work): RawBuilder<unknown> {
  return sql`t.*, ${pastDue(work.today.date)} as past_due,
    (select coalesce(jsonb_agg(to_jsonb(a) || jsonb_build_object('quantity', trim_scale(a.quantity)::text, 'amount', trim_scale(a.amount)::text) order by a.position), '[]')
       from subscription_addons a where a.company_id = t.company_id and a.subscription = t.id) as addons`
}

export async function find(work: Work, id: number): Promise<Kept> {
  return one(id, await select(work, sql`t.id = ${id}`))
}

/** Finds the subscription and holds it until the work ends. */
export async function lock(work: Work, id: number): Promise<Kept> {
  // Held first and read then: what was changed while waiting is seen, the addons too.
  await sql`select 1 from subscriptions where company_id = ${work.companyId} and id = ${id} for update`.execute(work.tx)
  return find(work, id)
}

export async function findMany(work: Work, ids: readonly number[]): Promise<Kept[]> {
  return select(work, sql`t.id = any(${[...ids]})`)
}

export async function findByPortalKey(work: Work, key: string): Promise<Kept | null> {
  const [kept] = await select(work, sql`t.portal_key_hash = ${portalKeyHash(key)}`)
  return kept ?? null
}

export async function ofCustomer(work: Work, customer: number): Promise<Kept[]> {
  const kept = await select(work, sql`t.customer = ${customer}`)
  const isOver = ({ agreement }: Kept) => Number(agreement.canceled || agreement.finished)
  return kept.sort((a, b) => isOver(a) - isOver(b) || a.agreement.id - b.agreement.id)
}

export async function findBegunBy(work: Work, key: string): Promise<Kept | null> {
  const [kept] = await select(work, sql`t.begun_by = ${key}`)
  return kept ?? null
}

async function select(work: Work, condition: RawBuilder<unknown>): Promise<Kept[]> {
  const { rows } = await sql<Row>`
    select ${selection(work)} from subscriptions t where t.company_id = ${work.companyId} and ${condition} order by t.id
  `.execute(work.tx)
  return rows.map(fromRow)
}

function one(id: number, [kept]: readonly Kept[]): Kept {
  if (!kept) throw new Refusal('not_found', 'subscription_not_found', `No subscription ${id}.`)
  return kept
}

/** The day on which the next step of any subscription is due. */
export async function nextDate({ tx, companyId }: Work): Promise<CalendarDate | null> {
  const { rows } = await sql<{ due: CalendarDate | null }>`
    select min(greatest(next_date, retry_date)) as due from subscriptions where company_id = ${companyId} and next_date is not null
  `.execute(tx)
  return rows[0]?.due ?? null
}

/** Subscriptions with a step due, the longest overdue first. */
export async function due({ tx, companyId, today }: Work, limit: number, except: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from subscriptions where company_id = ${companyId} and next_date <= ${today.date}::date
      and (retry_date is null or retry_date <= ${today.date}::date) and not id = any(${[...except]})
    order by next_date, id limit ${limit}
  `.execute(tx)
  return rows.map(({ id }) => id)
}

export async function insert(work: Work, agreement: Agreement, begun_by: string | null): Promise<void> {
  const written = await insertRows(work, 'subscriptions', [{ ...toRow(work, agreement), begun_by }], '(company_id, begun_by)')
  if (written === 0) throw new Refusal('conflict', 'subscription_begun', 'This subscription was made already.')
  await insertAddons(work, agreement)
}

export async function update(work: Work, agreement: Agreement): Promise<void> {
  const {
    company_id: _,
    id,
    created_at: __,
    portal_key_hash: ___,
    discounts,
    ship_to,
    approval,
    metadata,
    ...row
  } = toRow(work, agreement)
  await work.tx
    .updateTable('subscriptions')
    .set({
      ...row,
      discounts: JSON.stringify(discounts),
      ship_to: ship_to && JSON.stringify(ship_to),
      approval: approval && JSON.stringify(approval),
      metadata: JSON.stringify(metadata),
    })
    .where('company_id', '=', work.companyId)
    .where('id', '=', id)
    .execute()
}

/** Writes the addons of a changed subscription anew. */
export async function replaceAddons(work: Work, agreement: Agreement): Promise<void> {
  await work.tx
    .deleteFrom('subscription_addons')
    .where('company_id', '=', work.companyId)
    .where('subscription', '=', agreement.id)
    .execute()
  await insertAddons(work, agreement)
}

/** A step was refused: it is tried again on that day. */
export async function postpone({ tx, companyId }: Work, id: number, retry_date: CalendarDate, problem: string): Promise<void> {
  await tx
    .updateTable('subscriptions')
    .set({ retry_date, problem })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .execute()
}

async function insertAddons(work: Work, { id: subscription, addons }: Agreement): Promise<void> {
  await insertRows(
    work,
    'subscription_addons',
    addons.map((addon, position) => ({
      ...addon,
      company_id: work.companyId,
      subscription,
      position,
      quantity: decimalText(addon.quantity),
      amount: addon.amount && decimalText(addon.amount),
    })),
  )
}

function toRow(work: Work, agreement: Agreement) {
  const { addons: _, taxes, discounts, ...fields } = agreement
  return {
    ...fields,
    company_id: work.companyId,
    amount: agreement.amount && decimalText(agreement.amount),
    quantity: decimalText(agreement.quantity),
    recurring_total: agreement.recurring_total.amount,
    mrr: agreement.mrr.amount,
    taxes: [...taxes],
    discounts: [...discounts],
    contract_until: agreement.contract_end === null ? null : periodNumbered(agreement, agreement.contract_end).start,
    portal_key_hash: portalKeyHash(keyOf(work, agreement.id)),
  }
}

function keyOf({ config, companyId }: Work, id: number): string {
  return portalKey(config, 'subscription', companyId, id)
}

export function urlOf(work: Work, id: number): string {
  return portalUrl(work.config, work.company, 'subscription', keyOf(work, id))
}

function fromRow(row: Row): Kept {
  const { company_id: _, portal_key_hash: __, contract_until: ___, begun_by: ____, past_due, addons, ...fields } = row
  const currency = row.currency as Currency
  return {
    past_due,
    agreement: {
      ...fields,
      currency,
      amount: decimalOrNull(row.amount),
      quantity: decimal(row.quantity),
      bill_in: row.bill_in as Agreement['bill_in'],
      interval: row.interval as Interval,
      contract_renewal_mode: row.contract_renewal_mode as RenewalMode,
      discounts: row.discounts as GivenCoupon[],
      ship_to: row.ship_to as ShipTo | null,
      approval: row.approval as Record<string, unknown> | null,
      recurring_total: money(row.recurring_total, currency),
      mrr: money(row.mrr, currency),
      metadata: row.metadata as Metadata,
      addons: (addons as unknown as AddonRow[]).map(readAddon),
    },
  }
}

function readAddon({ id, plan, quantity, amount, description, created_at, updated_at }: AddonRow): Addon {
  return {
    id,
    plan,
    quantity: decimal(quantity),
    amount: decimalOrNull(amount),
    description,
    created_at: new Date(created_at),
    updated_at: new Date(updated_at),
  }
}

function decimalOrNull(text: string | null): Decimal | null {
  return text === null ? null : decimal(text)
}
