/**
 * Owns: the list of payment terms a company chooses from. Does not own: the terms of a customer or a document; those
 * keep the text itself, so renaming or removing an entry here changes no document.
 * Invariants: a name is in the list once, whatever its case.
 */
import type { PaymentTerm, PaymentTermChanges, PaymentTermDraft } from './contract.ts'
import { readTerms } from './due-date.ts'

/** What is kept; the rest is told from the name. */
type KeptPaymentTerm = Pick<PaymentTerm, 'id' | 'name' | 'active' | 'created_at' | 'updated_at'>

export function draftPaymentTerm(id: number, draft: PaymentTermDraft, now: Date): PaymentTerm {
  return tellPaymentTerm({ id, name: draft.name, active: draft.active ?? true, created_at: now, updated_at: now })
}

export function changePaymentTerm(term: PaymentTerm, { name, active }: PaymentTermChanges, now: Date): PaymentTerm {
  return tellPaymentTerm({ ...term, name: name ?? term.name, active: active ?? term.active, updated_at: now })
}

export function tellPaymentTerm({ id, name, active, created_at, updated_at }: KeptPaymentTerm): PaymentTerm {
  const terms = readTerms(name)
  return {
    object: 'payment_term',
    id,
    name,
    active,
    due_in_days: terms?.due_in_days ?? null,
    discount_value: terms?.discount?.percent ?? null,
    discount_expires_in_days: terms?.discount?.within_days ?? null,
    created_at,
    updated_at,
  }
}
