/**
 * Owns: what a document is made of — how lines take over items, which coupons and tax rates count, and that the amounts of
 * every part come from `computeTotals`.
 * Does not own: the arithmetic (totals.ts), numbers, dates and status (each kind of document).
 * Invariants: what was taken over is copied and stays as it was; ids of kept lines stay; unknown coupons and tax rates are
 * skipped, unknown items are refused.
 */
import type { Metadata } from '../../../contract/wire.ts'
import type { Currency } from '../../../core/currency.ts'
import { type Decimal, decimal, negateDecimal, ONE, ZERO } from '../../../core/decimal.ts'
import { inMajorUnits, type Money, negate } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { AppliedDiscount, AppliedTax, ContentIn, DiscountIn, LineItem, LineItemIn, LoneLineIn, TaxIn } from './contract.ts'
import { type Discount, discountOfCoupon, tidyDiscounts } from './discounts.ts'
import { type Tax, taxOfRate, tidyTaxes } from './taxes.ts'
import { computeTotals, type Rounding, type Totals } from './totals.ts'

/** Records as they are published, with the terms that the arithmetic needs. */
export interface ItemFacts {
  readonly id: string
  readonly name: string
  readonly type: string | null
  readonly description: string | null
  readonly unit_cost: Decimal
  readonly discountable: boolean
  readonly taxable: boolean
  readonly taxes: readonly string[]
  /** What lines take over of its metadata. */
  readonly metadata: Metadata
}
export interface CouponFacts {
  readonly id: string
  readonly is_percent: boolean
  readonly value: Decimal
  readonly snapshot: Readonly<Record<string, unknown>>
}
export interface TaxRateFacts extends CouponFacts {
  readonly inclusive: boolean
}

export interface ContentFacts {
  readonly items: ReadonlyMap<string, ItemFacts>
  readonly coupons: ReadonlyMap<string, CouponFacts>
  readonly tax_rates: ReadonlyMap<string, TaxRateFacts>
  /** Tax rates that the customer or a rule adds by itself. */
  readonly automatic_taxes: readonly string[]
}

export interface Terms {
  readonly currency: Currency
  readonly rounding: Rounding
}

/** A document's content with every amount. Parts that are new have the id 0 until the service gives them one. */
export interface Content {
  readonly items: readonly LineItem[]
  readonly discounts: readonly AppliedDiscount[]
  readonly taxes: readonly AppliedTax[]
  readonly totals: Totals
}

type WithExpiry = Discount & { readonly expires: Date | null; readonly snapshot: Readonly<Record<string, unknown>> | null }
type WithSnapshot = Tax & { readonly snapshot: Readonly<Record<string, unknown>> | null }

interface Line extends Omit<LineItem, 'discounts' | 'taxes' | 'amount'> {
  readonly discounts: readonly WithExpiry[]
  readonly taxes: readonly WithSnapshot[]
}

/** Prices a new document. */
export function composeContent(input: ContentIn, facts: ContentFacts, terms: Terms, now: Date): Content {
  const lines = (input.items ?? []).map((line, index) => draftLine(line, facts, now, `items[${index}]`))
  const { items = [], ...ready } = input.ready ?? {}
  const discounts = tidyDiscounts([...(ready.discounts ?? []).map(keptDiscount), ...subtotalDiscounts(input, facts, terms)])
  const taxes = tidyTaxes([...(ready.taxes ?? []).map(keptTax), ...subtotalTaxes(input, facts, true)])
  const own = items.map((item) => withoutShared(keptLine(item), discounts, taxes))
  return price([...lines, ...own], discounts, taxes, terms, now)
}

/** What reduces or taxes the whole document does so with a ready line together with the others, and not by itself as well. */
function withoutShared(line: Line, discounts: readonly Discount[], taxes: readonly Tax[]): Line {
  const coupons = new Set(discounts.flatMap(({ coupon }) => coupon ?? []))
  const rates = new Set(taxes.flatMap(({ tax_rate }) => tax_rate ?? []))
  const own = line.taxes.filter(({ tax_rate }) => tax_rate === null || !rates.has(tax_rate))
  return {
    ...line,
    discounts: line.discountable
      ? line.discounts.filter(({ coupon }) => coupon === null || !coupons.has(coupon))
      : line.discounts,
    taxable: line.taxable || own.length < line.taxes.length,
    taxes: own,
  }
}

