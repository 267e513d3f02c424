import type { Handlers } from '../../../platform/http/handlers.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { findPayment } from '../../payments/payments/service.ts'
import { findTransaction } from '../../payments/transactions/service.ts'
import { findCreditNote } from '../../receivables/credit-notes/service.ts'
import { findInvoice } from '../../receivables/invoices/service.ts'
import type { AccountingSyncStatus, operations } from './contract.ts'

const NOT_CONNECTED: AccountingSyncStatus = {
  synced: false,
  error: null,
  source: null,
  first_synced: null,
  last_synced: null,
  accounting_system: null,
  accounting_id: null,
}

/** No accounting system is connected: a record that exists is synchronised with none. */
async function notConnected(_: unknown): Promise<AccountingSyncStatus> {
  return NOT_CONNECTED
}

export const routes: Handlers<typeof operations> = {
  customer: async (work, { id }) => notConnected(await findCustomer(work, id)),
  invoice: async (work, { id }) => notConnected(await findInvoice(work, id)),
  payment: async (work, { id }) => notConnected(await findPayment(work, id)),
  transaction: async (work, { id }) => notConnected(await findTransaction(work, id)),
  credit_note: async (work, { id }) => notConnected(await findCreditNote(work, id)),
}
