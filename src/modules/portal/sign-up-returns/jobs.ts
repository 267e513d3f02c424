import { after } from '../../../platform/jobs.ts'
import { finishLeft } from './service.ts'

export const jobs = [
  /** Customers close the window after saving: what they signed up for begins all the same, and it is they who did it. */
  after('payment_source.created', 'finish-sign-up', async ({ platform, companyId, work }, { customer_id }) => {
    const actor = { kind: 'customer', customer_id } as const
    if (customer_id !== null) await finishLeft({ platform, companyId, work: (run) => work(run, { actor }) }, customer_id)
  }),
]
