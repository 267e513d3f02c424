/**
 * Owns: what a coupon takes off, until when and how often. Does not own: the discount on a document; documents copy.
 * Invariants: a value is never negative, a percentage never above 100, an amount has a currency; value, kind, currency
 * and limits never change; a deleted coupon is archived, and its code may be used again.
 */
import type { Currency } from '../../../core/currency.ts'
import { dayOf } from '../../../core/date.ts'
import { compareDecimals, decimal, ZERO } from '../../../core/decimal.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Coupon, CouponChanges, CouponDraft } from './contract.ts'

const HUNDRED = decimal('100')

export interface CouponFacts {
  /** What an amount is in when the caller names no currency. */
  readonly currency: Currency
  /** The company's time zone: a coupon ends with a day there. */
  readonly zone: string
  readonly now: Date
}

export function draftCoupon(id: string, draft: CouponDraft, { currency, zone, now }: CouponFacts): Coupon {
  const isPercent = draft.is_percent ?? true
  if (compareDecimals(draft.value, ZERO) < 0)
    throw new Refusal('invalid', 'value_negative', 'value must not be negative.', 'value')
  if (isPercent && compareDecimals(draft.value, HUNDRED) > 0)
    throw new Refusal('invalid', 'value_too_large', 'value is a percentage and must be at most 100.', 'value')
  return {
    object: 'coupon',
    id,
    name: draft.name,
    currency: draft.currency ?? (isPercent ? null : currency),
    value: draft.value,
    is_percent: isPercent,
    exclusive: draft.exclusive ?? false,
    expiration_date: draft.expiration_date ? dayOf(draft.expiration_date, zone) : null,
    max_redemptions: draft.max_redemptions ?? 0,
    duration: draft.duration ?? 0,
    archived: false,
    metadata: draft.metadata ?? {},
    created_at: now,
    updated_at: now,
  }
}

export function changeCoupon(coupon: Coupon, { name, metadata }: CouponChanges, now: Date): Coupon {
  return { ...coupon, name: name ?? coupon.name, metadata: metadata ?? coupon.metadata, updated_at: now }
}

export function archiveCoupon(coupon: Coupon, now: Date): Coupon {
  return { ...coupon, archived: true, updated_at: now }
}
