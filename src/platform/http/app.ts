import { randomUUID } from 'node:crypto'
import { type Context, Hono } from 'hono'
import type { Logger } from 'pino'
import type { Operation, Operations, Page } from '../../contract/operation.ts'
import { successOf } from '../../contract/operation.ts'
import { Refusal } from '../../core/refusal.ts'
import type { Platform } from '../outside.ts'
import { encodeWire, type Wire } from '../wire.ts'
import { openWork, type Work } from '../work.ts'
import { type Access, authorize, type Identity, identify } from './auth.ts'
import { parseBody, readBytes } from './body.ts'
import { openDesk, requestFacts } from './desk.ts'
import { errorReply, HttpError } from './errors.ts'
import { excludeFields, expandFields } from './expand.ts'
import type { AnyHandler, Caller, Expanders, Handling, Papers, Print, Routes } from './handlers.ts'
import {
  type Claim,
  claimInside,
  claimOf,
  claimOutside,
  inTurn,
  keepFirst,
  keepReply,
  release,
  type StoredReply,
} from './idempotency.ts'
import { ignoredFields, ignoredHeader } from './ignored.ts'
import type { RateLimits, Recognise } from './limits.ts'
import { readMultipart } from './multipart.ts'
import { linkHeader, type ParsedQuery, parseQuery, TELLING } from './query.ts'

export interface ApiOptions {
  readonly platform: Platform
  readonly api: Readonly<Record<string, Operations>>
  readonly routes: Routes
  readonly papers: Papers
  readonly expanders: Expanders
  readonly access: Access
  readonly limits: RateLimits
  /** How those who show a secret at an address are looked for. */
  readonly recognition: (address: string) => Recognise
  readonly log: Logger
}

/** One operation with everything needed to run it. */
interface Endpoint {
  readonly operation: Operation
  readonly handler: AnyHandler
  readonly paper: ((work: Work, input: unknown) => Promise<Print>) | undefined
}

/** The API: every operation of the contract under its path. */
export function apiApp(options: ApiOptions): Hono {
  const app = new Hono({ strict: false })
  for (const [resource, operations] of Object.entries(options.api)) {
    for (const [name, operation] of Object.entries(operations)) {
      const handler = options.routes[resource]?.[name] as AnyHandler | undefined
      if (!handler) throw new Error(`${resource}.${name} has no handler`)
      const endpoint: Endpoint = { operation, handler, paper: options.papers[resource]?.[name] as Endpoint['paper'] }
      for (const path of [operation.path, ...(operation.aliases ?? [])]) {
        app.on(operation.method, path.replace(/\{(\w+)\}/g, ':$1'), (c) => answer(c, options, endpoint))
      }
    }
  }
  app.all('*', (c) => {
    const reply = errorReply(unknownPath(options.api, c.req.method, c.req.path), '')
    return send(c, reply.status, reply.body, reply.headers, requestIdOf(c))
  })
  return app
}

/** 405 where the path exists with another verb, else 404. */
function unknownPath(api: ApiOptions['api'], method: string, path: string): HttpError {
  const own = path.replace(/^\/api(?=\/)/, '').replace(/\/$/, '')
  const verbs = Object.values(api)
    .flatMap((operations) => Object.values(operations))
    .filter((operation) =>
      [operation.path, ...(operation.aliases ?? [])].some((one) => new RegExp(`^${one.replace(/\{\w+\}/g, '[^/]+')}$`).test(own)),
    )
    .map((operation) => operation.method)
  if (verbs.length > 0)
    return new HttpError(405, 'verb_not_allowed', `${own} does not take ${method}; it takes ${[...new Set(verbs)].join(', ')}.`, {
      Allow: [...new Set(verbs)].join(', '),
    })
  return new HttpError(404, 'unknown_path', `There is no ${method} ${own.slice(0, 200)}. See /api/docs for what there is.`)
}

/** The call, decoded. */
interface Call {
  readonly c: Context
  readonly options: ApiOptions
  readonly endpoint: Endpoint
  readonly identity: Identity
  readonly query: ParsedQuery
  readonly input: unknown
  readonly rehearse: boolean
  readonly claim: Claim | null
  readonly requestId: string
}

