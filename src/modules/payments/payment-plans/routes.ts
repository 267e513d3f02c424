import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { type operations, PaymentPlan } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  get: (work, { id }) => service.findPaymentPlan(work, id),
  set: (work, { id, body }) => service.setPaymentPlan(work, id, body),
  create: (work, { id, body }) => service.setPaymentPlan(work, id, body),
  cancel: (work, { id }) => service.cancelPaymentPlan(work, id),
}

export const expanders: Expanders = {
  payment_plan: async (work, ids) =>
    new Map((await service.findPaymentPlans(work, ids.map(Number))).map((plan) => [plan.id, encodeWire(PaymentPlan, plan)])),
}