/** Prices a changed document: what is not given stays; lines with an id are kept or edited, missing ones go. */
export function recomposeContent(before: Content, input: ContentIn, facts: ContentFacts, terms: Terms, now: Date): Content {
  const lines = input.items
    ? input.items.map((line, index) =>
        line.id === undefined
          ? draftLine(line, facts, now, `items[${index}]`)
          : editLine(before, line, facts, now, `items[${index}]`),
      )
    : before.items.map(keptLine)
  const discounts =
    input.discounts || input.discount ? subtotalDiscounts(input, facts, terms) : before.discounts.map(keptDiscount)
  const taxes =
    input.taxes || input.tax || input.calculate_taxes
      ? subtotalTaxes(input, facts, input.calculate_taxes === true)
      : before.taxes.map(keptTax)
  return price(lines, discounts, taxes, terms, now)
}

/** @throws Refusal invalid, where an exclusive coupon (published API) reduces the document or a line of it beside another one */
export function refuseCombinedCoupons({ items, discounts }: Pick<Content, 'items' | 'discounts'>): void {
  const given = [...items.flatMap((item) => item.discounts), ...discounts].flatMap(
    ({ coupon }): Readonly<Record<string, unknown>>[] => (coupon ? [coupon] : []),
  )
  const alone = given.find((coupon) => coupon['exclusive'] === true)
  if (!alone || given.every((coupon) => coupon['id'] === alone['id'])) return
  throw new Refusal('invalid', 'coupon_exclusive', `The coupon "${alone['id']}" cannot be combined with others.`, 'discounts')
}

/** Appends finished lines (a late fee, pending lines) to what is there. */
export function appendLines(
  before: Content,
  lines: readonly LineItemIn[],
  facts: ContentFacts,
  terms: Terms,
  now: Date,
): Content {
  const added = lines.map((line, index) => draftLine(line, facts, now, `items[${index}]`))
  return price(
    [...before.items.map(keptLine), ...added],
    before.discounts.map(keptDiscount),
    before.taxes.map(keptTax),
    terms,
    now,
  )
}

/** Takes a fixed amount off the subtotal besides what is taken off already. */
export function appendDiscount(
  before: Content,
  discount: { readonly amount: Money; readonly expires: Date | null },
  terms: Terms,
  now: Date,
): Content {
  const added: WithExpiry = { kind: 'fixed', ...discount, coupon: null, snapshot: null }
  return price(before.items.map(keptLine), [...before.discounts.map(keptDiscount), added], before.taxes.map(keptTax), terms, now)
}

/** Lines that belong to no document yet. `field` names line i where it is refused, '' for the whole body. */
export function composeLines(
  inputs: readonly LoneLineIn[],
  facts: ContentFacts,
  terms: Terms,
  now: Date,
  field: (index: number) => string,
): LineItem[] {
  return inputs.map((input, index) => {
    const line = draftLine(input, facts, now, field(index))
    const discounts = tidyDiscounts([...line.discounts, ...(input.ready?.discounts ?? []).map(keptDiscount)])
    return priceAlone({ ...line, discounts }, terms, now)
  })
}

/** Such a line with what a change says. */
export function changeLine(line: LineItem, input: LineItemIn, facts: ContentFacts, terms: Terms, now: Date): LineItem {
  const charge = isMirrored(line) ? { ...line, discounts: line.discounts.map(negated), taxes: line.taxes.map(negated) } : line
  return priceAlone(editLine({ items: [charge] }, { ...input, id: line.id }, facts, now, ''), terms, now)
}

/** A line below zero is the mirror image of the charge that it takes back, discounts and taxes included. */
function priceAlone(line: Line, terms: Terms, now: Date): LineItem {
  const mirrored = isMirrored(line)
  const [item] = price([mirrored ? { ...line, quantity: negateDecimal(line.quantity) } : line], [], [], terms, now).items
  if (!mirrored) return item!
  return { ...negated(item!), quantity: line.quantity, discounts: item!.discounts.map(negated), taxes: item!.taxes.map(negated) }
}

function isMirrored({ quantity, unit_cost }: Pick<LineItem, 'quantity' | 'unit_cost'>): boolean {
  return quantity.digits * unit_cost.digits < 0n
}

function negated<T extends { readonly amount: Money }>(part: T): T {
  return { ...part, amount: negate(part.amount) }
}

/** The lines of a credit note that give what lines below zero take back. */
export function creditedLines(lines: readonly LineItem[]): LineItem[] {
  return lines.map((line) => ({
    ...negated(line),
    ...(line.quantity.digits < 0n ? { quantity: negateDecimal(line.quantity) } : { unit_cost: negateDecimal(line.unit_cost) }),
    discounts: line.discounts.map(negated),
    taxes: line.taxes.map(negated),
  }))
}

