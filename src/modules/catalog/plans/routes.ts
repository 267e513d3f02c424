import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { type operations, Plan } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list, query, include }) => service.listPlans(work, list, query.archived ?? false, include),
  create: (work, { body }) => service.createPlan(work, body),
  get: (work, { code, include }) => service.showPlan(work, code, include),
  update: (work, { code, body }) => service.updatePlan(work, code, body),
  delete: (work, { code }) => service.archivePlan(work, code),
}

export const expanders: Expanders = {
  plan: async (work, ids) =>
    new Map((await service.findKeptPlans(work, ids.map(String))).map((plan) => [plan.id, encodeWire(Plan, plan)])),
}
