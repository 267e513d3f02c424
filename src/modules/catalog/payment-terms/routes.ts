import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list }) => service.listPaymentTerms(work, list),
  create: (work, { body }) => service.createPaymentTerm(work, body),
  get: (work, { id }) => service.findPaymentTerm(work, id),
  update: (work, { id, body }) => service.updatePaymentTerm(work, id, body),
  delete: (work, { id }) => service.deletePaymentTerm(work, id),
}
