/**
 * Owns: what of a change to a document is none, because it was sent back as it was read.
 * Does not own: which changes a document takes (each kind of document).
 */
import type { Currency } from '../../../core/currency.ts'
import { type Day, dayOf } from '../../../core/date.ts'
import { compareDecimals, type Decimal } from '../../../core/decimal.ts'
import { inMajorUnits } from '../../../core/money.ts'
import type { AppliedDiscount, AppliedTax, ContentIn, DiscountIn, LineItem, LineItemIn, ShipTo, TaxIn } from './contract.ts'
import type { KeptDocument } from './document.ts'
import { withKeptRates } from './kept-rates.ts'
import { shipToOf } from './ship-to.ts'

/**
 * The change without its parts that are there already: lines, discounts, taxes and currency, and of a document that is locked (closed,
 * planned) everything else. Clients that save whole objects change nothing but what differs.
 */
export function changesOf<Input extends ContentIn & { readonly currency?: Currency | null | undefined }>(
  given: Input,
  before: KeptDocument,
  locked: boolean,
): Input {
  const entries = Object.entries(withKeptRates(given, before))
  return Object.fromEntries(entries.filter(([field, value]) => !isThere(field, value, before, locked))) as Input
}

function isThere(field: string, value: unknown, before: KeptDocument, locked: boolean): boolean {
  if (value === undefined) return true
  if (field === 'items') return sameInTurn(value as LineItemIn[], before.items, sameLine)
  if (field === 'discounts') return sameInTurn(value as DiscountIn[], before.discounts, sameDiscount)
  if (field === 'taxes') return sameInTurn(value as TaxIn[], before.taxes, sameTax)
  if (field === 'currency') return value === before.currency
  return locked && sameValue(value, (before as unknown as Readonly<Record<string, unknown>>)[field])
}

function sameInTurn<In, Kept>(inputs: readonly In[], kept: readonly Kept[], same: (input: In, kept: Kept) => boolean): boolean {
  return inputs.length === kept.length && inputs.every((input, i) => same(input, kept[i]!))
}

const LINE_FIELDS = ['catalog_item', 'type', 'description', 'discountable', 'taxable'] as const

function sameLine(input: LineItemIn, line: LineItem): boolean {
  return (
    input.id === line.id &&
    (input.name ?? line.name) === line.name &&
    LINE_FIELDS.every((field) => input[field] === undefined || input[field] === line[field]) &&
    sameNumber(input.quantity, line.quantity) &&
    sameNumber(input.unit_cost, line.unit_cost) &&
    (input.metadata === undefined || sameJson(input.metadata, line.metadata)) &&
    (input.discounts === undefined || sameInTurn(input.discounts, line.discounts, sameDiscount)) &&
    (input.taxes === undefined || sameInTurn(input.taxes, line.taxes, sameTax))
  )
}

function sameNumber(given: Decimal | undefined, kept: Decimal): boolean {
  return given === undefined || compareDecimals(given, kept) === 0
}

function sameDiscount(input: DiscountIn, { id, coupon, amount, expires }: AppliedDiscount): boolean {
  const until = input.kept ? input.kept.expires : input.expires
  if (until !== undefined && until?.getTime() !== expires?.getTime()) return false
  if (input.kept) return input.kept.id === id
  return coupon === null && input.coupon === null && input.amount !== null && sameNumber(input.amount, inMajorUnits(amount))
}

function sameTax(input: TaxIn, { id, tax_rate, amount }: AppliedTax): boolean {
  if (input.kept) return input.kept.id === id
  return tax_rate === null && input.tax_rate === null && input.amount !== null && sameNumber(input.amount, inMajorUnits(amount))
}

function sameValue(given: unknown, kept: unknown): boolean {
  if (given instanceof Date)
    return kept instanceof Date ? given.getTime() === kept.getTime() : isDay(kept) && sameDay(given, kept)
  if (typeof given !== 'object' || given === null) return given === kept
  if (Array.isArray(given)) return sameJson(given, kept)
  // The one object that is left is an address.
  return kept !== null && kept !== undefined && shipToOf(given, new Date(0), kept as ShipTo) === kept
}

function isDay(value: unknown): value is Day {
  return typeof value === 'object' && value !== null && 'date' in value && 'zone' in value
}

function sameDay(given: Date, kept: Day): boolean {
  return dayOf(given, kept.zone).date === kept.date
}

function sameJson(left: unknown, right: unknown): boolean {
  return JSON.stringify(left, sorted) === JSON.stringify(right, sorted)
}

function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)))
}
