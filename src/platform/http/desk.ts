import type { Context } from 'hono'
import { assert } from '../../core/assert.ts'
import type { Platform } from '../outside.ts'
import { openWork } from '../work.ts'
import { cookieName, type Identity } from './auth.ts'
import type { Desk, RequestFacts } from './handlers.ts'

export function requestFacts(c: Context): RequestFacts {
  return {
    ip: c.req.header('x-netterms-peer') ?? '',
    userAgent: (c.req.header('user-agent') ?? '').slice(0, 300),
    headers: c.req.raw.headers,
  }
}

/** Gives a verb that acts on the outside, or for a stranger, what it needs. Cookies it sets end up in `headers`. */
export function openDesk(
  c: Context,
  platform: Platform,
  { caller, visitor }: Identity,
  rehearse: boolean,
  headers: Record<string, string>,
): Desk {
  const secure = platform.config.BASE_URL.startsWith('https:')
  return {
    platform,
    caller,
    visitor,
    rehearsal: rehearse,
    request: requestFacts(c),
    work(run, options = {}) {
      const companyId = options.companyId ?? caller?.companyId
      assert(companyId !== undefined, 'a unit of work needs a company')
      return openWork(platform, { actor: caller?.actor ?? { kind: 'system' }, rehearse, ...options, companyId }, run)
    },
    setCookie(name, value, maxAgeSeconds) {
      headers['Set-Cookie'] =
        `${cookieName(platform.config, name)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure ? '; Secure' : ''}`
    },
  }
}
