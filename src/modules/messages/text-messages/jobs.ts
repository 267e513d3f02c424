import { every, type Job } from '../../../platform/jobs.ts'
import { nextTextAt, sendDueTexts } from './service.ts'

export const jobs: readonly Job[] = [
  /** What waits for the morning, or for a vendor that could not take it. */
  every('minute', 'send-text-messages', { due: nextTextAt, run: sendDueTexts, lane: 'deliveries' }),
]
