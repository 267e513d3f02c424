import type { Money } from '../../core/money.ts'
import type { DeclineCode } from './declines.ts'

/**
 * What the rest of the product knows of payment gateways. Every request that moves money carries an idempotency key of
 * its own attempt: the same request with the same key happens once, however often it is made.
 * No call throws for what a gateway or a bank does; what was said no to is `declined`, what is not known is `unknown`.
 * Methods that a gateway's `can` excludes refuse with `gateway_cannot`.
 */
export interface Gateway {
  readonly name: string
  /** True when no money moves. Show it wherever the gateway is named. */
  readonly test: boolean
  readonly can: Capabilities
  /** Tokens to choose from, where no money moves and no form of the gateway makes them. */
  readonly samples?: readonly SampleToken[]
  /**
   * Takes money from a token or a stored source. A bank debit is `pending` first and settles or fails days later.
   * @throws Refusal invalid `card_number_refused`, as does `store`
   */
  charge(request: ChargeRequest): Promise<Outcome>
  refund(request: RefundRequest): Promise<Outcome>
  /** Keeps a token at the gateway for later charges. */
  store(request: StoreRequest): Promise<Stored>
  /** Proves a bank account by the two small deposits that its owner saw. */
  verify(request: VerifyRequest): Promise<Stored>
  /** Removes a stored source at the gateway. Forgetting what is already gone succeeds. */
  forget(request: { readonly source: string; readonly customer: string | null }): Promise<Forgotten>
  /** Begins a payment on the gateway's own page, or says how to pay where there is none. */
  startCheckout(request: CheckoutRequest): Promise<Checkout>
  /**
   * Asks how something ended: what was `unknown`, what is `pending`. Moves no money.
   * `not_found` is final only when longer ago than the gateway's time limits plus a minute.
   */
  find(request: FindRequest): Promise<Found>
  /**
   * Reads a notice of the gateway. Kinds of notice that mean nothing here give an empty list. Notices come late, twice and
   * in any order: compare `id`, and never go back from succeeded to pending.
   * @throws Refusal forbidden `gateway_signature_invalid`; invalid `gateway_notice_invalid`
   */
  readWebhook(request: RawWebhook): Promise<readonly GatewayEvent[]>
}

/** Words of the published API for ways of paying. */
export type Method = 'credit_card' | 'ach' | 'direct_debit' | 'paypal' | 'wire_transfer' | 'check' | 'cash' | 'other'

export interface Capabilities {
  readonly methods: readonly Method[]
  /** Charges tokens made in the payer's browser. */
  readonly token: boolean
  readonly store: boolean
  readonly verify: boolean
  readonly refund: boolean
  /** A page of the gateway, instructions to print, or nothing. */
  readonly checkout: 'redirect' | 'instructions' | null
  readonly webhook: boolean
}

export interface SampleToken {
  readonly token: string
  /** What happens with it. */
  readonly about: string
  readonly object: 'card' | 'bank_account'
}

/** Who pays, as our records call them. */
export interface Payer {
  /** Our id of the customer. */
  readonly id: string
  readonly name: string
  readonly email?: string | null
  /** The gateway's own reference, if it gave us one before. */
  readonly customer?: string | null
}

/** That, when and from where the owner of a bank account allowed debits. */
export interface Mandate {
  readonly accepted_at: Date
  readonly ip: string
  readonly user_agent: string
}

export interface ChargeRequest {
  readonly idempotency_key: string
  readonly amount: Money
  readonly method: Method
  /** Exactly one of a fresh token and a stored source. */
  readonly from: { readonly token: string } | { readonly source: string }
  readonly payer: Payer
  readonly description: string
  readonly mandate?: Mandate
  /** Ids of ours that come back in the gateway's own reports. */
  readonly metadata?: Readonly<Record<string, string>>
}

export interface RefundRequest {
  readonly idempotency_key: string
  /** Reference of the charge. */
  readonly charge: string
  readonly amount: Money
}

export interface StoreRequest {
  readonly idempotency_key: string
  readonly token: string
  readonly method: Method
  readonly payer: Payer
  readonly mandate?: Mandate
}

