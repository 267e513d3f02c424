import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list }) => service.listAdjustments(work, list),
  create: (work, { body }) => service.createAdjustment(work, body),
  get: (work, { id }) => service.findAdjustment(work, id),
  update: (work, { id, body }) => service.updateAdjustment(work, id, body),
  delete: (work, { id }) => service.deleteAdjustment(work, id),
}
