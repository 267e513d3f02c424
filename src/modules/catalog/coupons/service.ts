import { Refusal } from '../../../core/refusal.ts'
import { randomCode } from '../../../platform/random.ts'
import type { Work } from '../../../platform/work.ts'
import type { Coupon, CouponChanges, CouponDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export async function createCoupon(work: Work, draft: CouponDraft): Promise<Coupon> {
  const coupon = rules.draftCoupon(draft.id ?? randomCode(6), draft, {
    currency: work.company.currency,
    zone: work.zone,
    now: work.now,
  })
  await store.insert(work, coupon)
  return coupon
}

export async function updateCoupon(work: Work, id: string, changes: CouponChanges): Promise<Coupon> {
  const coupon = rules.changeCoupon(await store.find(work, id), changes, work.now)
  await store.update(work, coupon)
  return coupon
}

export async function deleteCoupon(work: Work, id: string): Promise<null> {
  await store.update(work, rules.archiveCoupon(await store.find(work, id), work.now))
  return null
}

/** Uses each coupon once, for the document that is being made. Refuses, under `field`, one that has no use left. */
export async function redeemCoupons(work: Work, ids: readonly string[], field = 'discounts'): Promise<void> {
  if (ids.length === 0) return
  const used = await store.redeem(work, ids)
  const spent = ids.find((id) => !used.includes(id))
  if (spent !== undefined) throw new Refusal('invalid', 'coupon_used_up', `The coupon "${spent}" has no use left.`, field)
}

/** The coupons among these codes that can still be used; codes that name none are left out. One query. */
export const findCoupons = store.findMany
