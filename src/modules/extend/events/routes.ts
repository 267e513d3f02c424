import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { Event, type operations } from './contract.ts'
import * as service from './service.ts'
import * as store from './store.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list, query }) => store.list(work, list, query),
  get: (work, { id }) => service.findEvent(work, id),
}

export const expanders: Expanders = {
  event: async (work, ids) =>
    new Map((await service.findEvents(work, ids.map(Number))).map((event) => [event.id, encodeWire(Event, event)])),
}
