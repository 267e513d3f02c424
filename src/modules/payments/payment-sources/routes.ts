import type { Handlers } from '../../../platform/http/handlers.ts'
import { standAt } from '../gateways/service.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { customer_id, list, query }) => service.listSources(work, list, customer_id, query.include_hidden ?? false),
  create: (desk, { customer_id, body }) => service.createSource(desk, customer_id, body),
  deleteCard: (desk, { customer_id, id }) => service.removeSource(standAt(desk), customer_id, 'card', id),
  deleteBankAccount: (desk, { customer_id, id }) => service.removeSource(standAt(desk), customer_id, 'bank_account', id),
  verify: (desk, { customer_id, id, body }) => service.verifySource(standAt(desk), customer_id, id, [body.amount1, body.amount2]),
}
