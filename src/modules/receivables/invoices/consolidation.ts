/**
 * Owns: which open invoices become one, and what that one says.
 * Invariants: the merged invoice comes to the sum of what its parts were still owed; nothing else about the parts changes;
 * undoing it leaves every part as it was.
 */
import type { Currency } from '../../../core/currency.ts'
import type { CalendarDate, Day } from '../../../core/date.ts'
import { ONE } from '../../../core/decimal.ts'
import { isPositive, isZero } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { receivable } from '../../ledger/postings/entries.ts'
import { type Entry, entry, transfer } from '../../ledger/postings/posting.ts'
import { unitCostOf } from '../documents/content.ts'
import type { Invoice, InvoiceDraft } from './contract.ts'
import { type Facts, settle } from './rules.ts'

const PARTS_MAX = 100

/** Open invoices until the day that carry no payments, credits or plans; at least one. */
export function mergeable(invoices: readonly Invoice[], until: CalendarDate): Invoice[] {
  const parts = invoices
    .filter((invoice) => invoice.date.date <= until && !invoice.consolidated && invoice.payment_plan === null)
    .filter(
      (invoice) =>
        isZero(invoice.amount_paid) && isZero(invoice.amount_credited) && isZero(invoice.pending) && isPositive(invoice.balance),
    )
    .slice(0, PARTS_MAX)
  if (parts.length === 0)
    throw new Refusal(
      'refused',
      'nothing_to_consolidate',
      'There are no open invoices to consolidate until this date.',
      'cutoff_date',
    )
  return parts
}

/** One line for each part, naming it. Taxes and discounts are inside the amounts, as each part stated them. */
export function merge(customer: number, parts: readonly Invoice[], currency: Currency): InvoiceDraft {
  return {
    customer,
    currency,
    name: 'Consolidated Invoice',
    calculate_taxes: false,
    items: parts.map((part) => ({
      name: `Invoice ${part.number}`,
      description:
        part.items
          .map(({ name }) => name)
          .filter((name) => name !== '')
          .join(', ')
          .slice(0, 5000) || null,
      quantity: ONE,
      unit_cost: unitCostOf(part.balance),
      taxable: false,
      discountable: false,
    })),
  }
}

/** What is owed moves from the parts to the whole; revenue and tax stay as the parts posted them. */
export function consolidationEntry(whole: Facts, parts: readonly Invoice[]): Entry {
  const source = { type: 'invoice', id: whole.id } as const
  const postings = parts.flatMap((part) =>
    transfer(part.balance, receivable(part.customer, { type: 'invoice', id: part.id }), receivable(whole.customer, source)),
  )
  return entry({ date: whole.date.date, currency: whole.currency as Currency, reason: 'invoices_consolidated', source, postings })
}

/** Only what was merged can be taken apart. */
export function refuseUnmerged(invoice: Invoice): void {
  if (invoice.consolidated && !invoice.voided) return
  throw new Refusal(
    'refused',
    'invoice_not_consolidated',
    `Invoice ${invoice.number ?? invoice.id} is not made of others; there is nothing to take apart.`,
  )
}

/** A part stands alone again: it is owed what it was owed when it was merged. */
export function restorePart(part: Facts, today: Day, now: Date): Facts {
  return settle({ ...part, voided: false, closed: false, consolidated_invoice: null, date_voided: null, updated_at: now }, today)
}
