import { every, type Job } from '../../../platform/jobs.ts'
import * as service from './service.ts'

export const jobs: readonly Job[] = [
  /** Payers close the window after paying, and notices get lost. */
  every('minute', 'settle-checkouts', { due: service.nextLook, run: service.settleCheckouts }),
]
