import { z } from 'zod'

/**
 * The published service answers with the keys of every object in alphabetical order. A schema knows the keys of its objects
 * beforehand, so they are sorted once in the schema, and an object comes out in that order by itself. Only what has no shape
 * (metadata, records as they were once) is sorted when it is spelt.
 */

/** The same schema, for encoding: every object it makes has its keys in alphabetical order. */
export function alphabetical<S extends z.ZodType>(schema: S): S {
  return ordered(schema) as S // the same type: only the order of keys differs
}

interface Definition {
  readonly type: string
  readonly shape?: Readonly<Record<string, z.ZodType>>
  readonly catchall?: z.ZodType
  readonly element?: z.ZodType
  readonly innerType?: z.ZodType
  readonly in?: z.ZodType
  readonly options?: readonly z.ZodType[]
}

const SCALARS = new Set(
  'string number boolean bigint null undefined void never nan date literal enum template_literal'.split(' '),
)

function ordered(schema: z.ZodType): z.ZodType {
  const definition = schema.def as unknown as Definition
  const { type, shape, catchall, element, innerType, options } = definition
  if (SCALARS.has(type)) return schema
  if (shape && !catchall) return remade(schema, { shape: orderedShape(shape) })
  if (element) return remade(schema, { element: ordered(element) })
  if (innerType) return remade(schema, { innerType: ordered(innerType) })
  if (options) return remade(schema, { options: options.map(ordered) })
  // What a codec is given is ours; only what it makes of it travels.
  if (type === 'pipe') return remade(schema, { in: ordered(definition.in!) })
  return isFree(schema) ? FREE : z.codec(z.any(), schema, { decode: (value) => value, encode: inOrder })
}

const FREE = z.codec(z.any(), z.any(), { decode: (value) => value, encode: inOrder })

/** Whether the schema says nothing of what it takes, but that it is an object perhaps. */
function isFree({ def }: z.ZodType): boolean {
  const { type, valueType } = def as unknown as { readonly type: string; readonly valueType?: z.ZodType }
  return type === 'unknown' || type === 'any' || type === 'custom' || (type === 'record' && isFree(valueType!))
}

/** The schema with other parts; its checks stay. */
function remade(schema: z.ZodType, parts: Partial<Definition>): z.ZodType {
  return schema.clone({ ...schema.def, ...parts } as typeof schema.def)
}

function orderedShape(shape: Readonly<Record<string, z.ZodType>>): Record<string, z.ZodType> {
  return Object.fromEntries(byKey(Object.entries(shape)).map(([key, part]) => [key, ordered(part)]))
}

/** A value without a shape, with the keys of its objects in order at every depth; keys that are whole numbers come first. */
export function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(inOrder)
  if (Object.getPrototypeOf(value) !== Object.prototype) return value
  const from = value as Readonly<Record<string, unknown>>
  const made: Record<string, unknown> = {}
  for (const key of sortedKeys(from)) if (key !== '__proto__') made[key] = inOrder(from[key])
  return made
}

interface KeyOrder {
  readonly keys: readonly string[]
  readonly sorted: readonly string[]
}

/** By the number of keys. Objects of one kind follow on one another and come with their keys in one order: it is sorted once. */
const lastOrders: KeyOrder[] = []
const KEYS_MAX = 100

function sortedKeys(value: object): readonly string[] {
  const keys = Object.keys(value)
  const last = lastOrders[keys.length]
  if (last && keys.every((key, index) => key === last.keys[index])) return last.sorted
  const sorted = keys.toSorted()
  if (keys.length <= KEYS_MAX) lastOrders[keys.length] = { keys, sorted }
  return sorted
}

function byKey<Value>(entries: [string, Value][]): [string, Value][] {
  return entries.sort(([a], [b]) => (a < b ? -1 : 1))
}
