import type { Hono } from 'hono'
import { readBytes } from '../../../platform/http/body.ts'
import type { Handlers } from '../../../platform/http/handlers.ts'
import type { Platform } from '../../../platform/outside.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list }) => service.listLetters(work, list),
  get: (work, { code }) => service.findLetter(work, code),
  invoice: (desk, { id }) => service.postInvoice(desk, id),
  statement: (desk, { id, body }) => service.postStatement(desk, id, body),
}

const NOTICE_MAX = 100_000

/** Where the printer of letters tells what became of one. Nothing but its signature is believed. */
export function mountLetterNotices(app: Hono, platform: Platform): void {
  app.post('/webhooks/letters', async (c) => {
    const body = await readBytes(c.req.raw, NOTICE_MAX)
    return c.json({ received: await service.receiveNotice(platform, { headers: c.req.raw.headers, body }) })
  })
}