async function answer(c: Context, options: ApiOptions, endpoint: Endpoint): Promise<Response> {
  const requestId = requestIdOf(c)
  const ignored: string[] = []
  try {
    const address = addressOf(c)
    const { access, platform, limits, recognition } = options
    const identity = await identify(access, endpoint.operation, c.req.raw.headers, platform.config, recognition(address))
    const leave = limits.enter(identity.caller?.name ?? `address:${address}`)
    try {
      if (identity.caller && (endpoint.operation.access ?? 'company') === 'company')
        authorize(endpoint.operation, identity.caller)
      const call = await receive(c, options, endpoint, identity, requestId, ignored)
      return await respond(call, ignored)
    } finally {
      leave()
    }
  } catch (error) {
    const reply = errorReply(error, requestId)
    if (reply.ours)
      options.log.error(
        { err: error, requestId, operation: `${endpoint.operation.method} ${endpoint.operation.path}` },
        'request failed',
      )
    return send(c, reply.status, reply.body, reply.headers, requestId)
  }
}

/** Bytes that the other fields and the boundaries of a form with a file may take. */
const FORM_AROUND_FILE = 100_000

async function receive(
  c: Context,
  options: ApiOptions,
  endpoint: Endpoint,
  identity: Identity,
  requestId: string,
  ignored: string[],
): Promise<Call> {
  const { operation } = endpoint
  const url = new URL(c.req.url)
  const multipart = operation.accepts === 'multipart' && (c.req.header('content-type') ?? '').startsWith('multipart/form-data')
  const { BODY_LIMIT, UPLOAD_LIMIT } = options.platform.config
  const limit = multipart ? UPLOAD_LIMIT + FORM_AROUND_FILE : BODY_LIMIT
  const bytes = operation.method === 'GET' ? new Uint8Array() : await readBytes(c.req.raw, limit)
  const fields = multipart
    ? await readMultipart(bytes, c.req.header('content-type')!)
    : operation.body
      ? parseBody(bytes, c.req.header('content-type') ?? '', operation)
      : undefined
  if (operation.body) {
    // One by one: a body may have more unknown fields than a call can have arguments.
    for (const field of ignoredFields(operation.body, fields)) ignored.push(field)
    if (ignored.length > 0 && /handling\s*=\s*strict/.test(c.req.header('prefer') ?? '')) {
      throw new Refusal('invalid', 'unknown_fields', `These fields are not known: ${ignored.join(', ')}.`, ignored[0])
    }
  }
  const query = parseQuery(operation, url.search)
  const input = {
    ...pathValues(operation, c.req.param()),
    ...(query.list && { list: query.list }),
    ...(operation.query && { query: query.query }),
    ...(operation.body && { body: await operation.body.parseAsync(fields, TELLING) }),
    include: query.include,
  }
  return {
    c,
    options,
    endpoint,
    identity,
    query,
    input,
    requestId,
    rehearse: query.rehearse,
    claim: operation.safe
      ? null
      : claimOf(c.req.raw.headers, identity.caller, operation.method, url.pathname + url.search, bytes),
  }
}

function pathValues(operation: Operation, values: Record<string, string>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(values).map(([name, text]) => {
      if (name !== 'id' && !name.endsWith('_id')) return [name, codeOf(operation, text)]
      if (/^\d{1,15}$/.test(text) && Number(text) > 0) return [name, Number(text)]
      throw new Refusal(
        'not_found',
        'not_found',
        `There is no ${operation.path.split('/')[1]} record ${text.slice(0, 40)}; ids are whole numbers.`,
      )
    }),
  )
}

/** Text that no row can have names nothing; the database would not even be able to look. */
function codeOf(operation: Operation, text: string): string {
  if (!text.includes('\u0000') && text.isWellFormed()) return text
  throw new Refusal(
    'not_found',
    'not_found',
    `There is no ${operation.path.split('/')[1]} record of this name; it has characters that no name has.`,
  )
}

