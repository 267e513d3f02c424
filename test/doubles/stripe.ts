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
  /** Decides for every such POST from now on, by its parameters. */
  misbehaveBy(choose: (params: Params) => Misbehaviour | null): void
  /** How many objects of a kind there are. */
  count(kind: 'payment_intents' | 'refunds' | 'customers'): number
  all(kind: 'payment_intents' | 'refunds'): readonly Json[]
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
  const stripe = new StripeServer()
  const { objects, requests, secret_key, webhook_secret } = stripe
  const server = createServer((request, response) => stripe.serve(request, response))
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secret_key,
    webhook_secret,
    requests,
    misbehave: (how) => {
      stripe.next = how
    },
    misbehaveBy: (choose) => {
      stripe.choose = choose
    },
    all: (kind) => [...objects[kind].values()],
    count: (kind) => objects[kind].size,
    settle: (id) => stripe.settle(objects.payment_intents.get(id)!),
    complete: (id, method) => stripe.notice('checkout.session.completed', completeSession(objects, id, method)),
    expire: (id) => stripe.notice('checkout.session.expired', Object.assign(objects.sessions.get(id)!, { status: 'expired' })),
    notice: (type, object) => stripe.notice(type, object),
    object: (kind, id) => objects[kind].get(id)!,
    close: () => {
      server.closeAllConnections()
      return new Promise((closed) => server.close(() => closed()))
    },
  }
}

interface Reply {
  readonly status: number
  readonly body: string
}

class StripeServer {
  readonly objects = noObjects()
  readonly secret_key = 'sk_test_double0000000000000000'
  readonly webhook_secret = 'whsec_double000000000000000000'
  readonly requests: { method: string; path: string; key: string | null; params: Params }[] = []
  readonly #replies = new Map<string, Reply & { readonly print: string }>()
  next: Misbehaviour | null = null
  choose: (params: Params) => Misbehaviour | null = () => null

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://double')
    const form = request.method === 'POST' ? await bodyOf(request) : url.search.slice(1)
    const params = parseForm(form)
    const key = request.headers['idempotency-key']?.toString() ?? null
    this.requests.push({ method: request.method ?? '', path: url.pathname, key, params })
    const how = request.method === 'POST' && url.pathname !== '/v1/customers' ? (this.next ?? this.choose(params)) : null
    if (how) this.next = null
    if (how === 'hangs_before') return
    const before = how && TROUBLES[how]
    if (before) return send(response, before)

