import type { Handlers } from '../../../platform/http/handlers.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  get: (desk, link) => service.showPaymentInfo(desk, link),
  save: (desk, { body, ...link }) => service.savePaymentInfo(desk, link, body),
  checkout: (desk, { body, ...link }) => service.beginCheckout(desk, link, body),
  setAutopay: (desk, { body, ...link }) => service.setAutopay(desk, link, body),
}
