import type { Handlers } from '../../../platform/http/handlers.ts'
import { withFields } from '../../company/custom-fields/service.ts'
import type { operations } from '../../customers/customers/contract.ts'
import * as service from './service.ts'

/** Verbs of customers that say how the customer pays. */
export const customerRoutes: Handlers<Pick<typeof operations, 'create' | 'update' | 'replace'>> = {
  create: {
    inside: async (work, { body }) => service.createCustomer(work, await withFields(work, 'customer', body)),
    outside: async (desk, { body }) =>
      service.createWithSource(desk, await desk.work((work) => withFields(work, 'customer', body))),
  },
  update: {
    inside: async (work, { id, body }, request) =>
      service.updateCustomer(work, id, await withFields(work, 'customer', body), { request }),
    outside: async (desk, { id, body }) =>
      service.updateWithSource(desk, id, await desk.work((work) => withFields(work, 'customer', body))),
  },
  replace: async (work, { id, body }, request) =>
    service.replaceCustomer(work, id, await withFields(work, 'customer', body), { request }),
}