    const reply = this.#answer(request, url.pathname, params, key, form)
    if (how === 'hangs_after') return
    if (how === 'resets_after') request.socket.resetAndDestroy()
    else send(response, how === 'fails_after' ? TROUBLES.fails_before! : reply)
  }

  #answer(request: IncomingMessage, path: string, params: Params, key: string | null, form: string): Reply {
    if (request.headers.authorization !== `Bearer ${this.secret_key}`) {
      const message = `Invalid API Key provided: ${request.headers.authorization?.slice('Bearer '.length)}`
      return problem(401, { type: 'invalid_request_error', message })
    }
    const before = key === null ? undefined : this.#replies.get(key)
    const print = `${path}?${form}`
    if (before && before.print !== print) {
      const message = 'Keys for idempotent requests can only be used with the same parameters they were first used with.'
      return problem(400, { type: 'idempotency_error', message })
    }
    if (before) return before
    const fresh = this.#perform(request, path, params)
    if (key !== null) this.#replies.set(key, { ...fresh, print })
    return fresh
  }

  #perform(request: IncomingMessage, path: string, params: Params): Reply {
    try {
      if (request.headers['stripe-version'] !== API_VERSION) {
        throw new StripeSaysNo(400, { type: 'invalid_request_error', message: 'Invalid Stripe API version' })
      }
      return { status: 200, body: JSON.stringify(this.#expanded(this.#route(request.method ?? '', path, params), params)) }
    } catch (error) {
      if (error instanceof StripeSaysNo) return problem(error.status, error.error)
      throw error
    }
  }

  #route(method: string, path: string, params: Params): Json {
    const [, , collection = '', id = '', action = ''] = path.replace('/checkout/sessions', '/sessions').split('/')
    if (method === 'POST' && !id) return this.#create(collection, params)
    const kept = this.objects[collection as 'payment_intents'] as Map<string, Json> | undefined
    if (!kept) throw new StripeSaysNo(404, { type: 'invalid_request_error', message: `Unrecognized request URL (${path})` })
    if (!id) return listOf(kept, params)
    const object = kept.get(id)
    if (!object) {
      const message = `No such object: '${id}'`
      throw new StripeSaysNo(404, { type: 'invalid_request_error', code: 'resource_missing', param: 'id', message })
    }
    if (action === 'verify_microdeposits') return verifyDeposits(object, params)
    return action === 'detach' ? detach(object) : object
  }

  #create(collection: string, params: Params): Json {
    if (collection === 'payment_intents') return createIntent(this.objects, params)
    if (collection === 'setup_intents') return createSetup(this.objects, params)
    if (collection === 'refunds') return createRefund(this.objects, params)
    if (collection === 'sessions') return createSession(this.objects, params)
    const customer: Json = { id: newId('cus'), object: 'customer', name: params.name, metadata: params.metadata ?? {} }
    this.objects.customers.set(String(customer.id), customer)
    return customer
  }

  /** Ids stay ids unless the request asks for the objects behind them. */
  #expanded(object: Json, params: Params): Json {
    const copy = structuredClone(object)
    const paths = Object.values(typeof params.expand === 'object' ? params.expand : {}).map(String)
    const { payment_methods, payment_intents, setup_intents } = this.objects
    for (const item of copy.object === 'list' ? (copy.data as Json[]) : [copy]) {
      const charge = item.latest_charge as Json | undefined
      if (charge && !paths.some((path) => path.endsWith('latest_charge'))) item.latest_charge = charge.id
      if (paths.includes('payment_method')) item.payment_method = payment_methods.get(String(item.payment_method)) ?? null
      if (paths.some((path) => path.startsWith('payment_intent'))) {
        item.payment_intent = payment_intents.get(String(item.payment_intent)) ?? null
      }
      if (paths.some((path) => path.startsWith('setup_intent')) && item.setup_intent) {
        const setup = setup_intents.get(String(item.setup_intent))!
        item.setup_intent = { ...setup, payment_method: payment_methods.get(String(setup.payment_method)) }
      }
    }
    return copy
  }

  settle(intent: Json): SignedNotice {
    const method = this.objects.payment_methods.get(String(intent.payment_method))!
    const ends = behaviourOf(method).settles
    if (ends && ends !== 'succeeds') failIntent(intent, ends)
    else intent.status = 'succeeded'
    return this.notice(`payment_intent.${intent.status === 'succeeded' ? 'succeeded' : 'payment_failed'}`, intent)
  }

  notice(type: string, object: Json): SignedNotice {
    const created = Math.floor(Date.now() / 1000)
    const charge = object.latest_charge as Json | undefined
    const plain = charge ? { ...object, latest_charge: charge.id } : object
    const event = { id: newId('evt'), object: 'event', api_version: API_VERSION, created, type, data: { object: plain } }
    return signed(JSON.stringify(event), this.webhook_secret, created)
  }
}

const TROUBLES: Partial<Record<Misbehaviour, Reply>> = {
  fails_before: problem(500, { type: 'api_error', message: 'Something went wrong' }),
  too_many: problem(429, { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many requests' }),
  key_in_use: problem(409, { type: 'invalid_request_error', code: 'idempotency_key_in_use', message: 'In use' }),
}

function problem(status: number, error: Json): Reply {
  return { status, body: JSON.stringify({ error }) }
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

function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': newId('req') }).end(body)
}
