import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { CreditNote, type operations } from './contract.ts'
import * as service from './service.ts'

/** What spends credit besides is handled where payments are known: payments/credits, payments/currencies. */
export const routes: Handlers<Omit<typeof operations, 'create' | 'update'>> = {
  list: (work, { list }) => service.listCreditNotes(work, list),
  get: (work, { id }) => service.findCreditNote(work, id),
  delete: (work, { id }) => service.deleteCreditNote(work, id),
  void: (work, { id }) => service.voidCreditNote(work, id),
  refund: (work, { id, body }) => service.refundCreditNote(work, id, body),
}

export const expanders: Expanders = {
  credit_note: async (work, ids) =>
    new Map((await service.findCreditNotes(work, ids.map(Number))).map((note) => [note.id, encodeWire(CreditNote, note)])),
}
