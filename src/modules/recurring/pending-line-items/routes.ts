import type { Handlers } from '../../../platform/http/handlers.ts'
import { withFields } from '../../company/custom-fields/service.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { customer_id, list }) => service.listPendingLines(work, list, customer_id),
  create: async (work, { customer_id, body }) =>
    service.createPendingLine(work, customer_id, await withFields(work, 'line_item', body)),
  get: (work, { customer_id, id }) => service.findPendingLine(work, customer_id, id),
  update: async (work, { customer_id, id, body }) =>
    service.updatePendingLine(work, customer_id, id, await withFields(work, 'line_item', body)),
  delete: (work, { customer_id, id }) => service.deletePendingLine(work, customer_id, id),
}
