/**
 * Owns: what can be sold, under a code. Does not own: what a document took over from an item; documents copy.
 * Invariants: price and currency never change, and a price has a currency; a deleted item is archived, and its code may
 * be used again.
 */
import type { Currency } from '../../../core/currency.ts'
import { ZERO } from '../../../core/decimal.ts'
import type { TaxRate } from '../tax-rates/contract.ts'
import { pickTaxRates } from '../tax-rates/rules.ts'
import type { Item, ItemChanges, ItemDraft } from './contract.ts'

export interface ItemFacts {
  /** What a price is in when the caller names no currency. */
  readonly currency: Currency
  /** The tax rates that the request named. */
  readonly rates: readonly TaxRate[]
  readonly now: Date
}

export function draftItem(id: string, draft: ItemDraft, { currency, rates, now }: ItemFacts): Item {
  const unitCost = draft.unit_cost ?? ZERO
  return {
    object: 'item',
    id,
    name: draft.name,
    currency: draft.currency ?? (unitCost.digits === 0n ? null : currency),
    unit_cost: unitCost,
    description: draft.description ?? null,
    type: draft.type ?? null,
    taxable: draft.taxable ?? true,
    discountable: draft.discountable ?? true,
    taxes: pickTaxRates(rates, draft.taxes ?? [], 'taxes'),
    avalara_tax_code: draft.avalara_tax_code ?? null,
    avalara_location_code: draft.avalara_location_code ?? null,
    gl_account: draft.gl_account ?? null,
    archived: false,
    service: null,
    metadata: draft.metadata ?? {},
    created_at: now,
    updated_at: now,
  }
}

export function changeItem(item: Item, { taxes, ...changes }: ItemChanges, { rates, now }: Omit<ItemFacts, 'currency'>): Item {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Partial<Item>
  return { ...item, ...given, taxes: taxes === undefined ? item.taxes : pickTaxRates(rates, taxes, 'taxes'), updated_at: now }
}

export function archiveItem(item: Item, now: Date): Item {
  return { ...item, archived: true, updated_at: now }
}
