import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import type { Currency } from '../../../core/currency.ts'
import { money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { DisputesTable } from '../../../platform/db/tables.ts'
import { listRows, major } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { Dispute } from './contract.ts'

type Row = Selectable<DisputesTable>

export async function list(work: Work, query: ListQuery): Promise<Page<Dispute>> {
  const names = ['id', 'charge', 'customer', 'currency', 'status', 'reason', 'gateway', 'gateway_id', 'created_at', 'updated_at']
  const { rows, total } = await listRows<Row>(work, query, {
    select: sql`t.*`,
    from: sql`disputes t`,
    columns: { ...Object.fromEntries(names.map((name) => [name, sql.ref(`t.${name}`)])), amount: major('t.amount') },
  })
  return { rows: rows.map(fromRow), total }
}

export async function find(work: Work, id: number): Promise<Dispute> {
  const [dispute] = await select(work, sql`id = ${id}`)
  if (!dispute) throw new Refusal('not_found', 'dispute_not_found', `No dispute ${id}.`)
  return dispute
}

export async function findByReference(work: Work, gateway: string, reference: string): Promise<Dispute | null> {
  return (await select(work, sql`gateway = ${gateway} and gateway_id = ${reference}`))[0] ?? null
}

async function select({ tx, companyId }: Work, condition: RawBuilder<unknown>): Promise<Dispute[]> {
  const { rows } = await sql<Row>`select * from disputes where company_id = ${companyId} and ${condition}`.execute(tx)
  return rows.map(fromRow)
}

export async function insert(work: Work, { object: _, amount, ...dispute }: Dispute): Promise<void> {
  await insertRows(work, 'disputes', [{ ...dispute, amount: amount.amount, written_off: false, company_id: work.companyId }])
}

export async function close({ tx, companyId }: Work, { id, status, updated_at }: Dispute, written_off: boolean): Promise<void> {
  await tx
    .updateTable('disputes')
    .set({ status, written_off, updated_at })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .execute()
}

/** Whether a charge is contested, or was and the payer won. */
export async function isDisputed({ tx, companyId }: Work, charge: number): Promise<boolean> {
  const { rows } = await sql`
    select 1 from disputes where company_id = ${companyId} and charge = ${charge} and status <> 'won' limit 1
  `.execute(tx)
  return rows.length > 0
}

/** What of a charge is contested, or was lost, in minor units. */
export async function contestedOf({ tx, companyId }: Work, charge: number): Promise<number> {
  const { rows } = await sql<{ amount: number }>`
    select coalesce(sum(amount), 0)::bigint as amount from disputes where company_id = ${companyId} and charge = ${charge} and status <> 'won'
  `.execute(tx)
  return rows[0]!.amount
}

/** Of these invoices, those with a payment that is contested: one that settles them, or had settled them. */
export async function contestedInvoices({ tx, companyId }: Work, invoices: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ invoice: number }>`
    select distinct settled.invoice from disputes d
    join charges c on c.company_id = d.company_id and c.id = d.charge
    cross join lateral (
      select a.invoice from payment_applications a where a.company_id = c.company_id and a.payment_id = c.payment_id and not a.undone
      union select (split ->> 'invoice')::bigint from jsonb_array_elements(c.applied_to) split
    ) settled
    where d.company_id = ${companyId} and d.status = 'open' and settled.invoice = any(${[...invoices]})
  `.execute(tx)
  return rows.map(({ invoice }) => invoice)
}

function fromRow({ company_id: _, written_off: __, ...row }: Row): Dispute {
  return {
    ...row,
    object: 'dispute',
    amount: money(row.amount, row.currency as Currency),
    status: row.status as Dispute['status'],
  }
}
