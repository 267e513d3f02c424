import type { Handlers } from '../../../platform/http/handlers.ts'
import { attemptOf, standAt } from '../gateways/service.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list }) => service.listRefunds(work, list),
  create: (desk, { id, body }) => service.createRefund(standAt(desk), id, body.amount, attemptOf(desk, [id, body])),
  get: (work, { id }) => service.findRefund(work, id),
}
