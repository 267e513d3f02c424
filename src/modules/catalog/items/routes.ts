import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { withFields } from '../../company/custom-fields/service.ts'
import { Item, type operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list, query }) => service.listItems(work, list, query.archived ?? false),
  create: async (work, { body }) => service.createItem(work, await withFields(work, 'item', body)),
  get: (work, { code }) => service.findItem(work, code),
  update: async (work, { code, body }) => service.updateItem(work, code, await withFields(work, 'item', body)),
  delete: (work, { code }) => service.deleteItem(work, code),
}

export const expanders: Expanders = {
  item: async (work, ids) =>
    new Map((await service.findPublishedItems(work, ids.map(String))).map((item) => [item.id, encodeWire(Item, item)])),
}
