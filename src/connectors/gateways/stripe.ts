import Stripe from 'stripe'
import { z } from 'zod'
import { declined, unknown } from './declines.ts'
import { type Around, gatewayKind } from './kind.ts'
import type {
  ChargeRequest,
  Checkout,
  CheckoutRequest,
  Declined,
  FindRequest,
  Forgotten,
  Found,
  Gateway,
  Outcome,
  Payer,
  RefundRequest,
  Stored,
  StoreRequest,
  Unknown,
  VerifyRequest,
} from './port.ts'
import { refuseCardNumber } from './redaction.ts'
import { toStripeAmount } from './stripe/amounts.ts'
import { failureOf, isMicroDeposit, outcomeOfIntent, outcomeOfRefund, storedOfSetup } from './stripe/answers.ts'
import { readNotice } from './stripe/notices.ts'
import { chargeParams, checkoutParams, customerParams, KEY_FIELD, setupParams, stripeMethod } from './stripe/requests.ts'

/** The version whose shapes this file was written for; a newer library is adopted together with a new version here. */
const API_VERSION = '2026-10-28.endive'
const TIMEOUT_MS = 20_000
/** How many of Stripe's objects are looked through for one of ours before giving up. */
const SEARCH_MAX = 1000
const SEARCH_SLACK_SECONDS = 600

const Settings = z.object({
  secret_key: z
    .string()
    .regex(/^(sk|rk)_(test|live)_\w{8,}$/, 'a secret key begins with sk_live_, sk_test_ or rk_')
    .meta({ title: 'Secret key', secret: true }),
  webhook_secret: z
    .string()
    .regex(/^whsec_[\w+/=]{8,}$/, 'a signing secret begins with whsec_')
    .meta({ title: 'Signing secret of the webhook', secret: true }),
})

export const stripe = gatewayKind({ name: 'stripe', label: 'Stripe', test: false, settings: Settings, open: openStripe })

export function openStripe(settings: z.output<typeof Settings>, around: Around): Gateway {
  const client = new Stripe(settings.secret_key, {
    apiVersion: API_VERSION,
    maxNetworkRetries: 0,
    timeout: around.timeout_ms ?? TIMEOUT_MS,
    telemetry: false,
    appInfo: { name: 'Netterms' },
    ...addressOf(around.api_url),
  })
  return {
    name: 'stripe',
    test: /^\w\w_test_/.test(settings.secret_key),
    can: {
      methods: ['credit_card', 'ach', 'direct_debit', 'paypal'],
      token: true,
      store: true,
      verify: true,
      refund: true,
      checkout: 'redirect',
      webhook: true,
    },
    charge: (request) => settled(() => charge(client, request)),
    refund: (request) => settled(() => refund(client, request)),
    store: (request) => settled(() => store(client, request)),
    verify: (request) => settled(() => verify(client, request)),
    forget: ({ source }) => settled(() => forget(client, source)),
    startCheckout: (request) => settled(() => startCheckout(client, request)),
    find: (request) => settled(() => orNotFound(find(client, request))),
    readWebhook: (request) =>
      readNotice(client, settings.webhook_secret, request, (session) => settled(() => findSession(client, session))),
  }
}

async function settled<Answer>(call: () => Promise<Answer>): Promise<Answer | Declined | Unknown> {
  try {
    return await call()
  } catch (error) {
    return failureOf(error)
  }
}

/** A reference that Stripe does not know is an answer to a question, not a refusal. */
async function orNotFound(found: Promise<Found>): Promise<Found> {
  try {
    return await found
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing')
      return { outcome: 'not_found' }
    throw error
  }
}

async function charge(client: Stripe, request: ChargeRequest): Promise<Outcome> {
  refuseCardNumber('token' in request.from ? request.from.token : request.from.source, 'token')
  const amount = toStripeAmount(request.amount)
  const type = stripeMethod(request.method, request.amount.currency)
  if (amount === null || amount <= 0) return declined('amount_not_possible')
  if (!type || type === 'paypal') return declined('method_not_supported')
  const params = chargeParams(request, amount, type)
  return outcomeOfIntent(await client.paymentIntents.create(params, { idempotencyKey: request.idempotency_key }))
}

async function refund(client: Stripe, request: RefundRequest): Promise<Outcome> {
  const amount = toStripeAmount(request.amount)
  if (amount === null || amount <= 0) return declined('amount_not_possible')
  const params = { ...chargeOrIntent(request.charge), amount, metadata: { [KEY_FIELD]: request.idempotency_key } }
  return outcomeOfRefund(await client.refunds.create(params, { idempotencyKey: request.idempotency_key }))
}

async function store(client: Stripe, request: StoreRequest): Promise<Stored> {
  refuseCardNumber(request.token, 'token')
  if (request.token.startsWith('seti_')) {
    return storedOfSetup(await client.setupIntents.retrieve(request.token, { expand: ['payment_method'] }))
  }
  const type = stripeMethod(request.method, 'usd')
  if (!type || type === 'paypal') return declined('method_not_supported')
  const customer = await customerOf(client, request.payer, request.idempotency_key)
  const params = setupParams(request, customer, type)
  return storedOfSetup(await client.setupIntents.create(params, { idempotencyKey: request.idempotency_key }))
}

