import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  invoice: (desk, { id, body }) => service.sendInvoice(desk, id, body),
  receipt: (desk, { id, body }) => service.sendReceipt(desk, id, body),
  transactionReceipt: (desk, { id, body }) => service.sendTransactionReceipt(desk, id, body),
}
