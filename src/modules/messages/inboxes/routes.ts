import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list }) => service.listInboxes(work, list),
  get: (work, { id }) => service.findInbox(work, id),
}
