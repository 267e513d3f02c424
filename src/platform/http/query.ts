import { z } from 'zod'
import {
  type Filter,
  type FilterValue,
  LIST_PARAMETERS,
  type ListQuery,
  type ListSpec,
  OPERATORS,
  type PropertyKind,
  type Sorting,
} from '../../contract/list.ts'
import type { Operation } from '../../contract/operation.ts'
import { DecimalIn, FlagIn, InstantIn, WholeIn } from '../../contract/wire.ts'
import { Refusal } from '../../core/refusal.ts'
import { parseForm, parseJson } from './body.ts'
import { refusalOf } from './errors.ts'

export const PER_PAGE = 100

/** Everything a query string can say. */
export interface ParsedQuery {
  readonly list: ListQuery | undefined
  readonly query: unknown
  readonly expand: readonly string[]
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  /** `dry_run`: do it, answer, and undo it. */
  readonly rehearse: boolean
}

export function parseQuery(operation: Operation, search: string): ParsedQuery {
  refuseNul(search)
  const given = parseForm(search.replace(/^\?/, ''), KEYED)
  const own = Object.fromEntries(
    Object.entries(given).filter(([name]) => operation.query && !(LIST_PARAMETERS as readonly string[]).includes(name)),
  )
  return {
    list: operation.list && parseList(operation.list, given),
    query: operation.query?.parse(own, TELLING),
    expand: words(given['expand']),
    include: words(given['include']),
    exclude: words(given['exclude']),
    rehearse: operation.method !== 'GET' && isRehearsal(given['dry_run']),
  }
}

/** Parameters whose keys are the caller's, be they numbers. */
const KEYED = z.object({ metadata: z.record(z.string(), z.unknown()), filter: z.record(z.string(), z.unknown()) })

/** Errors know what was sent, so that a wrong value is not called a missing one. */
export const TELLING = { reportInput: true } as const

/** What cannot be read is refused: taken for a no, it would write what was only to be rehearsed. */
function isRehearsal(value: unknown): boolean {
  const word = String(value ?? 'false').toLowerCase()
  if (word === 'true' || word === '1') return true
  if (word === 'false' || word === '0') return false
  throw new Refusal('invalid', 'invalid_parameter', 'dry_run must be true or false.', 'dry_run')
}

/** No text in the database has it, and none can be compared with it. */
function refuseNul(search: string): void {
  const pair = search
    .replace(/^\?/, '')
    .split('&')
    .find((one) => /%00/.test(one))
  if (pair === undefined) return
  const name = pair.split('=')[0]!.replace(/%5B/gi, '[').replace(/%5D/gi, ']').replaceAll('%00', '').slice(0, 100)
  throw new Refusal('invalid', 'invalid_parameter', `${name} must not contain NUL characters.`, name)
}

/** `customer,items`, or one by one: `expand[]=customer`. */
function words(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value])
    .flatMap((part) => (typeof part === 'string' ? part.split(',') : []))
    .map((word) => word.trim())
    .filter((word) => /^[\w.]{1,100}$/.test(word))
    .slice(0, 20)
}

function parseList(spec: ListSpec, given: Record<string, unknown>): ListQuery {
  const bounds = datesOf(spec, given)
  const updatedAfter = instant(given['updated_after'], 'updated_after')
  const updatedBefore = instant(given['updated_before'], 'updated_before')
  const advanced = advancedFilters(spec, given['advanced_filter'])
  return {
    page: clamp(given['page'], 1, 1_000_000, 1),
    per_page: clamp(given['per_page'], 1, PER_PAGE, PER_PAGE),
    counted: given['paginate'] !== 'none',
    order: orderOf(spec, given['sort']),
    filters: [...filtersOf(spec, given['filter']), ...advanced.filters],
    metadata: [...metadataOf(spec, given['metadata']), ...advanced.metadata],
    ...(bounds && { dates: bounds }),
    ...(updatedAfter && { updated_after: updatedAfter }),
    ...(updatedBefore && { updated_before: updatedBefore }),
  }
}

/** Values out of range are clamped, as published. */
function clamp(value: unknown, min: number, max: number, fallback: number): number {
  const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : fallback
  return Math.min(Math.max(number, min), max)
}

function instant(value: unknown, name: string): Date | undefined {
  return value === undefined || value === '' ? undefined : parse(InstantIn, value, name)
}

function parse<S extends z.ZodType>(schema: S, value: unknown, name: string): z.output<S> {
  const result = schema.safeParse(value, TELLING)
  if (result.success) return result.data
  const refusal = refusalOf(result.error)
  throw new Refusal('invalid', 'invalid_parameter', `${name} ${refusal.message.replace(/^(The request|\S+) /, '')}`, name)
}

function datesOf(spec: ListSpec, given: Record<string, unknown>) {
  const from = instant(given['start_date'], 'start_date')
  const until = instant(given['end_date'], 'end_date')
  if (!spec.dates) return undefined
  const property = typeof given['date_column'] === 'string' && given['date_column'] !== '' ? given['date_column'] : spec.dates[0]!
  if (!spec.dates.includes(property))
    throw new Refusal('invalid', 'invalid_parameter', `date_column must be one of ${spec.dates.join(', ')}.`, 'date_column')
  if (!from && !until) return undefined
  return { property, from, until }
}

