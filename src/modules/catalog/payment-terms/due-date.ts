/**
 * Owns: what the text of payment terms means: when a document is due, and what paying early saves.
 * Does not own: which terms a document has (customer, company), how the saving is booked.
 * Invariants: a due date is never before its document's date; text that is no rule means no due date.
 */
import { addDays, type CalendarDate, calendarDate, daysBetween } from '../../../core/date.ts'
import { type Decimal, decimal } from '../../../core/decimal.ts'
import { Refusal } from '../../../core/refusal.ts'

/** What documents on AutoPay and on a payment plan carry as their terms (published API). Neither sets a due date. */
export const AUTOPAY_TERMS = 'AutoPay'
export const PAYMENT_PLAN_TERMS = 'Payment Plan'

export interface PaymentTerms {
  /** Days from the document's date to its due date. */
  readonly due_in_days: number
  /** What is taken off for paying within so many days of the date. */
  readonly discount: { readonly percent: Decimal; readonly within_days: number } | null
}

const NET = /^net[\s-]*(\d{1,4})(?: days)?$/
const EARLY_NET = /^(\d{1,2}(?:\.\d{1,4})?|100)\s*(?:%\s*|\/\s*)(\d{1,4})[\s,]*net[\s-]*(\d{1,4})(?: days)?$/
/** Terms are at most this long (published API). */
const TEXT_LENGTH_MAX = 255
const ON_RECEIPT = /^due (?:up)?on receipt$/

/**
 * Understands, in any case: NET 30, net-30; 2% 10 NET 30 (also 2/10 NET 30), an offer of 2 % for payment within 10 days;
 * Due on receipt. Null for everything else: text without a rule.
 */
export function readTerms(text: string | null): PaymentTerms | null {
  const words = (text ?? '').slice(0, TEXT_LENGTH_MAX).trim().toLowerCase().replace(/\s+/g, ' ')
  if (ON_RECEIPT.test(words)) return { due_in_days: 0, discount: null }
  const net = NET.exec(words)
  if (net) return { due_in_days: Number(net[1]), discount: null }
  const early = EARLY_NET.exec(words)
  if (!early) return null
  const percent = decimal(early[1]!)
  const discount = percent.digits === 0n ? null : { percent, within_days: Number(early[2]) }
  return { due_in_days: Number(early[3]), discount }
}

/** The last day to pay, null when the terms name none. Refuses a date beyond the calendar. */
export function dueDate(terms: string | null, date: CalendarDate): CalendarDate | null {
  const rule = readTerms(terms)
  return rule && daysAfter(date, rule.due_in_days)
}

export interface EarlyDiscount {
  readonly percent: Decimal
  /** The last day on which the saving is offered. */
  readonly last_date: CalendarDate
}

/** What the terms offer for paying early, null when they offer nothing. */
export function earlyDiscount(terms: string | null, date: CalendarDate): EarlyDiscount | null {
  const discount = readTerms(terms)?.discount ?? null
  return discount && { percent: discount.percent, last_date: daysAfter(date, discount.within_days) }
}

const LAST_DATE = calendarDate('9999-12-31')

function daysAfter(date: CalendarDate, days: number): CalendarDate {
  if (days > daysBetween(date, LAST_DATE)) {
    throw new Refusal('invalid', 'date_out_of_range', 'The payment terms lead beyond the year 9999; check the date.', 'date')
  }
  return addDays(date, days)
}
