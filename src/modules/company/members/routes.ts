import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { User } from '../users/contract.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'
import * as store from './store.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list }) => store.list(work, list),
  create: (work, { body }) => service.createMember(work, body),
  get: (work, { id }) => store.find(work, id),
  update: (work, { id, body }) => service.updateMember(work, id, body),
  delete: (work, { id }) => service.deleteMember(work, id),
  invite: (work, { id }) => service.inviteAgain(work, id),
  set_frequency: (work, { id, body }) => service.setFrequency(work, id, body),
}

export const expanders: Expanders = {
  user: async (work, ids) =>
    new Map((await store.findByUsers(work, ids.map(Number))).map(({ user }) => [user.id, encodeWire(User, user)])),
}
