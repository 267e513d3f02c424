import { type CalendarDate, calendarDate, isCalendarDate } from '../../../../core/date.ts'
import { decimal } from '../../../../core/decimal.ts'
import { Refusal } from '../../../../core/refusal.ts'
import { dueDate } from '../../../../modules/catalog/payment-terms/due-date.ts'
import { type Discount, discountOfCoupon } from '../../../../modules/receivables/documents/discounts.ts'
import { type Tax, taxOfRate } from '../../../../modules/receivables/documents/taxes.ts'
import { computeTotals, type Totals } from '../../../../modules/receivables/documents/totals.ts'
import {
  type AppliedDiscount,
  type AppliedTax,
  type Coupon,
  couponOf,
  type Invoice,
  type Item,
  type LineItem,
  rateOf,
  type TaxRate,
} from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'
import { dateOf, secondsOf } from '../../../ui/dates.tsx'
import { knownCurrency, plainText } from '../../../ui/Money.tsx'
import { decimalTyped } from '../../../ui/numbers.ts'
import { customerId } from './columns.tsx'

/** A tax or discount while an invoice is written: a rate of the catalog, or an amount typed for this invoice. */
export interface DraftRate<Rate> {
  readonly rate: Rate | null
  readonly amount: string
}

export interface DraftLine {
  /** Tells lines apart on the screen. */
  readonly key: string
  /** Present on lines the server knows. */
  readonly id?: number
  readonly catalog_item: string | null
  readonly name: string
  readonly description: string
  readonly type: string | null
  readonly quantity: string
  readonly unit_cost: string
  readonly discountable: boolean
  readonly taxable: boolean
  readonly discounts: readonly DraftRate<Coupon>[]
  readonly taxes: readonly DraftRate<TaxRate>[]
}

/** An invoice as the editor holds it: dates are calendar dates, figures plain decimal text. */
export interface Draft extends Record<string, unknown> {
  readonly customer: number | null
  readonly currency: string
  readonly number: string
  readonly date: string
  readonly due_date: string | null
  readonly payment_terms: string
  readonly purchase_order: string
  readonly notes: string
  readonly items: DraftLine[]
  readonly discounts: DraftRate<Coupon>[]
  readonly taxes: DraftRate<TaxRate>[]
}

let keys = 0

export function newLine(given: Partial<DraftLine> = {}): DraftLine {
  keys += 1
  return {
    key: `line-${keys}`,
    catalog_item: null,
    name: '',
    description: '',
    type: null,
    quantity: '1',
    unit_cost: '',
    discountable: true,
    taxable: true,
    discounts: [],
    taxes: [],
    ...given,
  }
}

export function newDraft(today: CalendarDate, currency: string): Draft {
  return {
    customer: null,
    currency,
    number: '',
    date: today,
    due_date: null,
    payment_terms: '',
    purchase_order: '',
    notes: '',
    items: [newLine()],
    discounts: [],
    taxes: [],
  }
}

export function draftOf(invoice: Invoice, zone: string): Draft {
  return {
    customer: customerId(invoice),
    currency: invoice.currency,
    number: invoice.number ?? '',
    date: dateOf(invoice.date, zone),
    due_date: ownDueDate(invoice, zone),
    payment_terms: invoice.payment_terms ?? '',
    purchase_order: invoice.purchase_order ?? '',
    notes: invoice.notes ?? '',
    items: invoice.items.map(lineOf),
    discounts: invoice.discounts.map(draftDiscount),
    taxes: invoice.taxes.map(draftTax),
  }
}

/** A due date that does not follow from the terms; one that does is left to them, so that it moves with the date. */
function ownDueDate({ date, due_date, payment_terms }: Invoice, zone: string): string | null {
  if (due_date === null) return null
  const due = dateOf(due_date, zone)
  return due === dueDate(payment_terms, dateOf(date, zone)) ? null : due
}

/** When the draft falls due by its terms alone. */
export function dueByTerms({ payment_terms, date }: Draft): string | null {
  return isCalendarDate(date) ? dueDate(payment_terms, calendarDate(date)) : null
}

function lineOf(line: LineItem): DraftLine {
  return newLine({
    id: line.id,
    catalog_item: line.catalog_item,
    name: line.name,
    description: line.description ?? '',
    type: line.type,
    quantity: plainText(line.quantity),
    unit_cost: plainText(line.unit_cost),
    discountable: line.discountable,
    taxable: line.taxable,
    discounts: line.discounts.map(draftDiscount),
    taxes: line.taxes.map(draftTax),
  })
}

