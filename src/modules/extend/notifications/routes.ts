import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list }) => service.listNotifications(work, list),
  create: (work, { body }) => service.createNotification(work, body),
  get: (work, { id }) => service.findNotification(work, id),
  update: (work, { id, body }) => service.updateNotification(work, id, body),
  delete: (work, { id }) => service.deleteNotification(work, id),
}
