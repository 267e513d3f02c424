import { type Selectable, sql } from 'kysely'
import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { Refusal } from '../../../core/refusal.ts'
import { insertRows } from '../../../platform/db/records.ts'
import type { InvoiceChasingCadencesTable } from '../../../platform/db/tables.ts'
import { listRows } from '../../../platform/lists.ts'
import type { Work } from '../../../platform/work.ts'
import type { ChaseStep, InvoiceCadence } from './contract.ts'

type Row = Selectable<InvoiceChasingCadencesTable>

const PLAIN = ['id', 'name', 'default', 'created_at', 'updated_at']

export async function list(work: Work, query: ListQuery): Promise<Page<InvoiceCadence>> {
  const { rows, total } = await listRows<Row>(work, query, {
    select: sql`t.*`,
    from: sql`invoice_chasing_cadences t`,
    columns: {
      ...Object.fromEntries(PLAIN.map((name) => [name, sql.ref(`t.${name}`)])),
      chase_schedule: sql`t.chase_schedule::text`,
    },
  })
  return { rows: rows.map(fromRow), total }
}

export async function find(work: Work, id: number): Promise<InvoiceCadence> {
  const [cadence] = await findMany(work, [id])
  if (!cadence) throw new Refusal('not_found', 'invoice_chasing_cadence_not_found', `No invoice chasing cadence ${id}.`)
  return cadence
}

export async function findMany({ tx, companyId }: Work, ids: readonly number[]): Promise<InvoiceCadence[]> {
  const rows = await tx
    .selectFrom('invoice_chasing_cadences')
    .selectAll()
    .where('company_id', '=', companyId)
    .where(sql<boolean>`id = any(${[...ids]})`)
    .execute()
  return rows.map(fromRow)
}

export async function insert(work: Work, cadence: InvoiceCadence): Promise<void> {
  const { object: _, num_invoices: __, ...row } = cadence
  await insertRows(work, 'invoice_chasing_cadences', [{ ...row, company_id: work.companyId }])
}

/** Invoices that follow it are looked at again at once: their next step may lie elsewhere now. */
export async function update({ tx, companyId, now }: Work, cadence: InvoiceCadence): Promise<void> {
  const { id, name, chase_schedule, default: isDefault, updated_at } = cadence
  await tx
    .updateTable('invoice_chasing_cadences')
    .set({ name, chase_schedule: JSON.stringify(chase_schedule), default: isDefault, updated_at })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .execute()
  await tx
    .updateTable('invoice_deliveries')
    .set({ next_at: now })
    .where('company_id', '=', companyId)
    .where('cadence_id', '=', id)
    .where('disabled', '=', false)
    .execute()
}

/** Whoever was the default is no longer. Those who become it at once do so one after the other. */
export async function clearDefault({ tx, companyId, now }: Work, except: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('invoice_chasing_cadences', ${companyId}))`.execute(tx)
  await tx
    .updateTable('invoice_chasing_cadences')
    .set({ default: false, updated_at: now })
    .where('company_id', '=', companyId)
    .where('default', '=', true)
    .where('id', '<>', except)
    .execute()
}

export async function remove({ tx, companyId }: Work, id: number): Promise<void> {
  await tx.deleteFrom('invoice_chasing_cadences').where('company_id', '=', companyId).where('id', '=', id).execute()
}

export async function count({ tx, companyId }: Work): Promise<number> {
  const { rows } = await sql<{
    count: number
  }>`select count(*)::bigint as count from invoice_chasing_cadences where company_id = ${companyId}`.execute(tx)
  return rows[0]!.count
}

/** How many open invoices follow each of these cadences. */
export async function usedBy({ tx, companyId }: Work, ids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql<{ id: number; invoices: number }>`
    select d.cadence_id as id, count(*)::bigint as invoices from invoice_deliveries d
    join invoices i on i.company_id = d.company_id and i.id = d.invoice_id and not i.paid and not i.closed and not i.voided
    where d.company_id = ${companyId} and d.cadence_id = any(${[...ids]}) and not d.disabled group by 1
  `.execute(tx)
  return new Map(rows.map(({ id, invoices }) => [id, invoices]))
}

function fromRow({ company_id: _, chase_schedule, ...row }: Row): InvoiceCadence {
  // Written by this store only.
  return { ...row, object: 'invoice_chasing_cadence', chase_schedule: chase_schedule as unknown as ChaseStep[] }
}
