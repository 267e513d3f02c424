import type { z } from 'zod'
import { alphabetical } from '../contract/key-order.ts'

/** An object as it travels. */
export type Wire = Record<string, unknown>

const encoded = new WeakMap<object, Map<z.ZodType, Wire>>()
const compiled = new WeakMap<z.ZodType, z.ZodType>()

/** Encodes a record by its schema; a record that was encoded before (for an event) is not encoded again. Records never change. */
export function encodeWire(schema: z.ZodType, value: unknown): Wire {
  if (typeof value !== 'object' || value === null) return compile(schema).encode(value as never) as Wire
  const known = encoded.get(value)?.get(schema)
  if (known) return known
  const wire = compile(schema).encode(value as never) as Wire
  const bySchema = encoded.get(value) ?? new Map<z.ZodType, Wire>()
  encoded.set(value, bySchema.set(schema, wire))
  return wire
}

/** The schema with its keys in the order in which they travel. */
function compile(schema: z.ZodType): z.ZodType {
  const known = compiled.get(schema)
  if (known) return known
  const made = alphabetical(schema)
  compiled.set(schema, made)
  return made
}
