/**
 * Owns: what the team remarks about a customer or an invoice; buyers never see it.
 * Invariants: a note is about exactly one thing; a note about an invoice also belongs to that invoice's customer.
 */
import { Refusal } from '../../../core/refusal.ts'
import type { Author, Note, NoteChanges, NoteDraft } from './contract.ts'

export type Subject = { readonly customer_id: number } | { readonly invoice_id: number }

/** What the caller says the note is about. */
export function subjectOf(draft: Omit<NoteDraft, 'notes'>): Subject {
  const customer_id = oneOf(draft, 'customer_id', 'customer')
  const invoice_id = oneOf(draft, 'invoice_id', 'invoice')
  if (customer_id && invoice_id)
    throw new Refusal('invalid', 'two_subjects', 'Send customer_id or invoice_id, not both.', 'invoice_id')
  if (customer_id) return { customer_id }
  if (invoice_id) return { invoice_id }
  throw new Refusal('invalid', 'no_subject', 'Send customer_id or invoice_id.', 'customer_id')
}

export interface NoteFacts {
  readonly id: number
  readonly customer: number
  readonly invoice: number | null
  readonly user: Author | null
  readonly now: Date
}

export function draftNote({ id, customer, invoice, user, now }: NoteFacts, notes: string): Note {
  return { object: 'note', id, notes, customer, invoice, user, metadata: {}, created_at: now, updated_at: now }
}

export function changeNote(note: Note, { notes }: NoteChanges, now: Date): Note {
  return { ...note, notes: notes ?? note.notes, updated_at: now }
}

/** The one record that both names stand for. */
function oneOf(
  draft: Omit<NoteDraft, 'notes'>,
  name: 'customer_id' | 'invoice_id',
  other: 'customer' | 'invoice',
): number | null {
  const [id, also] = [draft[name] ?? null, draft[other] ?? null]
  if (id !== null && also !== null && id !== also)
    throw new Refusal('invalid', 'two_subjects', `${name} and ${other} are the same; send one of them.`, other)
  return id ?? also
}
