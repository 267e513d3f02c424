import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { type addonOperations, type operations, SignUpPage } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list }) => service.listPages(work, list),
  create: (work, { body }) => service.createPage(work, body),
  get: (work, { id }) => service.showPage(work, id),
  update: (work, { id, body }) => service.updatePage(work, id, body),
  delete: (work, { id }) => service.deletePage(work, id),
}

export const addonRoutes: Handlers<typeof addonOperations> = {
  list: (work, { list }) => service.listAddons(work, list),
  create: (work, { body }) => service.createAddon(work, body),
  get: (work, { id }) => service.findAddon(work, id),
  update: (work, { id, body }) => service.updateAddon(work, id, body),
  delete: (work, { id }) => service.deleteAddon(work, id),
}

export const expanders: Expanders = {
  sign_up_page: async (work, ids) =>
    new Map((await service.showPages(work, ids.map(Number))).map((page) => [page.id, encodeWire(SignUpPage, page)])),
}
