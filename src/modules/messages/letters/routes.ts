import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list }) => service.listLetters(work, list),
  get: (work, { code }) => service.findLetter(work, code),
  invoice: (desk, { id }) => service.postInvoice(desk, id),
  statement: (desk, { id, body }) => service.postStatement(desk, id, body),
}
