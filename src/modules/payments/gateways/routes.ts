import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { MerchantAccount, type methodOperations, type operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list }) => service.listAccounts(work, list),
  create: (desk, { body }) => service.createAccount(desk, body),
  get: (work, { id }) => service.findAccount(work, id),
  update: (desk, { id, body }) => service.updateAccount(desk, id, body),
  delete: (work, { id }) => service.deleteAccount(work, id),
}

export const methodRoutes: Handlers<typeof methodOperations> = {
  list: (work, { list }) => service.listMethods(work, list),
  get: (work, { method }) => service.findMethod(work, method),
  update: (work, { method, body }) => service.updateMethod(work, method, body),
}

export const expanders: Expanders = {
  merchant_account: async (work, ids) =>
    new Map(
      (await service.findAccounts(work, ids.map(Number))).map((account) => [account.id, encodeWire(MerchantAccount, account)]),
    ),
}
