import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { withFields } from '../../company/custom-fields/service.ts'
import { attemptOf, standAt } from '../gateways/service.ts'
import { type operations, Transaction } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list, include }) => service.listTransactions(work, list, include),
  create: {
    inside: async (work, { body }) => service.createTransaction(work, await withFields(work, 'transaction', body)),
    outside: async (desk, { body }) =>
      service.createRefundOf(desk, await desk.work((work) => withFields(work, 'transaction', body))),
  },
  get: (work, { id, include }) => service.findTransaction(work, id, include),
  update: async (work, { id, body }) => service.updateTransaction(work, id, await withFields(work, 'transaction', body)),
  delete: (work, { id }) => service.deleteTransaction(work, id),
  refund: (desk, { id, body }) => service.refundTransaction(standAt(desk), id, body.amount, attemptOf(desk, [id, body])),
}

export const expanders: Expanders = {
  transaction: async (work, ids) =>
    new Map((await service.findTransactions(work, ids.map(Number))).map((found) => [found.id, encodeWire(Transaction, found)])),
}
