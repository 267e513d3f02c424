import type { Handlers } from '../../../platform/http/handlers.ts'
import { standAt } from '../gateways/service.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list }) => service.listCharges(work, list),
  create: (desk, { body }) => service.createCharge(standAt(desk), body),
  get: (work, { id }) => service.findCharge(work, id),
}
