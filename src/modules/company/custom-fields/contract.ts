import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import { FlagIn, Instant, LineIn, Nothing } from '../../../contract/wire.ts'

export const FIELD_TYPES = ['string', 'boolean', 'double', 'integer', 'enum', 'date', 'money'] as const
export type FieldType = (typeof FIELD_TYPES)[number]

/** Kinds of records that have metadata, as the API names them. */
export const FIELD_OBJECTS = [
  'credit_note',
  'customer',
  'estimate',
  'invoice',
  'item',
  'line_item',
  'payment',
  'plan',
  'subscription',
  'transaction',
] as const
export type FieldObject = (typeof FIELD_OBJECTS)[number]

/** The key in metadata. */
const FieldIdIn = LineIn(40, 1).refine(
  (text) => /^[\w-]+$/.test(text) && text !== '__proto__',
  'must be 1 to 40 letters, digits, _ or -',
)

const Terms = {
  name: LineIn(255, 1),
  type: z.enum(FIELD_TYPES),
  object: z.enum(FIELD_OBJECTS),
  /** What an enum may be. */
  choices: z.array(LineIn(255, 1)).max(200),
  /** Shown to customers, on documents and in the portal. */
  external: FlagIn,
}

export const CustomFieldDraft = z.object({
  ...Terms,
  id: FieldIdIn,
  type: Terms.type.optional(),
  choices: Terms.choices.optional(),
  external: Terms.external.optional(),
})
export type CustomFieldDraft = z.output<typeof CustomFieldDraft>

export const CustomFieldChanges = z.object(Terms).partial()
export type CustomFieldChanges = z.output<typeof CustomFieldChanges>

export const CustomField = z.object({
  internal_id: z.int(),
  id: z.string(),
  name: z.string(),
  type: z.enum(FIELD_TYPES),
  object: z.enum(FIELD_OBJECTS),
  choices: z.array(z.string()),
  external: z.boolean(),
  created_at: Instant,
  updated_at: Instant,
})
export type CustomField = z.output<typeof CustomField>

/** What an external field says on a document. `value` is a number for integer, double and money, YYYY-MM-DD for date. */
export const ShownField = z.object({
  name: z.string(),
  type: z.enum(FIELD_TYPES),
  value: z.union([z.string(), z.number(), z.boolean()]),
})
export type ShownField = z.output<typeof ShownField>

const path = '/custom_fields/{code}'
const writing = { scope: 'custom_fields:write', permission: 'settings.edit' } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/custom_fields',
    summary: 'List custom fields',
    scope: 'custom_fields:read',
    list: {
      properties: { ...COMMON, id: 'text', internal_id: 'whole', name: 'text', type: 'text', object: 'text', external: 'flag' },
    },
    reply: z.array(CustomField),
  }),
  create: operation({
    method: 'POST',
    path: '/custom_fields',
    summary: 'Create a custom field',
    ...writing,
    body: CustomFieldDraft,
    reply: CustomField,
  }),
  get: operation({
    method: 'GET',
    path,
    summary: 'Retrieve a custom field, by its id or its internal id',
    scope: 'custom_fields:read',
    reply: CustomField,
  }),
  update: operation({
    method: 'PATCH',
    path,
    summary: 'Update a custom field',
    ...writing,
    body: CustomFieldChanges,
    reply: CustomField,
  }),
  delete: operation({ method: 'DELETE', path, summary: 'Delete a custom field', ...writing, reply: Nothing }),
}

export const events = {} as const
