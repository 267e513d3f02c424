import type { CustomField, ShownField } from '../../../records.ts'

/** What a record keeps under the company's own keys, as it travels. */
export type Metadata = Readonly<Record<string, string | number | boolean | null>>

/**
 * What the API is sent of metadata: nothing where nothing changed, so that values older than a field's definition stay as
 * they are; otherwise the whole set without what was emptied, since it replaces the one before.
 */
export function metadataBody(
  before: Metadata | undefined,
  now: Metadata,
): { metadata?: Record<string, string | number | boolean> } {
  const [kept, wanted] = [said(before ?? {}), said(now)]
  const isSame = JSON.stringify(sorted(kept)) === JSON.stringify(sorted(wanted))
  return isSame ? {} : { metadata: wanted }
}

/** The fields of which a record says something, with what it says; keys without a definition are the API's own business. */
export function fieldsSaid(metadata: Metadata, fields: readonly CustomField[]): ShownField[] {
  return fields.flatMap(({ id, name, type }) => {
    const value = said(metadata)[id]
    if (value === undefined) return []
    return [{ name, type: isOfType(value, type) ? type : 'string', value }]
  })
}

function isOfType(value: string | number | boolean, type: CustomField['type']): boolean {
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean'
    case 'integer':
    case 'double':
    case 'money':
      return typeof value === 'number'
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
    default:
      return true
  }
}

function said(metadata: Metadata): Record<string, string | number | boolean> {
  const entries = Object.entries(metadata).map(([key, value]) => [key, typeof value === 'string' ? value.trim() : value])
  return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== ''))
}

function sorted(metadata: Readonly<Record<string, string | number | boolean>>): (readonly [key: string, value: string])[] {
  return Object.entries(metadata)
    .map(([key, value]) => [key, String(value)] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1))
}
