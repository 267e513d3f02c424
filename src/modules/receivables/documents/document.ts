/**
 * Owns: what invoices, credit notes and estimates have in common once they exist: their content as facts, what they post,
 * whom they may be made out to.
 * Does not own: how content is priced (content.ts), the life of each kind of document.
 */
import type { Currency } from '../../../core/currency.ts'
import { type Day, dayOf } from '../../../core/date.ts'
import type { Money } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { PostedDocument } from '../../ledger/postings/entries.ts'
import { type Content, type ContentFacts, recomposeContent } from './content.ts'
import type { AppliedDiscount, AppliedTax, ContentIn, LineItem } from './contract.ts'
import { computeTotals } from './totals.ts'

/** A document as it is kept, as far as its content goes. */
export interface KeptDocument {
  readonly id: number
  readonly customer: number
  readonly currency: string
  readonly date: Day
  readonly items: readonly LineItem[]
  readonly discounts: readonly AppliedDiscount[]
  readonly taxes: readonly AppliedTax[]
  readonly total: Money
  readonly tax_rounding: 'per_step' | 'per_rate'
  readonly updated_at: Date
}

/** The content of a kept document with every part of its totals, from the same terms by which it was priced. */
export function keptContent({ items, discounts, taxes, currency, tax_rounding, updated_at }: KeptDocument): Content {
  const before: Content = { items, discounts, taxes, totals: NOTHING }
  return recomposeContent(before, {}, NO_FACTS, { currency: currency as Currency, rounding: tax_rounding }, updated_at)
}

const NO_FACTS: ContentFacts = { items: new Map(), coupons: new Map(), tax_rates: new Map(), automatic_taxes: [] }
const NOTHING = computeTotals({ currency: 'usd', rounding: 'per_step', lines: [], discounts: [], taxes: [] })

/** The content as a document of its own takes it over: the same in everything but ids. */
export function copiedContent(document: KeptDocument): Content {
  const { items, discounts, taxes, totals } = keptContent(document)
  const anew = <T extends { readonly id: number }>(part: T): T => ({ ...part, id: 0 })
  return {
    items: items.map((line) => ({ ...anew(line), discounts: line.discounts.map(anew), taxes: line.taxes.map(anew) })),
    discounts: discounts.map(anew),
    taxes: taxes.map(anew),
    totals,
  }
}

/** What the books need to know of a document. */
export function postedDocument(document: KeptDocument): PostedDocument {
  const { id, customer, date, total, items } = document
  const { lines, discount_total, tax_total } = keptContent(document).totals
  const revenues = items.map(({ type }, i) => ({ type, revenue: lines[i]!.revenue }))
  return { id, customer, date: date.date, total, discount_total, tax_total, lines: revenues }
}

/** The fields of a document that follow from its content. */
export function contentFields({ items, discounts, taxes, totals }: Content) {
  return {
    items: [...items],
    discounts: [...discounts],
    taxes: [...taxes],
    subtotal: totals.subtotal,
    total: totals.total,
  }
}

const CONTENT_FIELDS = ['items', 'discounts', 'taxes', 'discount', 'tax'] as const

/** The field of a change that touches what is charged, null when none does. */
export function moneyField(input: ContentIn & { readonly currency?: Currency | null | undefined }): string | null {
  return [...CONTENT_FIELDS, 'currency' as const].find((field) => input[field] !== undefined) ?? null
}

/** The day of an instant in the zone of today; null where none was given. */
export function dayGiven(instant: Date | null | undefined, { zone }: Day): Day | null {
  return instant ? dayOf(instant, zone) : null
}

/** What a change says, or what was there when it says nothing. */
export function given<T>(value: T | undefined, kept: T): T {
  return value === undefined ? kept : value
}

/** It was delivered; the first time counts. */
export function markSent<D extends { readonly sent: boolean }>(document: D, now: Date): D {
  return document.sent ? document : { ...document, sent: true, date_sent: now, updated_at: now }
}

/** The customer had it before them; the first time counts. */
export function markViewed<D extends { readonly viewed: boolean }>(document: D, now: Date): D {
  return document.viewed ? document : { ...document, viewed: true, date_viewed: now, updated_at: now }
}

/** Inactive customers get no documents (published API). */
export function refuseInactive(customer: { readonly active: boolean; readonly name: string }): void {
  if (customer.active) return
  throw new Refusal('refused', 'customer_inactive', `${customer.name} is inactive. Activate the customer first.`, 'customer')
}

/** An issued document stays in its currency; says why. */
export function currencyFixed(name: string, why: string): Refusal {
  return new Refusal('refused', 'currency_fixed', `The currency of ${name} cannot change any more: ${why}.`, 'currency')
}

export function numberTaken(number: string): Refusal {
  return new Refusal(
    'invalid',
    'number_taken',
    `The number ${number} is taken. Choose another, or leave it out to get the next one.`,
    'number',
  )
}
