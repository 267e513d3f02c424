import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { withFields } from '../../company/custom-fields/service.ts'
import { type operations, Payment } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list, query, include }) => service.listPayments(work, list, query, include),
  create: async (work, { body }) => service.recordPayment(work, await withFields(work, 'payment', body)),
  get: (work, { id, include }) => service.retrievePayment(work, id, include),
  update: async (work, { id, body }) => service.updatePayment(work, id, await withFields(work, 'payment', body)),
  void: (work, { id }) => service.voidPayment(work, id),
}

export const expanders: Expanders = {
  payment: async (work, ids) =>
    new Map((await service.findPayments(work, ids.map(Number))).map((payment) => [payment.id, encodeWire(Payment, payment)])),
}
