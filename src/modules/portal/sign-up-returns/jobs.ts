import { after } from '../../../platform/jobs.ts'
import type { Work } from '../../../platform/work.ts'
import { finishLeft } from './service.ts'

export const jobs = [
  /** Customers close the window after saving: what they signed up for begins all the same, and it is they who did it. */
  after('payment_source.created', 'finish-sign-up', async ({ platform, companyId, work }, { customer_id, object }) => {
    const actor = { kind: 'customer', customer_id } as const
    const stand = { platform, companyId, work: <Result>(run: (work: Work) => Promise<Result>) => work(run, { actor }) }
    if (customer_id !== null) await finishLeft(stand, customer_id, object)
  }),
]
