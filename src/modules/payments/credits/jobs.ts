import { after } from '../../../platform/jobs.ts'
import { applyCredits } from './service.ts'

export const jobs = [
  /** Where the company wants it. Running twice finds the credit spent, or the invoice settled. */
  after('invoice.issued', 'apply-credits-to-issued-invoice', (place, { object }) =>
    place.work((work) => applyCredits(work, object.id)),
  ),
]
