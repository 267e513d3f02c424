/**
 * Owns: rates of tax, under a code. Does not own: what a document was taxed with; documents copy.
 * Invariants: a value is never negative, a percentage never above 1,000, an amount has a currency; value, kind and
 * currency never change; a deleted rate is archived, and its code may be used again.
 */

import type { Currency } from '../../../core/currency.ts'
import { compareDecimals, decimal, ZERO } from '../../../core/decimal.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { TaxRate, TaxRateChanges, TaxRateDraft } from './contract.ts'

const PERCENT_MAX = decimal('1000')

/** `companyCurrency` is what an amount is in when the caller names no currency; a percentage needs none. */
export function draftTaxRate(id: string, draft: TaxRateDraft, companyCurrency: Currency, now: Date): TaxRate {
  const isPercent = draft.is_percent ?? true
  if (compareDecimals(draft.value, ZERO) < 0)
    throw new Refusal('invalid', 'value_negative', 'value must not be negative.', 'value')
  if (isPercent && compareDecimals(draft.value, PERCENT_MAX) > 0)
    throw new Refusal('invalid', 'value_too_large', 'value is a percentage and must be at most 1000.', 'value')
  return {
    object: 'tax_rate',
    id,
    name: draft.name,
    currency: draft.currency ?? (isPercent ? null : companyCurrency),
    value: draft.value,
    inclusive: draft.inclusive ?? false,
    is_percent: isPercent,
    archived: false,
    metadata: draft.metadata ?? {},
    created_at: now,
    updated_at: now,
  }
}

export function changeTaxRate(rate: TaxRate, { name, metadata }: TaxRateChanges, now: Date): TaxRate {
  return { ...rate, name: name ?? rate.name, metadata: metadata ?? rate.metadata, updated_at: now }
}

export function archiveTaxRate(rate: TaxRate, now: Date): TaxRate {
  return { ...rate, archived: true, updated_at: now }
}

/** The rates of these codes, in this order; a code that names none is refused under `field`. */
export function pickTaxRates(rates: readonly TaxRate[], codes: readonly string[], field: string): TaxRate[] {
  const byCode = new Map(rates.map((rate) => [rate.id, rate]))
  return [...new Set(codes)].map((code) => {
    const rate = byCode.get(code)
    if (rate) return rate
    throw new Refusal('invalid', 'unknown_tax_rate', `There is no tax rate "${code}".`, `${field}[${codes.indexOf(code)}]`)
  })
}
