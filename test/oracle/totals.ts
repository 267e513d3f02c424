/**
 * A second opinion on documents: the published arithmetic once more, step by step, in bare bigints and fractions, sharing
 * no code with totals.ts. `checkTotals` lets both compute random documents; the test suite asks for thousands, the
 * reliability program for a hundred thousand.
 */
import fc, { type RunDetails } from 'fast-check'
import { type Currency, minorDigits } from '../../src/core/currency.ts'
import type { Decimal } from '../../src/core/decimal.ts'
import type { Money } from '../../src/core/money.ts'
import { Refusal } from '../../src/core/refusal.ts'
import type { Discount } from '../../src/modules/receivables/documents/discounts.ts'
import type { Tax } from '../../src/modules/receivables/documents/taxes.ts'
import { computeTotals, ROUNDINGS, type TotalsInput, type TotalsLine } from '../../src/modules/receivables/documents/totals.ts'

export interface OracleAnswer {
  readonly amounts: bigint[]
  readonly line_discounts: bigint[][]
  readonly line_taxes: bigint[][]
  readonly discounts: bigint[]
  readonly taxes: bigint[]
  readonly subtotal: bigint
  readonly total: bigint
}

/** What the document comes to in minor units, or the code of the refusal. */
export function oracleTotals(input: TotalsInput): OracleAnswer | string {
  const unit = 10n ** BigInt(minorDigits(input.currency))
  const repeated = input.taxes.some(
    (t) => t.tax_rate !== null && input.lines.some((l) => l.taxes.some((u) => u.tax_rate === t.tax_rate)),
  )
  if (repeated) return 'tax_rate_repeated'

  const prices = input.lines.map((line) => {
    const numerator = line.quantity.digits * line.unit_cost.digits * unit
    return nearest(numerator, 10n ** BigInt(line.quantity.scale + line.unit_cost.scale))
  })
  const line_discounts = input.lines.map((line, i) => line.discounts.map((discount) => discountOn(discount, prices[i]!, unit)))
  const bases = prices.map((price, i) => price - total(line_discounts[i]!))
  const line_taxes = input.lines.map((line, i) => line.taxes.map((tax) => taxOn(tax, bases[i]!, unit)))
  const amounts = prices.map((price, i) => price - total(line_taxes[i]!.filter((_, j) => contained(input.lines[i]!.taxes[j]!))))
  let subtotal = total(amounts)
  const after = amounts.map((amount, i) => amount - total(line_discounts[i]!))
  const discounted = total(after)

  const notDiscountable = total(prices.filter((_, i) => !input.lines[i]!.discountable))
  const discounts = input.discounts.map((discount) => discountOn(discount, discounted - notDiscountable, unit))
  const shares = sharesOf(input, total(discounts), after)
  if (input.rounding === 'per_rate') taxByRate(input, line_taxes, bases, shares)

  const notTaxable = total(prices.filter((_, i) => !input.lines[i]!.taxable))
  const taxBase = discounted - total(discounts) - notTaxable
  const taxes = input.taxes.map((tax) => {
    if (input.rounding === 'per_rate' && tax.kind === 'percent' && !contained(tax)) {
      return share(total(after.map((amount, i) => (input.lines[i]!.taxable ? amount - shares[i]! : 0n))), tax.value)
    }
    return taxOn(tax, taxBase, unit)
  })
  let sum = discounted - total(discounts) + total(line_taxes.flat())
  taxes.forEach((tax, i) => {
    if (contained(input.taxes[i]!)) {
      subtotal -= tax
      sum -= tax
    }
    sum += tax
  })
  const takenFromNothing = total(discounts) + total(taxes.filter((_, i) => contained(input.taxes[i]!)))
  if (prices.length === 0 && takenFromNothing > 0n) return 'items_missing'
  if (sum < 0n) return 'total_negative'
  return { amounts, line_discounts, line_taxes, discounts, taxes, subtotal, total: sum }
}

