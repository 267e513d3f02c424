import type { Hono } from 'hono'
import { readBytes } from '../../../platform/http/body.ts'
import type { Handlers } from '../../../platform/http/handlers.ts'
import type { Platform } from '../../../platform/outside.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list }) => service.listTextMessages(work, list),
  get: (work, { code }) => service.findTextMessage(work, code),
  invoice: (desk, { id, body }) => service.textInvoice(desk, id, body),
  statement: (desk, { id, body }) => service.textStatement(desk, id, body),
}

const NOTICE_MAX = 100_000

/** Where the vendor of text messages tells what became of one. Nothing but its signature is believed. */
export function mountTextNotices(app: Hono, platform: Platform): void {
  app.post('/webhooks/text_messages/:company/:text', async (c) => {
    const body = await readBytes(c.req.raw, NOTICE_MAX)
    const { company = '', text = '' } = c.req.param()
    const { pathname, search } = new URL(c.req.url)
    const about = { companyId: /^\d{1,15}$/.test(company) ? Number(company) : 0, id: text }
    const call = { path: pathname + search, headers: c.req.raw.headers, body }
    return c.json({ received: await service.receiveNotice(platform, about, call) })
  })
}
