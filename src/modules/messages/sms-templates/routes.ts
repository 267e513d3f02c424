import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list }) => service.listSmsTemplates(work, list),
  create: (work, { body }) => service.createSmsTemplate(work, body),
  get: (work, { id }) => service.findSmsTemplate(work, id),
  update: (work, { id, body }) => service.updateSmsTemplate(work, id, body),
  delete: (work, { id }) => service.deleteSmsTemplate(work, id),
}
