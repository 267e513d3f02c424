import { randomCode } from '../../src/platform/random.ts'

/** The objects that the Stripe double keeps, and how its test payment methods behave. Shapes as Stripe writes them. */
export type Json = { [key: string]: unknown }
export type Params = { readonly [key: string]: Params | string | undefined }

export interface StripeObjects {
  readonly customers: Map<string, Json>
  readonly payment_methods: Map<string, Json>
  readonly payment_intents: Map<string, Json>
  readonly setup_intents: Map<string, Json>
  readonly refunds: Map<string, Json>
  readonly sessions: Map<string, Json>
}

export function noObjects(): StripeObjects {
  const [customers, payment_methods, payment_intents] = [new Map(), new Map(), new Map()]
  const [setup_intents, refunds, sessions] = [new Map(), new Map(), new Map()]
  return { customers, payment_methods, payment_intents, setup_intents, refunds, sessions }
}

export class StripeSaysNo extends Error {
  readonly status: number
  readonly error: Json

  constructor(status: number, error: Json) {
    super(String(error.message))
    this.status = status
    this.error = error
  }
}

interface Behaviour {
  readonly last4: string
  readonly type: 'card' | 'us_bank_account'
  readonly on_charge?: readonly [code: string, decline_code: string]
  readonly on_store?: readonly [code: string, decline_code: string]
  /** Bank debits begin as processing and end so. */
  readonly settles?: 'succeeds' | readonly [code: string, decline_code: string]
  readonly unverified?: true
}

const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  pm_card_visa: { last4: '4242', type: 'card' },
  tok_visa: { last4: '4242', type: 'card' },
  pm_card_chargeDeclined: {
    last4: '0002',
    type: 'card',
    on_charge: ['card_declined', 'generic_decline'],
    on_store: ['card_declined', 'generic_decline'],
  },
  pm_card_chargeCustomerFail: { last4: '0341', type: 'card', on_charge: ['card_declined', 'generic_decline'] },
  pm_card_insufficientFunds: { last4: '9995', type: 'card', on_charge: ['card_declined', 'insufficient_funds'] },
  pm_card_lost: { last4: '9987', type: 'card', on_charge: ['card_declined', 'lost_card'] },
  pm_card_stolen: { last4: '9979', type: 'card', on_charge: ['card_declined', 'stolen_card'] },
  pm_card_expired: {
    last4: '0069',
    type: 'card',
    on_charge: ['expired_card', 'expired_card'],
    on_store: ['expired_card', 'expired_card'],
  },
  pm_card_incorrectCvc: {
    last4: '0127',
    type: 'card',
    on_charge: ['incorrect_cvc', 'incorrect_cvc'],
    on_store: ['incorrect_cvc', 'incorrect_cvc'],
  },
  pm_card_processingError: { last4: '0119', type: 'card', on_charge: ['processing_error', 'processing_error'] },
  pm_card_fraudulent: { last4: '0019', type: 'card', on_charge: ['card_declined', 'fraudulent'] },
  pm_card_velocity: { last4: '6975', type: 'card', on_charge: ['card_declined', 'card_velocity_exceeded'] },
  pm_card_authenticationRequired: {
    last4: '3184',
    type: 'card',
    on_charge: ['authentication_required', 'authentication_required'],
  },
  pm_usBankAccount: { last4: '6789', type: 'us_bank_account', settles: 'succeeds' },
  pm_usBankAccount_fails: { last4: '2227', type: 'us_bank_account', settles: ['insufficient_funds', 'insufficient_funds'] },
  pm_usBankAccount_unverified: { last4: '0045', type: 'us_bank_account', settles: 'succeeds', unverified: true },
}

/** As Stripe's own: letters and digits. In sixteen characters there would be runs of digits, some of which pass for card numbers. */
export function newId(prefix: string): string {
  return `${prefix}_${randomCode(24)}`
}

export function behaviourOf(method: Json): Behaviour {
  return BEHAVIOURS[String(method.behaviour)]!
}

