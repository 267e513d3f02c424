import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { type operations, Role } from './contract.ts'
import * as service from './service.ts'
import * as store from './store.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list }) => store.list(work, list),
  create: (work, { body }) => service.createRole(work, body),
  get: (work, { code }) => store.find(work, code),
  update: (work, { code, body }) => service.updateRole(work, code, body),
  delete: (work, { code }) => service.deleteRole(work, code),
}

export const expanders: Expanders = {
  role: async (work, ids) =>
    new Map((await store.findMany(work, ids.map(String))).map((role) => [role.id, encodeWire(Role, role)])),
}
