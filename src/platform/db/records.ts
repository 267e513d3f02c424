import { type Insertable, sql } from 'kysely'
import type { Work } from '../work.ts'
import type { Tables } from './tables.ts'

/** A whole row: every column has its value, as defaults of the table are not consulted. */
type WholeRow<T extends keyof Tables> = {
  readonly [C in keyof Insertable<Tables[T]>]-?: Insertable<Tables[T]>[C] | Buffer | unknown
}

/**
 * Inserts whole rows in one statement whose text does not depend on how many there are, so that it stays prepared.
 * With `unless`, a row that runs into that unique index is left out; the number of rows written is returned.
 */
export async function insertRows<T extends keyof Tables & string>(
  work: Work,
  table: T,
  rows: readonly WholeRow<T>[],
  unless?: string,
): Promise<number> {
  if (rows.length === 0) return 0
  const { numAffectedRows } = await sql`
    insert into ${sql.table(table)} select * from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows, spell)}::jsonb)
    ${unless ? sql.raw(`on conflict ${unless} do nothing`) : sql``}
  `.execute(work.tx)
  return Number(numAffectedRows ?? 0)
}

/** Binary values as PostgreSQL reads them from text. JSON sees a Buffer as the object its own toJSON made of it. */
function spell(_: string, value: unknown): unknown {
  const bytes = value as { type?: unknown; data?: number[] } | null
  return typeof bytes === 'object' && bytes?.type === 'Buffer' && Array.isArray(bytes.data)
    ? `\\x${Buffer.from(bytes.data).toString('hex')}`
    : value
}
