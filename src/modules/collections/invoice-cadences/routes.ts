import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { InvoiceCadence, type operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list, include }) => service.listInvoiceCadences(work, list, include),
  create: (work, { body }) => service.createInvoiceCadence(work, body),
  get: (work, { id, include }) => service.findInvoiceCadence(work, id, include),
  update: (work, { id, body }) => service.updateInvoiceCadence(work, id, body),
  delete: (work, { id }) => service.deleteInvoiceCadence(work, id),
}

export const expanders: Expanders = {
  invoice_chasing_cadence: async (work, ids) =>
    new Map(
      (await service.findInvoiceCadences(work, ids.map(Number))).map((cadence) => [
        cadence.id,
        encodeWire(InvoiceCadence, cadence),
      ]),
    ),
}
