import { after, type Job } from '../../../platform/jobs.ts'
import { findInvoice } from '../../receivables/invoices/service.ts'
import { creditPendingLines } from './service.ts'

export const jobs: readonly Job[] = [
  /** Running twice finds nothing that waits. */
  after('invoice.took_pending_lines', 'credit-pending-lines', async (place, { object }) => {
    await place.work(async (work) => creditPendingLines(work, await findInvoice(work, object.id)))
  }),
]
