import type { Expanders, Handlers } from '../../../platform/http/handlers.ts'
import { encodeWire } from '../../../platform/wire.ts'
import { LateFeeSchedule, type operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list, include }) => service.listSchedules(work, list, include),
  create: (work, { body }) => service.createSchedule(work, body),
  get: (work, { id, include }) => service.findSchedule(work, id, include),
  update: (work, { id, body }) => service.updateSchedule(work, id, body),
  delete: (work, { id }) => service.deleteSchedule(work, id),
}

export const expanders: Expanders = {
  late_fee_schedule: async (work, ids) =>
    new Map(
      (await service.findSchedules(work, ids.map(Number))).map((schedule) => [
        schedule.id,
        encodeWire(LateFeeSchedule, schedule),
      ]),
    ),
}
