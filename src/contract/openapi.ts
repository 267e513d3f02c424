import { z } from 'zod'
import { parametersOf, SHARED_PARAMETERS } from './openapi-parameters.ts'
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
  const schemas = new Components()
  for (const [resource, operations] of Object.entries(api)) {
    for (const [name, operation] of Object.entries(operations)) {
      paths[operation.path] ??= {}
      paths[operation.path]![operation.method.toLowerCase()] = describe(resource, name, operation, schemas)
    }
  }
  const told = webhooks(events, schemas)
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
      parameters: SHARED_PARAMETERS,
      schemas: { Error: ERROR, ...schemas.all() },
    },
    paths,
    webhooks: told,
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

/** Schemas that are said once and pointed to from wherever they are used. */
class Components {
  readonly #named = new Map<string, { readonly source: z.ZodType; readonly json: Json }>()

  /** A pointer to the schema, under its name or, where another has that name already, under a longer one. */
  of(schema: z.ZodType, owner: string): Json {
    const array = schema as { readonly element?: z.ZodType }
    if (schema.type === 'array' && array.element) return { type: 'array', items: this.of(array.element, owner) }
    const name = objectName(schema)
    return name === null ? jsonSchema(schema) : this.add(schema, [name, `${pascal(owner)}${name}`])
  }

  /** @param names the first that is free is taken */
  add(source: z.ZodType, names: readonly string[]): Json {
    const name = names.find((one) => (this.#named.get(one)?.source ?? source) === source)
    if (name === undefined) return jsonSchema(source)
    if (!this.#named.has(name)) this.#named.set(name, { source, json: jsonSchema(source) })
    return { $ref: `#/components/schemas/${name}` }
  }

  all(): Record<string, Json> {
    const sorted = [...this.#named].sort(([a], [b]) => (a < b ? -1 : 1))
    return Object.fromEntries(sorted.map(([name, { json }]) => [name, json]))
  }
}

/** `credit_note`, which every credit note says it is, makes CreditNote. */
function objectName(schema: z.ZodType): string | null {
  const { object } = (schema as { readonly shape?: Readonly<Record<string, z.ZodType>> }).shape ?? {}
  return object instanceof z.ZodLiteral ? pascal(String(object.value)) : null
}

function pascal(text: string): string {
  return text.replace(/(^|[^a-z0-9])([a-z])/gi, (_, __, letter: string) => letter.toUpperCase())
}

function describe(resource: string, name: string, operation: Operation, schemas: Components): Json {
  const status = successOf(operation)
  return {
    operationId: `${resource}.${name}`,
    tags: [resource],
    summary: operation.summary,
    ...(operation.access === 'public' ? { security: [] } : {}),
    'x-scope': operation.scope,
    parameters: [...parametersOf(operation), ...queryParameters(operation.query)],
    ...(operation.body && {
      requestBody: requestBody(operation, schemas.add(operation.body, [`${pascal(`${resource}.${name}`)}Body`])),
    }),
    responses: {
      [status]:
        status === 204
          ? { description: 'Done' }
          : { description: 'Success', content: content(operation, schemas.of(operation.reply, resource)) },
      '4XX': { description: 'Refused', content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
    },
  }
}

function content(operation: Operation, schema: Json): Json {
  return {
    'application/json': { schema },
    ...(operation.pdf ? { 'application/pdf': { schema: { type: 'string', format: 'binary' } } } : {}),
  }
}

function requestBody(operation: Operation, schema: Json): Json {
  const required = !operation.body!.safeParse({}).success
  return {
    required,
    content: {
      'application/json': { schema },
      'application/x-www-form-urlencoded': { schema },
      ...(operation.accepts === 'multipart' ? { 'multipart/form-data': { schema } } : {}),
    },
  }
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

function webhooks(events: Readonly<Record<string, EventDeclaration>>, schemas: Components): Json {
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
                    data: { type: 'object', properties: { object: schemas.of(event.object, 'event') } },
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

/** The document for people and for comparing: what fits on a line stands on one. */
export function openApiText(document: unknown): string {
  return `${printed(document, '')}\n`
}

function printed(value: unknown, indent: string): string {
  const line = JSON.stringify(value)
  if (typeof value !== 'object' || value === null || line.length + indent.length <= 120) return line
  const deeper = `${indent} `
  const parts = Array.isArray(value)
    ? value.map((entry) => printed(entry, deeper))
    : Object.entries(value).flatMap(([key, entry]) =>
        entry === undefined ? [] : [`${JSON.stringify(key)}: ${printed(entry, deeper)}`],
      )
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}\n${parts.map((part) => deeper + part).join(',\n')}\n${indent}${close}`
}