function orderOf(spec: ListSpec, sort: unknown): readonly Sorting[] {
  if (typeof sort !== 'string' || sort.trim() === '') return spec.order ?? [{ property: 'id', direction: 'asc' }]
  return sort
    .split(',')
    .slice(0, 5)
    .map((term) => {
      const [property = '', direction = 'asc', ...rest] = term.trim().split(/\s+/)
      kindOf(spec, property, 'sort')
      if (rest.length > 0 || !/^(asc|desc)$/i.test(direction))
        throw new Refusal('invalid', 'invalid_parameter', 'sort must look like "name asc" or "date desc".', 'sort')
      return { property, direction: direction.toLowerCase() as 'asc' | 'desc' }
    })
}

function kindOf(spec: ListSpec, property: string, parameter: string): PropertyKind {
  const kind = Object.hasOwn(spec.properties, property) ? spec.properties[property] : undefined
  if (kind) return kind
  throw new Refusal(
    'invalid',
    'unknown_property',
    `${parameter} does not know ${property || 'an empty name'}; it knows ${Object.keys(spec.properties).join(', ')}.`,
    parameter,
  )
}

function filtersOf(spec: ListSpec, filter: unknown): Filter[] {
  if (filter === undefined || filter === '') return []
  if (typeof filter !== 'object' || filter === null)
    throw new Refusal('invalid', 'invalid_parameter', 'Write filters as filter[property]=value.', 'filter')
  return Object.entries(filter).map(([property, value]) => {
    const kind = kindOf(spec, property, 'filter')
    return { property, kind, operator: '=', value: filterValue(kind, value, `filter[${property}]`) }
  })
}

function filterValue(kind: PropertyKind, value: unknown, name: string): FilterValue {
  if (typeof value === 'object' && value !== null)
    throw new Refusal('invalid', 'invalid_parameter', `${name} takes a single value.`, name)
  if (value === '' || value === null || value === 'null') return null
  if (kind !== 'text' && value === 'None') return null // as Python spells it
  if (kind === 'text')
    return parse(
      z.string().refine((text) => !text.includes('\u0000') && text.isWellFormed(), 'must not contain NUL characters'),
      String(value),
      name,
    )
  const schema = {
    whole: WholeIn(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    flag: FlagIn,
    amount: DecimalIn,
    day: InstantIn,
    instant: InstantIn,
  }[kind]
  return parse(schema as z.ZodType<FilterValue>, value, name)
}

function metadataOf(spec: ListSpec, metadata: unknown): ListQuery['metadata'] {
  if (metadata === undefined) return []
  if (!spec.metadata || typeof metadata !== 'object' || metadata === null) {
    throw new Refusal(
      'invalid',
      'invalid_parameter',
      spec.metadata ? 'Write metadata[key]=value.' : 'These records have no metadata to filter by.',
      'metadata',
    )
  }
  return Object.entries(metadata).map(([key, value]) => ({
    key: filterValue('text', key, 'metadata') as string,
    operator: '=',
    value: filterValue('text', value, `metadata[${key}]`) as string,
  }))
}

const Advanced = z
  .array(
    z.object({
      field: z.string(),
      operator: z.enum(OPERATORS),
      value: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional(),
    }),
  )
  .max(20)

function advancedFilters(
  spec: ListSpec,
  text: unknown,
): { filters: Filter[]; metadata: { key: string; operator: Filter['operator']; value: string }[] } {
  if (typeof text !== 'string' || text === '') return { filters: [], metadata: [] }
  const filters: Filter[] = []
  const metadata: { key: string; operator: Filter['operator']; value: string }[] = []
  for (const { field, operator, value } of parse(Advanced, parseJson(text, 'advanced_filter'), 'advanced_filter')) {
    if (field.startsWith('metadata.') && spec.metadata)
      metadata.push({ key: field.slice('metadata.'.length), operator, value: String(value ?? '') })
    else {
      const kind = kindOf(spec, field, 'advanced_filter')
      const textual = /with|contains/.test(operator)
      filters.push({
        property: field,
        kind: textual ? 'text' : kind,
        operator,
        value: /empty/.test(operator) ? null : filterValue(textual ? 'text' : kind, value ?? null, 'advanced_filter'),
      })
    }
  }
  return { filters, metadata }
}

/** The `Link` header: self, first, previous, next, last, in this order. Commas inside addresses are escaped: clients split on them. */
export function linkHeader(address: URL, list: ListQuery, total: number): string {
  const last = Math.max(1, Math.ceil(total / list.per_page))
  const to = (page: number, rel: string) => {
    const url = new URL(address)
    url.searchParams.set('page', String(page))
    if (list.per_page === PER_PAGE) url.searchParams.delete('per_page')
    else url.searchParams.set('per_page', String(list.per_page))
    return `<${url.href.replaceAll(',', '%2C')}>; rel="${rel}"`
  }
  const next = list.page < last ? [to(list.page + 1, 'next')] : []
  const all = [
    to(list.page, 'self'),
    to(1, 'first'),
    ...(list.page > 1 ? [to(list.page - 1, 'previous')] : []),
    ...next,
    to(last, 'last'),
  ].join(', ')
  // Clients take 16 KB of headers and need the next page; a long address leaves room for that alone.
  return all.length <= LINKS_MAX ? all : next.join(', ')
}

const LINKS_MAX = 8_000
