import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { Contact, type operations } from './contract.ts'
import * as service from './service.ts'
import * as store from './store.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { customer_id, list }) => service.listContacts(work, list, customer_id),
  create: (work, { customer_id, body }) => service.createContact(work, customer_id, body),
  get: (work, { customer_id, id }) => store.find(work, customer_id, id),
  update: (work, { customer_id, id, body }) => service.updateContact(work, customer_id, id, body),
  delete: (work, { customer_id, id }) => service.deleteContact(work, customer_id, id),
}

export const expanders: Expanders = {
  contact: async (work, ids) =>
    new Map((await store.findMany(work, ids.map(Number))).map((contact) => [contact.id, encodeWire(Contact, contact)])),
}
