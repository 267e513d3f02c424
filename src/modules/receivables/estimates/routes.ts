import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { withFields } from '../../company/custom-fields/service.ts'
import { Estimate, type operations } from './contract.ts'
import * as service from './service.ts'

/** Changing one is handled where payments are known: payments/currencies. */
export const routes: Handlers<Omit<typeof operations, 'update'>> = {
  list: (work, { list }) => service.listEstimates(work, list),
  create: async (work, { body }) => service.createEstimate(work, await withFields(work, 'estimate', body)),
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
