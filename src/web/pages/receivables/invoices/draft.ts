import { type CalendarDate, calendarDate, isCalendarDate } from '../../../../core/date.ts'
import { dueDate } from '../../../../modules/catalog/payment-terms/due-date.ts'
import type { Invoice } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { dateOf, secondsOf } from '../../../ui/dates.tsx'
import * as content from '../documents/draft.ts'

/** An invoice as the editor holds it. */
export interface InvoiceDraft extends content.Draft {
  readonly due_date: string | null
  readonly payment_terms: string
}

export function newDraft(today: CalendarDate, currency: string): InvoiceDraft {
  return { ...content.newDraft(today, currency), due_date: null, payment_terms: '' }
}

export function draftOf(invoice: Invoice, zone: string): InvoiceDraft {
  return {
    ...content.draftOf(invoice, zone),
    due_date: ownDueDate(invoice, zone),
    payment_terms: invoice.payment_terms ?? '',
  }
}

/** A due date that does not follow from the terms; one that does is left to them, so that it moves with the date. */
function ownDueDate({ date, due_date, payment_terms }: Invoice, zone: string): string | null {
  if (due_date === null) return null
  const due = dateOf(due_date, zone)
  return due === dueDate(payment_terms, dateOf(date, zone)) ? null : due
}

/** When the draft falls due by its terms alone. */
export function dueByTerms({ payment_terms, date }: Pick<InvoiceDraft, 'payment_terms' | 'date'>): string | null {
  return isCalendarDate(date) ? dueDate(payment_terms, calendarDate(date)) : null
}

/** What the API is sent. */
export function bodyOf(draft: InvoiceDraft, zone: string): Omit<Body<'POST /invoices'>, 'customer' | 'draft'> {
  return {
    ...content.bodyOf(draft, zone),
    payment_terms: draft.payment_terms.trim() || null,
    ...(draft.due_date ? { due_date: secondsOf(draft.due_date, zone) } : {}),
  }
}
