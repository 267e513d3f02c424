import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  behaviourOf,
  completeSession,
  createIntent,
  createRefund,
  createSession,
  createSetup,
  failIntent,
  type Json,
  newId,
  noObjects,
  type Params,
  StripeSaysNo,
  textOf,
  within,
} from './stripe-objects.ts'

/** A server on loopback that speaks Stripe's wire format: forms in, JSON out, idempotency keys, signed notices. */
export interface StripeDouble {
  readonly url: string
  readonly secret_key: string
  readonly webhook_secret: string
  /** Every request that arrived. */
  readonly requests: readonly {
    readonly method: string
    readonly path: string
    readonly key: string | null
    readonly params: Params
  }[]
  /** How the next POST that makes something goes wrong. */
  misbehave(how: Misbehaviour): void
  /** How many objects of a kind there are. */
  count(kind: 'payment_intents' | 'refunds' | 'customers'): number
  /** Lets a bank debit end as its payment method says, and returns the notice. */
  settle(intent: string): SignedNotice
  /** The payer pays on the hosted page. */
  complete(session: string, payment_method: string): SignedNotice
  expire(session: string): SignedNotice
  notice(type: string, object: Json): SignedNotice
  object(kind: 'payment_intents' | 'refunds' | 'sessions' | 'setup_intents', id: string): Json
  close(): Promise<void>
}

export type Misbehaviour =
  | 'hangs_before'
  | 'hangs_after'
  | 'resets_after'
  | 'fails_after'
  | 'fails_before'
  | 'too_many'
  | 'key_in_use'

