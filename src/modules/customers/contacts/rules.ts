/**
 * Owns: the people of a customer. Does not own: who was written to (messages).
 * Invariants: a customer has at most a hundred; a new contact receives the mail unless said otherwise.
 */
import { Refusal } from '../../../core/refusal.ts'
import type { Contact, ContactChanges, ContactDraft } from './contract.ts'

export const CONTACTS_MAX = 100

export function refuseMoreContacts(count: number): void {
  if (count >= CONTACTS_MAX)
    throw new Refusal('refused', 'too_many_contacts', `A customer may have at most ${CONTACTS_MAX} contacts; delete one first.`)
}

export function draftContact(
  identity: { readonly id: number; readonly customer: number },
  draft: ContactDraft,
  now: Date,
): Contact {
  return {
    object: 'contact',
    ...identity,
    name: draft.name,
    title: draft.title ?? null,
    role: draft.role ?? null,
    department: draft.department ?? null,
    email: draft.email ?? null,
    phone: draft.phone ?? null,
    primary: draft.primary ?? true,
    sms_enabled: draft.sms_enabled ?? false,
    address1: draft.address1 ?? null,
    address2: draft.address2 ?? null,
    city: draft.city ?? null,
    state: draft.state ?? null,
    postal_code: draft.postal_code ?? null,
    country: draft.country ?? null,
    created_at: now,
    updated_at: now,
  }
}

export function changeContact(contact: Contact, changes: ContactChanges, now: Date): Contact {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Partial<Contact>
  return { ...contact, ...given, updated_at: now }
}
