/**
 * What a record keeps under the keys of those who call the API: a text, a number, true or false, nothing, or a structure of
 * these. Only its caller knows what a structure means; here it is kept, and printed as JSON.
 */
export type Metadata = Readonly<Record<string, MetadataValue>>
export type MetadataValue = string | number | boolean | null | MetadataStructure
export type MetadataStructure = readonly MetadataValue[] | { readonly [key: string]: MetadataValue }

export function isStructure(value: MetadataValue): value is MetadataStructure {
  return typeof value === 'object' && value !== null
}

/** The value as text: a structure as its JSON, anything else as it is. */
export function metadataText(value: MetadataValue): string {
  return isStructure(value) ? JSON.stringify(value) : String(value)
}
