import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { withFields } from '../../company/custom-fields/service.ts'
import { type operations, Plan } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list, query, include }) => service.listPlans(work, list, query.archived ?? false, include),
  create: async (work, { body }) => service.createPlan(work, await withFields(work, 'plan', body)),
  get: (work, { code, include }) => service.showPlan(work, code, include),
  update: async (work, { code, body }) => service.updatePlan(work, code, await withFields(work, 'plan', body)),
  delete: (work, { code }) => service.archivePlan(work, code),
}

export const expanders: Expanders = {
  plan: async (work, ids) =>
    new Map((await service.findKeptPlans(work, ids.map(String))).map((plan) => [plan.id, encodeWire(Plan, plan)])),
}
