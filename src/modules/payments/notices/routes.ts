import type { Hono } from 'hono'
import { readBytes } from '../../../platform/http/body.ts'
import type { Platform } from '../../../platform/outside.ts'
import { receiveNotice } from './service.ts'

const NOTICE_MAX = 1_000_000

/** Where gateways send what happened. Nothing but their signature is believed; a notice that failed here comes again. */
export function mountNotices(app: Hono, platform: Platform): void {
  app.post('/webhooks/gateways/:company/:account', async (c) => {
    const { company = '', account = '' } = c.req.param()
    const body = await readBytes(c.req.raw, NOTICE_MAX)
    const companyId = /^\d{1,15}$/.test(company) ? Number(company) : 0
    const events = await receiveNotice(platform, { companyId, account }, { headers: c.req.raw.headers, body })
    return c.json({ received: events })
  })
}
