import type { Hono } from 'hono'
import { readBytes } from '../../../platform/http/body.ts'
import type { Desk, Handlers } from '../../../platform/http/handlers.ts'
import type { Platform } from '../../../platform/outside.ts'
import type { Letter, operations } from './contract.ts'
import { walksThroughLetters } from './rules.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list }) => service.listLetters(work, list),
  get: (work, { code }) => service.findLetter(work, code),
  invoice: async (desk, { id }) => asRead(desk, await service.postInvoice(desk, id)),
  statement: async (desk, { id, body }) => asRead(desk, await service.postStatement(desk, id, body)),
}

/** One letter, or the list of it for clients that walk through one. */
function asRead({ request }: Desk, letter: Letter): Letter | Letter[] {
  return walksThroughLetters(request.userAgent) ? [letter] : letter
}

const NOTICE_MAX = 100_000

/** Where the printer of letters tells what became of one. Nothing but its signature is believed. */
export function mountLetterNotices(app: Hono, platform: Platform): void {
  app.post('/webhooks/letters', async (c) => {
    const body = await readBytes(c.req.raw, NOTICE_MAX)
    return c.json({ received: await service.receiveNotice(platform, { headers: c.req.raw.headers, body }) })
  })
}