export interface VerifyRequest {
  readonly source: string
  /** In the smallest unit of the account's currency. */
  readonly amounts: readonly [number, number]
}

export interface CheckoutRequest {
  readonly idempotency_key: string
  /** Null only stores a source, without a payment. */
  readonly amount: Money | null
  readonly methods: readonly Method[]
  readonly payer: Payer
  readonly description: string
  /** Where the gateway sends the payer afterwards; arriving there proves nothing, `find` does. */
  readonly return_url: string
  readonly cancel_url: string
  readonly save_source: boolean
  readonly language?: string
  readonly metadata?: Readonly<Record<string, string>>
}

export interface FindRequest {
  readonly kind: 'charge' | 'refund' | 'checkout'
  readonly idempotency_key: string
  /** What the gateway answered, if it answered. */
  readonly reference?: string | null
  /** The gateway's customer of a charge, or the charge of a refund: makes the search short. */
  readonly within?: string | null
  readonly requested_at: Date
}

export type Outcome =
  | { readonly outcome: 'succeeded' | 'pending'; readonly reference: string; readonly source?: SourceFacts }
  | Declined
  | Unknown

export type Stored =
  | {
      readonly outcome: 'stored'
      /** What `charge` takes as `source`. */
      readonly reference: string
      readonly customer: string | null
      readonly source: SourceFacts
      /** `micro_deposits`: call `verify` before charging. */
      readonly verification: 'none' | 'micro_deposits'
    }
  | Declined
  | Unknown

export type Forgotten = { readonly outcome: 'forgotten' } | Declined | Unknown

export type Checkout =
  | { readonly outcome: 'redirect'; readonly url: string; readonly reference: string; readonly expires_at: Date }
  | { readonly outcome: 'instructions'; readonly text: string; readonly reference: string }
  | Declined
  | Unknown

/** `open`: the payer has the page before them and has not finished. */
export type Found = Outcome | Stored | { readonly outcome: 'open' } | { readonly outcome: 'not_found' }

export interface Declined {
  readonly outcome: 'declined'
  readonly decline: DeclineCode
  /** For people; without card numbers and keys. */
  readonly said: string
  readonly reference?: string
}

/** A timeout is not a decline: perhaps it happened. Ask `find`, or make the same request with the same key. */
export interface Unknown {
  readonly outcome: 'unknown'
  readonly said: string
}

export type SourceFacts =
  | {
      readonly object: 'card'
      readonly brand: string
      readonly last4: string
      readonly exp_month: number
      readonly exp_year: number
      readonly funding: 'credit' | 'debit' | 'prepaid' | 'unknown'
      readonly issuing_country: string | null
    }
  | {
      readonly object: 'bank_account'
      readonly bank_name: string
      readonly last4: string
      readonly routing_number: string | null
      readonly country: string
      readonly currency: string
      readonly account_holder_name: string | null
      readonly account_holder_type: 'company' | 'individual' | null
      readonly account_type: 'checking' | 'savings' | null
      readonly verified: boolean
    }

export interface RawWebhook {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
  readonly received_at: Date
}

/** `id` is the same for every delivery of one notice. Keys are null when the gateway does not give ours back. */
export type GatewayEvent = { readonly id: string; readonly at: Date } & (
  | {
      readonly type: 'charge'
      readonly idempotency_key: string | null
      readonly reference: string
      readonly amount: Money
      readonly outcome: Outcome
    }
  | {
      readonly type: 'refund'
      readonly idempotency_key: string | null
      readonly reference: string
      readonly charge: string
      readonly amount: Money
      readonly outcome: Outcome
    }
  | {
      readonly type: 'checkout'
      readonly idempotency_key: string | null
      readonly reference: string
      readonly outcome: Outcome | Stored | { readonly outcome: 'expired' }
    }
  | {
      readonly type: 'dispute'
      readonly reference: string
      readonly charge: string
      readonly amount: Money
      readonly status: 'opened' | 'won' | 'lost'
      readonly reason: string
    }
  | { readonly type: 'source'; readonly reference: string; readonly status: 'verified' | 'removed' | 'revoked' }
)
