import { after, every } from '../../../platform/jobs.ts'
import { deliverEmails, nextAttemptAt } from './service.ts'

export const jobs = [
  /** What was just written goes out at once; a mail whose writer hands it over themselves is not due. */
  after('email.queued', 'send-queued-email', (place, { object }) => deliverEmails(place.platform, place.companyId, [object.id]), {
    lane: 'deliveries',
  }),
  /** Everything else that is due: mails a server put off, and those of a process that died. */
  every('minute', 'send-due-emails', {
    due: nextAttemptAt,
    run: (place) => deliverEmails(place.platform, place.companyId, null),
    lane: 'deliveries',
  }),
]
