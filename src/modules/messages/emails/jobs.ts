import { every } from '../../../platform/jobs.ts'
import { deliverEmails, nextAttemptAt } from './service.ts'

export const jobs = [
  /** Hands over what waits: mails that jobs wrote, those a server put off, and those of a process that died. */
  every('minute', 'send-due-emails', {
    due: nextAttemptAt,
    run: (place) => deliverEmails(place.platform, place.companyId),
    lane: 'deliveries',
  }),
]
