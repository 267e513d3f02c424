import { type RawBuilder, sql } from 'kysely'
import type { Filter, ListQuery, Operator } from '../contract/list.ts'
import type { Page } from '../contract/operation.ts'
import { isStorableValue } from '../contract/wire.ts'
import { dayOf } from '../core/date.ts'
import { type Decimal, decimalText } from '../core/decimal.ts'
import { Refusal } from '../core/refusal.ts'
import type { Work } from './work.ts'

/** Where the rows of one list come from. Every expression may use the alias of `from`. */
export interface ListSource {
  /** The columns to read. */
  readonly select: RawBuilder<unknown>
  /** The table with its alias `t`, and whatever is joined to it. */
  readonly from: RawBuilder<unknown>
  /** Conditions beyond the company's wall, for example on a parent. */
  readonly where?: readonly RawBuilder<unknown>[]
  /** Property → SQL expression. */
  readonly columns: Readonly<Record<string, RawBuilder<unknown>>>
  /** The name under which `work.count` keeps the number of rows, for lists that grow without end. */
  readonly counted?: string
  /** The unique column that breaks ties; `t.id` by default. */
  readonly tieBreaker?: RawBuilder<unknown>
}

/** One page of a list and the number of all matches, in one round trip. */
export async function listRows<Row>(work: Work, list: ListQuery, source: ListSource): Promise<Page<Row>> {
  const conditions = [sql`t.company_id = ${work.companyId}`, ...(source.where ?? []), ...conditionsOf(work, list, source)]
  const plain = conditions.length === 1
  const where = sql.join(conditions, sql` and `)
  const rows = pageOf<Row>(work, list, source, where).execute(work.tx)
  const total = !list.counted
    ? null
    : plain && source.counted && !work.view
      ? sql<{
          total: number
        }>`select coalesce(sum(total), 0)::bigint as total from record_counts where company_id = ${work.companyId} and kind = ${source.counted}`.execute(
          work.tx,
        )
      : sql<{ total: number }>`select count(*) as total from ${source.from} where ${where}`.execute(work.tx)
  const [page, count] = await Promise.all([rows, total])
  return { rows: page.rows, total: count ? count.rows[0]!.total : null }
}

/** Rows that a later page passes over are only counted: what is read of a row may be costly. */
function pageOf<Row>(work: Work, list: ListQuery, source: ListSource, where: RawBuilder<unknown>): RawBuilder<Row> {
  const order = orderBy(list, source)
  if (list.page === 1)
    return sql<Row>`select ${source.select} from ${source.from} where ${where} order by ${order} limit ${list.per_page}`
  const key = keyOf(source)
  const chosen = sql`select ${key} from ${source.from} where ${where} order by ${order} limit ${list.per_page} offset ${(list.page - 1) * list.per_page}`
  return sql<Row>`
    select ${source.select} from ${source.from} where t.company_id = ${work.companyId} and ${key} = any(array(${chosen})) order by ${order}
  `
}

/** What tells the rows of a list apart within the company. */
function keyOf(source: ListSource): RawBuilder<unknown> {
  return source.tieBreaker ?? sql`t.id`
}

function conditionsOf(work: Work, list: ListQuery, source: ListSource): RawBuilder<unknown>[] {
  return [
    ...list.filters.map((filter) => condition(columnOf(source, filter.property), filter, work)),
    ...list.metadata.map(({ key, operator, value }) => metadataCondition(key, operator, value)),
    ...(list.dates?.from
      ? [sql`${columnOf(source, list.dates.property)} >= ${dayOf(list.dates.from, work.zone).date}::date`]
      : []),
    ...(list.dates?.until
      ? [sql`${columnOf(source, list.dates.property)} <= ${dayOf(list.dates.until, work.zone).date}::date`]
      : []),
    ...(list.updated_after ? [sql`${columnOf(source, 'updated_at')} >= ${list.updated_after}`] : []),
    ...(list.updated_before ? [sql`${columnOf(source, 'updated_at')} <= ${list.updated_before}`] : []),
  ]
}

