import { type RawBuilder, sql } from 'kysely'
import type { Tables } from '../../../platform/db/tables.ts'
import type { Work } from '../../../platform/work.ts'

/** A number as the database writes it: text, the counter with at least so many digits, text. */
export interface NumberForm {
  readonly before: string
  readonly digits: number
  readonly after: string
}

/** Tables whose rows have a number, unique within the company but for capitals. */
export type NumberedTable = {
  readonly [T in keyof Tables]: Tables[T] extends { number: unknown; company_id: unknown } ? T : never
}[keyof Tables]

export interface NextNumber {
  readonly number: string
  /** A row has this number already because a caller chose it, or had it before a caller chose another. */
  readonly taken: boolean
}

/**
 * Takes the next number of a series. It holds the row of the series until the transaction ends, so numbers have no gaps: a
 * transaction that fails gives its number back.
 */
export async function nextNumber(work: Work, series: string, form: NumberForm, table: NumberedTable): Promise<NextNumber> {
  const { companyId } = work
  const number = written(form, sql`s.next_number - 1`)
  const [next] = await work.askWidely(sql<NextNumber>`
    insert into number_series as s (company_id, series, next_number) values (${companyId}, ${series}, 2)
    on conflict (company_id, series) do update set next_number = s.next_number + 1
    returning ${number} as number, ${isTaken({ table, series }, number, sql`s.company_id`)} as taken`)
  return next!
}

/** How far one statement looks for a number that nobody has. */
const STRETCH = 100_000

/** Moves a series on to the first number that no row has; null when the whole stretch is taken. The row is held already. */
export async function skipTaken(work: Work, series: string, form: NumberForm, table: NumberedTable): Promise<string | null> {
  const { companyId } = work
  const candidate = written(form, sql`c.n`)
  const [skipped] = await work.askWidely(sql<{ number: string | null }>`
    with held as (select next_number from number_series where company_id = ${companyId} and series = ${series}),
    free as (
      select c.n, ${candidate} as number
      from held, generate_series(held.next_number, held.next_number + ${STRETCH - 1}) as c (n)
      where not ${isTaken({ table, series }, candidate, sql`${companyId}::bigint`)}
      order by c.n limit 1
    )
    update number_series s set next_number = coalesce((select n + 1 from free), held.next_number + ${STRETCH})
    from held where s.company_id = ${companyId} and s.series = ${series}
    returning (select number from free) as number
  `)
  return skipped?.number ?? null
}

/** As `formatNumber` writes it; a test holds the two together. */
function written({ before, digits, after }: NumberForm, n: RawBuilder<unknown>): RawBuilder<string> {
  return sql<string>`(${before}::text || lpad((${n})::text, greatest(${digits}::int, length((${n})::text)), '0') || ${after}::text)`
}

interface Numbered {
  readonly table: NumberedTable
  readonly series: string
}

function isTaken({ table, series }: Numbered, number: RawBuilder<string>, companyId: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`(exists (select 1 from ${sql.table(table)} d where d.company_id = ${companyId} and lower(d.number) = lower(${number}))
    or exists (select 1 from former_numbers f where f.company_id = ${companyId} and f.series = ${series} and lower(f.number) = lower(${number})))`
}

/** Writes down a number that a document no longer has; it may have had it twice. */
export async function insertFormer(
  { tx, companyId, now }: Work,
  series: string,
  document: number,
  number: string,
): Promise<void> {
  await tx
    .insertInto('former_numbers')
    .values({ company_id: companyId, series, document_id: document, number, changed_at: now })
    .onConflict((same) => same.doNothing())
    .execute()
}
