import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list }) => service.listTasks(work, list),
  create: (work, { body }) => service.createTask(work, body),
  get: (work, { id }) => service.findTask(work, id),
  update: (work, { id, body }) => service.updateTask(work, id, body),
  delete: (work, { id }) => service.deleteTask(work, id),
}
