import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list }) => service.listUsage(work, list),
  create: (work, { body }) => service.reportUsage(work, body.events),
  get: (work, { id }) => service.findUsage(work, id),
}
