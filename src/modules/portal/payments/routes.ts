import type { Hono } from 'hono'
import { errorReply } from '../../../platform/http/errors.ts'
import type { Handlers } from '../../../platform/http/handlers.ts'
import type { Platform } from '../../../platform/outside.ts'
import { noSuchLink } from '../companies/rules.ts'
import { visitPortal } from '../companies/service.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  pay: (desk, { body, ...link }) => service.payInvoice(desk, link, body),
  checkout: (desk, { body, ...link }) => service.beginCheckout(desk, link, body),
  paymentInfo: (desk, link) => service.showPaymentInfo(desk, link),
  savePaymentInfo: (desk, { body, ...link }) => service.savePaymentInfo(desk, link, body),
  checkoutPaymentInfo: (desk, { body, ...link }) => service.checkoutPaymentInfo(desk, link, body),
}

const PRIVATE = { 'Cache-Control': 'private, no-store', 'Referrer-Policy': 'no-referrer' }

/** Where gateways send the payer back to. */
export function mountReturns(app: Hono, platform: Platform): void {
  app.get('/portal/:username/invoices/:key/return', async (c) => {
    const { username = '', key = '' } = c.req.param()
    const checkout = c.req.query('checkout') ?? ''
    try {
      if (!/^\d{1,15}$/.test(checkout)) throw noSuchLink()
      const visit = await visitPortal(platform, { username, key })
      return new Response(null, {
        status: 303,
        headers: { Location: await service.returnFromCheckout(visit, key, Number(checkout)), ...PRIVATE },
      })
    } catch (error) {
      const { status, body } = errorReply(error, '')
      return Response.json(body, { status, headers: PRIVATE })
    }
  })
}
