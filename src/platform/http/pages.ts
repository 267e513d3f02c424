import type { Hono } from 'hono'
import type { Logger } from 'pino'
import { requestIdOf } from './app.ts'
import { errorReply } from './errors.ts'

/**
 * What goes wrong on a route that is no operation of the API (a download, a page, a notice) is answered as everywhere, and
 * logged where it is ours. The address is left out: it may hold the key of a portal page.
 */
export function answerErrors(app: Hono, log: Logger): void {
  app.onError((error, c) => {
    const requestId = requestIdOf(c)
    const { status, body, headers, ours } = errorReply(error, requestId)
    if (ours) log.error({ err: error, requestId }, 'page failed')
    return Response.json(body, {
      status,
      headers: { ...headers, 'Cache-Control': 'private, no-store', 'Referrer-Policy': 'no-referrer', 'X-Request-Id': requestId },
    })
  })
}
