import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, buildConnector, request as httpRequest } from 'undici'
import { Refusal } from '../core/refusal.ts'
import { bareHost, type OutboundPolicy, outboundPolicy } from './outbound-policy.ts'

/**
 * The only way to a URL that a user typed: webhooks, logos, imports. Owns the guard against reaching our own network:
 * the literal in the URL is checked, and so is every address a name resolves to, at the moment of connecting. Redirects
 * are returned and never followed. Invariant: no byte is sent to an address that the policy closes.
 */
export interface OutboundSettings {
  /** What the operator opens; see `outboundPolicy`. */
  readonly allow?: readonly string[]
  /** Resolves a name to all its addresses. The system's resolver unless given. */
  readonly resolve?: Resolve
  readonly connect_timeout_ms?: number
  readonly total_timeout_ms?: number
  readonly response_bytes_max?: number
}

export type Resolve = (name: string) => Promise<readonly LookupAddress[]>

export interface OutboundRequest {
  readonly url: string
  readonly method?: 'GET' | 'POST' | 'PUT' | 'HEAD'
  /** `host`, `connection` and the headers about length are ours; they are dropped when given. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly total_timeout_ms?: number
  readonly response_bytes_max?: number
  readonly signal?: AbortSignal
}

/**
 * `unreachable` says the same for a closed address, an unknown name and a closed door. `perhaps_received` is for callers
 * that must not do a thing twice: the connection stood, so the request may have arrived.
 */
export type OutboundAnswer =
  | {
      readonly outcome: 'answered'
      readonly status: number
      /** Names in lower case; repeated headers are joined with a comma. */
      readonly headers: Readonly<Record<string, string>>
      readonly body: Uint8Array
      /** True when the answer was longer than the limit: `body` is then its beginning. */
      readonly truncated: boolean
      readonly duration_ms: number
    }
  | {
      readonly outcome: 'unreachable'
      readonly said: 'not reachable'
      readonly perhaps_received: boolean
      readonly duration_ms: number
    }
  | {
      readonly outcome: 'timed_out'
      readonly said: 'no answer in time'
      readonly perhaps_received: true
      readonly duration_ms: number
    }

export interface Outbound {
  /**
   * Refuses a URL that can never be reached, before it is stored. Names are not resolved here: their answer may change.
   * @throws Refusal invalid `url_invalid` or `url_not_reachable`
   */
  readonly check: (url: string, field?: string) => URL
  /** Never throws for what a stranger's server or URL does; the answer says how it went. */
  readonly send: (request: OutboundRequest) => Promise<OutboundAnswer>
  readonly close: () => Promise<void>
}

const CONNECT_TIMEOUT_MS = 10_000
const TOTAL_TIMEOUT_MS = 30_000
const RESPONSE_BYTES_MAX = 1_000_000
const URL_CHARACTERS_MAX = 2048
/** Errors of a connection that stood already. */
const BROKEN_CONNECTION: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_ABORTED', 'ABORT_ERR'])
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

export function createOutbound(settings: OutboundSettings = {}): Outbound {
  const policy = outboundPolicy(settings.allow)
  const resolve = settings.resolve ?? systemResolve
  const agent = guardedAgent(policy, resolve, settings.connect_timeout_ms ?? CONNECT_TIMEOUT_MS)
  const limits = {
    total_timeout_ms: settings.total_timeout_ms ?? TOTAL_TIMEOUT_MS,
    response_bytes_max: settings.response_bytes_max ?? RESPONSE_BYTES_MAX,
  }
  return {
    check: (url, field) => checkUrl(url, policy, field),
    send: (request) => send({ ...limits, ...withoutUndefined(request) }, policy, agent),
    close: () => agent.destroy(),
  }
}

type LimitedRequest = OutboundRequest & { readonly total_timeout_ms: number; readonly response_bytes_max: number }

async function send(request: LimitedRequest, policy: OutboundPolicy, agent: Agent): Promise<OutboundAnswer> {
  const started = performance.now()
  const duration = () => Math.round(performance.now() - started)
  const deadline = AbortSignal.timeout(request.total_timeout_ms)
  try {
    const url = checkUrl(request.url, policy)
    const answer = await httpRequest(url, {
      dispatcher: agent,
      method: request.method ?? 'GET',
      headers: { ...allowedHeaders(request.headers), 'accept-encoding': 'identity' },
      body: request.body ?? null,
      signal: request.signal ? AbortSignal.any([deadline, request.signal]) : deadline,
    })
    const { bytes, truncated } = await readUpTo(answer.body, request.response_bytes_max)
    const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]))
    return { outcome: 'answered', status: answer.statusCode, headers, body: bytes, truncated, duration_ms: duration() }
  } catch (error) {
    // Why it failed is of no use to the sender and of much use to whoever explores our network through us.
    if (deadline.aborted) {
      return { outcome: 'timed_out', said: 'no answer in time', perhaps_received: true, duration_ms: duration() }
    }
    const perhaps_received = BROKEN_CONNECTION.has((error as { code?: string }).code ?? '')
    return { outcome: 'unreachable', said: 'not reachable', perhaps_received, duration_ms: duration() }
  }
}