function taxByRate(input: TotalsInput, lineTaxes: bigint[][], bases: bigint[], shares: bigint[]): void {
  const places = input.lines.flatMap((line, i) => line.taxes.map((tax, j) => ({ i, j, tax, base: bases[i]! - shares[i]! })))
  const done = new Set<string>()
  for (const { tax } of places) {
    if (tax.kind !== 'percent' || contained(tax)) continue
    const key = nameOf(tax)
    if (done.has(key)) continue
    done.add(key)
    const same = places.filter((place) => place.tax.kind === 'percent' && !contained(place.tax) && nameOf(place.tax) === key)
    const whole = share(total(same.map(({ base }) => base)), tax.value)
    const parts = divideUp(
      whole,
      same.map(({ base }) => (base > 0n ? base : 0n)),
    )
    same.forEach(({ i, j }, k) => {
      lineTaxes[i]![j] = parts[k]!
    })
  }
}

function sharesOf(input: TotalsInput, discount: bigint, after: bigint[]): bigint[] {
  const weights = after.map((amount, i) => (input.lines[i]!.discountable && amount > 0n ? amount : 0n))
  const usable = weights.some((weight) => weight > 0n) ? weights : after.map((amount) => (amount > 0n ? amount : 0n))
  return divideUp(discount, usable)
}

/** Largest remainder: whole shares first, then one unit each to those cut off most, the earlier first. */
function divideUp(whole: bigint, weights: bigint[]): bigint[] {
  if (weights.length === 0) return []
  const all = total(weights)
  const used = all === 0n ? weights.map(() => 1n) : weights
  const sum = total(used)
  const size = whole < 0n ? -whole : whole
  const parts = used.map((weight) => (size * weight) / sum)
  const order = used
    .map((weight, i) => ({ i, cut: (size * weight) % sum }))
    .sort((a, b) => (a.cut === b.cut ? a.i - b.i : b.cut > a.cut ? 1 : -1))
  let left = size - total(parts)
  for (const { i } of order) {
    if (left === 0n) break
    parts[i] = parts[i]! + 1n
    left -= 1n
  }
  return whole < 0n ? parts.map((part) => -part) : parts
}

function discountOn(discount: Discount, base: bigint, unit: bigint): bigint {
  return discount.kind === 'fixed' ? fixed(discount.amount, unit) : share(base > 0n ? base : 0n, discount.value)
}

function taxOn(tax: Tax, base: bigint, unit: bigint): bigint {
  if (tax.kind === 'fixed') return fixed(tax.amount, unit)
  if (!contained(tax)) return share(base > 0n ? base : 0n, tax.value)
  return ceiling(base * tax.value.digits, 100n * 10n ** BigInt(tax.value.scale) + tax.value.digits)
}

const contained = (tax: Tax) => tax.inclusive && tax.tax_rate !== null
const fixed = (amount: Decimal | Money, unit: bigint) =>
  'digits' in amount ? nearest(amount.digits * unit, 10n ** BigInt(amount.scale)) : BigInt(amount.amount)
const share = (base: bigint, { digits, scale }: Decimal) => nearest(base * digits, 100n * 10n ** BigInt(scale))
const total = (parts: readonly bigint[]) => parts.reduce((a, b) => a + b, 0n)
const nameOf = (tax: Tax) => `${tax.tax_rate} ${tax.kind === 'percent' ? Number(tax.value.digits) / 10 ** tax.value.scale : ''}`

function nearest(numerator: bigint, denominator: bigint): bigint {
  if (numerator < 0n) return -nearest(-numerator, denominator)
  const quotient = numerator / denominator
  return (numerator - quotient * denominator) * 2n >= denominator ? quotient + 1n : quotient
}

function ceiling(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator
  return numerator > 0n && numerator % denominator !== 0n ? quotient + 1n : quotient
}

/** Decimals from 0 to `max`, with up to `scale` fraction digits. */
export function decimalsUpTo(max: number, scale: number): fc.Arbitrary<Decimal> {
  return fc.integer({ min: 0, max: scale }).chain((s) => fc.nat(max * 10 ** s).map((n) => ({ digits: BigInt(n), scale: s })))
}

