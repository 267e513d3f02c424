import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { type operations, TaxRate } from './contract.ts'
import * as service from './service.ts'
import * as store from './store.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list, query }) => store.list(work, list, query.archived ?? false),
  create: (work, { body }) => service.createTaxRate(work, body),
  get: (work, { code }) => store.find(work, code),
  update: (work, { code, body }) => service.updateTaxRate(work, code, body),
  delete: (work, { code }) => service.deleteTaxRate(work, code),
}

export const expanders: Expanders = {
  tax_rate: async (work, ids) =>
    new Map((await store.findMany(work, ids.map(String))).map((rate) => [rate.id, encodeWire(TaxRate, rate)])),
}
