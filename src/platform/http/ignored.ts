import type { z } from 'zod'
import { arraysOf, objectsOf } from './schemas.ts'

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
