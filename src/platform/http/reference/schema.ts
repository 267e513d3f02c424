/** The pieces of the API document that the reference page reads. */
export type Json = Readonly<Record<string, unknown>>

export interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly components: { readonly schemas: Readonly<Record<string, Json>>; readonly parameters: Readonly<Record<string, Json>> }
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>
  readonly webhooks: Readonly<Record<string, unknown>>
}

export interface ApiOperation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly parameters: readonly Json[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Json }>> }
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Json }>> }>>
  readonly security?: readonly unknown[]
  readonly 'x-scope': string
}

export interface Field {
  readonly name: string
  /** In words, such as `array of integer`. */
  readonly type: string
  /** The schema it points to, which has a place of its own on the page. */
  readonly link: string | null
  readonly required: boolean
  readonly about: string
}

/** The record behind a pointer. */
export function resolve(document: ApiDocument, schema: Json): Json {
  const name = nameOf(schema)
  if (name === null) return schema
  const [kind, key] = name as [keyof ApiDocument['components'], string]
  return document.components[kind]?.[key] ?? {}
}

function nameOf({ $ref }: Json): readonly [string, string] | null {
  const found = /^#\/components\/(\w+)\/(.+)$/.exec(String($ref ?? ''))
  return found && [found[1]!, found[2]!]
}

/** The schema a pointer, or a list of pointers, leads to. */
export function linkOf(schema: Json): string | null {
  const inner = schema['type'] === 'array' ? ((schema['items'] as Json | undefined) ?? {}) : schema
  return nameOf(inner)?.[1] ?? null
}

/** Fields of an object, with those of objects inside it as `ship_to.city` and `items[].name`, three deep. */
export function fieldsOf(document: ApiDocument, schema: Json, prefix = '', depth = 0): readonly Field[] {
  const { properties, required } = resolve(document, schema) as { properties?: Record<string, Json>; required?: string[] }
  return Object.entries(properties ?? {}).flatMap(([name, property]) => {
    const told = property['description'] ?? property['const']
    const own: Field = {
      name: prefix + name,
      type: typeOf(property),
      link: linkOf(property),
      required: required?.includes(name) ?? false,
      about: [told === undefined ? '' : String(told), limitsOf(property)].filter((part) => part !== '').join('; '),
    }
    if (depth === 2 || own.link) return [own]
    return [
      own,
      ...innerOf(property).flatMap(([mark, inner]) => fieldsOf(document, inner, `${prefix}${name}${mark}.`, depth + 1)),
    ]
  })
}

function innerOf(schema: Json): readonly (readonly [string, Json])[] {
  const options = alternatives(schema)
  const list = options.find(({ type }) => type === 'array')?.['items'] as Json | undefined
  const object = options.find(({ properties }) => properties !== undefined)
  if (object) return [['', object]]
  const item = list && alternatives(list).find(({ properties }) => properties !== undefined)
  return item ? [['[]', item]] : []
}

function alternatives(schema: Json): readonly Json[] {
  const options = (schema['anyOf'] ?? schema['oneOf']) as readonly Json[] | undefined
  return options ? options.flatMap(alternatives) : [schema]
}

export function typeOf(schema: Json): string {
  const name = nameOf(schema)
  if (name) return name[1]
  if (schema['const'] !== undefined) return JSON.stringify(schema['const'])
  const values = schema['enum'] as readonly unknown[] | undefined
  if (values) return values.length > 24 ? 'string' : values.map((value) => String(value) || '""').join(' | ')
  const options = (schema['anyOf'] ?? schema['oneOf']) as readonly Json[] | undefined
  if (options) return [...new Set(options.map(typeOf).filter((type) => type !== '""'))].join(' or ')
  if (schema['type'] === 'array') return `array of ${typeOf((schema['items'] as Json | undefined) ?? {})}`
  const { type } = schema
  return Array.isArray(type) ? type.join(' or ') : String(type ?? 'any')
}

function limitsOf({ minLength, maxLength, minimum, maximum, default: preset }: Json): string {
  const within = (least: unknown, most: unknown, unit: string) => {
    if (typeof most === 'number' && most < Number.MAX_SAFE_INTEGER)
      return `${Number(least ?? 0) > 0 ? `${least} to ` : 'at most '}${most}${unit}`
    return ''
  }
  const said = [within(minLength, maxLength, ' characters'), within(minimum, maximum, '')]
  if (preset !== undefined) said.push(`default ${JSON.stringify(preset)}`)
  return said.filter((part) => part !== '').join(', ')
}

/** A body that shows the shape: what is required, or else the first field. */
export function sampleOf(document: ApiDocument, schema: Json): unknown {
  const { properties, required } = resolve(document, schema) as { properties?: Record<string, Json>; required?: string[] }
  const least = required && required.length > 0 ? required : Object.keys(properties ?? {}).slice(0, 1)
  const names = [...new Set([...least, ...Object.keys(properties ?? {}).filter((name) => name === 'items')])]
  return Object.fromEntries(names.map((name) => [name, sampleValue(document, name, properties?.[name] ?? {})]))
}

const SAMPLES: Readonly<Record<string, unknown>> = {
  customer: 15444,
  email: 'billing@acme.example',
  name: 'Acme Corp',
  currency: 'usd',
  country: 'US',
  url: 'https://example.com/hooks',
  time_zone: 'America/Chicago',
  amount: 58.85,
  items: [{ name: 'Copy paper', quantity: 1, unit_cost: 45 }],
}

function sampleValue(document: ApiDocument, name: string, schema: Json): unknown {
  if (name in SAMPLES) return SAMPLES[name]
  const [first = schema] = alternatives(resolve(document, schema))
  if (first['const'] !== undefined) return first['const']
  const values = first['enum'] as readonly unknown[] | undefined
  if (values) return values[0]
  if (first['properties']) return sampleOf(document, first)
  if (first['type'] === 'array')
    return [sampleValue(document, name.replace(/s$/, ''), (first['items'] as Json | undefined) ?? {})]
  if (first['type'] === 'integer') return Math.max(1, Number(first['minimum'] ?? 1))
  if (first['type'] === 'number') return 10.5
  return first['type'] === 'boolean' ? true : 'text'
}
