import type { Method } from '../../../connectors/gateways/index.ts'
import { isPositive } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Desk } from '../../../platform/http/handlers.ts'
import { portalUrl } from '../../../platform/portal-links.ts'
import type { Work } from '../../../platform/work.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { withFee } from '../../payments/charges/fees.ts'
import { type Charged, type ChargeIntent, charge, chargeByKey, isDepositRunning } from '../../payments/charges/service.ts'
import { type CheckoutIntent, checkoutOf, startCheckout } from '../../payments/checkouts/service.ts'
import { feeRate } from '../../payments/gateways/rules.ts'
import { paymentMethods, refuseRehearsal } from '../../payments/gateways/service.ts'
import type { Estimate } from '../../receivables/estimates/contract.ts'
import { findEstimateByPortalKey } from '../../receivables/estimates/service.ts'
import { noSuchLink } from '../companies/rules.ts'
import { enterPortal, type Visit } from '../companies/service.ts'
import { depositDue, presentEstimate } from '../estimates/rules.ts'
import { estimateBehind } from '../estimates/service.ts'
import { methodsLeft } from '../invoices/rules.ts'
import type { CheckoutBegun } from '../payments/contract.ts'
import { MESSAGES } from '../payments/rules.ts'
import { awaitEnd, begunOf, endedAt, keyOf, mandateOf, refuseTriedOut } from '../payments/service.ts'
import type { DepositDraft, DepositOutcome } from './contract.ts'

interface Link {
  readonly username: string
  readonly key: string
}

/** Pays the deposit of an approved estimate. Sending the same key again tells how that payment stands. */
export async function payDeposit(desk: Desk, link: Link, input: DepositDraft): Promise<DepositOutcome> {
  refuseRehearsal(desk)
  const visit = await enterPortal(desk, link)
  const prepared = await visit.work(async (work) => {
    const estimate = await estimateBehind(work, link.key)
    const key = keyOf('deposit', estimate.id, input.idempotency_key)
    const known = await chargeByKey(work, key)
    return known ? { known, key } : { key, intent: { ...(await chosen(work, estimate, input.method)), key } }
  })
  const attempt = prepared.intent
    ? await attempted(visit, {
        ...prepared.intent,
        from: { token: input.token },
        source: 'customer_portal',
        mandate: mandateOf(desk, visit),
      })
    : prepared.known
  return told(visit, link, 'refusal' in attempt ? attempt : await awaitEnd(visit, attempt, prepared.key))
}

/** Sends the payer to the gateway's own page. */
export async function beginCheckout(
  desk: Desk,
  link: Link,
  { method, idempotency_key }: { readonly method: string; readonly idempotency_key: string },
): Promise<CheckoutBegun> {
  refuseRehearsal(desk)
  const visit = await enterPortal(desk, link)
  const intent = await visit.work(async (work): Promise<CheckoutIntent> => {
    const estimate = await estimateBehind(work, link.key)
    return {
      ...(await chosen(work, estimate, method)),
      currency: estimate.currency,
      make_default: false,
      receipt_email: null,
      consent: null,
      key: keyOf('deposit-checkout', estimate.id, idempotency_key),
      description: `Deposit for estimate ${estimate.number}`,
      return_url: `${estimate.url}/return?checkout={checkout}`,
      cancel_url: `${estimate.url}`,
    }
  })
  return begunOf(await startCheckout(visit, intent))
}

/** The payer is back from the gateway's page, perhaps of an estimate that was voided meanwhile. Answers where to go now. */
export async function returnFromCheckout(visit: Visit, key: string, checkout: number): Promise<string> {
  const page = await visit.work(async (work) => {
    const estimate = await findEstimateByPortalKey(work, key)
    if (!estimate || estimate.draft) throw noSuchLink()
    if ((await checkoutOf(work, checkout))?.customer !== estimate.customer) throw noSuchLink()
    return portalUrl(visit.platform.config, visit.company, 'estimate', key)
  })
  return endedAt(visit, checkout, page)
}

/** What is charged, and by what, where it is on offer. */
async function chosen(work: Work, estimate: Estimate, id: string) {
  const customer = await findCustomer(work, estimate.customer)
  await refuseTriedOut(work, customer.id)
  const amount = depositDue(estimate, await isDepositRunning(work, estimate.id))
  if (!isPositive(amount))
    throw new Refusal('refused', 'nothing_to_pay', 'No deposit is due on this estimate, or a payment of it is under way.')
  const method = methodsLeft(await paymentMethods(work), estimate, customer).find((one) => one.id === id)
  if (!method || method.gateway === null)
    throw new Refusal('refused', 'method_unavailable', 'This deposit cannot be paid that way.', 'method')
  const pays = { type: 'estimate', estimate: estimate.id, amount } as const
  return { customer: customer.id, method: method.id as Method, ...withFee(pays, feeRate(method, customer)) }
}

type Attempt = Charged | { readonly refusal: Refusal }

async function attempted(visit: Visit, intent: ChargeIntent): Promise<Attempt> {
  try {
    return await charge(visit, intent)
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'refused') return { refusal: error }
    throw error
  }
}

async function told(visit: Visit, link: Link, attempt: Attempt): Promise<DepositOutcome> {
  const estimate = presentEstimate(await visit.work((work) => estimateBehind(work, link.key)))
  if ('refusal' in attempt) return { status: 'declined', message: attempt.refusal.message, estimate }
  if (attempt.status === 'failed') return { status: 'declined', message: attempt.said, estimate }
  if (attempt.status !== 'succeeded') return { status: attempt.status, message: MESSAGES[attempt.status], estimate }
  const { id, date, amount, currency, method, pdf_url } = attempt.payment
  return {
    status: 'succeeded',
    message: MESSAGES.succeeded,
    payment: { id, date, amount, currency, method, pdf_url },
    estimate,
  }
}