async function respond(call: Call, ignored: readonly string[]): Promise<Response> {
  const { c, endpoint, identity } = call
  if (endpoint.paper && (c.req.header('accept') ?? '').includes('application/pdf')) return paperResponse(call, endpoint.paper)
  const { handler, isOutside } = handlingOf(call)
  const told = isOutside ? await runOutside(call, handler) : await runInside(call, identity.caller!, handler)
  const headers: Record<string, string> = { ...told.headers }
  if (ignored.length > 0) headers['Netterms-Ignored'] = ignoredHeader(ignored)
  if (told.replayed) headers['Idempotent-Replayed'] = 'true'
  return sendText(c, told.reply, headers, call.requestId)
}

/** Who handles the call, and whether that is one unit of work. Some verbs reach out only where the body asks them to. */
function handlingOf({ endpoint: { operation, handler }, input }: Call): { handler: Handling; isOutside: boolean } {
  if (typeof handler === 'function') {
    const isOutside = operation.outside === true || operation.access === 'public' || operation.access === 'user'
    return { handler, isOutside }
  }
  const { body } = input as { readonly body: unknown } // only verbs with a body have two handlers
  const isOutside = fieldAt(body, operation.outside as string) !== null
  return { handler: isOutside ? handler.outside : handler.inside, isOutside }
}

/** What stands in a field of a body, null where nothing does: `customer.payment_source`. */
function fieldAt(body: unknown, path: string): unknown {
  const inner = (value: unknown, name: string) =>
    typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : null
  return path.split('.').reduce(inner, body) ?? null
}

interface Told {
  readonly reply: StoredReply
  readonly headers: Record<string, string>
  readonly replayed?: boolean
}

/** A verb that is one unit of work: the write, its events and its stored answer are one transaction. */
async function runInside(call: Call, caller: Caller, handler: Handling): Promise<Told> {
  const { options } = call
  const { platform } = options
  const claim = call.rehearse ? null : call.claim
  const place = { companyId: caller.companyId, actor: caller.actor, rehearse: call.rehearse }
  const run = (waited: boolean) =>
    openWork(platform, place, async (work) => {
      const replay = claim && (await claimInside(work, claim, waited))
      if (replay) return { reply: replay, headers: {}, replayed: true }
      const told = await encodeReply(call, work, await handler(work, call.input, requestFacts(call.c)))
      if (claim) keepReply(work, claim, told.reply)
      return told
    })
  if (!claim) return run(false)
  return inTurn(platform, caller, claim, (waited) => run(waited).catch((error) => keepRefusal(call, caller, claim, error)))
}

/** A verb of several units of work: the claim is committed first, and the answer is kept when all of them are done. */
async function runOutside(call: Call, handler: Handling): Promise<Told> {
  const { options, identity, claim } = call
  const { platform } = options
  const { caller } = identity
  const headers: Record<string, string> = {}
  const desk = openDesk(call.c, platform, identity, call.rehearse, headers)
  const run = async () => ({ ...(await encodeOutside(call, caller, await handler(desk, call.input, desk.request))), headers })
  if (!claim || !caller || call.rehearse) return run()
  const replay = await claimOutside(platform, caller, claim)
  if (replay) return { reply: replay, headers, replayed: true }
  try {
    const told = await run()
    const reply = await keepFirst(platform, caller, claim, told.reply)
    return { ...told, reply, replayed: reply !== told.reply }
  } catch (error) {
    // Where this fails too, the lease of the claim ends by itself.
    if (!isAnswer(error)) await release(platform, caller, claim).catch(() => undefined)
    return keepRefusal(call, caller, claim, error)
  }
}

/**
 * A refusal of the verb is an answer. Nothing else is, and the same call may be made again: outages and faults of ours
 * (5xx), missing keys and too many calls (401, 429), what is in the way right now (409).
 */
function isAnswer(error: unknown): boolean {
  if (error instanceof HttpError) return false
  const { status, ours } = errorReply(error, '')
  return !ours && status !== 409
}

/** Answers are replayed, refusals included. */
async function keepRefusal({ options, requestId }: Call, caller: Caller, claim: Claim, error: unknown): Promise<Told> {
  if (!isAnswer(error)) throw error
  const { status, body } = errorReply(error, requestId)
  const own = { status, body: JSON.stringify(body) }
  const reply = await keepFirst(options.platform, caller, claim, own)
  return { reply, headers: {}, replayed: reply !== own }
}

