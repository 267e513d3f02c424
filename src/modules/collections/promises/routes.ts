import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  get: (work, { id }) => service.findPromise(work, id),
  save: (work, { id, body }) => service.savePromise(work, id, body),
  delete: (work, { id }) => service.deletePromise(work, id),
}
