import { eachInTurn, every } from '../../../platform/jobs.ts'
import { anyDiscountExpires, expireDiscounts, findExpiringInvoices } from './service.ts'

export const jobs = [
  /** Savings for paying early, and other discounts that expire. Each invoice is a unit of work of its own. */
  every('day', 'expire-discounts', {
    needed: anyDiscountExpires,
    run: async (place) =>
      eachInTurn(await place.work(findExpiringInvoices), (id) => place.work((work) => expireDiscounts(work, id))),
  }),
]
