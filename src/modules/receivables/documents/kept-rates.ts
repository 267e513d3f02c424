/**
 * Owns: which discounts and taxes of a changed document are the ones that it has already.
 * Invariants: what is sent back as it was read stays as it is, whatever became of its coupon or tax rate since.
 */
import { Refusal } from '../../../core/refusal.ts'
import { type AppliedDiscount, type AppliedTax, type ContentIn, type DiscountIn, type TaxIn, UNNAMED } from './contract.ts'

interface Before {
  readonly items: readonly {
    readonly id: number
    readonly discounts: readonly AppliedDiscount[]
    readonly taxes: readonly AppliedTax[]
  }[]
  readonly discounts: readonly AppliedDiscount[]
  readonly taxes: readonly AppliedTax[]
}

const NOTHING: Before = { items: [], discounts: [], taxes: [] }

/**
 * The input with its discounts and taxes recognised by their ids, line by line and below them.
 * @throws Refusal invalid, where a coupon or tax rate has no id and stands in nothing that is there
 */
export function withKeptRates<Input extends ContentIn>(input: Input, before: Before = NOTHING): Input {
  const lines = new Map(before.items.map((line) => [line.id, line]))
  return {
    ...input,
    ...(input.items && {
      items: input.items.map((line, i) => {
        const { discounts, taxes } = lines.get(line.id ?? 0) ?? NOTHING
        return {
          ...line,
          ...(line.discounts && { discounts: keptDiscounts(line.discounts, discounts, `items[${i}].discounts`) }),
          ...(line.taxes && { taxes: keptTaxes(line.taxes, taxes, `items[${i}].taxes`) }),
        }
      }),
    }),
    ...(input.discounts && { discounts: keptDiscounts(input.discounts, before.discounts, 'discounts') }),
    ...(input.taxes && { taxes: keptTaxes(input.taxes, before.taxes, 'taxes') }),
  }
}

function keptDiscounts(inputs: readonly DiscountIn[], before: readonly AppliedDiscount[], field: string): DiscountIn[] {
  return inputs.map((input, i) => {
    const kept = before.find(({ id, coupon }) => id === input.id && isSame(input.coupon, coupon))
    const { expires = kept?.expires ?? null } = input
    if (kept) return { ...input, coupon: null, kept: { ...kept, expires } }
    refuseUnnamed(input.coupon, `${field}[${i}].coupon.id`)
    return input
  })
}

function keptTaxes(inputs: readonly TaxIn[], before: readonly AppliedTax[], field: string): TaxIn[] {
  return inputs.map((input, i) => {
    const kept = before.find(({ id, tax_rate }) => id === input.id && isSame(input.tax_rate, tax_rate))
    if (kept) return { ...input, tax_rate: null, kept }
    refuseUnnamed(input.tax_rate, `${field}[${i}].tax_rate.id`)
    return input
  })
}

/** Typed amounts are no records: they are what is sent. */
function isSame(code: string | null, record: Readonly<Record<string, unknown>> | null): boolean {
  return record !== null && (code === UNNAMED || code === record['id'])
}

function refuseUnnamed(code: string | null, field: string): void {
  if (code === UNNAMED) throw new Refusal('invalid', 'invalid_field', `${field} is required.`, field)
}
