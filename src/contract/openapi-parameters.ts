import { LIST_PARAMETERS } from './list.ts'
import type { Operation } from './operation.ts'

type Json = Record<string, unknown>

const text = { type: 'string' }
const seconds = { type: 'integer', description: 'UNIX seconds' }

/** Parameters that mean the same wherever they are taken. */
export const SHARED_PARAMETERS: Readonly<Record<string, Json>> = {
  page: query('page', { type: 'integer', minimum: 1, default: 1 }, 'Which page'),
  per_page: query('per_page', { type: 'integer', minimum: 1, maximum: 100, default: 100 }, 'Rows of a page'),
  sort: query('sort', text, 'Such as `name asc` or `date desc`; several with commas'),
  metadata: {
    ...query('metadata', { type: 'object' }, 'metadata[key]=value: exactly this value'),
    style: 'deepObject',
    explode: true,
  },
  start_date: query('start_date', seconds, 'From this day on'),
  end_date: query('end_date', seconds, 'Up to this day, inclusive'),
  updated_after: query('updated_after', seconds, 'Changed at this moment or later'),
  updated_before: query('updated_before', seconds, 'Changed at this moment or earlier'),
  include: query('include', text, 'Further fields that are not told by default'),
  exclude: query('exclude', text, 'Fields to leave out, with commas'),
  advanced_filter: query('advanced_filter', text, 'A JSON array of {field, operator, value}'),
  paginate: query('paginate', { type: 'string', enum: ['none'] }, 'none: neither count nor links'),
  dry_run: query('dry_run', { type: 'boolean' }, 'Do it, answer, and undo it'),
  'Idempotency-Key': {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    schema: { type: 'string', minLength: 6, maxLength: 64 },
    description: 'The same key and request within 24 hours get the same answer, and happen once',
  },
}

function query(name: string, schema: Json, description: string): Json {
  return { name, in: 'query', required: false, schema, description }
}

const pointerTo = (name: string): Json => ({ $ref: `#/components/parameters/${name}` })

/** Everything but the operation's own query: path, list, and what every write takes. */
export function parametersOf(operation: Operation): Json[] {
  const isWrite = operation.method !== 'GET' && !operation.safe && operation.access !== 'public'
  return [
    ...pathParameters(operation.path),
    ...(operation.list ? listParameters(operation) : expandParameter(operation)),
    ...(isWrite ? ['Idempotency-Key', 'dry_run'].map(pointerTo) : []),
  ]
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: /^(.*_)?id$/.test(name!) ? 'integer' : 'string' },
  }))
}

function listParameters(operation: Operation): Json[] {
  const { list } = operation
  return LIST_PARAMETERS.flatMap((name): Json[] => {
    if (name === 'filter') return [filterParameter(Object.keys(list!.properties))]
    if (name === 'expand') return expandParameter(operation)
    if (name === 'metadata' && !list!.metadata) return []
    if (name === 'date_column') {
      return list!.dates ? [query(name, { type: 'string', enum: list!.dates }, 'What start_date and end_date bound')] : []
    }
    if (name.endsWith('_date') && !list!.dates) return []
    return [pointerTo(name)]
  })
}

function filterParameter(properties: readonly string[]): Json {
  const schema = { type: 'object', properties: Object.fromEntries(properties.map((property) => [property, {}])) }
  return { ...query('filter', schema, 'filter[property]=value: exactly this value'), style: 'deepObject', explode: true }
}

function expandParameter({ expand }: Operation): Json[] {
  const fields = Object.keys(expand ?? {})
  return fields.length === 0 ? [] : [query('expand', text, `Objects instead of ids, with commas: ${fields.join(', ')}`)]
}
