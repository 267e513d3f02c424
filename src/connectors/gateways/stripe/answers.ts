import Stripe from 'stripe'
import { type DeclineCode, declined, unknown } from '../declines.ts'
import type { Declined, Outcome, SourceFacts, Stored, Unknown } from '../port.ts'

/** What Stripe's objects and errors mean in the words of the port. */

const DECLINE_CODES: Readonly<Record<string, DeclineCode>> = {
  account_closed: 'account_closed',
  amount_too_large: 'amount_not_possible',
  amount_too_small: 'amount_not_possible',
  approve_with_id: 'call_issuer',
  authentication_required: 'authentication_required',
  bank_account_declined: 'card_declined',
  bank_account_unusable: 'account_closed',
  bank_account_unverified: 'not_verified',
  call_issuer: 'call_issuer',
  card_decline_rate_limit_exceeded: 'limit_exceeded',
  card_not_supported: 'method_not_supported',
  card_velocity_exceeded: 'limit_exceeded',
  charge_already_refunded: 'charge_not_refundable',
  charge_disputed: 'charge_not_refundable',
  currency_not_supported: 'currency_not_supported',
  debit_not_authorized: 'debit_not_authorized',
  expired_card: 'expired_card',
  fraudulent: 'suspected_fraud',
  highest_risk_level: 'suspected_fraud',
  incorrect_address: 'incorrect_details',
  incorrect_cvc: 'incorrect_cvc',
  incorrect_number: 'incorrect_details',
  incorrect_zip: 'incorrect_details',
  insufficient_funds: 'insufficient_funds',
  invalid_account: 'incorrect_details',
  invalid_amount: 'amount_not_possible',
  invalid_card_type: 'method_not_supported',
  invalid_charge_amount: 'amount_not_possible',
  invalid_charge_amount_no_decimal_compatible: 'amount_not_possible',
  invalid_cvc: 'incorrect_cvc',
  invalid_expiry_month: 'incorrect_details',
  invalid_expiry_year: 'expired_card',
  invalid_number: 'incorrect_details',
  issuer_not_available: 'processing_error',
  lost_card: 'lost_or_stolen',
  merchant_blacklist: 'suspected_fraud',
  no_account: 'account_closed',
  payment_intent_authentication_failure: 'authentication_required',
  payment_method_bank_account_already_verified: 'gateway_refused_request',
  payment_method_microdeposit_failed: 'verification_failed',
  payment_method_microdeposit_verification_amounts_mismatch: 'verification_failed',
  payment_method_microdeposit_verification_attempts_exceeded: 'verification_failed',
  payment_method_not_available: 'method_not_supported',
  payment_method_unactivated: 'method_not_supported',
  pickup_card: 'lost_or_stolen',
  processing_error: 'processing_error',
  reenter_transaction: 'processing_error',
  refund_exceeds_available_balance: 'charge_not_refundable',
  resource_missing: 'source_not_found',
  restricted_card: 'lost_or_stolen',
  setup_intent_authentication_failure: 'authentication_required',
  stolen_card: 'lost_or_stolen',
  stop_payment_order: 'debit_not_authorized',
  try_again_later: 'processing_error',
  withdrawal_count_limit_exceeded: 'limit_exceeded',
}

/** Stripe's `decline_code` is the bank's word and says more than its `code`. */
function declineCode(
  code: string | undefined | null,
  decline_code: string | undefined | null,
  fallback: DeclineCode,
): DeclineCode {
  return DECLINE_CODES[decline_code ?? ''] ?? DECLINE_CODES[code ?? ''] ?? fallback
}

/** What an error of the library means. What is not an error of Stripe is a bug and stays one. */
export function failureOf(error: unknown): Declined | Unknown {
  if (error instanceof Stripe.errors.StripeCardError) {
    const reference = error.payment_intent?.id ?? error.setup_intent?.id
    return declined(declineCode(error.code, error.decline_code, 'card_declined'), { said: error.message, reference })
  }
  if (error instanceof Stripe.errors.StripeInvalidRequestError) {
    // A missing charge or key is not a missing source; only these parameters name one.
    const isSource = error.code !== 'resource_missing' || /payment_method|customer|source|token|id/.test(error.param ?? 'id')
    const decline = isSource ? declineCode(error.code, error.decline_code, 'gateway_refused_request') : 'gateway_refused_request'
    return declined(decline, { said: error.message })
  }
  if (error instanceof Stripe.errors.StripeIdempotencyError) return declined('gateway_refused_request', { said: error.message })
  if (error instanceof Stripe.errors.StripeAuthenticationError || error instanceof Stripe.errors.StripePermissionError) {
    return declined('gateway_not_configured')
  }
  // Broken connections, timeouts, 5xx, 409 (the same key is under way) and rate limits.
  if (error instanceof Stripe.errors.StripeError) return unknown(error.message || 'Stripe did not answer.')
  throw error
}