/** A payment method of ours, or a fresh one from a test id or a card token. */
export function resolveMethod(objects: StripeObjects, params: Params): Json {
  const id = textOf(params.payment_method) ?? textOf(within(params, 'payment_method_data', 'card', 'token')) ?? ''
  const known = objects.payment_methods.get(id)
  if (known) return known
  const behaviour = BEHAVIOURS[id]
  if (!behaviour) {
    const param = params.payment_method === undefined ? 'payment_method_data[card][token]' : 'payment_method'
    throw new StripeSaysNo(400, {
      type: 'invalid_request_error',
      code: 'resource_missing',
      param,
      message: `No such PaymentMethod: '${id}'`,
    })
  }
  const card = { brand: 'visa', last4: behaviour.last4, exp_month: 12, exp_year: 2040, funding: 'credit', country: 'US' }
  const bank = {
    bank_name: 'STRIPE TEST BANK',
    last4: behaviour.last4,
    routing_number: '110000000',
    account_holder_type: 'company',
    account_type: 'checking',
  }
  const details = behaviour.type === 'card' ? { card } : { us_bank_account: bank }
  const method: Json = {
    id: newId('pm'),
    object: 'payment_method',
    type: behaviour.type,
    customer: null,
    billing_details: { name: 'Acme Corp' },
    behaviour: id,
    ...details,
  }
  objects.payment_methods.set(String(method.id), method)
  return method
}

export function createIntent(objects: StripeObjects, params: Params): Json {
  if (params.payment_method_types !== undefined) {
    throw new StripeSaysNo(400, {
      type: 'invalid_request_error',
      code: 'parameter_unknown',
      param: 'payment_method_types',
      message: 'Received unknown parameter: payment_method_types',
    })
  }
  const amount = Number(params.amount)
  if (!Number.isInteger(amount) || amount < 1) {
    throw new StripeSaysNo(400, {
      type: 'invalid_request_error',
      code: 'parameter_invalid_integer',
      param: 'amount',
      message: 'Invalid integer',
    })
  }
  if (amount > 99_999_999) {
    throw new StripeSaysNo(400, {
      type: 'invalid_request_error',
      code: 'amount_too_large',
      param: 'amount',
      message: 'Amount must be no more than $999,999.99',
    })
  }
  const method = resolveMethod(objects, params)
  const behaviour = behaviourOf(method)
  if (method.customer !== null && method.customer !== params.customer) {
    throw new StripeSaysNo(400, {
      type: 'invalid_request_error',
      param: 'payment_method',
      message: 'The PaymentMethod belongs to a customer.',
    })
  }
  const intent: Json = {
    id: newId('pi'),
    object: 'payment_intent',
    amount,
    currency: params.currency,
    customer: params.customer ?? null,
    created: Math.floor(Date.now() / 1000),
    metadata: params.metadata ?? {},
    payment_method: method.id,
    status: behaviour.settles ? 'processing' : 'succeeded',
    last_payment_error: null,
    next_action: null,
    latest_charge: chargeOf(method),
  }
  objects.payment_intents.set(String(intent.id), intent)
  if (behaviour.on_charge) throw failIntent(intent, behaviour.on_charge, method)
  return intent
}

export function failIntent(intent: Json, [code, decline_code]: readonly [string, string], method?: Json): StripeSaysNo {
  const error = {
    type: 'card_error',
    code,
    decline_code,
    message: `Your card was declined (${decline_code}).`,
    ...(method && { payment_method: method }),
  }
  Object.assign(intent, { status: 'requires_payment_method', last_payment_error: error, payment_method: null })
  return new StripeSaysNo(402, { ...error, payment_intent: intent })
}