async function verify(client: Stripe, { source, amounts }: VerifyRequest): Promise<Stored> {
  const intents = await client.setupIntents.list({ payment_method: source, limit: 10 })
  const waiting = intents.data.find(isMicroDeposit)
  if (!waiting) return declined('source_not_found')
  return storedOfSetup(
    await client.setupIntents.verifyMicrodeposits(waiting.id, { amounts: [...amounts], expand: ['payment_method'] }),
  )
}

async function forget(client: Stripe, source: string): Promise<Forgotten> {
  try {
    await client.paymentMethods.detach(source)
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error
    // Stripe objects to detaching what is detached already, in several words. What counts is whether it still hangs there.
    const gone = error.code === 'resource_missing' || (await client.paymentMethods.retrieve(source)).customer === null
    if (!gone) throw error
  }
  return { outcome: 'forgotten' }
}

async function startCheckout(client: Stripe, request: CheckoutRequest): Promise<Checkout> {
  const amount = request.amount && toStripeAmount(request.amount)
  if (request.amount && (amount === null || amount <= 0)) return declined('amount_not_possible')
  const types = request.methods
    .map((method) => stripeMethod(method, request.amount?.currency ?? 'usd'))
    .filter((type) => type !== null)
  if (types.length === 0) return declined('method_not_supported')
  const keeps = request.save_source || amount === null
  const customer = keeps ? await customerOf(client, request.payer, request.idempotency_key) : (request.payer.customer ?? null)
  const params = checkoutParams(request, amount, [...new Set(types)], customer)
  const session = await client.checkout.sessions.create(params, { idempotencyKey: request.idempotency_key })
  if (!session.url) return unknown('Stripe gave no address for its payment page.')
  return { outcome: 'redirect', url: session.url, reference: session.id, expires_at: new Date(session.expires_at * 1000) }
}

async function find(client: Stripe, request: FindRequest): Promise<Found> {
  if (request.kind === 'checkout') return findCheckout(client, request)
  if (request.kind === 'refund') return findRefund(client, request)
  if (request.reference) {
    return outcomeOfIntent(await client.paymentIntents.retrieve(request.reference, { expand: ['latest_charge'] }))
  }
  const within = request.within ? { customer: request.within } : {}
  const intents = client.paymentIntents.list({ ...within, created: since(request), limit: 100, expand: ['data.latest_charge'] })
  return searched(await among(intents, request.idempotency_key), outcomeOfIntent)
}

async function findRefund(client: Stripe, request: FindRequest): Promise<Found> {
  if (request.reference) return outcomeOfRefund(await client.refunds.retrieve(request.reference))
  const within = request.within ? chargeOrIntent(request.within) : { created: since(request) }
  return searched(await among(client.refunds.list({ ...within, limit: 100 }), request.idempotency_key), outcomeOfRefund)
}

async function findCheckout(client: Stripe, request: FindRequest): Promise<Found> {
  if (request.reference) return findSession(client, request.reference)
  const sessions = client.checkout.sessions.list({ created: since(request), limit: 100 })
  const session = await among(sessions, request.idempotency_key)
  return session && session !== 'too_many' ? findSession(client, session.id) : searched(session, () => ({ outcome: 'not_found' }))
}

async function findSession(client: Stripe, reference: string): Promise<Found> {
  const expand = ['payment_intent.latest_charge', 'setup_intent.payment_method']
  const session = await client.checkout.sessions.retrieve(reference, { expand })
  if (session.status === 'open') return { outcome: 'open' }
  if (session.status === 'expired') return declined('canceled', { reference })
  if (session.payment_intent && typeof session.payment_intent !== 'string') return outcomeOfIntent(session.payment_intent)
  if (session.setup_intent && typeof session.setup_intent !== 'string') return storedOfSetup(session.setup_intent)
  return unknown('Stripe has not said yet how this payment page ended.')
}

interface Marked {
  readonly metadata: Stripe.Metadata | null
}

/** The object that carries our key. Lists are up to date at once, where Stripe's search lags by a minute. */
async function among<Item extends Marked>(items: AsyncIterable<Item>, key: string): Promise<Item | 'too_many' | null> {
  let seen = 0
  for await (const item of items) {
    if (item.metadata?.[KEY_FIELD] === key) return item
    seen += 1
    if (seen >= SEARCH_MAX) return 'too_many'
  }
  return null
}

function searched<Item>(found: Item | 'too_many' | null, read: (item: Item) => Found): Found {
  if (found === 'too_many') return unknown('Too many payments at Stripe to find this one without its reference.')
  return found ? read(found as Item) : { outcome: 'not_found' } // the text was handled above
}

function since({ requested_at }: FindRequest): { gte: number } {
  return { gte: Math.floor(requested_at.getTime() / 1000) - SEARCH_SLACK_SECONDS }
}

async function customerOf(client: Stripe, payer: Payer, key: string): Promise<string> {
  if (payer.customer) return payer.customer
  return (await client.customers.create(customerParams(payer), { idempotencyKey: `${key}:customer` })).id
}

function chargeOrIntent(reference: string): { charge: string } | { payment_intent: string } {
  return reference.startsWith('pi_') ? { payment_intent: reference } : { charge: reference }
}

function addressOf(api_url: string | undefined): { host?: string; port?: string; protocol?: 'http' | 'https' } {
  if (!api_url) return {}
  const { hostname, port, protocol } = new URL(api_url)
  return { host: hostname, protocol: protocol === 'http:' ? 'http' : 'https', ...(port && { port }) }
}
