import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import {
  CurrencyIn,
  DayStart,
  DecimalIn,
  DecimalNumber,
  FlagIn,
  Instant,
  InstantIn,
  LineIn,
  MetadataIn,
  MetadataOut,
  Nothing,
  orNull,
  WholeIn,
} from '../../../contract/wire.ts'
import { CodeIn } from '../tax-rates/contract.ts'

export const CouponDraft = z.object({
  id: orNull(CodeIn).optional(),
  name: LineIn(255, 1),
  currency: orNull(CurrencyIn).optional(),
  value: DecimalIn,
  is_percent: FlagIn.optional(),
  exclusive: FlagIn.optional(),
  expiration_date: orNull(InstantIn).optional(),
  max_redemptions: WholeIn(0, 1_000_000_000).optional(),
  duration: WholeIn(0, 10_000).optional(),
  metadata: MetadataIn.optional(),
})
export type CouponDraft = z.output<typeof CouponDraft>

/** What a coupon takes off never changes: documents and reports rely on it. */
export const CouponChanges = z.object({ name: LineIn(255, 1).optional(), metadata: MetadataIn.optional() })
export type CouponChanges = z.output<typeof CouponChanges>

export const Coupon = z.object({
  id: z.string(),
  object: z.literal('coupon'),
  name: z.string(),
  currency: z.string().nullable(),
  value: DecimalNumber.describe('A percentage, or major units of the currency'),
  is_percent: z.boolean(),
  exclusive: z.boolean().describe('Cannot be combined with other coupons'),
  expiration_date: DayStart.nullable().describe('The last day on which it can be used'),
  max_redemptions: z.int().describe('0: no limit'),
  duration: z.int().describe('Billing periods that a redemption lasts, 0: for ever'),
  archived: z.boolean(),
  metadata: MetadataOut,
  created_at: Instant,
  updated_at: Instant,
})
export type Coupon = z.output<typeof Coupon>

export const operations = {
  list: operation({
    method: 'GET',
    path: '/coupons',
    summary: 'List coupons',
    scope: 'coupons:read',
    query: z.object({ archived: FlagIn.optional() }),
    list: {
      properties: {
        id: 'text',
        name: 'text',
        currency: 'text',
        value: 'amount',
        is_percent: 'flag',
        exclusive: 'flag',
        expiration_date: 'day',
        max_redemptions: 'whole',
        duration: 'whole',
        archived: 'flag',
        created_at: COMMON.created_at,
        updated_at: COMMON.updated_at,
      },
      metadata: true,
    },
    reply: z.array(Coupon),
  }),
  create: operation({
    method: 'POST',
    path: '/coupons',
    summary: 'Create a coupon',
    scope: 'coupons:write',
    permission: 'catalog.edit',
    body: CouponDraft,
    reply: Coupon,
  }),
  get: operation({ method: 'GET', path: '/coupons/{code}', summary: 'Retrieve a coupon', scope: 'coupons:read', reply: Coupon }),
  update: operation({
    method: 'PATCH',
    path: '/coupons/{code}',
    summary: 'Update a coupon',
    scope: 'coupons:write',
    permission: 'catalog.edit',
    body: CouponChanges,
    reply: Coupon,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/coupons/{code}',
    summary: 'Archive a coupon',
    scope: 'coupons:write',
    permission: 'catalog.edit',
    reply: Nothing,
  }),
}

export const events = {} as const
