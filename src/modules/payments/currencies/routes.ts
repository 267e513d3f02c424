import type { Handlers } from '../../../platform/http/handlers.ts'
import { withFields } from '../../company/custom-fields/service.ts'
import type { operations as creditNoteOperations } from '../../receivables/credit-notes/contract.ts'
import type { operations as estimateOperations } from '../../receivables/estimates/contract.ts'
import type { operations as invoiceOperations } from '../../receivables/invoices/contract.ts'
import * as service from './service.ts'

/** What is on its way to a document keeps it in its currency, so documents are changed where payments are known. */
export const invoiceRoutes: Handlers<Pick<typeof invoiceOperations, 'update'>> = {
  update: async (work, { id, body }) => service.updateInvoice(work, id, await withFields(work, 'invoice', body)),
}

export const creditNoteRoutes: Handlers<Pick<typeof creditNoteOperations, 'update'>> = {
  update: async (work, { id, body }) => service.updateCreditNote(work, id, await withFields(work, 'credit_note', body)),
}

export const estimateRoutes: Handlers<Pick<typeof estimateOperations, 'update'>> = {
  update: async (work, { id, body }) => service.updateEstimate(work, id, await withFields(work, 'estimate', body)),
}
