import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { Coupon, type operations } from './contract.ts'
import * as service from './service.ts'
import * as store from './store.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list, query }) => store.list(work, list, query.archived ?? false),
  create: (work, { body }) => service.createCoupon(work, body),
  get: (work, { code }) => store.find(work, code),
  update: (work, { code, body }) => service.updateCoupon(work, code, body),
  delete: (work, { code }) => service.deleteCoupon(work, code),
}

export const expanders: Expanders = {
  coupon: async (work, ids) =>
    new Map((await store.findMany(work, ids.map(String))).map((coupon) => [coupon.id, encodeWire(Coupon, coupon)])),
}
