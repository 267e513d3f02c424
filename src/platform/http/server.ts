import { createServer, type Server } from 'node:http'
import { type AddressInfo, BlockList, isIP } from 'node:net'
import { getRequestListener } from '@hono/node-server'

/** Published clients look headers up by exactly this spelling; everything else may come as it is. */
const SPELLING: Readonly<Record<string, string>> = {
  link: 'Link',
  'x-total-count': 'X-Total-Count',
  'retry-after': 'Retry-After',
  'netterms-ignored': 'Netterms-Ignored',
  'idempotent-replayed': 'Idempotent-Replayed',
}

export interface ListenOptions {
  readonly host: string
  readonly port: number
  /** Whether `X-Forwarded-For` of this peer is believed. */
  readonly trusts: (peer: string) => boolean
}

export interface Listening {
  readonly server: Server
  readonly port: number
  /** Takes no new calls, lets those under way finish for at most `graceMs`, and closes. */
  close(graceMs?: number): Promise<void>
}

/** Serves the app. Slow senders, endless headers and idle sockets are cut off. */
export async function listen(
  app: { fetch(request: Request, env?: unknown): Response | Promise<Response> },
  { host, port, trusts }: ListenOptions,
): Promise<Listening> {
  // Answers of text or bytes are then written as they are, without a stream in between: a fifth of the work of a read.
  const handle = getRequestListener(app.fetch, { overrideGlobalObjects: true })
  const server = createServer(
    {
      maxHeaderSize: 32_768,
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 20_000,
      connectionsCheckingInterval: 2_000,
    },
    (request, response) => {
      const peer = request.socket.remoteAddress ?? ''
      setHeader(request, 'x-netterms-peer', originOf(peer, String(request.headers['x-forwarded-for'] ?? ''), trusts))
      setHeader(
        request,
        'x-netterms-forwarded-proto',
        trusts(peer) && request.headers['x-forwarded-proto'] === 'https' ? 'https:' : undefined,
      )
      setHeader(request, 'x-netterms-original-path', (request.url ?? '/').split('?')[0])
      spellHeaders(response)
      handle(request, response)
    },
  )
  server.maxHeadersCount = 200
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  return {
    server,
    port: (server.address() as AddressInfo).port,
    async close(graceMs = 10_000) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      const force = setTimeout(() => server.closeAllConnections(), graceMs)
      await closed
      clearTimeout(force)
    },
  }
}

/** Each proxy adds whom it heard at the end: the first that is no proxy of ours is the caller, who wrote what stands before. */
function originOf(peer: string, forwarded: string, trusts: ListenOptions['trusts']): string {
  let origin = peer
  for (const hop of forwarded.split(',').toReversed()) {
    const [, v6, v4] = /^\[(.+)\](?::\d+)?$|^([\d.]+):\d+$/.exec(hop.trim()) ?? []
    const address = v6 ?? v4 ?? hop.trim()
    if (!trusts(origin) || isIP(address) === 0) break
    origin = address
  }
  return origin
}

/** Our own request headers cannot be sent by a caller. */
function setHeader(
  request: { headers: Record<string, unknown>; rawHeaders: string[] },
  name: string,
  value: string | undefined,
): void {
  for (let i = request.rawHeaders.length - 2; i >= 0; i -= 2)
    if (request.rawHeaders[i]!.toLowerCase() === name) request.rawHeaders.splice(i, 2)
  delete request.headers[name]
  if (value === undefined) return
  request.headers[name] = value
  request.rawHeaders.push(name, value)
}

function spellHeaders(response: {
  writeHead: (...args: never[]) => unknown
  setHeader: (name: string, value: never) => unknown
}): void {
  const writeHead = response.writeHead.bind(response) as (status: number, headers?: unknown) => unknown
  response.writeHead = ((status: number, headers?: Record<string, unknown> | unknown[]) => {
    if (!headers || Array.isArray(headers))
      return writeHead(
        status,
        Array.isArray(headers) ? headers.map((entry, i) => (i % 2 === 0 ? (SPELLING[String(entry)] ?? entry) : entry)) : headers,
      )
    return writeHead(status, Object.fromEntries(Object.entries(headers).map(([name, value]) => [SPELLING[name] ?? name, value])))
  }) as typeof response.writeHead
}

/** Whose `X-Forwarded-…` headers are believed: addresses or ranges such as 10.0.0.0/8. */
export function trustedPeers(ranges: readonly string[]): (peer: string) => boolean {
  const list = new BlockList()
  for (const range of ranges) {
    const [host = '', bits] = range.split('/')
    const family = isIP(host) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(host, family)
    else list.addSubnet(host, Number(bits), family)
  }
  return (peer) =>
    ranges.length > 0 &&
    isIP(peer) !== 0 &&
    list.check(peer.replace(/^::ffff:/, ''), isIP(peer.replace(/^::ffff:/, '')) === 6 ? 'ipv6' : 'ipv4')
}
