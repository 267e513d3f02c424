import Stripe from 'stripe'
import { Refusal } from '../../../core/refusal.ts'
import type { Found, GatewayEvent, RawWebhook } from '../port.ts'
import { fromStripeAmount } from './amounts.ts'
import { outcomeOfIntent, outcomeOfRefund } from './answers.ts'
import { CHECKOUT_FLOW, FLOW_FIELD, KEY_FIELD } from './requests.ts'

const TOLERANCE_SECONDS = 300

/**
 * @param find asks Stripe how a payment page ended, because its notice does not carry the stored source
 * @throws Refusal forbidden `gateway_signature_invalid`, invalid `gateway_notice_invalid`
 */
export async function readNotice(
  client: Stripe,
  secret: string,
  { headers, body, received_at }: RawWebhook,
  find: (session: string) => Promise<Found>,
): Promise<readonly GatewayEvent[]> {
  const event = verified(client, secret, headers['stripe-signature'] ?? '', body, received_at)
  const meaning = await meaningOf(event, find)
  return meaning ? [meaning] : []
}

function verified(client: Stripe, secret: string, header: string, body: Uint8Array, received_at: Date): Stripe.Event {
  try {
    const at = received_at.getTime()
    return client.webhooks.constructEvent(Buffer.from(body), header, secret, TOLERANCE_SECONDS, undefined, at)
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) {
      throw new Refusal('forbidden', 'gateway_signature_invalid', 'The signature of this notice is not right.')
    }
    if (error instanceof SyntaxError) throw new Refusal('invalid', 'gateway_notice_invalid', 'This notice cannot be read.')
    throw error
  }
}

async function meaningOf(event: Stripe.Event, find: (session: string) => Promise<Found>): Promise<GatewayEvent | null> {
  const head = { id: event.id, at: new Date(event.created * 1000) }
  switch (event.type) {
    case 'payment_intent.succeeded':
    case 'payment_intent.processing':
    case 'payment_intent.payment_failed':
    case 'payment_intent.canceled':
      return chargeEvent(head, event.data.object, event.type === 'payment_intent.payment_failed')
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
    case 'charge.refund.updated':
      return refundEvent(head, event.data.object)
    case 'charge.dispute.created':
    case 'charge.dispute.closed':
      return disputeEvent(head, event.data.object, event.type === 'charge.dispute.closed')
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
    case 'checkout.session.async_payment_failed':
    case 'checkout.session.expired':
      return checkoutEvent(head, event.data.object, find)
    case 'setup_intent.succeeded': {
      const reference = idOf(event.data.object.payment_method)
      return reference ? { ...head, type: 'source', reference, status: 'verified' } : null
    }
    case 'payment_method.detached':
      return { ...head, type: 'source', reference: event.data.object.id, status: 'removed' }
    case 'mandate.updated': {
      const reference = idOf(event.data.object.payment_method)
      const over = event.data.object.status === 'inactive'
      return reference && over ? { ...head, type: 'source', reference, status: 'revoked' } : null
    }
    default:
      return null
  }
}

interface Head {
  readonly id: string
  readonly at: Date
}

function chargeEvent(head: Head, intent: Stripe.PaymentIntent, failed: boolean): GatewayEvent | null {
  const amount = fromStripeAmount(intent.amount, intent.currency)
  // On Stripe's page the payer simply tries again; how that ends is told by the notice about the page.
  if (!amount || (failed && intent.metadata[FLOW_FIELD] === CHECKOUT_FLOW)) return null
  const idempotency_key = intent.metadata[KEY_FIELD] ?? null
  return { ...head, type: 'charge', idempotency_key, reference: intent.id, amount, outcome: outcomeOfIntent(intent) }
}

function refundEvent(head: Head, refund: Stripe.Refund): GatewayEvent | null {
  const amount = fromStripeAmount(refund.amount, refund.currency)
  const charge = idOf(refund.payment_intent) ?? idOf(refund.charge)
  if (!amount || !charge) return null
  const idempotency_key = refund.metadata?.[KEY_FIELD] ?? null
  return { ...head, type: 'refund', idempotency_key, reference: refund.id, charge, amount, outcome: outcomeOfRefund(refund) }
}

function disputeEvent(head: Head, dispute: Stripe.Dispute, closed: boolean): GatewayEvent | null {
  const amount = fromStripeAmount(dispute.amount, dispute.currency)
  const charge = idOf(dispute.payment_intent) ?? idOf(dispute.charge)
  if (!amount || !charge) return null
  const status = !closed ? 'opened' : dispute.status === 'lost' ? 'lost' : 'won'
  return { ...head, type: 'dispute', reference: dispute.id, charge, amount, status, reason: dispute.reason }
}

async function checkoutEvent(
  head: Head,
  session: Stripe.Checkout.Session,
  find: (session: string) => Promise<Found>,
): Promise<GatewayEvent | null> {
  const idempotency_key = session.metadata?.[KEY_FIELD] ?? null
  const found = session.status === 'expired' ? null : await find(session.id)
  if (found && (found.outcome === 'open' || found.outcome === 'not_found')) return null
  return { ...head, type: 'checkout', idempotency_key, reference: session.id, outcome: found ?? { outcome: 'expired' } }
}

function idOf(part: string | { readonly id: string } | null | undefined): string | null {
  return typeof part === 'string' ? part : (part?.id ?? null)
}
