import type { Metadata } from '../../../contract/wire.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import type { CustomField, CustomFieldChanges, CustomFieldDraft, FieldObject, ShownField } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export const listFields = store.list

/** By its id; by its internal id where several kinds of records have a field of that id. */
export async function findField(work: Work, code: string): Promise<CustomField> {
  const fields = await store.named(work, code)
  if (fields.length > 1)
    throw new Refusal(
      'invalid',
      'custom_field_ambiguous',
      `${fields.map(({ object, internal_id }) => `${object} (internal id ${internal_id})`).join(' and ')} have a field ${code}; use the internal id.`,
      'code',
    )
  if (!fields[0]) throw new Refusal('not_found', 'custom_field_not_found', `No custom field "${code}".`)
  return fields[0]
}

export async function createField(work: Work, draft: CustomFieldDraft): Promise<CustomField> {
  if ((await store.count(work)) >= rules.FIELDS_MAX)
    throw new Refusal('refused', 'too_many_custom_fields', `A company may have at most ${rules.FIELDS_MAX} custom fields.`)
  const field = rules.draftField(await work.newId(), draft, work.now)
  await store.insert(work, field)
  return field
}

export async function updateField(work: Work, code: string, changes: CustomFieldChanges): Promise<CustomField> {
  const field = rules.changeField(await findField(work, code), changes, work.now)
  await store.update(work, field)
  return field
}

/** What was kept under its key stays in the metadata of the records. */
export async function deleteField(work: Work, code: string): Promise<null> {
  await store.remove(work, (await findField(work, code)).internal_id)
  return null
}

/** A body with metadata of its own, and perhaps lines or a new customer with theirs. */
interface Described {
  readonly metadata?: Metadata | undefined
  readonly items?: readonly Described[] | undefined
  readonly pending_line_items?: readonly Described[] | undefined
  readonly customer?: unknown
}

/** One place in a body that has metadata. */
interface Place {
  readonly object: FieldObject
  readonly metadata: Metadata
  readonly at: string
}

/** The company's own fields of a kind of record. */
export async function fieldsOf(work: Work, object: FieldObject): Promise<CustomField[]> {
  return store.ofObjects(work, [object])
}

/**
 * What was sent about a record, with the metadata of it and of its parts as the company's custom fields say. Refuses a
 * value that is not of its field's type, naming `metadata.<id>`. One query where metadata is sent, none elsewhere.
 */
export async function withFields<Body extends Described>(work: Work, object: FieldObject, body: Body): Promise<Body> {
  const places = placesOf(object, body, '')
  if (places.length === 0) return body
  const fields = await store.ofObjects(work, [...new Set(places.map((place) => place.object))])
  if (fields.length === 0) return body
  return described(object, body, '', (place) =>
    rules.readMetadata(
      place.metadata,
      fields.filter((field) => field.object === place.object),
      place.at,
      work.zone,
    ),
  )
}

function placesOf(object: FieldObject, body: Described, at: string): Place[] {
  const places: Place[] = []
  described(object, body, at, (place) => {
    places.push(place)
    return place.metadata
  })
  return places
}

/** The body with every non-empty metadata in it as `read` makes it. */
function described<Body extends Described>(object: FieldObject, body: Body, at: string, read: (place: Place) => Metadata): Body {
  const lines = (name: 'items' | 'pending_line_items') => {
    const parts = body[name]
    return parts?.some(({ metadata }) => isGiven(metadata)) && object !== 'item'
      ? { [name]: parts.map((part, index) => described('line_item', part, `${at}${name}[${index}].`, read)) }
      : {}
  }
  const customer = body.customer
  return {
    ...body,
    ...(isGiven(body.metadata) && { metadata: read({ object, metadata: body.metadata, at: `${at}metadata` }) }),
    ...lines('items'),
    ...lines('pending_line_items'),
    ...(isDescribed(customer) && { customer: described('customer', customer, `${at}customer.`, read) }),
  }
}

function isGiven(metadata: Metadata | undefined): metadata is Metadata {
  return metadata !== undefined && Object.keys(metadata).length > 0
}

function isDescribed(value: unknown): value is Described {
  return typeof value === 'object' && value !== null
}

/** What lines take over of the items that they name, for each of them. One query where one has metadata, none elsewhere. */
export async function carriedToLines(work: Work, items: readonly Pick<Shown, 'metadata'>[]): Promise<Metadata[]> {
  const fields = items.some(({ metadata }) => isGiven(metadata)) ? await store.ofObjects(work, ['item', 'line_item']) : []
  return items.map(({ metadata }) => rules.carriedToLines(metadata, fields, work.zone))
}

/** What a document and its lines show to customers. `lines` is by the line's id, and has only lines that show something. */
export interface ShownFields {
  readonly document: readonly ShownField[]
  readonly lines: ReadonlyMap<number, readonly ShownField[]>
}

interface Shown {
  readonly metadata: Metadata
  readonly items?: readonly { readonly id: number; readonly metadata: Metadata }[]
}

/** The external fields of a document, for its paper and for the portal. */
export async function fieldsShownOn(work: Work, object: FieldObject, { metadata, items = [] }: Shown): Promise<ShownFields> {
  const nothing = ![metadata, ...items.map((line) => line.metadata)].some(isGiven)
  const fields = nothing ? [] : await store.ofObjects(work, [object, 'line_item'])
  const shown = (of: FieldObject, data: Metadata) =>
    rules.shownFields(
      data,
      fields.filter((field) => field.object === of),
      work.zone,
    )
  return {
    document: shown(object, metadata),
    lines: new Map(
      items.flatMap((line) => {
        const own = shown('line_item', line.metadata)
        return own.length > 0 ? [[line.id, own] as const] : []
      }),
    ),
  }
}