/** Discounts of the subtotal whose time is over. */
export function expired({ discounts }: Pick<Content, 'discounts'>, now: Date): AppliedDiscount[] {
  return discounts.filter(({ expires }) => expires !== null && expires <= now)
}

/** The content without the discounts of the subtotal whose time is over. */
export function withoutExpired(before: Content, terms: Terms, now: Date): Content {
  const over = new Set(expired(before, now))
  const left = before.discounts.filter((discount) => !over.has(discount))
  return price(before.items.map(keptLine), left.map(keptDiscount), before.taxes.map(keptTax), terms, now)
}

/** Ids of the records that a content names, so that they can be loaded together. */
export function namedRecords(input: ContentIn): { items: string[]; coupons: string[]; tax_rates: string[] } {
  const lines = input.items ?? []
  const discounts = [...(input.discounts ?? []), ...lines.flatMap((line) => line.discounts ?? [])]
  const taxes = [...(input.taxes ?? []), ...lines.flatMap((line) => line.taxes ?? [])]
  return {
    items: distinct(lines.map((line) => line.catalog_item ?? line.item)),
    coupons: distinct(discounts.map(({ coupon }) => coupon)),
    tax_rates: distinct(taxes.map(({ tax_rate }) => tax_rate)),
  }
}

function distinct(ids: readonly (string | null | undefined)[]): string[] {
  return [...new Set(ids.filter((id) => typeof id === 'string'))]
}

function draftLine(input: LineItemIn, facts: ContentFacts, now: Date, field: string): Line {
  const code = input.catalog_item ?? input.item ?? null
  const item = code === null ? undefined : facts.items.get(code)
  if (code !== null && !item)
    throw new Refusal(
      'invalid',
      'item_unknown',
      `There is no item "${code}". Create it first, or give name and unit_cost instead.`,
      field === '' ? 'catalog_item' : `${field}.catalog_item`,
    )
  return {
    id: 0,
    object: 'line_item',
    catalog_item: code,
    type: input.type ?? item?.type ?? null,
    name: input.name ?? item?.name ?? '',
    description: input.description ?? item?.description ?? null,
    quantity: input.quantity ?? ONE,
    unit_cost: input.unit_cost ?? item?.unit_cost ?? ZERO,
    discountable: input.discountable ?? item?.discountable ?? true,
    discounts: discountsOf(input.discounts ?? [], facts),
    taxable: input.taxable ?? item?.taxable ?? true,
    taxes: taxesOf(input.taxes ?? (item?.taxes ?? []).map((tax_rate) => ({ tax_rate, amount: null })), facts),
    metadata: withCarried(input.metadata ?? {}, item?.metadata ?? {}),
    created_at: now,
    updated_at: now,
  }
}

const KEYS_MAX = 10

/** What the line says itself, and of the item what there is room for. */
function withCarried(own: Metadata, carried: Metadata): Metadata {
  const more = Object.entries(carried).filter(([key]) => !Object.hasOwn(own, key))
  return { ...own, ...Object.fromEntries(more.slice(0, Math.max(KEYS_MAX - Object.keys(own).length, 0))) }
}

function editLine(before: Pick<Content, 'items'>, input: LineItemIn, facts: ContentFacts, now: Date, field: string): Line {
  const line = before.items.find(({ id }) => id === input.id)
  if (!line)
    throw new Refusal(
      'invalid',
      'line_unknown',
      `This document has no line ${input.id}. Leave the id out to add a line.`,
      `${field}.id`,
    )
  const given = Object.fromEntries(
    Object.entries(input).filter(
      ([name, value]) => value !== undefined && !['item', 'discounts', 'taxes', 'catalog_item', 'name'].includes(name),
    ),
  )
  return {
    ...keptLine(line),
    ...(given as Partial<Line>),
    name: input.name ?? line.name,
    catalog_item: input.catalog_item === undefined ? line.catalog_item : input.catalog_item,
    discounts: input.discounts ? discountsOf(input.discounts, facts) : line.discounts.map(keptDiscount),
    taxes: input.taxes ? taxesOf(input.taxes, facts) : line.taxes.map(keptTax),
    updated_at: now,
  }
}

function keptLine(line: LineItem): Line {
  return { ...line, discounts: line.discounts.map(keptDiscount), taxes: line.taxes.map(keptTax) }
}

function keptDiscount({ coupon, amount, expires }: AppliedDiscount): WithExpiry {
  return coupon
    ? { ...discountOfCoupon(termsOf(coupon)), expires, snapshot: coupon }
    : { kind: 'fixed', amount, coupon: null, expires, snapshot: null }
}

