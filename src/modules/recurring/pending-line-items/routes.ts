import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { customer_id, list }) => service.listPendingLines(work, list, customer_id),
  create: (work, { customer_id, body }) => service.createPendingLine(work, customer_id, body),
  get: (work, { customer_id, id }) => service.findPendingLine(work, customer_id, id),
  update: (work, { customer_id, id, body }) => service.updatePendingLine(work, customer_id, id, body),
  delete: (work, { customer_id, id }) => service.deletePendingLine(work, customer_id, id),
}
