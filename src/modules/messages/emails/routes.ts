import type { Hono } from 'hono'
import { Refusal } from '../../../core/refusal.ts'
import type { Handlers } from '../../../platform/http/handlers.ts'
import type { Platform } from '../../../platform/outside.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  list: (work, { list, query, include }) => service.listEmails(work, list, query.needs_attention, include),
  get: (work, { code, include }) => service.findEmail(work, code, include),
  retry: (desk, { code }) => service.retryEmail(desk, code),
}

/** The transparent picture at the end of each mail: one pixel, always the same, whoever asks for whatever. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

export function mountOpens(app: Hono, platform: Platform): void {
  app.get('/o/:name', async (c) => {
    const [, company, key] = /^([0-9a-z]{1,10})-([0-9A-Za-z]{24})\.gif$/.exec(c.req.param('name')) ?? []
    if (company && key)
      await open(platform, Number.parseInt(company, 36), key, c.req.header('x-netterms-peer'), c.req.header('user-agent'))
    return new Response(PIXEL, {
      headers: {
        'Content-Type': 'image/gif',
        'Cache-Control': 'no-store, private',
        'Cross-Origin-Resource-Policy': 'cross-origin',
        'X-Content-Type-Options': 'nosniff',
      },
    })
  })
}

async function open(
  platform: Platform,
  companyId: number,
  key: string,
  ip: string | undefined,
  agent: string | undefined,
): Promise<void> {
  try {
    await service.recordOpen(platform, companyId, key, { ip: ip || null, user_agent: agent?.slice(0, 300) ?? null })
  } catch (error) {
    // A picture of a company that is gone is still a picture.
    if (!(error instanceof Refusal)) throw error
  }
}
