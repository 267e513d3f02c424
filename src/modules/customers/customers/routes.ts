import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { withFields } from '../../company/custom-fields/service.ts'
import { Customer, type operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list, query }) => service.listCustomers(work, list, query),
  create: async (work, { body }) => service.createCustomer(work, await withFields(work, 'customer', body)),
  get: (work, { id }) => service.findCustomer(work, id),
  update: async (work, { id, body }) => service.updateCustomer(work, id, await withFields(work, 'customer', body)),
  replace: async (work, { id, body }) => service.replaceCustomer(work, id, await withFields(work, 'customer', body)),
  merge: (work, { id, body }) => service.mergeCustomers(work, id, body.customer),
  delete: (work, { id }) => service.deleteCustomer(work, id),
}

export const expanders: Expanders = {
  customer: async (work, ids) =>
    new Map(
      (await service.findCustomers(work, ids.map(Number))).map((customer) => [customer.id, encodeWire(Customer, customer)]),
    ),
}
