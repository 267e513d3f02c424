/**
 * Owns: what becomes of an invoice when a discount's time is over.
 * Does not own: what a discount is, and the arithmetic (documents).
 */
import type { Currency } from '../../../core/currency.ts'
import type { Day } from '../../../core/date.ts'
import { isPositive } from '../../../core/money.ts'
import { expired, withoutExpired } from '../documents/content.ts'
import { contentFields, keptContent } from '../documents/document.ts'
import { type Facts, settle } from './rules.ts'

/**
 * Takes off discounts whose time is over (published behaviour). Where the customer paid in time, or nobody is asked to pay,
 * they stay for good; while a payment is under way or a plan runs, the invoice waits. Null: nothing to do now.
 */
export function takeOffExpired(invoice: Facts, today: Day, now: Date): Facts | null {
  if (invoice.voided || isPositive(invoice.pending) || invoice.payment_plan !== null) return null
  if (expired(invoice, now).length === 0) return null
  if (invoice.paid || invoice.closed) {
    const discounts = invoice.discounts.map((discount) =>
      discount.expires && discount.expires <= now ? { ...discount, expires: null } : discount,
    )
    return { ...invoice, discounts, updated_at: now }
  }
  const terms = { currency: invoice.currency as Currency, rounding: invoice.tax_rounding }
  return settle({ ...invoice, ...contentFields(withoutExpired(keptContent(invoice), terms, now)), updated_at: now }, today)
}
