import { every, type Job } from '../../../platform/jobs.ts'
import * as service from './service.ts'

export const jobs: readonly Job[] = [
  /** What a gateway did not answer is asked until it is known. */
  every('minute', 'settle-refunds', { due: service.nextSettlement, run: service.settleRefunds }),
]
