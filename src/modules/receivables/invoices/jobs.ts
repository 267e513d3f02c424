import { every } from '../../../platform/jobs.ts'
import { anyDiscountExpires, expireDiscounts, findExpiringInvoices } from './service.ts'

const AT_A_TIME = 200

export const jobs = [
  /** Savings for paying early, and other discounts that expire. Each invoice is a unit of work of its own. */
  every('day', 'expire-discounts', {
    needed: anyDiscountExpires,
    run: async (place) => {
      for (let last = 0; ; ) {
        const ids = await place.work((work) => findExpiringInvoices(work, last, AT_A_TIME))
        for (const id of ids) await place.work((work) => expireDiscounts(work, id))
        if (ids.length < AT_A_TIME) return
        last = ids.at(-1)!
      }
    },
  }),
]
