/**
 * Owns: what a document comes to. Invoices, estimates and credit notes are computed here, once, when they change; the
 * browser imports the same function to show totals while a person types.
 * Does not own: who may use a coupon, which taxes apply, what is stored.
 * Invariants: total = subtotal − discounts + taxes, and never negative; revenues of lines add up to the subtotal and nets
 * to the total without taxes; several rates of one kind share one base and do not compound.
 * The order of the steps is the published API's; numbers in brackets are its steps.
 */
import type { Currency } from '../../../core/currency.ts'
import { type Decimal, decimalText, multiply, trimmed } from '../../../core/decimal.ts'
import { add, allocate, isNegative, isPositive, type Money, subtract, zero } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import { type Discount, discountAmount, shareAmongLines } from './discounts.ts'
import { boundedRound, boundedSum, LINES_MAX } from './limits.ts'
import { refuseUnusableRates, shareOf } from './rates.ts'
import { isInclusive, type Tax, taxAmount } from './taxes.ts'

/**
 * Where tax is rounded. `per_step` rounds every tax of every line by itself, as the published API does. `per_rate` is for
 * documents that must satisfy EN 16931 (BR-CO-17, BR-S-08): the base of an exclusive percentage is what the lines that bear
 * it come to, credits included and after their share of the document's discounts; its tax is rounded once and shared among
 * them. Amounts, discounts and contained taxes are the same under both.
 * The choice is stored on the document, so that an old document always comes to what was printed.
 */
export type Rounding = 'per_step' | 'per_rate'
export const ROUNDINGS = ['per_step', 'per_rate'] as const satisfies readonly Rounding[]

export interface TotalsLine {
  readonly quantity: Decimal
  readonly unit_cost: Decimal
  /** Whether discounts of the document count this line. */
  readonly discountable: boolean
  /** Whether taxes of the document count this line. */
  readonly taxable: boolean
  readonly discounts: readonly Discount[]
  readonly taxes: readonly Tax[]
}

export interface TotalsInput {
  readonly currency: Currency
  readonly rounding: Rounding
  readonly lines: readonly TotalsLine[]
  /** Of the subtotal. */
  readonly discounts: readonly Discount[]
  /** Of the subtotal. */
  readonly taxes: readonly Tax[]
}

export interface LineTotals {
  /** Quantity × unit cost, less the taxes that the price contains. What the published API calls the amount of the line. */
  readonly amount: Money
  /** One for each discount of the line, in its order. */
  readonly discounts: readonly Money[]
  /** One for each tax of the line, in its order. */
  readonly taxes: readonly Money[]
  /** The line's part of the subtotal: its amount less its share of subtotal taxes that prices contain. */
  readonly revenue: Money
  /** Revenue less the line's discounts and its share of the document's. */
  readonly net: Money
}

/** One row of the tax summary. `tax_rate` is null for typed amounts; `base` is what is taxed, without the tax itself. */
export interface RateTotals {
  readonly tax_rate: string | null
  readonly value: Decimal | null
  readonly inclusive: boolean
  readonly base: Money
  readonly tax: Money
}

export interface Totals {
  readonly lines: readonly LineTotals[]
  readonly subtotal: Money
  /** One for each discount of the subtotal, in its order. */
  readonly discounts: readonly Money[]
  /** One for each tax of the subtotal, in its order. */
  readonly taxes: readonly Money[]
  readonly taxes_by_rate: readonly RateTotals[]
  /** All discounts, of lines and of the subtotal. */
  readonly discount_total: Money
  /** All taxes, of lines and of the subtotal. */
  readonly tax_total: Money
  readonly total: Money
}

/**
 * Computes a document. Refuses (`invalid`): a negative total (`total_negative`, field `total`), one tax rate on a line and
 * on the subtotal (`tax_rate_repeated`, `taxes`), negative discounts or taxes, more than 1000 lines or 100 rates in one
 * place, and amounts too large to add exactly. Lists of rates should be tidied first (`tidyDiscounts`, `tidyTaxes`).
 */
