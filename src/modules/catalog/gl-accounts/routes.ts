import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { GlAccount, type operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list }) => service.listAccounts(work, list),
  create: (work, { body }) => service.createAccount(work, body),
  get: (work, { id }) => service.findAccount(work, id),
  update: (work, { id, body }) => service.updateAccount(work, id, body),
  delete: (work, { id }) => service.deleteAccount(work, id),
}

export const expanders: Expanders = {
  gl_account: async (work, ids) =>
    new Map((await service.findAccounts(work, ids.map(Number))).map((account) => [account.id, encodeWire(GlAccount, account)])),
}
