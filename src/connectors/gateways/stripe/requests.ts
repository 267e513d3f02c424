import type Stripe from 'stripe'
import type { Currency } from '../../../core/money.ts'
import type { ChargeRequest, CheckoutRequest, Mandate, Method, Payer, StoreRequest } from '../port.ts'

/** What we ask of Stripe, in Stripe's words. */

/** Our idempotency key travels in the metadata, so that a result can be found without Stripe's reference. */
export const KEY_FIELD = 'netterms_key'
export const FLOW_FIELD = 'netterms_flow'
export const CHECKOUT_FLOW = 'checkout'

const DEBITS: Partial<Record<Currency, 'us_bank_account' | 'sepa_debit' | 'bacs_debit' | 'acss_debit' | 'au_becs_debit'>> = {
  usd: 'us_bank_account',
  eur: 'sepa_debit',
  gbp: 'bacs_debit',
  cad: 'acss_debit',
  aud: 'au_becs_debit',
}

type StripeMethod = 'card' | 'paypal' | NonNullable<(typeof DEBITS)[Currency]>

/** How Stripe calls a method in a currency, or null when it has none. */
export function stripeMethod(method: Method, currency: Currency): StripeMethod | null {
  if (method === 'credit_card') return 'card'
  if (method === 'ach') return 'us_bank_account'
  if (method === 'direct_debit') return DEBITS[currency] ?? null
  return method === 'paypal' ? 'paypal' : null
}

export function chargeParams(request: ChargeRequest, amount: number, type: StripeMethod): Stripe.PaymentIntentCreateParams {
  const stored = 'source' in request.from
  return {
    amount,
    currency: request.amount.currency,
    confirm: true,
    ...only([type]),
    ...paymentMethod('source' in request.from ? request.from.source : request.from.token),
    ...(request.payer.customer && { customer: request.payer.customer }),
    // Nobody sits before the screen for a stored source; for a token somebody may, but not where a question could be shown.
    ...(stored ? { off_session: true } : { error_on_requires_action: true }),
    ...(request.mandate && { mandate_data: mandateData(request.mandate) }),
    description: request.description.slice(0, 1000),
    metadata: { ...request.metadata, [KEY_FIELD]: request.idempotency_key },
    expand: ['latest_charge'],
  }
}

export function setupParams(request: StoreRequest, customer: string, type: StripeMethod): Stripe.SetupIntentCreateParams {
  return {
    customer,
    confirm: true,
    usage: 'off_session',
    ...only([type]),
    ...paymentMethod(request.token),
    ...(request.mandate && { mandate_data: mandateData(request.mandate) }),
    metadata: { [KEY_FIELD]: request.idempotency_key },
    expand: ['payment_method'],
  }
}

/** These types and no page in between: nobody is there to be sent anywhere. */
function only(types: readonly StripeMethod[]) {
  return {
    allowed_payment_method_types: [...types],
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const },
  }
}

/** A token of Stripe's is either a payment method already or a card token that becomes one. */
function paymentMethod(token: string) {
  return token.startsWith('tok_')
    ? { payment_method_data: { type: 'card' as const, card: { token } } }
    : { payment_method: token }
}

function mandateData({ accepted_at, ip, user_agent }: Mandate) {
  return {
    customer_acceptance: {
      type: 'online' as const,
      accepted_at: Math.floor(accepted_at.getTime() / 1000),
      online: { ip_address: ip, user_agent },
    },
  }
}

export function customerParams({ id, name, email }: Payer): Stripe.CustomerCreateParams {
  return { name: name.slice(0, 256), ...(email && { email }), metadata: { netterms_customer: id } }
}

export function checkoutParams(
  request: CheckoutRequest,
  amount: number | null,
  types: readonly StripeMethod[],
  customer: string | null,
): Stripe.Checkout.SessionCreateParams {
  const metadata = { ...request.metadata, [KEY_FIELD]: request.idempotency_key, [FLOW_FIELD]: CHECKOUT_FLOW }
  const description = request.description.slice(0, 1000)
  return {
    mode: amount === null ? 'setup' : 'payment',
    allowed_payment_method_types: [...types],
    success_url: request.return_url,
    cancel_url: request.cancel_url,
    client_reference_id: request.payer.id,
    ...(customer ? { customer } : request.payer.email ? { customer_email: request.payer.email } : {}),
    ...(request.language && { locale: localeOf(request.language) }),
    metadata,
    ...(amount === null
      ? { setup_intent_data: { metadata } }
      : {
          line_items: [
            {
              quantity: 1,
              price_data: {
                currency: request.amount!.currency,
                unit_amount: amount,
                product_data: { name: description.slice(0, 250) },
              },
            },
          ],
          payment_intent_data: {
            metadata,
            description,
            ...(request.save_source && { setup_future_usage: 'off_session' as const }),
          },
        }),
  }
}

const LOCALES: readonly Stripe.Checkout.SessionCreateParams.Locale[] = [
  'bg',
  'cs',
  'da',
  'de',
  'el',
  'en',
  'es',
  'et',
  'fi',
  'fr',
  'hr',
  'hu',
  'id',
  'it',
  'ja',
  'ko',
  'lt',
  'lv',
  'ms',
  'mt',
  'nb',
  'nl',
  'pl',
  'pt',
  'ro',
  'ru',
  'sk',
  'sl',
  'sv',
  'th',
  'tr',
  'vi',
  'zh',
]

function localeOf(language: string): Stripe.Checkout.SessionCreateParams.Locale {
  return LOCALES.find((locale) => language.toLowerCase().split('-')[0] === locale) ?? 'auto'
}
