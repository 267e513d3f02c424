import type { Handlers } from '../../../platform/http/handlers.ts'
import { withFields } from '../../company/custom-fields/service.ts'
import type { operations as creditNoteOperations } from '../../receivables/credit-notes/contract.ts'
import type { operations as invoiceOperations } from '../../receivables/invoices/contract.ts'
import * as service from './service.ts'

/** Verbs of credit notes that spend them. Changing one is handled where all payments are known: payments/currencies. */
export const creditNoteRoutes: Handlers<Pick<typeof creditNoteOperations, 'create'>> = {
  create: async (work, { body }) => service.createCreditNote(work, await withFields(work, 'credit_note', body)),
}

/** Verbs of invoices that make credit notes. */
export const invoiceRoutes: Handlers<Pick<typeof invoiceOperations, 'badDebt'>> = {
  badDebt: (work, { id }) => service.writeOffInvoice(work, id),
}
