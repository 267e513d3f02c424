/**
 * Owns: what can be sold, under a code. Does not own: what a document took over from an item; documents copy.
 * Invariants: price and currency never change; a deleted item is archived, and its code may be used again.
 */
import { ZERO } from '../../../core/decimal.ts'
import type { Item, ItemChanges, ItemDraft } from './contract.ts'

export function draftItem(id: string, draft: ItemDraft, now: Date): Item {
  return {
    object: 'item',
    id,
    name: draft.name,
    currency: draft.currency ?? null,
    unit_cost: draft.unit_cost ?? ZERO,
    description: draft.description ?? null,
    type: draft.type ?? null,
    taxable: draft.taxable ?? true,
    discountable: draft.discountable ?? true,
    taxes: draft.taxes ?? [],
    avalara_tax_code: draft.avalara_tax_code ?? null,
    avalara_location_code: draft.avalara_location_code ?? null,
    gl_account: draft.gl_account ?? null,
    archived: false,
    metadata: draft.metadata ?? {},
    created_at: now,
    updated_at: now,
  }
}

export function changeItem(item: Item, changes: ItemChanges, now: Date): Item {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Partial<Item>
  return { ...item, ...given, updated_at: now }
}

export function archiveItem(item: Item, now: Date): Item {
  return { ...item, archived: true, updated_at: now }
}
