import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { ChasingCadence, ChasingStep, type operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list, include }) => service.listCadences(work, list, include),
  create: (work, { body }) => service.createCadence(work, body),
  get: (work, { id, include }) => service.findCadence(work, id, include),
  update: (work, { id, body }) => service.updateCadence(work, id, body),
  delete: (work, { id }) => service.deleteCadence(work, id),
}

export const expanders: Expanders = {
  chasing_cadence: async (work, ids) =>
    new Map(
      (await service.findCadences(work, ids.map(Number))).map((cadence) => [cadence.id, encodeWire(ChasingCadence, cadence)]),
    ),
  chasing_cadence_step: async (work, ids) =>
    new Map((await service.findSteps(work, ids.map(Number))).map((step) => [step.id, encodeWire(ChasingStep, step)])),
}
