import type { Handlers } from '../../../platform/http/handlers.ts'
import { withFields } from '../../company/custom-fields/service.ts'
import { attemptOf, standAt } from '../gateways/service.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list }) => service.listTransactions(work, list),
  create: async (work, { body }) => service.createTransaction(work, await withFields(work, 'transaction', body)),
  get: (work, { id }) => service.findTransaction(work, id),
  update: async (work, { id, body }) => service.updateTransaction(work, id, await withFields(work, 'transaction', body)),
  delete: (work, { id }) => service.deleteTransaction(work, id),
  refund: (desk, { id, body }) => service.refundTransaction(standAt(desk), id, body.amount, attemptOf(desk, [id, body])),
}
