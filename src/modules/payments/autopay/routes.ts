import type { Handlers } from '../../../platform/http/handlers.ts'
import { repeatedAttempt, standAt } from '../gateways/service.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  pay: (desk, { id }) => service.payInvoice(standAt(desk), id, repeatedAttempt(desk, id)),
}