export interface SignedNotice {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

const API_VERSION = '2026-10-28.endive'

export async function startStripeDouble(): Promise<StripeDouble> {
  const objects = noObjects()
  const secret_key = 'sk_test_double0000000000000000'
  const webhook_secret = 'whsec_double000000000000000000'
  const replies = new Map<string, { readonly print: string; readonly status: number; readonly body: string }>()
  const requests: { method: string; path: string; key: string | null; params: Params }[] = []
  let next: Misbehaviour | null = null

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://double')
    const form = request.method === 'POST' ? await bodyOf(request) : url.search.slice(1)
    const params = parseForm(form)
    const key = request.headers['idempotency-key']?.toString() ?? null
    requests.push({ method: request.method ?? '', path: url.pathname, key, params })
    const how = request.method === 'POST' && url.pathname !== '/v1/customers' ? next : null
    if (how) next = null
    if (how === 'hangs_before') return
    if (how === 'fails_before') return send(response, 500, { error: { type: 'api_error', message: 'Something went wrong' } })
    if (how === 'too_many')
      return send(response, 429, { error: { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many requests' } })
    if (how === 'key_in_use')
      return send(response, 409, { error: { type: 'invalid_request_error', code: 'idempotency_key_in_use', message: 'In use' } })

    const { status, body, replayed } = answer(request, url.pathname, params, key, form)
    if (how === 'hangs_after') return
    if (how === 'resets_after') return request.socket.resetAndDestroy()
    if (how === 'fails_after') return send(response, 500, { error: { type: 'api_error', message: 'Something went wrong' } })
    response.writeHead(status, {
      'content-type': 'application/json',
      'request-id': newId('req'),
      ...(replayed && { 'idempotent-replayed': 'true' }),
    })
    response.end(body)
  })

  const answer = (request: IncomingMessage, path: string, params: Params, key: string | null, form: string) => {
    if (request.headers.authorization !== `Bearer ${secret_key}`) {
      const message = `Invalid API Key provided: ${request.headers.authorization?.slice('Bearer '.length)}`
      return { status: 401, body: JSON.stringify({ error: { type: 'invalid_request_error', message } }), replayed: false }
    }
    const before = key === null ? undefined : replies.get(key)
    const print = `${path}?${form}`
    if (before && before.print !== print) {
      const message = 'Keys for idempotent requests can only be used with the same parameters they were first used with.'
      return { status: 400, body: JSON.stringify({ error: { type: 'idempotency_error', message } }), replayed: false }
    }
    if (before) return { ...before, replayed: true }
    const fresh = perform(request, path, params)
    if (key !== null) replies.set(key, { ...fresh, print })
    return { ...fresh, replayed: false }
  }

  const perform = (request: IncomingMessage, path: string, params: Params): { status: number; body: string } => {
    try {
      if (request.headers['stripe-version'] !== API_VERSION)
        throw new StripeSaysNo(400, { type: 'invalid_request_error', message: 'Invalid Stripe API version' })
      return { status: 200, body: JSON.stringify(expanded(route(request.method ?? '', path, params), params)) }
    } catch (error) {
      if (!(error instanceof StripeSaysNo)) throw error
      return { status: error.status, body: JSON.stringify({ error: error.error }) }
    }
  }

  const route = (method: string, path: string, params: Params): Json => {
    const [, , collection = '', id = '', action = ''] = path.replace('/checkout/sessions', '/sessions').split('/')
    if (method === 'POST' && !id) return create(collection, params)
    const kept = objects[collection as 'payment_intents'] as Map<string, Json> | undefined
    if (!kept) throw new StripeSaysNo(404, { type: 'invalid_request_error', message: `Unrecognized request URL (${path})` })
    if (!id) return listOf(kept, params)
    const object = kept.get(id)
    if (!object)
      throw new StripeSaysNo(404, {
        type: 'invalid_request_error',
        code: 'resource_missing',
        param: 'id',
        message: `No such object: '${id}'`,
      })
    if (action === 'verify_microdeposits') return verifyDeposits(object, params)
    if (action === 'detach') return detach(object)
    return object
  }

  const create = (collection: string, params: Params): Json => {
    if (collection === 'payment_intents') return createIntent(objects, params)
    if (collection === 'setup_intents') return createSetup(objects, params)
    if (collection === 'refunds') return createRefund(objects, params)
    if (collection === 'sessions') return createSession(objects, params)
    const customer: Json = { id: newId('cus'), object: 'customer', name: params.name, metadata: params.metadata ?? {} }
    objects.customers.set(String(customer.id), customer)
    return customer
  }

  const expanded = (object: Json, params: Params): Json => {
    const copy = structuredClone(object)
    const paths = Object.values(typeof params.expand === 'object' ? params.expand : {}).map(String)
    for (const item of copy.object === 'list' ? (copy.data as Json[]) : [copy]) {
      const charge = item.latest_charge as Json | undefined
      if (charge && !paths.some((path) => path.endsWith('latest_charge'))) item.latest_charge = charge.id
      if (paths.includes('payment_method')) item.payment_method = objects.payment_methods.get(String(item.payment_method)) ?? null
      if (paths.some((path) => path.startsWith('payment_intent')))
        item.payment_intent = objects.payment_intents.get(String(item.payment_intent)) ?? null
      if (paths.some((path) => path.startsWith('setup_intent')) && item.setup_intent) {
        const setup = objects.setup_intents.get(String(item.setup_intent))!
        item.setup_intent = { ...setup, payment_method: objects.payment_methods.get(String(setup.payment_method)) }
      }
    }
    return copy
  }

  const notice = (type: string, object: Json): SignedNotice => {
    const created = Math.floor(Date.now() / 1000)
    const charge = object.latest_charge as Json | undefined
    const plain = charge ? { ...object, latest_charge: charge.id } : object
    const event = { id: newId('evt'), object: 'event', api_version: API_VERSION, created, type, data: { object: plain } }
    return signed(JSON.stringify(event), webhook_secret, created)
  }

  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secret_key,
    webhook_secret,
    requests,
    misbehave: (how) => {
      next = how
    },
    count: (kind) => objects[kind].size,
    settle: (id) => {
      const intent = objects.payment_intents.get(id)!
      const ends = behaviourOf(objects.payment_methods.get(String(intent.payment_method))!).settles
      if (ends && ends !== 'succeeds') failIntent(intent, ends)
      else intent.status = 'succeeded'
      return notice(`payment_intent.${intent.status === 'succeeded' ? 'succeeded' : 'payment_failed'}`, intent)
    },
    complete: (id, method) => notice('checkout.session.completed', completeSession(objects, id, method)),
    expire: (id) => notice('checkout.session.expired', Object.assign(objects.sessions.get(id)!, { status: 'expired' })),
    notice,
    object: (kind, id) => objects[kind].get(id)!,
    close: () => {
      server.closeAllConnections()
      return new Promise((closed) => server.close(() => closed()))
    },
  }
}

function verifyDeposits(intent: Json, params: Params): Json {
  const amounts = Object.values(typeof params.amounts === 'object' ? params.amounts : {})
    .map(Number)
    .sort()
  if (amounts.join() !== '32,45') {
    const code = 'payment_method_microdeposit_verification_amounts_mismatch'
    throw new StripeSaysNo(400, { type: 'invalid_request_error', code, message: 'The amounts provided do not match.' })
  }
  return Object.assign(intent, { status: 'succeeded', next_action: null })
}

function detach(method: Json): Json {
  if (method.customer === null) {
    throw new StripeSaysNo(400, {
      type: 'invalid_request_error',
      message: 'The payment method you provided is not attached to a customer so detachment is impossible.',
    })
  }
  return Object.assign(method, { customer: null })
}

function listOf(kept: Map<string, Json>, params: Params): Json {
  const since = Number(within(params, 'created', 'gte') ?? 0)
  const wanted = ['customer', 'payment_intent', 'payment_method'].filter((field) => params[field] !== undefined)
  const data = [...kept.values()]
    .reverse()
    .filter((object) => Number(object.created) >= since && wanted.every((field) => object[field] === textOf(params[field])))
  const from = data.findIndex((object) => object.id === textOf(params.starting_after)) + 1
  const limit = Number(params.limit ?? 10)
  return { object: 'list', data: data.slice(from, from + limit), has_more: data.length > from + limit, url: '/v1/list' }
}

/** `a[b][0]=c` as nested objects, the way Stripe reads it. */
function parseForm(form: string): Params {
  const root: { [key: string]: unknown } = {}
  for (const [name, value] of new URLSearchParams(form)) {
    const path = name.replaceAll(']', '').split('[')
    let place = root
    for (const key of path.slice(0, -1)) {
      place[key] ??= {}
      place = place[key] as { [key: string]: unknown }
    }
    place[path.at(-1)!] = value
  }
  return root as Params
}

function signed(body: string, secret: string, created: number): SignedNotice {
  const v1 = createHmac('sha256', secret).update(`${created}.${body}`).digest('hex')
  return { headers: { 'stripe-signature': `t=${created},v1=${v1}` }, body: new TextEncoder().encode(body) }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, status: number, body: Json): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
