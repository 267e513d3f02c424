import type { Currency } from '../../../core/currency.ts'
import { after, type Job } from '../../../platform/jobs.ts'
import { lockCustomer } from '../../customers/customers/service.ts'
import { creditPendingLines } from './service.ts'

export const jobs: readonly Job[] = [
  after('invoice.took_pending_lines', 'credit-pending-lines', async (place, { object }) => {
    await place.work(async (work) => {
      const customer = await lockCustomer(work, Number(object.customer))
      await creditPendingLines(work, customer, object.currency as Currency)
    })
  }),
]