function keptTax({ tax_rate, amount }: AppliedTax): WithSnapshot {
  if (!tax_rate) return { kind: 'fixed', amount, tax_rate: null, inclusive: false, snapshot: null }
  return { ...taxOfRate({ ...termsOf(tax_rate), inclusive: tax_rate['inclusive'] === true }), snapshot: tax_rate }
}

/** The terms in a copy of a coupon or tax rate, which states them as published. */
function termsOf(snapshot: Readonly<Record<string, unknown>>) {
  return { id: String(snapshot['id']), is_percent: snapshot['is_percent'] !== false, value: decimal(String(snapshot['value'])) }
}

function subtotalDiscounts(input: ContentIn, facts: ContentFacts, _: Terms): WithExpiry[] {
  const typed: DiscountIn[] = input.discount ? [{ coupon: null, amount: input.discount, expires: null }] : []
  return discountsOf([...(input.discounts ?? []), ...typed], facts)
}

function subtotalTaxes(input: ContentIn, facts: ContentFacts, automatic: boolean): WithSnapshot[] {
  const typed: TaxIn[] = input.tax ? [{ tax_rate: null, amount: input.tax }] : []
  const onLines = new Set<unknown>(
    (input.items ?? []).flatMap(({ taxes = [] }) => taxes.map(({ tax_rate, kept }: TaxIn) => kept?.tax_rate?.['id'] ?? tax_rate)),
  )
  const added = automatic
    ? facts.automatic_taxes.filter((id) => !onLines.has(id)).map((tax_rate) => ({ tax_rate, amount: null }))
    : []
  return taxesOf([...(input.taxes ?? []), ...typed, ...added], facts)
}

function discountsOf(inputs: readonly DiscountIn[], { coupons }: ContentFacts): WithExpiry[] {
  const discounts = inputs.flatMap(({ coupon: code, amount, expires = null, kept }): WithExpiry[] => {
    if (kept) return [keptDiscount(kept)]
    if (code === null) return amount ? [{ kind: 'fixed', amount, coupon: null, expires, snapshot: null }] : []
    const coupon = coupons.get(code)
    return coupon ? [{ ...discountOfCoupon(coupon), expires, snapshot: coupon.snapshot }] : []
  })
  return tidyDiscounts(discounts)
}

function taxesOf(inputs: readonly TaxIn[], facts: ContentFacts): WithSnapshot[] {
  const taxes = inputs.flatMap(({ tax_rate: code, amount, kept }): WithSnapshot[] => {
    if (kept) return [keptTax(kept)]
    if (code === null) return amount ? [{ kind: 'fixed', amount, tax_rate: null, inclusive: false, snapshot: null }] : []
    const rate = facts.tax_rates.get(code)
    return rate ? [{ ...taxOfRate(rate), snapshot: rate.snapshot }] : []
  })
  return tidyTaxes(taxes)
}

function price(
  lines: readonly Line[],
  discounts: readonly WithExpiry[],
  taxes: readonly WithSnapshot[],
  { currency, rounding }: Terms,
  now: Date,
): Content {
  const totals = computeTotals({ currency, rounding, lines, discounts, taxes })
  return {
    items: lines.map((line, i) => {
      const { amount, ...parts } = totals.lines[i]!
      return {
        ...line,
        amount,
        discounts: appliedDiscounts(line.discounts, parts.discounts, now),
        taxes: appliedTaxes(line.taxes, parts.taxes, now),
      }
    }),
    discounts: appliedDiscounts(discounts, totals.discounts, now),
    taxes: appliedTaxes(taxes, totals.taxes, now),
    totals,
  }
}

function appliedDiscounts(discounts: readonly WithExpiry[], amounts: readonly Money[], updated_at: Date): AppliedDiscount[] {
  return discounts.map(({ snapshot, expires }, i) => ({
    id: 0,
    object: 'discount',
    amount: amounts[i]!,
    coupon: snapshot ? { ...snapshot } : null,
    expires,
    updated_at,
  }))
}

function appliedTaxes(taxes: readonly WithSnapshot[], amounts: readonly Money[], updated_at: Date): AppliedTax[] {
  return taxes.map(({ snapshot }, i) => ({
    id: 0,
    object: 'tax',
    amount: amounts[i]!,
    tax_rate: snapshot ? { ...snapshot } : null,
    updated_at,
  }))
}

/** The price of one unit in major units, for documents made from amounts (consolidation, credits). */
export function unitCostOf(amount: Money): Decimal {
  return inMajorUnits(amount)
}
