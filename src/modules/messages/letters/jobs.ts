import { every, type Job } from '../../../platform/jobs.ts'
import { nextLetterAt, sendDueLetters } from './service.ts'

export const jobs: readonly Job[] = [
  /** What the vendor could not take, or did not answer. */
  every('minute', 'send-letters', { due: nextLetterAt, run: sendDueLetters, lane: 'deliveries' }),
]
