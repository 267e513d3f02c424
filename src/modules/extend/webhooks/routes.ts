import type { Handlers } from '../../../platform/http/handlers.ts'
import type { attemptOperations, operations } from './contract.ts'
import * as service from './service.ts'
import * as store from './store.ts'

export const routes: Handlers<typeof operations> = {
  async list(work, { list, include }) {
    const { rows, total } = await store.list(work, list)
    return { rows: rows.map((kept) => service.tell(work, kept, include)), total }
  },
  create: async (work, { body, include }) => service.tell(work, await service.createWebhook(work, body), include),
  get: async (work, { id, include }) => service.tell(work, await store.find(work, id), include),
  update: async (work, { id, body, include }) => service.tell(work, await service.updateWebhook(work, id, body), include),
  delete: (work, { id }) => service.deleteWebhook(work, id),
  rotate: async (work, { id, include }) => service.tell(work, await service.rotateSecret(work, id), include),
  replay: (work, { id, body }) => service.replay(work, id, body),
}

export const attemptRoutes: Handlers<typeof attemptOperations> = {
  list: (work, { list }) => store.listAttempts(work, list),
  get: (work, { id }) => store.findAttempt(work, id),
  retry: (work, { id }) => service.retryAttempt(work, id),
}
