import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { Customer, type operations } from './contract.ts'
import * as service from './service.ts'

/** `create`, `update` and `replace` say how a customer pays, which is decided further up. */
export const routes: Handlers<Omit<typeof operations, 'create' | 'update' | 'replace'>> = {
  list: (work, { list, query }) => service.listCustomers(work, list, query),
  get: (work, { id }) => service.findCustomer(work, id),
  merge: (work, { id, body }) => service.mergeCustomers(work, id, body.customer),
  delete: (work, { id }) => service.deleteCustomer(work, id),
}

export const expanders: Expanders = {
  customer: async (work, ids) =>
    new Map(
      (await service.findCustomers(work, ids.map(Number))).map((customer) => [customer.id, encodeWire(Customer, customer)]),
    ),
}
