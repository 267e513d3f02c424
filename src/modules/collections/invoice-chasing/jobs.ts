import { every, type Job, plan } from '../../../platform/jobs.ts'
import { chaseInvoices, nextInvoiceChase, wakeDeliveries } from './service.ts'

export const jobs: readonly Job[] = [
  plan('wake-invoice-chasing', async (handover, events) => {
    await wakeDeliveries(handover, events)
    return []
  }),
  every('hour', 'chase-invoices', { due: nextInvoiceChase, run: chaseInvoices }),
]