function checkUrl(text: string, policy: OutboundPolicy, field?: string): URL {
  const url = text.length <= URL_CHARACTERS_MAX && URL.canParse(text) ? new URL(text) : null
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new Refusal('invalid', 'url_invalid', 'Give a full address that begins with https:// or http://.', field)
  }
  if (url.username !== '' || url.password !== '') {
    throw new Refusal('invalid', 'url_invalid', 'Leave user name and password out of the address.', field)
  }
  // new URL() has already turned decimal, octal, hexadecimal and full-width spellings into the dotted form.
  const host = bareHost(url.hostname)
  const literal = isIP(host) !== 0 ? host : isLocalName(host) ? '127.0.0.1' : null
  const closedLiteral = literal !== null && !policy.allowsAddress(literal, host, portOf(url))
  if (host === '' || closedLiteral || !policy.allowsPort(host, portOf(url))) {
    throw new Refusal('invalid', 'url_not_reachable', 'This address is not reachable.', field)
  }
  return url
}

/** Names that RFC 6761 ties to the loopback address, whatever a resolver says. */
function isLocalName(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost')
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port)
  return url.protocol === 'https:' ? 443 : 80
}

/** One pool of connections. Every new connection passes the guard, whoever asked for it and however the host is spelt. */
function guardedAgent(policy: OutboundPolicy, resolve: Resolve, timeout: number): Agent {
  return new Agent({
    allowH2: false,
    pipelining: 1,
    connections: 64,
    keepAliveTimeout: 1000,
    keepAliveMaxTimeout: 1000,
    maxHeaderSize: 16_384,
    connect: (options, callback) => {
      const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80)
      const host = bareHost(options.hostname)
      if (!policy.allowsPort(host, port) || (isIP(host) !== 0 && !policy.allowsAddress(host, host, port))) {
        callback(new Error('not reachable'), null)
        return
      }
      buildConnector({ allowH2: false, timeout, lookup: guardedLookup(policy, resolve, port) })(options, callback)
    },
  })
}

/** Resolves, drops closed addresses and hands over what is left: what was checked is what gets connected. */
function guardedLookup(policy: OutboundPolicy, resolve: Resolve, port: number): LookupFunction {
  return (name, options, callback) => {
    resolve(name).then(
      (addresses) => {
        const open = addresses.filter(({ address }) => policy.allowsAddress(address, name, port))
        const first = open[0]
        if (!first) callback(new Error('not reachable'), [])
        else if (options.all) callback(null, [...open])
        else callback(null, first.address, first.family)
      },
      () => callback(new Error('not reachable'), []),
    )
  }
}

function systemResolve(name: string): Promise<readonly LookupAddress[]> {
  return new Promise((done, fail) => {
    systemLookup(name, { all: true, verbatim: true }, (error, addresses) => (error ? fail(error) : done(addresses)))
  })
}

async function readUpTo(body: AsyncIterable<Uint8Array>, bytes_max: number): Promise<{ bytes: Uint8Array; truncated: boolean }> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    size += chunk.length
    // Leaving the loop destroys the stream, and with it the connection.
    if (size > bytes_max) break
  }
  return { bytes: new Uint8Array(Buffer.concat(chunks).subarray(0, bytes_max)), truncated: size > bytes_max }
}

function allowedHeaders(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN_HEADERS.has(name.toLowerCase())))
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T
}
