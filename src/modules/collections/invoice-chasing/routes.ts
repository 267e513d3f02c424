import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  get: (work, { id }) => service.findDelivery(work, id),
  replace: (work, { id, body }) => service.replaceDelivery(work, id, body),
}
