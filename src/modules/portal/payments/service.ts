import { createHash } from 'node:crypto'
import type { Mandate, Method } from '../../../connectors/gateways/index.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Desk } from '../../../platform/http/handlers.ts'
import type { Work } from '../../../platform/work.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { withFee } from '../../payments/charges/fees.ts'
import { type Charged, type ChargeIntent, charge, chargeByKey, countFailures } from '../../payments/charges/service.ts'
import { type Begun, type CheckoutIntent, checkoutOf, settleCheckout, startCheckout } from '../../payments/checkouts/service.ts'
import { feeRate } from '../../payments/gateways/rules.ts'
import { paymentMethods } from '../../payments/gateways/service.ts'
import { findSource, saveSource, sourcesOf } from '../../payments/payment-sources/service.ts'
import type { Invoice } from '../../receivables/invoices/contract.ts'
import { noSuchLink, presentCustomer } from '../companies/rules.ts'
import { enterPortal, showCompany, type Visit } from '../companies/service.ts'
import { offeredMethods, presentInvoice } from '../invoices/rules.ts'
import { describeMethods, invoiceBehind } from '../invoices/service.ts'
import type {
  CheckoutBegun,
  CheckoutDraft,
  PaymentInfo,
  PaymentInfoDraft,
  PaymentOutcome,
  PortalPaymentDraft,
} from './contract.ts'
import * as rules from './rules.ts'

interface Link {
  readonly username: string
  readonly key: string
}

/** Pays an invoice with a token that the gateway's form made. Sending the same key again tells how that payment stands. */
export async function payInvoice(desk: Desk, link: Link, input: PortalPaymentDraft): Promise<PaymentOutcome> {
  if (desk.rehearsal) throw new Refusal('invalid', 'not_rehearsable', 'What happens at a gateway cannot be rehearsed.', 'dry_run')
  const visit = await enterPortal(desk, link)
  const prepared = await prepare(visit, link, input)
  if ('known' in prepared) return told(visit, link, await awaitEnd(visit, prepared.known, prepared.key))
  const { key } = prepared.intent
  const charged = await chargeOrSave(visit, { ...prepared.intent, mandate: mandateOf(desk, visit) }, input)
  return told(visit, link, 'refusal' in charged ? charged : await awaitEnd(visit, charged, key))
}

type Prepared = { readonly intent: TokenIntent } | { readonly known: Charged; readonly key: string }
type TokenIntent = ChargeIntent & { readonly from: { readonly token: string } }

async function prepare(visit: Visit, link: Link, input: PortalPaymentDraft): Promise<Prepared> {
  return visit.work(async (work): Promise<Prepared> => {
    const invoice = await invoiceBehind(work, link.key)
    const key = keyOf('portal', invoice.id, input.idempotency_key)
    const known = await chargeByKey(work, key)
    if (known) return { known, key }
    const { customer, method, amount, splits } = await chosen(work, invoice, input)
    return {
      intent: {
        customer,
        method,
        amount,
        splits,
        from: { token: input.token },
        source: 'customer_portal',
        key,
        receipt_email: input.receipt_email ?? null,
      },
    }
  })
}

/** One click is one key, whatever the browser calls it; another invoice never meets it. */
function keyOf(kind: string, invoice: number, given: string): string {
  return `${kind}-${invoice}-${createHash('sha256').update(given).digest('hex').slice(0, 32)}`
}

/** What the payer chose, where it is on offer: how much, with the fee, and by what. */
async function chosen(work: Work, invoice: Invoice, input: Pick<PortalPaymentDraft, 'method' | 'amount'>) {
  const customer = await findCustomer(work, invoice.customer)
  await refuseTriedOut(work, customer.id)
  const method = offeredMethods(await paymentMethods(work), invoice, customer).find(({ id }) => id === input.method)
  const paid = rules.amountOf(invoice, input.amount)
  if (!method || method.gateway === null)
    throw new Refusal('refused', 'method_unavailable', 'This invoice cannot be paid that way.', 'method')
  return { customer: customer.id, method: method.id as Method, ...withFee(invoice.id, paid, feeRate(method, customer)) }
}

async function refuseTriedOut(work: Work, customer: number): Promise<void> {
  if ((await countFailures(work, customer)) < rules.FAILURES_MAX) return
  throw new Refusal(
    'refused',
    'too_many_tries',
    'Too many payments were declined. Try again in an hour, or ask the company that sent the invoice.',
  )
}

/** Sends the payer to the gateway's own page. */
export async function beginCheckout(desk: Desk, link: Link, input: CheckoutDraft): Promise<CheckoutBegun> {
  const visit = await enterPortal(desk, link)
  const intent = await visit.work(async (work): Promise<CheckoutIntent> => {
    const invoice = await invoiceBehind(work, link.key)
    const paid = await chosen(work, invoice, input)
    const page = `${invoice.url}`
    return {
      ...paid,
      currency: invoice.currency,
      make_default: input.make_default ?? false,
      receipt_email: input.receipt_email ?? null,
      key: keyOf('checkout', invoice.id, input.idempotency_key),
      description: `Invoice ${invoice.number}`,
      return_url: `${page}/return?checkout={checkout}`,
      cancel_url: page,
    }
  })
  return begunOf(await startCheckout(visit, intent))
}

