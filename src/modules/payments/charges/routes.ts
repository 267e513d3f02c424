import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { Charge, type operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list }) => service.listCharges(work, list),
  create: (desk, { body }) => service.createCharge(desk, body),
  get: (work, { id }) => service.findCharge(work, id),
}

export const expanders: Expanders = {
  charge: async (work, ids) =>
    new Map((await service.findCharges(work, ids.map(Number))).map((charge) => [charge.id, encodeWire(Charge, charge)])),
}
