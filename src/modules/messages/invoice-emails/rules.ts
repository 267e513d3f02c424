/**
 * Owns: which template an invoice is mailed with, and when a reminder is due. Does not own: texts, recipients, sending.
 */
import { addDays, type CalendarDate } from '../../../core/date.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Invoice } from '../../receivables/invoices/contract.ts'
import { refuseUnlessPermitted } from '../../receivables/invoices/status.ts'
import type { Family, TemplateId } from '../templates/catalog.ts'

/** Paid, then a plan that waits for its customer, then late, then new, else unpaid (published order). */
export function chooseTemplate(invoice: Pick<Invoice, 'paid' | 'status' | 'sent'>, planWaits: boolean): TemplateId {
  if (invoice.paid) return 'paid_invoice_email'
  if (planWaits) return 'payment_plan_onboard_email'
  if (invoice.status === 'past_due') return 'late_payment_reminder_email'
  return invoice.sent ? 'unpaid_invoice_email' : 'new_invoice_email'
}

export function refuseUnsendable(invoice: Pick<Invoice, 'status'>): void {
  refuseUnlessPermitted('send', invoice.status)
}

/** What texts about an invoice may be about, and those about a payment. */
export const INVOICE_FAMILIES: ReadonlySet<Family> = new Set(['invoice', 'payment_plan', 'autopay_failure'])
export const PAYMENT_FAMILIES: ReadonlySet<Family> = new Set(['receipt', 'refund'])

/** A text about something else would name what there is not. */
export function refuseForeignTemplate(
  { id, name, family }: { readonly id: string; readonly name: string; readonly family: Family },
  families: ReadonlySet<Family>,
): void {
  if (families.has(family)) return
  throw new Refusal(
    'invalid',
    'template_not_fitting',
    `The template ${id} (${name}) is about something else; choose one about what is sent.`,
    'template',
  )
}

/** Reminders follow the last mail after so many days, in the company's zone; 0 for never. */
export function isReminderDue(last: CalendarDate, today: CalendarDate, everyDays: number): boolean {
  return everyDays > 0 && addDays(last, everyDays) <= today
}

/** Nobody is reminded at night: between eight and eighteen by the company's clock. */
export function isOfficeHour(now: Date, zone: string): boolean {
  const hour = Number(new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: zone }).format(now))
  return hour >= 8 && hour < 18
}
