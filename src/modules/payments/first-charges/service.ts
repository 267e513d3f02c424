import type { Method } from '../../../connectors/gateways/index.ts'
import { isPositive, subtract } from '../../../core/money.ts'
import { inField, Refusal } from '../../../core/refusal.ts'
import type { Desk } from '../../../platform/http/handlers.ts'
import { openWork, type Work } from '../../../platform/work.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { packDraft } from '../../recurring/beginnings/rules.ts'
import { beginBilling } from '../../recurring/beginnings/service.ts'
import type { Subscription, SubscriptionDraft } from '../../recurring/subscriptions/contract.ts'
import { createSubscription, findSubscriptionBegunBy } from '../../recurring/subscriptions/service.ts'
import { defaultSource, NO_SOURCE } from '../autopay/rules.ts'
import { withFee } from '../charges/fees.ts'
import { type ChargeIntent, charge, findChargeFacts } from '../charges/service.ts'
import { feeRate, methodNamed } from '../gateways/rules.ts'
import { attemptOf, methodFacts, type Stand, standAt } from '../gateways/service.ts'
import { chargeableSource } from '../payment-sources/service.ts'

/** POST /subscriptions. A rehearsal asks no gateway. */
export async function createFromDesk(desk: Desk, input: SubscriptionDraft): Promise<Subscription> {
  if (desk.rehearsal) return desk.work((work) => createSubscription(work, input))
  return startSubscription(standAt(desk), input, `subscription-${attemptOf(desk, input)}`)
}

/**
 * Begins a subscription. Where its first bill is due now and the customer is on AutoPay with a saved source, that is
 * charged first: what the gateway refuses leaves neither subscription nor invoice; what is pending, or not answered, keeps
 * both. The same key is the same subscription, and the same attempt the same charge, also where a process was killed on the way.
 * @throws Refusal refused, with the gateway's reason
 */
export async function startSubscription(
  stand: Stand,
  input: SubscriptionDraft,
  key: string,
  attempt = key,
): Promise<Subscription> {
  const known = await stand.work((work) => findSubscriptionBegunBy(work, key))
  if (known) return known
  const intent = await rehearse(stand, (work) => firstCharge(work, input, { key, attempt }))
  if (intent === null) return createOnce(stand, input, key)
  const charged = await charge(stand, intent)
  if (charged.status === 'failed') throw new Refusal('refused', charged.code, charged.said)
  const begun = await stand.work((work) => findSubscriptionBegunBy(work, key))
  if (begun) return begun
  const { begins } = await stand.work((work) => findChargeFacts(work, charged.charge.id))
  const says = `No subscription was made, and the payment is given back. ${begins?.problem ?? ''}`
  throw new Refusal('refused', 'subscription_not_begun', says.trim())
}

/** Does it, answers, and undoes it. */
function rehearse<Result>({ platform, companyId }: Stand, run: (work: Work) => Promise<Result>): Promise<Result> {
  return openWork(platform, { companyId, actor: { kind: 'system' }, rehearse: true }, run)
}

/** The charge of what the first bill comes to; null where nothing is collected at once. */
async function firstCharge(
  work: Work,
  input: SubscriptionDraft,
  { key, attempt }: { readonly key: string; readonly attempt: string },
): Promise<ChargeIntent | null> {
  const customer = await inField('customer', findCustomer(work, input.customer))
  const named = customer.autopay ? defaultSource(customer) : null
  if (named === null) return null
  // Whenever the answer comes, it begins on the day on which it was asked for.
  const draft = { ...input, start_date: input.start_date ?? work.now }
  const invoice = await beginBilling(work, draft, key)
  if (!invoice || invoice.draft || !invoice.autopay || !isPositive(invoice.balance)) return null
  const kept = await chargeableSource(work, customer.id, named.object, named.id)
  if (!kept) throw new Refusal('refused', 'payment_source_missing', NO_SOURCE)
  const method = await methodFacts(work, methodNamed(kept.method))
  const { amount } = withFee({ type: 'invoice', invoice: invoice.id, amount: invoice.balance }, feeRate(method, customer))
  return {
    customer: customer.id,
    method: kept.method as Method,
    amount,
    splits: [],
    from: { kept },
    source: 'autopay',
    key: attempt,
    receipt_email: null,
    begins: { draft: packDraft(draft), begun_by: key, fee: subtract(amount, invoice.balance).amount, problem: null },
  }
}

/** Whoever sends it twice at once has one. */
async function createOnce(stand: Stand, input: SubscriptionDraft, key: string): Promise<Subscription> {
  try {
    return await stand.work((work) => createSubscription(work, input, key))
  } catch (error) {
    const begun = error instanceof Refusal && (await stand.work((work) => findSubscriptionBegunBy(work, key)))
    if (begun) return begun
    throw error
  }
}
