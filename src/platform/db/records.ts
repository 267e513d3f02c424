import { type Insertable, sql } from 'kysely'
import type { Work } from '../work.ts'
import type { Explain } from './kysely.ts'
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
  const { numAffectedRows } = await insertion(table, rows, unless).execute(work.tx)
  return Number(numAffectedRows ?? 0)
}

/** Sends such rows on their way with whatever the work sends next; `explain` says what it means when they are refused. */
export function sendRows<T extends keyof Tables & string>(
  work: Work,
  table: T,
  rows: readonly WholeRow<T>[],
  explain?: Explain,
): void {
  if (rows.length > 0) work.send(insertion(table, rows).compile(work.tx), explain)
}

function insertion<T extends keyof Tables & string>(table: T, rows: readonly WholeRow<T>[], unless?: string) {
  return sql`
    insert into ${sql.table(table)} select * from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows.map(spelled))}::jsonb)
    ${unless ? sql.raw(`on conflict ${unless} do nothing`) : sql``}
  `
}

/** Binary columns as PostgreSQL reads them from text. */
function spelled(row: object): object {
  const binary = Object.entries(row).filter((entry): entry is [string, Buffer] => Buffer.isBuffer(entry[1]))
  if (binary.length === 0) return row
  return { ...row, ...Object.fromEntries(binary.map(([name, bytes]) => [name, `\\x${bytes.toString('hex')}`])) }
}