export function computeTotals(input: TotalsInput): Totals {
  refuseUnusable(input)
  const { currency } = input
  const steps = input.lines.map((line) => priceLine(line, currency))
  const discounted = boundedSum(afterDiscounts(steps), currency) // [6]

  const discountBase = subtract(discounted, excluded(steps, 'discountable', currency)) // [7, 11]
  const discounts = input.discounts.map((discount) => discountAmount(discount, discountBase))
  const discountSum = boundedSum(discounts, currency)
  const discountShares = shareOut(discountSum, steps, 'discountable')

  const taxed = input.rounding === 'per_step' ? steps : taxPerRate(steps, discountShares, currency)
  const taxBase = subtract(subtract(discounted, discountSum), excluded(steps, 'taxable', currency)) // [8, 11]
  const taxes = levySubtotal(input, taxBase, netOfTaxable(steps, discountShares, currency))
  const contained = taxes.filter(({ rate }) => isInclusive(rate)).map(({ tax }) => tax)
  const containedSum = boundedSum(contained, currency)
  const containedShares = shareOut(containedSum, steps, 'taxable')

  if (steps.length === 0 && (isPositive(discountSum) || isPositive(containedSum))) {
    throw new Refusal('invalid', 'items_missing', 'Add a line that discounts and contained taxes can be taken from.', 'items')
  }
  const lines = taxed.map((step, i) => finishLine(step, containedShares[i]!, discountShares[i]!))
  return summarize(input, { lines, taxed, discounts, taxes })
}

/** What is known of a line before the document is: price [1], discounts [2] and taxes [3, 4] of the line alone. */
interface Step {
  readonly line: TotalsLine
  /** Quantity × unit cost, rounded. */
  readonly price: Money
  readonly discounts: readonly Money[]
  /** The price less the line's discounts. */
  readonly base: Money
  readonly taxes: readonly Money[]
  /** What `taxes` were computed from. */
  readonly taxBases: readonly Money[]
  /** The taxes that the price contains. */
  readonly contained: Money
  /** The base less the taxes that the price contains. */
  readonly after: Money
}

/** One tax as it fell on one base. */
interface Levied {
  readonly rate: Tax
  readonly base: Money
  readonly tax: Money
}

function priceLine(line: TotalsLine, currency: Currency): Step {
  const price = boundedRound(multiply(line.quantity, line.unit_cost), currency)
  const discounts = line.discounts.map((discount) => discountAmount(discount, price))
  const base = subtract(price, boundedSum(discounts, currency))
  const taxes = line.taxes.map((tax) => taxAmount(tax, base))
  const contained = boundedSum(
    taxes.filter((_, i) => isInclusive(line.taxes[i]!)),
    currency,
  )
  return { line, price, discounts, base, taxes, taxBases: taxes.map(() => base), contained, after: subtract(base, contained) }
}

function afterDiscounts(steps: readonly Step[]): Money[] {
  return steps.map(({ after }) => after)
}

/** [11] Lines that are left out count with their price before contained taxes and line discounts. The published API does so. */
function excluded(steps: readonly Step[], flag: 'discountable' | 'taxable', currency: Currency): Money {
  const left = steps.filter(({ line }) => !line[flag])
  return boundedSum(
    left.map(({ price }) => price),
    currency,
  )
}

function shareOut(amount: Money, steps: readonly Step[], flag: 'discountable' | 'taxable'): Money[] {
  const weights = steps.map(({ line, after }) => (line[flag] ? after : zero(after.currency)))
  return shareAmongLines(amount, weights, afterDiscounts(steps))
}

function netOfTaxable(steps: readonly Step[], discountShares: readonly Money[], currency: Currency): Money {
  return boundedSum(
    steps.flatMap(({ line, after }, i) => (line.taxable ? [subtract(after, discountShares[i]!)] : [])),
    currency,
  )
}

/** Taxes of the subtotal, from the base of the published steps or, per rate, from the nets of the lines that bear them. */
function levySubtotal({ taxes, rounding }: TotalsInput, stepBase: Money, rateBase: Money): Levied[] {
  return taxes.map((rate) => {
    if (rounding === 'per_rate' && isRounded(rate)) return { rate, base: rateBase, tax: shareOf(rateBase, rate.value) }
    return { rate, base: stepBase, tax: taxAmount(rate, stepBase) }
  })
}

/** Replaces the exclusive percentages of all lines by one rounded tax for each rate, shared among the lines that bear it. */
function taxPerRate(steps: readonly Step[], discountShares: readonly Money[], currency: Currency): Step[] {
  const taxes = steps.map((step) => [...step.taxes])
  const taxBases = steps.map((step) => [...step.taxBases])
  const places = steps.flatMap(({ line, base }, i) =>
    line.taxes.flatMap((tax, j) =>
      tax.kind === 'percent' && !isInclusive(tax)
        ? [{ i, j, tax, value: tax.value, base: subtract(base, discountShares[i]!) }]
        : [],
    ),
  )
  for (const group of groupByRate(places, ({ tax }) => tax)) {
    const bases = group.map(({ base }) => base)
    const whole = shareOf(boundedSum(bases, currency), group[0]!.tax.value)
    const parts = allocate(
      whole,
      bases.map((base) => Math.max(0, base.amount)),
    )
    group.forEach(({ i, j, base }, k) => {
      taxes[i]![j] = parts[k]!
      taxBases[i]![j] = base
    })
  }
  return steps.map((step, i) => ({ ...step, taxes: taxes[i]!, taxBases: taxBases[i]! }))
}