async function encodeOutside(call: Call, caller: Caller | null, result: unknown): Promise<Told> {
  if (!caller || call.query.expand.length === 0) return encodeReply(call, null, result)
  return openWork(call.options.platform, { companyId: caller.companyId, actor: caller.actor }, (work) =>
    encodeReply(call, work, result),
  )
}

async function encodeReply(call: Call, work: Work | null, result: unknown): Promise<Told> {
  const { operation } = call.endpoint
  const status = successOf(operation)
  if (status === 204) return { reply: { status, body: '' }, headers: {} }
  const { list } = call.query
  const page = list ? (result as Page<unknown>) : null
  const element = operation.list
    ? (operation.reply as unknown as { element: Parameters<typeof encodeWire>[0] }).element
    : operation.reply
  const altered = call.query.expand.length > 0 || call.query.exclude.length > 0
  const encode = (record: unknown) => (altered ? structuredClone(encodeWire(element, record)) : encodeWire(element, record))
  const wires = (page ? page.rows : [result]).map(encode)
  if (altered) {
    const objects = wires.flatMap((wire) => (Array.isArray(wire) ? (wire as Wire[]) : [wire]))
    if (work) await expandFields(work, call.options.expanders, operation.expand, call.query.expand, objects)
    excludeFields(call.query.exclude, objects)
  }
  const headers: Record<string, string> = {}
  if (list && page && page.total !== null) {
    headers['X-Total-Count'] = String(page.total)
    const link = linkHeader(publicAddress(call.c, call.options), list, page.total)
    if (link !== '') headers['Link'] = link
  }
  return { reply: { status, body: JSON.stringify(page ? wires : wires[0]) }, headers }
}

async function paperResponse(call: Call, paper: NonNullable<Endpoint['paper']>): Promise<Response> {
  const caller = call.identity.caller!
  const { platform } = call.options
  const print = await openWork(platform, { companyId: caller.companyId, actor: caller.actor }, (work) => paper(work, call.input))
  const { bytes, filename } = await print(platform)
  return new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: {
      'Content-Type': 'application/pdf',
      'Content-Disposition': `inline; filename="${filename}"`,
      'Cache-Control': 'no-cache, no-store',
      'X-Request-Id': call.requestId,
    },
  })
}

/** The address as the caller wrote it: clients strip their base address from `next`. */
function publicAddress(c: Context, { platform }: ApiOptions): URL {
  const url = new URL(c.req.url)
  const forwarded = c.req.header('x-netterms-forwarded-proto')
  url.protocol =
    forwarded ??
    (platform.config.BASE_URL.startsWith('https:') && url.host === new URL(platform.config.BASE_URL).host
      ? 'https:'
      : url.protocol)
  url.pathname = c.req.header('x-netterms-original-path') ?? url.pathname
  return url
}

export function requestIdOf(c: Context): string {
  const given = c.req.header('x-request-id')
  return given && /^[\w.-]{8,64}$/.test(given) ? given : randomUUID()
}

export function addressOf(c: Context): string {
  return c.req.header('x-netterms-peer') ?? 'unknown'
}

function send(c: Context, status: number, body: unknown, headers: Readonly<Record<string, string>>, requestId: string): Response {
  return sendText(c, { status, body: JSON.stringify(body) }, headers, requestId)
}

function sendText(
  c: Context,
  { status, body }: StoredReply,
  headers: Readonly<Record<string, string>>,
  requestId: string,
): Response {
  const readable =
    body !== '' && (c.req.header('user-agent') ?? '').startsWith('curl') ? `${JSON.stringify(JSON.parse(body), null, 2)}\n` : body
  return new Response(status === 204 ? null : readable, {
    status,
    headers: {
      ...(status !== 204 && { 'Content-Type': 'application/json' }),
      'Cache-Control': 'no-cache, no-store',
      'X-Request-Id': requestId,
      ...headers,
    },
  })
}
