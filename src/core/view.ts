import { isStructure, type Metadata } from './metadata.ts'

/** Which customers a member sees, where these are not all: those the user looks after, or those with wanted custom field values. */
export type View =
  | { readonly owned_by: number }
  /** One of the values in each of the custom fields. */
  | { readonly fields: Readonly<Record<string, readonly string[]>> }

/** What a view asks of a customer. */
export interface Viewed {
  readonly owner: number | null
  readonly metadata: Metadata
}

/** Whether a customer is in the view; `netterms.is_among` of the database says the same, and a test holds the two together. */
export function isSeen(view: View, { owner, metadata }: Viewed): boolean {
  if ('owned_by' in view) return owner === view.owned_by
  return Object.entries(view.fields).every(([field, values]) => {
    const value = Object.hasOwn(metadata, field) ? (metadata[field] ?? null) : null
    return value !== null && !isStructure(value) && values.includes(String(value))
  })
}
