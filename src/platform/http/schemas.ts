import { z } from 'zod'

/** What a schema takes, as far as the shape of a body is concerned. */
export type Shape = Readonly<Record<string, z.ZodType>>

export function objectsOf(schema: z.ZodType): Shape[] {
  return leaves(schema).flatMap((leaf) => (leaf instanceof z.ZodObject ? [leaf.shape as Shape] : []))
}

export function arraysOf(schema: z.ZodType): z.ZodType[] {
  return leaves(schema).flatMap((leaf) => (leaf instanceof z.ZodArray ? [leaf.element as z.ZodType] : []))
}

/** The schemas of the values of objects whose keys are the caller's. */
export function recordsOf(schema: z.ZodType): z.ZodType[] {
  return leaves(schema).flatMap((leaf) => (leaf instanceof z.ZodRecord ? [leaf.valueType as z.ZodType] : []))
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
