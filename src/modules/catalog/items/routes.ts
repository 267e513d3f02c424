import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { Item, type operations } from './contract.ts'
import * as service from './service.ts'
import * as store from './store.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list, query }) => store.list(work, list, query.archived ?? false),
  create: (work, { body }) => service.createItem(work, body),
  get: (work, { code }) => store.find(work, code),
  update: (work, { code, body }) => service.updateItem(work, code, body),
  delete: (work, { code }) => service.deleteItem(work, code),
}

export const expanders: Expanders = {
  item: async (work, ids) =>
    new Map((await store.findMany(work, ids.map(String))).map((item) => [item.id, encodeWire(Item, item)])),
}
