import type { Handlers } from '../../../platform/http/handlers.ts'
import { withFields } from '../../company/custom-fields/service.ts'
import type { operations as creditNoteOperations } from '../../receivables/credit-notes/contract.ts'
import type { operations as invoiceOperations } from '../../receivables/invoices/contract.ts'
import * as service from './service.ts'

/** Verbs of credit notes that spend them. */
export const creditNoteRoutes: Handlers<Pick<typeof creditNoteOperations, 'create' | 'update'>> = {
  create: async (work, { body }) => service.createCreditNote(work, await withFields(work, 'credit_note', body)),
  update: async (work, { id, body }) => service.updateCreditNote(work, id, await withFields(work, 'credit_note', body)),
}

/** Verbs of invoices that make credit notes, or take them back. */
export const invoiceRoutes: Handlers<Pick<typeof invoiceOperations, 'update' | 'badDebt'>> = {
  update: async (work, { id, body }) => service.updateInvoice(work, id, await withFields(work, 'invoice', body)),
  badDebt: (work, { id }) => service.writeOffInvoice(work, id),
}
