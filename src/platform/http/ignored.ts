import { z } from 'zod'

/** The fields of a body that its schema does not know, by full name. They are ignored, but not in silence. */
export function ignoredFields(schema: z.ZodType, value: unknown): string[] {
  return [...unknown(schema, value, '')]
}

const HEADER_MAX = 4_000

/** Their names as a header: as many as clients, which take 16 KB of headers in all, have room for. */
export function ignoredHeader(fields: readonly string[]): string {
  const text = fields.join(', ').replace(/[^\x20-\x7e]/g, '?')
  return text.length <= HEADER_MAX ? text : `${text.slice(0, HEADER_MAX)}...`
}

function* unknown(schema: z.ZodType, value: unknown, path: string): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  const shapes = objectsOf(schema)
  const elements = arraysOf(schema)
  if (Array.isArray(value)) {
    for (const [index, entry] of value.entries())
      for (const element of elements.slice(0, 1)) yield* unknown(element, entry, `${path}[${index}]`)
    return
  }
  if (shapes.length === 0) return
  for (const [name, entry] of Object.entries(value)) {
    const known = shapes.flatMap((shape) => (Object.hasOwn(shape, name) ? [shape[name]!] : []))
    const field = path ? `${path}.${name}` : name
    if (known.length === 0) yield field
    else yield* unknown(known[0]!, entry, field)
  }
}

type Shape = Readonly<Record<string, z.ZodType>>

function objectsOf(schema: z.ZodType): Shape[] {
  return leaves(schema).flatMap((leaf) => (leaf instanceof z.ZodObject ? [leaf.shape as Shape] : []))
}

function arraysOf(schema: z.ZodType): z.ZodType[] {
  return leaves(schema).flatMap((leaf) => (leaf instanceof z.ZodArray ? [leaf.element as z.ZodType] : []))
}

/** The schemas behind optional, nullable, defaults, unions and transformations. */
function leaves(schema: z.ZodType): z.ZodType[] {
  const definition = schema.def as unknown as {
    innerType?: z.ZodType
    in?: z.ZodType
    options?: readonly z.ZodType[]
    getter?: () => z.ZodType
  }
  if (schema instanceof z.ZodUnion) return definition.options!.flatMap(leaves)
  if (schema instanceof z.ZodPipe) return leaves(definition.in!)
  if (schema instanceof z.ZodLazy) return leaves(definition.getter!())
  return definition.innerType ? leaves(definition.innerType) : [schema]
}
