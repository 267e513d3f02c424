/**
 * Owns: when a customer said they will pay an invoice. Does not own: what follows from it (chasing).
 * Invariant: only what is open is promised, and never for the past.
 */
import { type Day, dayOf } from '../../../core/date.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Invoice } from '../../receivables/invoices/contract.ts'
import { can } from '../../receivables/invoices/status.ts'
import type { PaymentPromise, PromiseGiven } from './contract.ts'

export function promise(
  invoice: Pick<Invoice, 'id' | 'status' | 'paid'>,
  given: PromiseGiven,
  { today, now, before }: { readonly today: Day; readonly now: Date; readonly before: PaymentPromise | null },
): PaymentPromise {
  if (invoice.paid || !can('apply', invoice.status) || invoice.status === 'draft')
    throw new Refusal(
      'refused',
      'invoice_not_open',
      `This invoice is ${invoice.status.replace('_', ' ')}; nothing is to be paid.`,
    )
  const date = dayOf(given.date, today.zone)
  if (date.date < today.date)
    throw new Refusal('invalid', 'date_past', 'Give today or a later day on which they will pay.', 'date')
  return {
    object: 'promise',
    invoice: invoice.id,
    date,
    method: given.method ?? null,
    reference: given.reference ?? null,
    created_at: before?.created_at ?? now,
    updated_at: now,
  }
}
