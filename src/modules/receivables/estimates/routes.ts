import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { Estimate, type operations } from './contract.ts'
import * as service from './service.ts'

/** Making and changing one is handled where payments are known: payments/paying-customers, payments/currencies. */
export const routes: Handlers<Omit<typeof operations, 'create' | 'update'>> = {
  list: (work, { list }) => service.listEstimates(work, list),
  get: (work, { id }) => service.findEstimate(work, id),
  delete: (work, { id }) => service.deleteEstimate(work, id),
  void: (work, { id }) => service.voidEstimate(work, id),
  invoice: (work, { id }) => service.invoiceEstimate(work, id),
}

export const expanders: Expanders = {
  estimate: async (work, ids) =>
    new Map(
      (await service.findEstimates(work, ids.map(Number))).map((estimate) => [estimate.id, encodeWire(Estimate, estimate)]),
    ),
}
