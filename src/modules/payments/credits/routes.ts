import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations as invoiceOperations } from '../../receivables/invoices/contract.ts'
import * as service from './service.ts'

/** Verbs of invoices that make credit notes. */
export const invoiceRoutes: Handlers<Pick<typeof invoiceOperations, 'badDebt'>> = {
  badDebt: (work, { id }) => service.writeOffInvoice(work, id),
}
