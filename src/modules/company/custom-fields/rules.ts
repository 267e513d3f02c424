/**
 * Owns: which keys of metadata a company has given a meaning, and what their values may be.
 * Does not own: metadata itself, which every record keeps, defined or not.
 * Invariants: a key is one field for each kind of record; an enum has choices and nothing else has; what is sent for a
 * defined key is kept as its type says; a value that stood before the definition did is left as it is.
 */
import { dayOf, isCalendarDate, isInCalendar } from '../../../core/date.ts'
import { isDecimal } from '../../../core/decimal.ts'
import { isStructure, type Metadata, type MetadataValue, metadataText } from '../../../core/metadata.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { CustomField, CustomFieldChanges, CustomFieldDraft, ShownField } from './contract.ts'

export const FIELDS_MAX = 200

export function draftField(internal_id: number, draft: CustomFieldDraft, now: Date): CustomField {
  const { id, name, object, type = 'string', choices = [], external = true } = draft
  return sound({ internal_id, id, name, type, object, choices: distinct(choices), external, created_at: now, updated_at: now })
}

/** A field that is no enum any more has no choices any more. */
export function changeField(field: CustomField, changes: CustomFieldChanges, now: Date): CustomField {
  const type = changes.type ?? field.type
  const kept = type === 'enum' ? field.choices : []
  return sound({
    ...field,
    name: changes.name ?? field.name,
    type,
    object: changes.object ?? field.object,
    choices: distinct(changes.choices ?? kept),
    external: changes.external ?? field.external,
    updated_at: now,
  })
}

function sound(field: CustomField): CustomField {
  if (field.type === 'enum' && field.choices.length === 0)
    throw new Refusal('invalid', 'choices_missing', 'An enum needs at least one choice.', 'choices')
  if (field.type !== 'enum' && field.choices.length > 0)
    throw new Refusal('invalid', 'choices_not_taken', `Only an enum has choices; this field is a ${field.type}.`, 'choices')
  return field
}

/**
 * Metadata as it is kept: every defined key in its type. Undefined keys stay as they are, and an empty value says nothing
 * under any definition. `at` is what a refusal puts before the key, for example `metadata`.
 */
export function readMetadata(metadata: Metadata, fields: readonly CustomField[], at: string, zone: string): Metadata {
  const defined = new Map(fields.map((field) => [field.id, field]))
  return Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => {
      const field = defined.get(key)
      return [key, field ? readOrRefuse(field, value, `${at}.${key}`, zone) : value]
    }),
  )
}

function readOrRefuse(field: CustomField, value: MetadataValue, at: string, zone: string): Value {
  const read = readValue(field, value, zone)
  if (read === undefined) throw new Refusal('invalid', 'custom_field_invalid', `${field.name} ${wantedOf(field)}.`, at)
  return read
}

/**
 * What a line that names an item takes over of it: values of the item's custom fields, as far as a field of lines of the same
 * id takes them. Other metadata is the item's own.
 */
export function carriedToLines(metadata: Metadata, fields: readonly CustomField[], zone: string): Metadata {
  const of = (object: CustomField['object'], key: string) => fields.find((field) => field.object === object && field.id === key)
  return Object.fromEntries(
    Object.entries(metadata).flatMap(([key, value]) => {
      if (!of('item', key)) return []
      const line = of('line_item', key)
      const read = line ? readValue(line, value, zone) : value
      return read === undefined || read === null ? [] : [[key, read]]
    }),
  )
}

/** What customers see of metadata: the external fields that say something, in the order of their definition. */
export function shownFields(metadata: Metadata, fields: readonly CustomField[], zone: string): ShownField[] {
  return fields.flatMap((field): ShownField[] => {
    const value = metadata[field.id] ?? ''
    if (!field.external || value === '') return []
    const read = readValue(field, value, zone)
    if (read === undefined || read === null) return [{ name: field.name, type: 'string', value: metadataText(value) }]
    return [{ name: field.name, type: field.type, value: read }]
  })
}

/** What a field can say; lists and objects are metadata of programs, and no field is of their type. */
type Value = string | number | boolean | null

/** The value in the field's type, null for nothing, undefined where it is not of the type. */
function readValue({ type, choices }: CustomField, value: MetadataValue, zone: string): Value | undefined {
  if (value === null || value === '') return null
  if (isStructure(value)) return undefined
  switch (type) {
    case 'string':
      return value
    case 'boolean':
      return FLAGS.get(String(value))
    case 'integer':
      return readNumber(value, /^-?\d{1,15}$/)
    case 'double':
    case 'money':
      return readNumber(value, /^-?\d{1,13}(\.\d{1,10})?$/)
    case 'enum':
      return choices.find((choice) => choice === String(value))
    case 'date':
      return readDate(String(value), zone)
  }
}

const FLAGS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
])

function readNumber(value: Value, form: RegExp): number | undefined {
  const text = String(value).trim()
  return typeof value !== 'boolean' && isDecimal(text) && form.test(text) ? Number(text) : undefined
}

/** YYYY-MM-DD, or UNIX seconds as everywhere in the API: then it is the day of the company's zone. */
function readDate(text: string, zone: string): string | undefined {
  if (isCalendarDate(text)) return text
  const instant = /^-?\d{1,12}$/.test(text) ? new Date(Number(text) * 1000) : null
  return instant && isInCalendar(instant) ? dayOf(instant, zone).date : undefined
}

function wantedOf({ type, choices }: CustomField): string {
  switch (type) {
    case 'boolean':
      return 'must be true or false'
    case 'integer':
      return 'must be a whole number'
    case 'enum':
      return `must be one of ${choices.join(', ')}`
    case 'date':
      return 'must be a date: YYYY-MM-DD or UNIX seconds'
    case 'string':
      return 'must be a text, no list and no object'
    default:
      return 'must be a plain number such as 10.99'
  }
}

function distinct(choices: readonly string[]): string[] {
  return [...new Set(choices)]
}
