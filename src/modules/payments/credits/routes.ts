import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations as creditNoteOperations } from '../../receivables/credit-notes/contract.ts'
import type { operations as invoiceOperations } from '../../receivables/invoices/contract.ts'
import * as service from './service.ts'

/** Verbs of credit notes that spend them. */
export const creditNoteRoutes: Handlers<Pick<typeof creditNoteOperations, 'create' | 'update'>> = {
  create: (work, { body }) => service.createCreditNote(work, body),
  update: (work, { id, body }) => service.updateCreditNote(work, id, body),
}

/** Verbs of invoices that make credit notes, or take them back. */
export const invoiceRoutes: Handlers<Pick<typeof invoiceOperations, 'update' | 'badDebt'>> = {
  update: (work, { id, body }) => service.updateInvoice(work, id, body),
  badDebt: (work, { id }) => service.writeOffInvoice(work, id),
}