/** Whether `per_rate` treats the tax differently: it is an exclusive percentage. */
function isRounded(tax: Tax): tax is Tax & { readonly kind: 'percent' } {
  return tax.kind === 'percent' && !isInclusive(tax)
}

function finishLine(step: Step, containedShare: Money, discountShare: Money): LineTotals {
  const amount = subtract(step.price, step.contained)
  const revenue = subtract(amount, containedShare)
  const net = subtract(subtract(subtract(step.base, step.contained), containedShare), discountShare)
  return { amount, discounts: step.discounts, taxes: step.taxes, revenue, net }
}

interface Parts {
  readonly lines: readonly LineTotals[]
  readonly taxed: readonly Step[]
  readonly discounts: readonly Money[]
  readonly taxes: readonly Levied[]
}

function summarize({ currency }: TotalsInput, { lines, taxed, discounts, taxes: levied }: Parts): Totals {
  const taxes = levied.map(({ tax }) => tax)
  const all = (amounts: readonly Money[]) => boundedSum(amounts, currency)
  const subtotal = all(lines.map(({ revenue }) => revenue)) // [5]
  const discount_total = all([...lines.flatMap((line) => line.discounts), ...discounts])
  const tax_total = all([...lines.flatMap((line) => line.taxes), ...taxes])
  const total = add(subtract(subtotal, discount_total), tax_total) // [10]
  if (isNegative(total)) {
    throw new Refusal(
      'invalid',
      'total_negative',
      'The total may not be negative. Lower discounts, or issue a credit note.',
      'total',
    )
  }
  const onLines = taxed.flatMap(({ line, taxes, taxBases }) =>
    line.taxes.map((rate, i) => ({ rate, tax: taxes[i]!, base: taxBases[i]! })),
  )
  const taxes_by_rate = summarizeRates([...onLines, ...levied], currency)
  return { lines, subtotal, discounts, taxes, taxes_by_rate, discount_total, tax_total, total }
}

function summarizeRates(levied: readonly Levied[], currency: Currency): RateTotals[] {
  return groupByRate(levied, ({ rate }) => rate).map((group) => {
    const { rate } = group[0]!
    return {
      tax_rate: rate.tax_rate,
      value: rate.kind === 'percent' ? rate.value : null,
      inclusive: isInclusive(rate),
      base: boundedSum(
        group.map(({ rate, base, tax }) => (isInclusive(rate) ? subtract(base, tax) : base)),
        currency,
      ),
      tax: boundedSum(
        group.map(({ tax }) => tax),
        currency,
      ),
    }
  })
}

function groupByRate<T>(rows: readonly T[], taxOf: (row: T) => Tax): T[][] {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const key = rateKey(taxOf(row))
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return [...groups.values()]
}

/** Two taxes are one rate when they name the same tax rate on the same terms, or are typed with the same percentage. */
function rateKey(tax: Tax): string {
  const terms = tax.kind === 'percent' ? `${decimalText(trimmed(tax.value))}%` : 'fixed'
  return `${tax.tax_rate ?? ''} ${terms} ${isInclusive(tax)}`
}

function refuseUnusable({ lines, discounts, taxes }: TotalsInput): void {
  if (lines.length > LINES_MAX)
    throw new Refusal('invalid', 'too_many_items', `A document has at most ${LINES_MAX} lines.`, 'items')
  for (const place of [...lines, { discounts, taxes }]) {
    refuseUnusableRates(place.discounts, 'discounts')
    refuseUnusableRates(place.taxes, 'taxes')
  }
  const onSubtotal = new Set(taxes.flatMap(({ tax_rate }) => tax_rate ?? []))
  const repeated = lines.flatMap((line) => line.taxes).find(({ tax_rate }) => tax_rate !== null && onSubtotal.has(tax_rate))
  if (repeated) {
    throw new Refusal(
      'invalid',
      'tax_rate_repeated',
      `The tax rate ${repeated.tax_rate} is on a line and on the subtotal; keep one of them.`,
      'taxes',
    )
  }
}
