import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list }) => service.listTextMessages(work, list),
  get: (work, { code }) => service.findTextMessage(work, code),
  invoice: (desk, { id, body }) => service.textInvoice(desk, id, body),
  statement: (desk, { id, body }) => service.textStatement(desk, id, body),
}
