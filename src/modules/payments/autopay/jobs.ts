import { after, every, type Job } from '../../../platform/jobs.ts'
import * as service from './service.ts'

export const jobs: readonly Job[] = [
  every('minute', 'collect-invoices', { due: service.nextAttempt, run: service.collectDue }),

  after('customer.updated', 'stop-collecting', async (place, { object, previous }) => {
    if (previous?.autopay === true && !object.autopay) await place.work((work) => service.stopCollecting(work, object.id))
  }),
]
