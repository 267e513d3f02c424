import {
  type ChargeRequest,
  type CheckoutRequest,
  type Exchange,
  type Gateway,
  type Method,
  memoryStore,
  openGateway,
  openSimulator,
  type RawWebhook,
  type StoreRequest,
} from '../../src/connectors/gateways/index.ts'
import { money } from '../../src/core/money.ts'
import { type StripeDouble, startStripeDouble } from './stripe.ts'

/** A gateway in test surroundings, and the words it uses for the situations that every gateway knows. */
export interface GatewayFixture {
  readonly gateway: Gateway
  /** The server behind it, where there is one. */
  readonly double?: StripeDouble
  readonly tokens: {
    readonly approved: string
    readonly fails_when_charged: string
    readonly declines: readonly (readonly [token: string, decline: string])[]
    readonly bank_settles: string
    readonly bank_fails: string
    readonly bank_unverified: string
  }
  readonly transcript: Exchange[]
  /** What must never be seen in a transcript. */
  readonly secrets: readonly string[]
  readonly charges: () => Promise<number>
  /** The next request happens, or not, and its answer is lost. */
  readonly losesAnswer: (happens: boolean) => string
  /** Lets a pending charge end and gives the notice of that. */
  readonly settles: (reference: string) => Promise<RawWebhook>
  /** The payer pays on the hosted page; gives the notice of that. */
  readonly pays: (reference: string, token: string) => Promise<RawWebhook>
}

/** The time that gateways are told. Tests may move it. */
export const time = { now: new Date() }

const doubles: StripeDouble[] = []

export async function closeDoubles(): Promise<void> {
  await Promise.all(doubles.splice(0).map((double) => double.close()))
}

export const FIXTURES: Readonly<Record<string, () => Promise<GatewayFixture>>> = {
  test: async () => {
    const transcript: Exchange[] = []
    const state = memoryStore()
    const settings = { webhook_secret: 'whsec_simulator_0000000000', settle_days: 4 }
    const around = { clock: () => time.now, state, simulator_url: 'http://localhost/simulator' }
    const gateway = openGateway('test', settings, { ...around, record: (exchange) => transcript.push(exchange) })
    const simulator = openSimulator(settings, around)
    const last = async () => (await simulator.dueNotices()).at(-1)!.webhook
    return {
      gateway,
      transcript,
      secrets: [settings.webhook_secret],
      tokens: {
        approved: 'tok_visa',
        fails_when_charged: 'tok_visa_0341',
        declines: [
          ['tok_visa_0002', 'card_declined'],
          ['tok_visa_0069', 'expired_card'],
          ['tok_visa_0127', 'incorrect_cvc'],
          ['tok_visa_9995', 'insufficient_funds'],
          ['tok_visa_9987', 'lost_or_stolen'],
          ['tok_visa_3220', 'authentication_required'],
          ['tok_visa_0119', 'processing_error'],
          ['tok_nobody', 'source_not_found'],
        ],
        bank_settles: 'tok_bank_3893',
        bank_fails: 'tok_bank_2227',
        bank_unverified: 'tok_bank_unverified',
      },
      charges: async () => (await state.keys('charge:')).length,
      losesAnswer: (happens) => (happens ? 'tok_timeout_after' : 'tok_timeout_before'),
      settles: async () => {
        time.now = new Date(time.now.getTime() + 5 * 86_400_000)
        return last()
      },
      pays: async (reference, token) => {
        await simulator.payCheckout(reference, token)
        return (await simulator.dueNotices()).find(({ webhook }) =>
          new TextDecoder().decode(webhook.body).includes('"checkout"'),
        )!.webhook
      },
    }
  },
  stripe: async () => {
    const double = await startStripeDouble()
    doubles.push(double)
    const transcript: Exchange[] = []
    const gateway = openGateway(
      'stripe',
      { secret_key: double.secret_key, webhook_secret: double.webhook_secret },
      { clock: () => time.now, api_url: double.url, timeout_ms: 500, record: (exchange) => transcript.push(exchange) },
    )
    const raw = (notice: { headers: Readonly<Record<string, string>>; body: Uint8Array }): RawWebhook => ({
      ...notice,
      received_at: new Date(),
    })
    return {
      gateway,
      double,
      transcript,
      secrets: [double.secret_key, double.webhook_secret],
      tokens: {
        approved: 'pm_card_visa',
        fails_when_charged: 'pm_card_chargeCustomerFail',
        declines: [
          ['pm_card_chargeDeclined', 'card_declined'],
          ['pm_card_expired', 'expired_card'],
          ['pm_card_incorrectCvc', 'incorrect_cvc'],
          ['pm_card_insufficientFunds', 'insufficient_funds'],
          ['pm_card_lost', 'lost_or_stolen'],
          ['pm_card_stolen', 'lost_or_stolen'],
          ['pm_card_authenticationRequired', 'authentication_required'],
          ['pm_card_processingError', 'processing_error'],
          ['pm_card_fraudulent', 'suspected_fraud'],
          ['pm_card_velocity', 'limit_exceeded'],
          ['pm_nobody', 'source_not_found'],
        ],
        bank_settles: 'pm_usBankAccount',
        bank_fails: 'pm_usBankAccount_fails',
        bank_unverified: 'pm_usBankAccount_unverified',
      },
      charges: async () => double.count('payment_intents'),
      losesAnswer: (happens) => {
        double.misbehave(happens ? 'hangs_after' : 'hangs_before')
        return 'pm_card_visa'
      },
      settles: async (reference) => raw(double.settle(reference)),
      pays: async (reference, token) => raw(double.complete(reference, token)),
    }
  },
}

export const PAYER = { id: '17', name: 'Acme Corp', email: 'ap@acme.example' }
const MANDATE = { accepted_at: new Date('2026-02-01T09:00:00Z'), ip: '203.0.113.9', user_agent: 'Browser' }

export function chargeOf(token: string, change: Partial<ChargeRequest> = {}): ChargeRequest {
  const isBank = token.includes('ank')
  const method: Method = isBank ? 'ach' : 'credit_card'
  const idempotency_key = `attempt-${Math.random()}`
  const mandate = isBank ? { mandate: MANDATE } : {}
  return {
    idempotency_key,
    amount: money(14885, 'usd'),
    method,
    from: { token },
    payer: PAYER,
    description: 'INV-0001',
    ...mandate,
    ...change,
  }
}

export function storeOf(token: string): StoreRequest {
  const isBank = token.includes('ank')
  return {
    idempotency_key: `store-${Math.random()}`,
    token,
    method: isBank ? 'ach' : 'credit_card',
    payer: PAYER,
    ...(isBank && { mandate: MANDATE }),
  }
}

export function checkoutOf(change: Partial<CheckoutRequest> = {}): CheckoutRequest {
  return {
    idempotency_key: `checkout-${Math.random()}`,
    amount: money(14885, 'usd'),
    methods: ['credit_card', 'ach'],
    payer: PAYER,
    description: 'INV-0001',
    return_url: 'https://billing.example.com/back',
    cancel_url: 'https://billing.example.com/cancel',
    save_source: false,
    ...change,
  }
}
