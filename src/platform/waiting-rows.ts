import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { ListQuery } from '../contract/list.ts'
import type { Page } from '../contract/operation.ts'
import type { Refusal } from '../core/refusal.ts'
import type { Tables } from './db/tables.ts'
import { listRows } from './lists.ts'
import type { Work } from './work.ts'

/** Tables whose rows are handed to somebody outside when their `send_after` has come, which is null once that is done. */
type Waiting = {
  [T in keyof Tables]: Selectable<Tables[T]> extends { readonly id: string; readonly send_after: Date | null } ? T : never
}[keyof Tables] &
  string

interface Kind<T extends Waiting, Facts> {
  readonly table: T
  /** What lists may be narrowed and sorted by. */
  readonly columns: readonly (keyof Tables[T] & string)[]
  readonly fromRow: (row: Selectable<Tables[T]>) => Facts
  /** Why there is none with this id. */
  readonly missing: (id: string) => Refusal
}

/** How the store of such a table finds, lists and holds its rows. */
export function waitingRows<T extends Waiting, Facts>({ table, columns, fromRow, missing }: Kind<T, Facts>) {
  const first = async ({ tx, companyId }: Work, clauses: RawBuilder<unknown>): Promise<Facts | null> => {
    const { rows } = await sql<Selectable<Tables[T]>>`
      select * from ${sql.table(table)} where company_id = ${companyId} and ${clauses}
    `.execute(tx)
    return rows[0] ? fromRow(rows[0]) : null
  }
  const existing = (found: Facts | null, id: string): Facts => {
    if (found === null) throw missing(id)
    return found
  }
  /** The row, held; null where there is none. */
  const lockIfAny = (work: Work, id: string) => first(work, sql`id = ${id} for update`)
  return {
    lockIfAny,
    async lock(work: Work, id: string): Promise<Facts> {
      return existing(await lockIfAny(work, id), id)
    },
    async find(work: Work, id: string): Promise<Facts> {
      return existing(await first(work, sql`id = ${id}`), id)
    },
    async list(work: Work, query: ListQuery): Promise<Page<Facts>> {
      const { rows, total } = await listRows<Selectable<Tables[T]>>(work, query, {
        select: sql`t.*`,
        from: sql`${sql.table(table)} t`,
        columns: {
          ...Object.fromEntries(columns.map((name) => [name, sql.ref(`t.${name}`)])),
          customer: sql`t.customer_id`,
        },
      })
      return { rows: rows.map(fromRow), total }
    },
    /** The row that has been due longest, or this one if it is due, held; nobody else gets it meanwhile. */
    lockDue(work: Work, id: string | null): Promise<Facts | null> {
      const one = id === null ? sql`` : sql`and id = ${id}`
      return first(work, sql`send_after <= ${work.now} ${one} order by send_after limit 1 for update skip locked`)
    },
    /** When the next row is due; null for none. */
    async nextAt({ tx, companyId }: Work): Promise<Date | null> {
      const { rows } = await sql<{ at: Date | null }>`
        select min(send_after) as at from ${sql.table(table)} where company_id = ${companyId} and send_after is not null
      `.execute(tx)
      return rows[0]!.at
    },
  }
}
