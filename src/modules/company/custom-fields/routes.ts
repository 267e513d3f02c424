import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list }) => service.listFields(work, list),
  create: (work, { body }) => service.createField(work, body),
  get: (work, { code }) => service.findField(work, code),
  update: (work, { code, body }) => service.updateField(work, code, body),
  delete: (work, { code }) => service.deleteField(work, code),
}
