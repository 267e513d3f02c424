import type { CalendarDate } from '../../../../core/date.ts'
import { decimal } from '../../../../core/decimal.ts'
import { Refusal } from '../../../../core/refusal.ts'
import { type Discount, discountOfCoupon } from '../../../../modules/receivables/documents/discounts.ts'
import { type Tax, taxOfRate } from '../../../../modules/receivables/documents/taxes.ts'
import { computeTotals, type Totals } from '../../../../modules/receivables/documents/totals.ts'
import {
  type AppliedDiscount,
  type AppliedTax,
  type Coupon,
  type CreditNote,
  couponOf,
  type Estimate,
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
import { type Metadata, metadataBody } from '../../company/custom-fields/metadata.ts'
import { customerId } from '../invoices/columns.tsx'

/** A tax or discount while an invoice is written: a rate of the catalog, or an amount typed for this document. */
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
  /** The company's own fields, and what other programs keep beside them. */
  readonly metadata: Metadata
  /** What the server knows of them. */
  readonly metadata_kept: Metadata
}

/** What all documents have in common while they are written: dates are calendar dates, figures plain decimal text. */
export interface Draft extends Record<string, unknown> {
  readonly customer: number | null
  readonly currency: string
  readonly number: string
  readonly date: string
  readonly purchase_order: string
  readonly notes: string
  /** The company's own fields, and what other programs keep beside them. */
  readonly metadata: Metadata
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
    metadata: {},
    metadata_kept: {},
    ...given,
  }
}

export function newDraft(today: CalendarDate, currency: string): Draft {
  return {
    customer: null,
    currency,
    number: '',
    date: today,
    purchase_order: '',
    notes: '',
    metadata: {},
    items: [newLine()],
    discounts: [],
    taxes: [],
  }
}

export function draftOf(document: Invoice | Estimate | CreditNote, zone: string): Draft {
  return {
    customer: customerId(document),
    currency: document.currency,
    number: document.number ?? '',
    date: dateOf(document.date, zone),
    purchase_order: document.purchase_order ?? '',
    notes: document.notes ?? '',
    metadata: document.metadata,
    items: document.items.map(lineOf),
    discounts: document.discounts.map(draftDiscount),
    taxes: document.taxes.map(draftTax),
  }
}

/** What one document is made of, for another: the same lines and rates, as lines that nobody has saved yet. */
export function contentOf(document: Invoice | Estimate | CreditNote): Pick<Draft, 'currency' | 'items' | 'discounts' | 'taxes'> {
  return {
    currency: document.currency,
    items: document.items.map((line) => {
      const { id: _, ...fresh } = lineOf(line)
      return { ...fresh, metadata_kept: {} }
    }),
    discounts: document.discounts.map(draftDiscount),
    taxes: document.taxes.map(draftTax),
  }
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
    metadata: line.metadata,
    metadata_kept: line.metadata,
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

type DraftBody = Omit<Body<'POST /credit_notes'>, 'customer' | 'draft' | 'invoice' | 'send' | 'tax_rounding'>

/** What the API is sent of any document. Taxes are as shown: nothing is added behind the writer's back. */
export function bodyOf(draft: Draft, zone: string): DraftBody {
  return {
    ...(draft.number.trim() ? { number: draft.number.trim() } : {}),
    currency: draft.currency,
    date: secondsOf(draft.date, zone),
    purchase_order: draft.purchase_order.trim() || null,
    notes: draft.notes.trim() || null,
    items: writtenLines(draft).map(lineBody),
    discounts: draft.discounts.map(rateBody('coupon')),
    taxes: draft.taxes.map(rateBody('tax_rate')),
    calculate_taxes: false,
  }
}

function lineBody({ key: _, metadata, metadata_kept, description, unit_cost, discounts, taxes, ...line }: DraftLine) {
  return {
    ...line,
    description: description.trim() || null,
    unit_cost: unit_cost || '0',
    discounts: discounts.map(rateBody('coupon')),
    taxes: taxes.map(rateBody('tax_rate')),
    ...metadataBody(metadata_kept, metadata),
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

/** What the document comes to so far, by the very function the server uses; null while a figure is not a number. */
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

/** Messages by field for what need not be sent to be refused. */
export function checkDraft(draft: Draft): Record<string, string | null> {
  const written = writtenLines(draft)
  const lines = draft.items.flatMap((line, index) => {
    if (!written.includes(line)) return []
    return [
      [`items.${index}.name`, line.name.trim() ? null : 'Enter a name.'],
      [`items.${index}.quantity`, decimalTyped(line.quantity, '.') === null ? 'Not a number.' : null],
      [`items.${index}.unit_cost`, line.unit_cost && decimalTyped(line.unit_cost, '.') === null ? 'Not a number.' : null],
    ]
  })
  return {
    customer: draft.customer === null ? 'Choose a customer.' : null,
    date: draft.date ? null : 'Enter a date.',
    items: written.length === 0 ? 'Add at least one line.' : null,
    ...Object.fromEntries(lines),
  }
}