function draftDiscount(discount: AppliedDiscount): DraftRate<Coupon> {
  return { rate: couponOf(discount), amount: plainText(discount.amount) }
}

function draftTax(tax: AppliedTax): DraftRate<TaxRate> {
  return { rate: rateOf(tax), amount: plainText(tax.amount) }
}

/** The line as the catalog item describes it; the quantity that was typed stays. */
export function filledFrom(line: DraftLine, item: Item, rates: readonly TaxRate[]): DraftLine {
  const taxes = item.taxes.flatMap((tax) => (typeof tax === 'string' ? (rates.find(({ id }) => id === tax) ?? []) : tax))
  return {
    ...line,
    catalog_item: item.id,
    name: item.name,
    description: item.description ?? '',
    type: item.type,
    unit_cost: plainText(item.unit_cost),
    discountable: item.discountable,
    taxable: item.taxable,
    taxes: taxes.map((rate) => ({ rate, amount: '0' })),
  }
}

/** What the API is sent. Taxes are as shown: nothing is added behind the writer's back. */
export function bodyOf(draft: Draft, zone: string): Omit<Body<'POST /invoices'>, 'customer' | 'draft'> {
  return {
    ...(draft.number.trim() ? { number: draft.number.trim() } : {}),
    currency: draft.currency,
    date: secondsOf(draft.date, zone),
    payment_terms: draft.payment_terms.trim() || null,
    ...(draft.due_date ? { due_date: secondsOf(draft.due_date, zone) } : {}),
    purchase_order: draft.purchase_order.trim() || null,
    notes: draft.notes.trim() || null,
    items: writtenLines(draft).map(({ key: _, discounts, taxes, quantity, unit_cost, description, ...line }) => ({
      ...line,
      description: description.trim() || null,
      quantity,
      unit_cost: unit_cost || '0',
      discounts: discounts.map(rateBody('coupon')),
      taxes: taxes.map(rateBody('tax_rate')),
    })),
    discounts: draft.discounts.map(rateBody('coupon')),
    taxes: draft.taxes.map(rateBody('tax_rate')),
    calculate_taxes: false,
  }
}

/** Lines with something in them; an empty last line is only an invitation. */
export function writtenLines(draft: Draft): DraftLine[] {
  return draft.items.filter((line) => line.name.trim() || line.unit_cost || line.description.trim() || line.id !== undefined)
}

function rateBody<Name extends 'coupon' | 'tax_rate'>(name: Name) {
  return ({ rate, amount }: DraftRate<{ readonly id: string }>): { amount: string } | { [N in Name]?: string } =>
    rate ? ({ [name]: rate.id } as { [N in Name]?: string }) : { amount: amount || '0' }
}

/** What the invoice comes to so far, by the very function the server uses; null while a figure is not a number. */
export function previewOf(draft: Draft): { totals: Totals | null; problem: string | null } {
  try {
    const totals = computeTotals({
      currency: knownCurrency(draft.currency),
      rounding: 'per_step',
      lines: draft.items.map((line) => ({
        quantity: figure(line.quantity),
        unit_cost: figure(line.unit_cost),
        discountable: line.discountable,
        taxable: line.taxable,
        discounts: line.discounts.map(discountOf),
        taxes: line.taxes.map(taxOf),
      })),
      discounts: draft.discounts.map(discountOf),
      taxes: draft.taxes.map(taxOf),
    })
    return { totals, problem: null }
  } catch (error) {
    if (error instanceof Refusal) return { totals: null, problem: error.message }
    throw error
  }
}

function discountOf({ rate, amount }: DraftRate<Coupon>): Discount {
  return rate
    ? discountOfCoupon({ ...rate, value: decimal(plainText(rate.value)) })
    : { kind: 'fixed', amount: figure(amount), coupon: null }
}

function taxOf({ rate, amount }: DraftRate<TaxRate>): Tax {
  return rate
    ? taxOfRate({ ...rate, value: decimal(plainText(rate.value)) })
    : { kind: 'fixed', amount: figure(amount), tax_rate: null, inclusive: false }
}

/** What is empty or not a number yet counts as nothing; saving refuses it. */
function figure(text: string) {
  return decimal(decimalTyped(text, '.') ?? '0')
}
