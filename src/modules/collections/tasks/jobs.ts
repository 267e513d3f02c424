import { after, type Job } from '../../../platform/jobs.ts'
import { createTaskOnce } from './service.ts'

export const jobs: readonly Job[] = [
  after('charge.refund_unbooked', 'ask-about-refund', async (place, { object }) => {
    const { id, gateway, gateway_id, customer } = object
    const name = `A refund of charge ${gateway_id ?? id} made at ${gateway} is not in the books. Compare both and correct one.`
    await place.work((work) =>
      createTaskOnce(work, { name, action: 'review', due_date: work.now, customer_id: Number(customer) }),
    )
  }),
]
