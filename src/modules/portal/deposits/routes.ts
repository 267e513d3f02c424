import type { Hono } from 'hono'
import type { Handlers } from '../../../platform/http/handlers.ts'
import type { Platform } from '../../../platform/outside.ts'
import { comeBack } from '../payments/service.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  pay: (desk, { body, ...link }) => service.payDeposit(desk, link, body),
  checkout: (desk, { body, ...link }) => service.beginCheckout(desk, link, body),
}

/** Where gateways send the payer of a deposit back to. */
export function mountReturns(app: Hono, platform: Platform): void {
  app.get('/portal/:username/estimates/:key/return', (c) =>
    comeBack(platform, { ...c.req.param(), checkout: c.req.query('checkout') ?? '' }, service.returnFromCheckout),
  )
}
