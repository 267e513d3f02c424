import { after, every, type Job } from '../../../platform/jobs.ts'
import * as service from './service.ts'

export const jobs: readonly Job[] = [
  /** What a gateway did not answer is asked until it is known. */
  every('minute', 'settle-refunds', { due: service.nextSettlement, run: service.settleRefunds }),

  /** The same key again is the same refund. */
  after('charge.began_nothing', 'give-back-what-began-nothing', (place, { object }) => service.giveBack(place, object.id)),
]
