import type { Decimal } from '../core/decimal.ts'

/** How the value of a filter is spelt, and so how it is read. */
export type PropertyKind = 'text' | 'whole' | 'flag' | 'amount' | 'day' | 'instant'

/** What one list allows. The same words work on every list of the API. */
export interface ListSpec {
  /** Properties of `filter[…]`, `advanced_filter` and `sort`. */
  readonly properties: Readonly<Record<string, PropertyKind>>
  /** `metadata[key]=value` is allowed. */
  readonly metadata?: boolean
  /** The columns that `start_date` and `end_date` may bound (chosen by `date_column`); the first is the default. */
  readonly dates?: readonly string[]
  /** Default `id asc`. */
  readonly order?: readonly Sorting[]
}

export interface Sorting {
  readonly property: string
  readonly direction: 'asc' | 'desc'
}

export const OPERATORS = [
  '=',
  '<>',
  '>=',
  '>',
  '<=',
  '<',
  'starts_with',
  'ends_with',
  'contains',
  'not_contains',
  'empty',
  'not_empty',
] as const
export type Operator = (typeof OPERATORS)[number]

export type FilterValue = string | number | boolean | Date | Decimal | null

export interface Filter {
  readonly property: string
  readonly kind: PropertyKind
  readonly operator: Operator
  readonly value: FilterValue
}

/** The decoded query of a list. Amounts and days are decoded by whoever knows the currency and the zone. */
export interface ListQuery {
  readonly page: number
  readonly per_page: number
  /** False: `paginate=none`, no count and no paging headers. */
  readonly counted: boolean
  readonly order: readonly Sorting[]
  readonly filters: readonly Filter[]
  readonly metadata: readonly { readonly key: string; readonly operator: Operator; readonly value: string }[]
  readonly dates?: { readonly property: string; readonly from?: Date | undefined; readonly until?: Date | undefined }
  readonly updated_after?: Date
  readonly updated_before?: Date
}

/** What documents, customers and nearly everything else allow in common. */
export const COMMON = { id: 'whole', created_at: 'instant', updated_at: 'instant' } as const satisfies ListSpec['properties']

/** The query parameters that every list understands; all others are the operation's own. */
export const LIST_PARAMETERS = [
  'page',
  'per_page',
  'sort',
  'filter',
  'metadata',
  'start_date',
  'end_date',
  'date_column',
  'updated_after',
  'updated_before',
  'expand',
  'include',
  'exclude',
  'advanced_filter',
  'paginate',
] as const
