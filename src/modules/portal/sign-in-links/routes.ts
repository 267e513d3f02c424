import type { Hono } from 'hono'
import type { Handlers } from '../../../platform/http/handlers.ts'
import type { Platform } from '../../../platform/outside.ts'
import type { operations } from './contract.ts'
import * as service from './service.ts'

export const routes: Handlers<typeof operations> = {
  get: (work) => service.findKey(work),
  create: (work) => service.createKey(work),
  delete: (work) => service.deleteKey(work),
}

/** The way in by a signed link. Who is not let in finds the page that says so. */
export function mountSignInLinks(app: Hono, platform: Platform): void {
  app.get('/portal/:username/login/:token', async (c) => {
    const { username, token } = c.req.param()
    const target = await service.followLink(platform, username, token)
    return new Response(null, {
      status: 302,
      headers: {
        Location: target ?? `/portal/${encodeURIComponent(username)}/login`,
        'Cache-Control': 'private, no-store',
        'Referrer-Policy': 'no-referrer',
      },
    })
  })
}