function columnOf(source: ListSource, property: string): RawBuilder<unknown> {
  const column = source.columns[property]
  if (!column)
    throw new Refusal('invalid', 'unknown_property', `This list cannot be filtered or sorted by ${property}.`, property)
  return column
}

function condition(column: RawBuilder<unknown>, filter: Filter, work: Work): RawBuilder<unknown> {
  if (filter.operator === 'not_empty') return sql`(${column} is not null and ${column}::text <> '')`
  if (filter.operator === 'empty' || filter.value === null) return sql`(${column} is null or ${column}::text = '')`
  return compare(filter.kind === 'text' ? sql`${column}::text` : column, filter.operator, filterValue(filter, work))
}

function filterValue({ kind, value }: Filter, work: Work): RawBuilder<unknown> {
  if (kind === 'day') return sql`${dayOf(value as Date, work.zone).date}::date`
  if (kind === 'amount') return sql`${decimalText(value as Decimal)}::numeric`
  // A number beyond a smaller column is a number like any other; it only equals none there.
  if (kind === 'whole') return sql`${value}::bigint`
  return sql`${value}`
}

function compare(column: RawBuilder<unknown>, operator: Operator, value: RawBuilder<unknown>): RawBuilder<unknown> {
  switch (operator) {
    case 'starts_with':
      return sql`starts_with(lower(${column}::text), lower(${value}::text))`
    case 'ends_with':
      return sql`right(lower(${column}::text), length(${value}::text)) = lower(${value}::text)`
    case 'contains':
      return sql`position(lower(${value}::text) in lower(${column}::text)) > 0`
    case 'not_contains':
      return sql`position(lower(${value}::text) in lower(coalesce(${column}::text, ''))) = 0`
    case '<>':
      return sql`${column} is distinct from ${value}`
    default:
      return sql`${column} ${sql.raw(operator)} ${value}`
  }
}

/** Values are kept as sent, so a number matches its text and the other way round; a structure is matched by its JSON. */
function metadataCondition(key: string, operator: Operator, value: string): RawBuilder<unknown> {
  const text = sql`t.metadata ->> ${key}`
  if (operator === 'not_empty') return sql`coalesce(${text}, '') <> ''`
  if (operator === 'empty') return sql`coalesce(${text}, '') = ''`
  const structure = structureOf(value)
  if (operator === '<>' && structure) return sql`t.metadata -> ${key} is distinct from ${structure}::jsonb`
  if (operator !== '=') return compare(text, operator, sql`${value}`)
  const spellings: unknown[] = [value]
  if (/^-?\d+(\.\d+)?$/.test(value)) spellings.push(Number(value))
  if (/^(true|false)$/i.test(value)) spellings.push(value.toLowerCase() === 'true')
  const matches = spellings.map((spelling) => sql`t.metadata @> ${JSON.stringify({ [key]: spelling })}::jsonb`)
  // Containment finds what has more in it, too.
  if (structure) matches.push(sql`t.metadata -> ${key} = ${structure}::jsonb`)
  return sql`(${sql.join(matches, sql` or `)})`
}

/** The text where it is the JSON of a list or an object that metadata could have kept. */
function structureOf(text: string): string | null {
  if (!/^\s*[[{]/.test(text) || text.length > STRUCTURE_MAX) return null
  try {
    const structure = JSON.parse(text)
    return isStorableValue(structure) ? JSON.stringify(structure) : null
  } catch {
    return null
  }
}

/** Twice what a kept value may measure: there is room for blanks. */
const STRUCTURE_MAX = 510

function orderBy(list: ListQuery, source: ListSource): RawBuilder<unknown> {
  const terms = list.order.map(({ property, direction }) => sql`${columnOf(source, property)} ${sql.raw(direction)}`)
  const last = list.order.at(-1)
  if (last?.property !== 'id') terms.push(sql`${keyOf(source)} ${sql.raw(last?.direction ?? 'asc')}`)
  return sql.join(terms)
}

/** Minor units as a number of major units, for filters and sorting on amounts of several currencies. */
export function major(column: string, currency = 't.currency'): RawBuilder<unknown> {
  return sql`(${sql.ref(column)} / (10::numeric ^ netterms.minor_digits(${sql.ref(currency)})))`
}
