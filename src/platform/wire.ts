import { z } from 'zod'

/** An object as it travels. */
export type Wire = Record<string, unknown>

const encoded = new WeakMap<object, Map<z.ZodType, Wire>>()

/** Encodes a record by its schema; a record that was encoded before (for an event) is not encoded again. Records never change. */
export function encodeWire(schema: z.ZodType, value: unknown): Wire {
  if (typeof value !== 'object' || value === null) return z.encode(schema, value as never) as Wire
  const known = encoded.get(value)?.get(schema)
  if (known) return known
  const wire = z.encode(schema, value as never) as Wire
  const bySchema = encoded.get(value) ?? new Map<z.ZodType, Wire>()
  encoded.set(value, bySchema.set(schema, wire))
  return wire
}