export const currenciesOfDocuments: fc.Arbitrary<Currency> = fc.constantFrom('usd', 'eur', 'jpy', 'krw', 'bhd', 'kwd', 'vnd')

export const discountsOfDocuments: fc.Arbitrary<Discount> = fc.oneof(
  fc.record({ kind: fc.constant('fixed' as const), amount: decimalsUpTo(50, 3), coupon: fc.constant(null) }),
  fc.record({
    kind: fc.constant('percent' as const),
    value: decimalsUpTo(100, 3),
    coupon: fc.constantFrom('spring', 'welcome', 'volume'),
  }),
)

/** Lines and subtotals mostly draw from tax rates of their own, as one rate may not be on both. */
export function taxesOfDocuments(place: 'line' | 'subtotal'): fc.Arbitrary<Tax> {
  const names = place === 'line' ? ['vat', 'reduced', 'city', 'state'] : ['gst', 'levy', 'county', 'eco']
  const id = fc.oneof({ weight: 40, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: fc.constant('everywhere') })
  const rates = ['0', '5', '7.7', '15', '19', '21', '25', '8.875'] as const
  const value = fc.constantFrom(...rates).map((text): Decimal => {
    const [whole, fraction = ''] = text.split('.')
    return { digits: BigInt(`${whole}${fraction}`), scale: fraction.length }
  })
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('percent' as const), value, tax_rate: id, inclusive: fc.boolean() }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('fixed' as const),
        amount: decimalsUpTo(20, 3),
        tax_rate: id,
        inclusive: fc.boolean(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('fixed' as const),
        amount: decimalsUpTo(20, 3),
        tax_rate: fc.constant(null),
        inclusive: fc.boolean(),
      }),
    },
  )
}

export const linesOfDocuments: fc.Arbitrary<TotalsLine> = fc.record({
  quantity: decimalsUpTo(200, 4),
  unit_cost: fc
    .tuple(decimalsUpTo(900, 5), fc.nat(9))
    .map(([cost, sign]) => ({ ...cost, digits: sign === 0 ? -cost.digits : cost.digits })),
  discountable: fc.nat(5).map((n) => n > 0),
  taxable: fc.nat(5).map((n) => n > 0),
  discounts: fc.array(discountsOfDocuments, { maxLength: 2 }),
  taxes: fc.array(taxesOfDocuments('line'), { maxLength: 3 }),
})

export const documents: fc.Arbitrary<TotalsInput> = fc.record({
  currency: currenciesOfDocuments,
  rounding: fc.constantFrom(...ROUNDINGS),
  lines: fc.array(linesOfDocuments, { maxLength: 8 }),
  discounts: fc.array(discountsOfDocuments, { maxLength: 2 }),
  taxes: fc.array(taxesOfDocuments('subtotal'), { maxLength: 3 }),
})

/** Says what totals.ts makes of the document, in the oracle's words. */
export function answerOf(input: TotalsInput): OracleAnswer | string {
  try {
    const totals = computeTotals(input)
    const minor = (amounts: readonly Money[]) => amounts.map(({ amount }) => BigInt(amount))
    return {
      amounts: minor(totals.lines.map(({ amount }) => amount)),
      line_discounts: totals.lines.map(({ discounts }) => minor(discounts)),
      line_taxes: totals.lines.map(({ taxes }) => minor(taxes)),
      discounts: minor(totals.discounts),
      taxes: minor(totals.taxes),
      subtotal: BigInt(totals.subtotal.amount),
      total: BigInt(totals.total.amount),
    }
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

/** Compares both on random documents. `failed` is false when not one cent differs; the details carry seed and smallest case. */
export function checkTotals({ runs, seed }: { runs: number; seed?: number }): RunDetails<[TotalsInput]> {
  const agree = fc.property(documents, (input) => spell(answerOf(input)) === spell(oracleTotals(input)))
  return fc.check(agree, { numRuns: runs, ...(seed === undefined ? {} : { seed }) })
}

function spell(answer: OracleAnswer | string): string {
  return JSON.stringify(answer, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))
}
