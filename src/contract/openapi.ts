import { z } from 'zod'
import { LIST_PARAMETERS } from './list.ts'
import { type Operation, type Operations, successOf } from './operation.ts'

export interface EventDeclaration {
  readonly object: z.ZodType
  /** Null: not told to the outside. */
  readonly as: string | null
}

type Json = Record<string, unknown>

/** Derives the OpenAPI 3.1 document from the operations. There is no second place to edit. */
export function openApi(api: Readonly<Record<string, Operations>>, events: Readonly<Record<string, EventDeclaration>>): Json {
  const paths: Record<string, Json> = {}
  for (const [resource, operations] of Object.entries(api)) {
    for (const [name, operation] of Object.entries(operations)) {
      paths[operation.path] ??= {}
      paths[operation.path]![operation.method.toLowerCase()] = describe(resource, name, operation)
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Netterms API', version: '1', license: { name: 'MIT' }, description: DESCRIPTION },
    servers: [{ url: '/api' }],
    security: [{ basic: [] }, { bearer: [] }],
    components: {
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic', description: 'The API key as user name, an empty password.' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
      schemas: { Error: ERROR },
    },
    paths,
    webhooks: webhooks(events),
  }
}

const DESCRIPTION =
  'Bodies are JSON or form-encoded with brackets. Amounts are major units, dates UNIX seconds. Lists answer with `Link` and `X-Total-Count`. ' +
  'Send `Idempotency-Key` with any write to repeat it safely, and `dry_run=true` to rehearse it.'

const ERROR = {
  type: 'object',
  required: ['type', 'message'],
  properties: {
    type: { type: 'string', enum: ['invalid_request', 'rate_limit_error', 'api_error'] },
    code: { type: 'string', description: 'Stable; for programs.' },
    message: { type: 'string', description: 'For people.' },
    param: { type: 'string', description: 'The guilty field.' },
  },
}

function describe(resource: string, name: string, operation: Operation): Json {
  const status = successOf(operation)
  return {
    operationId: `${resource}.${name}`,
    tags: [resource],
    summary: operation.summary,
    ...(operation.access === 'public' ? { security: [] } : {}),
    'x-scope': operation.scope,
    parameters: [
      ...pathParameters(operation.path),
      ...(operation.list ? listParameters(operation) : []),
      ...queryParameters(operation.query),
      ...(operation.method !== 'GET' && !operation.safe && operation.access !== 'public' ? WRITE_PARAMETERS : []),
    ],
    ...(operation.body && { requestBody: requestBody(operation) }),
    responses: {
      [status]: status === 204 ? { description: 'Done' } : { description: 'Success', content: content(operation) },
      '4XX': { description: 'Refused', content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
    },
  }
}

function content(operation: Operation): Json {
  return {
    'application/json': { schema: jsonSchema(operation.reply) },
    ...(operation.pdf ? { 'application/pdf': { schema: { type: 'string', format: 'binary' } } } : {}),
  }
}

function requestBody(operation: Operation): Json {
  const schema = jsonSchema(operation.body!)
  const required = Array.isArray(schema['required']) && schema['required'].length > 0
  return {
    required,
    content: {
      'application/json': { schema },
      'application/x-www-form-urlencoded': { schema },
      ...(operation.accepts === 'multipart' ? { 'multipart/form-data': { schema } } : {}),
    },
  }
}

const WRITE_PARAMETERS = [
  { name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', minLength: 6, maxLength: 64 } },
  { name: 'dry_run', in: 'query', required: false, schema: { type: 'boolean' }, description: 'Do it, answer, and undo it.' },
]

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: /^(.*_)?id$/.test(name!) ? 'integer' : 'string' },
  }))
}

function listParameters({ list, expand }: Operation): Json[] {
  const properties = Object.keys(list!.properties)
  return LIST_PARAMETERS.filter((name) =>
    name === 'metadata' ? list!.metadata : name.endsWith('_date') || name === 'date_column' ? list!.dates : true,
  )
    .map((name) => {
      if (name === 'page') return { name, schema: { type: 'integer', minimum: 1, default: 1 } }
      if (name === 'per_page') return { name, schema: { type: 'integer', minimum: 1, maximum: 100, default: 100 } }
      if (name === 'filter')
        return {
          name,
          style: 'deepObject',
          explode: true,
          schema: { type: 'object', properties: Object.fromEntries(properties.map((p) => [p, {}])) },
        }
      if (name === 'metadata') return { name, style: 'deepObject', explode: true, schema: { type: 'object' } }
      if (name === 'expand')
        return { name, schema: { type: 'string' }, description: `Any of: ${Object.keys(expand ?? {}).join(', ') || 'nothing'}` }
      if (name.startsWith('updated_') || name.endsWith('_date'))
        return { name, schema: { type: 'integer' }, description: 'UNIX seconds' }
      return { name, schema: { type: 'string' } }
    })
    .map((parameter) => ({ in: 'query', required: false, ...parameter }))
}

function queryParameters(query: z.ZodType | undefined): Json[] {
  if (!query) return []
  const schema = jsonSchema(query) as { properties?: Record<string, unknown>; required?: string[] }
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: 'query',
    required: schema.required?.includes(name) ?? false,
    schema: property,
  }))
}

function webhooks(events: Readonly<Record<string, EventDeclaration>>): Json {
  const byPublished = new Map<string, EventDeclaration>()
  for (const event of Object.values(events)) if (event.as !== null && !byPublished.has(event.as)) byPublished.set(event.as, event)
  return Object.fromEntries(
    [...byPublished].map(([type, event]) => [
      type,
      {
        post: {
          operationId: `webhook.${type}`,
          requestBody: {
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: {
                    id: { type: 'integer' },
                    type: { const: type },
                    timestamp: { type: 'integer' },
                    data: { type: 'object', properties: { object: jsonSchema(event.object) } },
                  },
                },
              },
            },
          },
          responses: { '2XX': { description: 'Received' } },
        },
      },
    ]),
  )
}

/** The wire side of a schema. Where a field is described by `meta({ type })`, that is what is printed. */
export function jsonSchema(schema: z.ZodType): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: target }) => {
      const meta = (zodSchema as unknown as z.ZodType).meta?.() as Json | undefined
      if (meta?.['type'] === undefined) return
      for (const key of Object.keys(target)) delete (target as Json)[key]
      Object.assign(target, meta)
    },
  }) as Json
  return json
}