export function outcomeOfIntent(intent: Stripe.PaymentIntent): Outcome {
  const reference = intent.id
  const source = sourceOfCharge(intent.latest_charge)
  switch (intent.status) {
    case 'succeeded':
      return { outcome: 'succeeded', reference, ...(source && { source }) }
    case 'processing':
    case 'requires_capture':
      return { outcome: 'pending', reference, ...(source && { source }) }
    case 'requires_action':
    case 'requires_confirmation':
      return declined(isMicroDeposit(intent) ? 'not_verified' : 'authentication_required', { reference })
    case 'canceled':
      return declined('canceled', { reference })
    default: {
      const error = intent.last_payment_error
      return declined(declineCode(error?.code, error?.decline_code, 'card_declined'), { said: error?.message, reference })
    }
  }
}

export function outcomeOfRefund(refund: Stripe.Refund): Outcome {
  const reference = refund.id
  if (refund.status === 'succeeded') return { outcome: 'succeeded', reference }
  if (refund.status === 'pending' || refund.status === 'requires_action') return { outcome: 'pending', reference }
  return declined('charge_not_refundable', { reference, said: refund.failure_reason?.replaceAll('_', ' ') })
}

/** @param intent with its payment method expanded */
export function storedOfSetup(intent: Stripe.SetupIntent): Stored {
  const method = intent.payment_method
  const customer = typeof intent.customer === 'string' ? intent.customer : (intent.customer?.id ?? null)
  const waits = intent.status === 'requires_action' && isMicroDeposit(intent)
  if (method && typeof method !== 'string' && (intent.status === 'succeeded' || waits)) {
    const source = sourceOfMethod(method, !waits)
    if (!source) return declined('method_not_supported', { reference: intent.id })
    return { outcome: 'stored', reference: method.id, customer, source, verification: waits ? 'micro_deposits' : 'none' }
  }
  if (intent.status === 'requires_action') return declined('authentication_required', { reference: intent.id })
  if (intent.status === 'processing') return unknown('Stripe has not finished saving this source.')
  const error = intent.last_setup_error
  return declined(declineCode(error?.code, error?.decline_code, 'card_declined'), { said: error?.message, reference: intent.id })
}

export function isMicroDeposit(intent: Stripe.PaymentIntent | Stripe.SetupIntent): boolean {
  return intent.next_action?.type === 'verify_with_microdeposits'
}

function sourceOfMethod(method: Stripe.PaymentMethod, verified: boolean): SourceFacts | null {
  if (method.card) return cardFacts(method.card)
  const holder = method.billing_details.name
  if (method.us_bank_account) return bankFacts({ ...method.us_bank_account, country: 'US', currency: 'usd' }, holder, verified)
  if (method.sepa_debit) return bankFacts({ ...method.sepa_debit, currency: 'eur' }, holder, verified)
  if (method.bacs_debit) return bankFacts({ ...method.bacs_debit, country: 'GB', currency: 'gbp' }, holder, verified)
  return null
}

function sourceOfCharge(charge: Stripe.PaymentIntent['latest_charge']): SourceFacts | null {
  const details = charge && typeof charge !== 'string' ? charge.payment_method_details : null
  if (!charge || typeof charge === 'string' || !details) return null
  if (details.card) return cardFacts(details.card)
  const holder = charge.billing_details.name
  if (details.us_bank_account) return bankFacts({ ...details.us_bank_account, country: 'US', currency: 'usd' }, holder, true)
  if (details.sepa_debit) return bankFacts({ ...details.sepa_debit, currency: 'eur' }, holder, true)
  if (details.bacs_debit) return bankFacts({ ...details.bacs_debit, country: 'GB', currency: 'gbp' }, holder, true)
  return null
}

interface CardDetails {
  readonly brand?: string | null
  readonly last4?: string | null
  readonly exp_month: number
  readonly exp_year: number
  readonly funding?: string | null
  readonly country?: string | null
}

function cardFacts(card: CardDetails): SourceFacts {
  const funding = card.funding === 'credit' || card.funding === 'debit' || card.funding === 'prepaid' ? card.funding : 'unknown'
  return {
    object: 'card',
    brand: card.brand ?? 'unknown',
    last4: card.last4 ?? '',
    exp_month: card.exp_month,
    exp_year: card.exp_year,
    funding,
    issuing_country: card.country ?? null,
  }
}

interface BankDetails {
  readonly bank_name?: string | null
  readonly bank_code?: string | null
  readonly routing_number?: string | null
  readonly sort_code?: string | null
  readonly last4?: string | null
  readonly country?: string | null
  readonly currency: string
  readonly account_holder_type?: string | null
  readonly account_type?: string | null
}

function bankFacts(bank: BankDetails, holder: string | null, verified: boolean): SourceFacts {
  const { account_holder_type: type, account_type: kind } = bank
  return {
    object: 'bank_account',
    bank_name: bank.bank_name ?? bank.bank_code ?? '',
    last4: bank.last4 ?? '',
    routing_number: bank.routing_number ?? bank.sort_code ?? null,
    country: bank.country ?? '',
    currency: bank.currency,
    account_holder_name: holder,
    account_holder_type: type === 'company' || type === 'individual' ? type : null,
    account_type: kind === 'checking' || kind === 'savings' ? kind : null,
    verified,
  }
}
