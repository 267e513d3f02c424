import { every, type Job } from '../../../platform/jobs.ts'
import { nextSettlement } from '../charges/service.ts'
import * as service from './service.ts'

export const jobs: readonly Job[] = [
  /** What a gateway did not answer is asked until it is known. */
  every('minute', 'settle-charges', { due: nextSettlement, run: service.settleCharges }),
]