function begunOf(begun: Begun): CheckoutBegun {
  return begun.how === 'redirect'
    ? { how: 'redirect', url: begun.url, instructions: null }
    : { how: 'instructions', url: null, instructions: begun.text }
}

/** The payer is back from the gateway's page: that proves nothing, so the gateway is asked. Answers where to go now. */
export async function returnFromCheckout(visit: Visit, key: string, checkout: number): Promise<string> {
  const page = await visit.work(async (work) => {
    const invoice = await invoiceBehind(work, key)
    if ((await checkoutOf(work, checkout))?.customer !== invoice.customer) throw noSuchLink()
    return `${invoice.url}`
  })
  const ended = await settleCheckout(visit, checkout)
  return `${page}?payment=${typeof ended === 'string' ? ended : ended.status}`
}

/** What the customer of an invoice is charged by AutoPay, and how that can be changed. */
export async function showPaymentInfo(desk: Desk, link: Link): Promise<PaymentInfo> {
  const visit = await enterPortal(desk, link)
  const { methods, owner, ...shown } = await visit.work(async (work) => {
    const owner = await findCustomer(work, (await invoiceBehind(work, link.key)).customer)
    const methods = (await paymentMethods(work)).filter(
      ({ supports_autopay, id }) => supports_autopay && !owner.disabled_payment_methods.includes(id),
    )
    return {
      owner,
      methods,
      company: showCompany(work),
      customer: presentCustomer(owner),
      autopay: owner.autopay,
      payment_sources: (await sourcesOf(work, owner.id)).map((source) => rules.presentSource(source, owner)),
    }
  })
  return { ...shown, payment_methods: await describeMethods(visit, methods, owner) }
}

export async function savePaymentInfo(
  desk: Desk,
  link: Link,
  { method, token, idempotency_key }: PaymentInfoDraft,
): Promise<PaymentInfo> {
  const visit = await enterPortal(desk, link)
  const { customer, key } = await visit.work(async (work) => {
    const invoice = await invoiceBehind(work, link.key)
    await refuseTriedOut(work, invoice.customer)
    return { customer: invoice.customer, key: keyOf('info', invoice.id, idempotency_key) }
  })
  await saveSource(visit, { customer, method: method as Method, token, make_default: true, key, mandate: mandateOf(desk, visit) })
  return showPaymentInfo(desk, link)
}

export async function checkoutPaymentInfo(
  desk: Desk,
  link: Link,
  { method, idempotency_key }: { readonly method: string; readonly idempotency_key: string },
): Promise<CheckoutBegun> {
  const visit = await enterPortal(desk, link)
  const intent = await visit.work(async (work): Promise<CheckoutIntent> => {
    const { id, customer, currency, url } = await invoiceBehind(work, link.key)
    return {
      customer,
      method: method as Method,
      amount: null,
      currency,
      splits: [],
      make_default: true,
      receipt_email: null,
      key: keyOf('info', id, idempotency_key),
      description: 'Payment information',
      return_url: `${url}/return?checkout={checkout}`,
      cancel_url: `${url}`,
    }
  })
  return begunOf(await startCheckout(visit, intent))
}

/** That the payer agreed, when and from where: banks ask for it when they are asked to debit an account. */
function mandateOf({ request }: Desk, { platform }: Visit): Mandate {
  return { accepted_at: platform.clock(), ip: request.ip, user_agent: request.userAgent }
}

type Attempt = Charged | { readonly refusal: Refusal }

async function chargeOrSave(visit: Visit, intent: TokenIntent, input: PortalPaymentDraft): Promise<Attempt> {
  try {
    if (!input.save) return await charge(visit, intent)
    const { customer, method, key, mandate } = intent
    const { object, id } = await saveSource(visit, {
      customer,
      method,
      token: intent.from.token,
      make_default: input.make_default ?? false,
      key: `save-${key}`,
      ...(mandate && { mandate }),
    })
    const kept = await visit.work((work) => findSource(work, customer, object, id))
    return await charge(visit, { ...intent, from: { kept } })
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'refused') return { refusal: error }
    throw error
  }
}

const PATIENCE_MS = 2_000
const LOOK_MS = 100

/** A second click finds the first still at work: it waits a moment for that one's end. */
async function awaitEnd(visit: Visit, charged: Charged, key: string): Promise<Charged> {
  let last = charged
  for (let waited = 0; last.status === 'unknown' && waited < PATIENCE_MS; waited += LOOK_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    last = (await visit.work((work) => chargeByKey(work, key))) ?? last
  }
  return last
}

async function told(visit: Visit, link: Link, attempt: Attempt): Promise<PaymentOutcome> {
  const invoice = presentInvoice(await visit.work((work) => invoiceBehind(work, link.key)))
  if ('refusal' in attempt) return { status: 'declined', message: attempt.refusal.message, invoice }
  if (attempt.status === 'failed') return { status: 'declined', message: attempt.said, invoice }
  if (attempt.status !== 'succeeded') return { status: attempt.status, message: rules.MESSAGES[attempt.status], invoice }
  const { id, date, amount, currency, method, pdf_url } = attempt.payment
  return {
    status: 'succeeded',
    message: rules.MESSAGES.succeeded,
    payment: { id, date, amount, currency, method, pdf_url },
    invoice,
  }
}
