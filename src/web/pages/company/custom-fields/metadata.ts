import { isStructure, type Metadata, type MetadataValue, metadataText } from '../../../../core/metadata.ts'
import type { CustomField, ShownField } from '../../../records.ts'

/** What a record keeps under the company's own keys, as it travels. */
export type { Metadata } from '../../../../core/metadata.ts'

type Said = Record<string, Exclude<MetadataValue, null>>

/**
 * What the API is sent of metadata: nothing where nothing changed, so that values older than a field's definition stay as
 * they are; otherwise the whole set without what was emptied, since it replaces the one before.
 */
export function metadataBody(before: Metadata | undefined, now: Metadata): { metadata?: Said } {
  const [kept, wanted] = [said(before ?? {}), said(now)]
  const isSame = JSON.stringify(sorted(kept)) === JSON.stringify(sorted(wanted))
  return isSame ? {} : { metadata: wanted }
}

/** The fields of which a record says something, with what it says; keys without a definition are the API's own business. */
export function fieldsSaid(metadata: Metadata, fields: readonly CustomField[]): ShownField[] {
  return fields.flatMap(({ id, name, type }) => {
    const value = said(metadata)[id]
    if (value === undefined) return []
    if (isStructure(value)) return [{ name, type: 'string', value: metadataText(value) }]
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

function said(metadata: Metadata): Said {
  const entries = Object.entries(metadata).map(([key, value]) => [key, typeof value === 'string' ? value.trim() : value])
  return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== ''))
}

function sorted(metadata: Said): (readonly [key: string, value: string])[] {
  return Object.entries(metadata)
    .map(([key, value]) => [key, metadataText(value)] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1))
}
