import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { Invoice, type operations } from './contract.ts'
import * as service from './service.ts'

/** What makes credit notes, or takes them back, is handled where payments are known: payments/credits, payments/paying-customers,
 * payments/currencies. */
export const routes: Handlers<Omit<typeof operations, 'create' | 'update' | 'badDebt'>> = {
  list: (work, { list, query }) => service.listInvoices(work, list, query),
  get: (work, { id }) => service.findInvoice(work, id),
  delete: (work, { id }) => service.deleteInvoice(work, id),
  void: (work, { id }) => service.voidInvoice(work, id),
  consolidate: (work, { id, body }) => service.consolidateInvoices(work, id, body.cutoff_date ?? null),
  unconsolidate: (work, { id }) => service.unconsolidateInvoice(work, id),
}

export const expanders: Expanders = {
  invoice: async (work, ids) =>
    new Map((await service.findInvoices(work, ids.map(Number))).map((invoice) => [invoice.id, encodeWire(Invoice, invoice)])),
}