export function createSetup(objects: StripeObjects, params: Params): Json {
  const method = resolveMethod(objects, params)
  const behaviour = behaviourOf(method)
  if (behaviour.on_store) {
    const [code, decline_code] = behaviour.on_store
    throw new StripeSaysNo(402, { type: 'card_error', code, decline_code, message: 'Your card was declined.' })
  }
  method.customer = params.customer ?? null
  const waits = behaviour.unverified ?? false
  const intent: Json = {
    id: newId('seti'),
    object: 'setup_intent',
    customer: params.customer ?? null,
    payment_method: method.id,
    metadata: params.metadata ?? {},
    created: Math.floor(Date.now() / 1000),
    status: waits ? 'requires_action' : 'succeeded',
    next_action: waits ? { type: 'verify_with_microdeposits' } : null,
    last_setup_error: null,
  }
  objects.setup_intents.set(String(intent.id), intent)
  return intent
}

export function createRefund(objects: StripeObjects, params: Params): Json {
  const intent = objects.payment_intents.get(String(params.payment_intent))
  if (!intent) {
    throw new StripeSaysNo(404, {
      type: 'invalid_request_error',
      code: 'resource_missing',
      param: 'payment_intent',
      message: `No such payment_intent: '${params.payment_intent}'`,
    })
  }
  const before = [...objects.refunds.values()].filter((refund) => refund.payment_intent === intent.id)
  const refunded = before.reduce((sum, refund) => sum + Number(refund.amount), 0)
  const amount = Number(params.amount)
  if (intent.status !== 'succeeded' || refunded + amount > Number(intent.amount)) {
    const code = refunded === intent.amount ? 'charge_already_refunded' : 'refund_exceeds_available_balance'
    throw new StripeSaysNo(400, {
      type: 'invalid_request_error',
      code,
      message: 'Refund amount is greater than unrefunded amount on charge.',
    })
  }
  const refund: Json = {
    id: newId('re'),
    object: 'refund',
    amount,
    currency: intent.currency,
    payment_intent: intent.id,
    charge: null,
    created: Math.floor(Date.now() / 1000),
    metadata: params.metadata ?? {},
    status: 'succeeded',
  }
  objects.refunds.set(String(refund.id), refund)
  return refund
}

export function createSession(objects: StripeObjects, params: Params): Json {
  const id = newId('cs_test')
  const unit = within(params, 'line_items', '0', 'price_data')
  const session: Json = {
    id,
    object: 'checkout.session',
    mode: params.mode,
    status: 'open',
    url: `https://checkout.stripe.example/c/pay/${id}`,
    expires_at: Math.floor(Date.now() / 1000) + 86_400,
    created: Math.floor(Date.now() / 1000),
    metadata: params.metadata ?? {},
    customer: params.customer ?? null,
    amount: typeof unit === 'object' ? Number(unit.unit_amount) : null,
    currency: typeof unit === 'object' ? unit.currency : null,
    intent_metadata: within(params, params.mode === 'setup' ? 'setup_intent_data' : 'payment_intent_data', 'metadata') ?? {},
    payment_intent: null,
    setup_intent: null,
  }
  objects.sessions.set(id, session)
  return session
}

/** What the payer does on Stripe's page. */
export function completeSession(objects: StripeObjects, id: string, payment_method: string): Json {
  const session = objects.sessions.get(id)!
  const metadata = session.intent_metadata as Params
  const customer = session.customer as string | undefined
  if (session.mode === 'setup') {
    session.setup_intent = createSetup(objects, { payment_method, metadata, customer }).id
  } else {
    const intent = createIntent(objects, {
      payment_method,
      metadata,
      amount: String(session.amount),
      currency: String(session.currency),
    })
    session.payment_intent = intent.id
  }
  session.status = 'complete'
  return session
}

export function within(params: Params, ...path: readonly string[]): Params | string | undefined {
  return path.reduce<Params | string | undefined>((value, key) => (typeof value === 'object' ? value[key] : undefined), params)
}

export function textOf(value: Params | string | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function chargeOf(method: Json): Json {
  const details = method.card
    ? { type: 'card', card: method.card }
    : { type: 'us_bank_account', us_bank_account: method.us_bank_account }
  return { id: newId('ch'), object: 'charge', billing_details: method.billing_details, payment_method_details: details }
}
