import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import { describeKey } from './rules.ts'
import * as service from './service.ts'
import * as store from './store.ts'

export const routes: Handlers<typeof operations> = {
  list: async (work, { list }) => {
    const { rows, total } = await store.list(work, list)
    return { rows: rows.map(describeKey), total }
  },
  create: (work, { body }) => service.createKey(work, body),
  delete: (work, { id }) => service.revokeKey(work, id),
}
