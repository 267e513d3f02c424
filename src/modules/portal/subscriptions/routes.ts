import type { Hono } from 'hono'
import type { Handlers } from '../../../platform/http/handlers.ts'
import type { Platform } from '../../../platform/outside.ts'
import { comeBack } from '../payments/service.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  get: (desk, link) => service.showSubscription(desk, link),
  approve: (desk, { body, ...link }) => service.approve(desk, link, body),
  cancel: (desk, { body, ...link }) => service.cancel(desk, link, body.reason ?? null),
  keep: (desk, link) => service.keep(desk, link),
  savePaymentSource: (desk, { body, ...link }) => service.savePaymentSource(desk, link, body),
  checkoutPaymentSource: (desk, { body, ...link }) => service.checkoutPaymentSource(desk, link, body),
}

/** Where gateways send back whoever saved a card there. */
export function mountReturns(app: Hono, platform: Platform): void {
  app.get('/portal/:username/subscriptions/:key/return', (c) =>
    comeBack(platform, { ...c.req.param(), checkout: c.req.query('checkout') ?? '' }, service.returnFromCheckout),
  )
}
