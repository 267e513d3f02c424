/** What a report is made of. Each is a value in a file of its subject; catalog.ts lists them all. */
import { en } from '../../receivables/documents/paper/labels/en.ts'
import type { COLUMN_TYPES } from './contract.ts'

export interface Column {
  /** The name of the query's column. */
  readonly id: string
  readonly name: string
  readonly type: (typeof COLUMN_TYPES)[number]
  /** Rows of level 0 are added up under it. */
  readonly totalled?: true
}

/** What the company has chosen, as far as reports depend on it. */
export interface Choices {
  /** The ages in days at which a group begins. */
  readonly ages: readonly number[]
  /** Since when something is late. */
  readonly age_by: 'due_date' | 'date'
  readonly group_by: string | null
}

/**
 * One statement answers a report. Its columns are those listed, in minor units where they are money, besides `currency`,
 * `level`, `object` and `object_id`; its rows come in their order. In the text :company, :start, :end, :today and
 * :currency (null for all) stand for what was asked.
 */
export interface ReportKind {
  readonly type: string
  readonly title: string
  readonly group: 'General' | 'Sales' | 'Payments' | 'Collections' | 'Subscriptions'
  readonly about: string
  /** Days of a period, how things stood at the end of a day, or how they stand now. */
  readonly period: 'range' | 'day' | 'now'
  /** What rows may be about; the first unless said otherwise. */
  readonly group_by?: readonly string[]
  columns(choices: Choices): readonly Column[]
  query(choices: Choices): string
}

/** The condition that every document and posting meets. */
export const wanted = (alias: string) =>
  `${alias}.company_id = :company and (:currency::text is null or ${alias}.currency = :currency)`

/** Where a money column is added up. */
export const summed = (id: string, name: string): Column => ({ id, name, type: 'money', totalled: true })

/** What is not about any one record. */
export const NOTHING = 'null::text as object, null::bigint as object_id'

const METHODS = Object.entries(en).flatMap(([label, name]) =>
  label.startsWith('method_') ? [[label.slice(7), name] as const] : [],
)

/** How money came, in the words that stand on papers; ways of paying of a company's own are spelt out. */
export const methodName = (column: string) =>
  `case ${column} ${METHODS.map(([id, name]) => `when '${id}' then '${name}'`).join(' ')} else initcap(replace(${column}, '_', ' ')) end`
