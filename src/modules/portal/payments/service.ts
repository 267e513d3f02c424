import { createHash } from 'node:crypto'
import type { Mandate, Method } from '../../../connectors/gateways/index.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Desk } from '../../../platform/http/handlers.ts'
import type { Platform } from '../../../platform/outside.ts'
import { portalUrl } from '../../../platform/portal-links.ts'
import type { Work } from '../../../platform/work.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { type Agreed, savingAgreement, savingMandateText } from '../../payments/autopay-consents/rules.ts'
import { evidenceOf } from '../../payments/autopay-consents/service.ts'
import { withFee } from '../../payments/charges/fees.ts'
import { type Charged, type ChargeIntent, charge, chargeByKey, countFailures } from '../../payments/charges/service.ts'
import { type Begun, type CheckoutIntent, checkoutOf, settleCheckout, startCheckout } from '../../payments/checkouts/service.ts'
import { feeRate } from '../../payments/gateways/rules.ts'
import { paymentMethods, refuseRehearsal } from '../../payments/gateways/service.ts'
import { countDeclined, findSource, saveSource } from '../../payments/payment-sources/service.ts'
import type { Invoice } from '../../receivables/invoices/contract.ts'
import { noSuchLink, refuseOwn } from '../companies/rules.ts'
import { enterPortal, type Visit, visitPortal } from '../companies/service.ts'
import { offeredMethods, presentInvoice } from '../invoices/rules.ts'
import { invoiceBehind } from '../invoices/service.ts'
import type { CheckoutBegun, CheckoutDraft, PaymentOutcome, PortalPaymentDraft } from './contract.ts'
import * as rules from './rules.ts'

interface Link {
  readonly username: string
  readonly key: string
}

/** Pays an invoice with a token that the gateway's form made. Sending the same key again tells how that payment stands. */
export async function payInvoice(desk: Desk, link: Link, input: PortalPaymentDraft): Promise<PaymentOutcome> {
  refuseRehearsal(desk)
  const visit = await enterPortal(desk, link)
  const prepared = await prepare(desk, visit, link, input)
  if ('known' in prepared) return told(visit, link, await awaitEnd(visit, prepared.known, prepared.key))
  const { key } = prepared.intent
  const charged = await chargeOrSave(visit, { ...prepared.intent, mandate: mandateOf(desk, visit) }, input)
  return told(visit, link, 'refusal' in charged ? charged : await awaitEnd(visit, charged, key))
}

type Prepared = { readonly intent: TokenIntent } | { readonly known: Charged; readonly key: string }
type TokenIntent = ChargeIntent & { readonly from: { readonly token: string }; readonly consent: Agreed | null }

async function prepare(desk: Desk, visit: Visit, link: Link, input: PortalPaymentDraft): Promise<Prepared> {
  return visit.work(async (work): Promise<Prepared> => {
    const invoice = await invoiceBehind(work, link.key)
    const key = keyOf('portal', invoice.id, input.idempotency_key)
    const known = await chargeByKey(work, key)
    if (known) return { known, key }
    const { customer, method, amount, splits } = await chosen(work, invoice, input)
    return {
      intent: {
        consent: await consentTo(work, desk, visit, { customer, input }),
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

/** What the payer agrees to where AutoPay is to charge from now on what this payment is made with. */
async function consentTo(
  work: Work,
  desk: Desk,
  visit: Visit,
  { customer, input: { save, make_default, mandate } }: { readonly customer: number; readonly input: PortalPaymentDraft },
): Promise<Agreed | null> {
  if (!save || !make_default) return null
  return agreementBy(desk, visit, await findCustomer(work, customer), mandate)
}

/** What saving a card or account agrees to, on whatever page, whether AutoPay is on already or begins by that. */
export function savingAgreed(desk: Desk, visit: Visit): Agreed {
  return { stated_by: 'customer', mandate: savingMandateText(visit.company.name), ...evidenceOf(desk) }
}

/** What saving a card or account agrees to, here and now; null while AutoPay is off. Only the customer can agree. */
export function agreementBy(
  desk: Desk,
  visit: Visit,
  owner: { readonly autopay: boolean },
  mandate: string | undefined,
): Agreed | null {
  if (owner.autopay)
    refuseOwn(visit, 'agree to be charged by AutoPay', 'On the page of the customer you can save what they pay with.')
  return savingAgreement(visit.company.name, owner, { mandate, ...evidenceOf(desk) })
}

/** One click is one key, whatever the browser calls it; another invoice never meets it. */
export function keyOf(kind: string, invoice: number, given: string): string {
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
  const pays = { type: 'invoice', invoice: invoice.id, amount: paid } as const
  return { customer: customer.id, method: method.id as Method, ...withFee(pays, feeRate(method, customer)) }
}

export async function refuseTriedOut(work: Work, customer: number): Promise<void> {
  const declined = (await countFailures(work, customer)) + (await countDeclined(work, customer))
  if (declined < rules.FAILURES_MAX) return
  throw new Refusal(
    'refused',
    'too_many_tries',
    'Too many payments were declined. Try again in an hour, or ask the company that sent the invoice.',
  )
}

/** Where a link of an invoice leads, also once the invoice was voided and says no address any more. */
export function pageOf({ platform, company }: Visit, key: string): string {
  return portalUrl(platform.config, company, 'invoice', key)
}

/** Sends the payer to the gateway's own page. */
export async function beginCheckout(desk: Desk, link: Link, input: CheckoutDraft): Promise<CheckoutBegun> {
  refuseRehearsal(desk)
  const visit = await enterPortal(desk, link)
  const intent = await visit.work(async (work): Promise<CheckoutIntent> => {
    const invoice = await invoiceBehind(work, link.key)
    const paid = await chosen(work, invoice, input)
    const page = pageOf(visit, link.key)
    return {
      ...paid,
      currency: invoice.currency,
      make_default: input.make_default ?? false,
      receipt_email: input.receipt_email ?? null,
      consent: null,
      key: keyOf('checkout', invoice.id, input.idempotency_key),
      description: `Invoice ${invoice.number}`,
      return_url: `${page}/return?checkout={checkout}`,
      cancel_url: page,
    }
  })
  return begunOf(await startCheckout(visit, intent))
}

export function begunOf(begun: Begun): CheckoutBegun {
  return begun.how === 'redirect'
    ? { how: 'redirect', url: begun.url, instructions: null }
    : { how: 'instructions', url: null, instructions: begun.text }
}

/** The payer is back from the gateway's page: that proves nothing, so the gateway is asked. Answers where to go now. */
export async function returnFromCheckout(visit: Visit, key: string, checkout: number): Promise<string> {
  const page = await visit.work(async (work) => {
    const invoice = await invoiceBehind(work, key)
    const begun = await checkoutOf(work, checkout)
    if (begun?.customer !== invoice.customer) throw noSuchLink()
    const page = pageOf(visit, key)
    return begun.amount === null ? `${page}/payment_info` : page
  })
  return endedAt(visit, checkout, page)
}

const PRIVATE = { 'Cache-Control': 'private, no-store', 'Referrer-Policy': 'no-referrer' }

/** The answer to whoever comes back from a gateway's page; `arrive` asks how it ended and says where to go now. */
export async function comeBack(
  platform: Platform,
  { username, key, checkout }: Link & { readonly checkout: string },
  arrive: (visit: Visit, key: string, checkout: number) => Promise<string>,
): Promise<Response> {
  if (!/^\d{1,15}$/.test(checkout)) throw noSuchLink()
  const Location = await arrive(await visitPortal(platform, { username, key }), key, Number(checkout))
  return new Response(null, { status: 303, headers: { Location, ...PRIVATE } })
}

/** Asks how it ended, and puts that into the address of the page. */
export async function endedAt(visit: Visit, checkout: number, page: string): Promise<string> {
  const ended = await settleCheckout(visit, checkout)
  return `${page}?payment=${typeof ended === 'string' ? ended : ended.status}`
}

/** That the payer agreed, when and from where: banks ask for it when they are asked to debit an account. */
export function mandateOf({ request }: Desk, { platform }: Visit): Mandate {
  return { accepted_at: platform.clock(), ip: request.ip, user_agent: request.userAgent }
}

type Attempt = Charged | { readonly refusal: Refusal }

async function chargeOrSave(visit: Visit, intent: TokenIntent, input: PortalPaymentDraft): Promise<Attempt> {
  try {
    if (!input.save) return await charge(visit, intent)
    const { customer, method, key, mandate, consent } = intent
    const { object, id } = await saveSource(visit, {
      customer,
      method,
      token: intent.from.token,
      make_default: input.make_default ?? false,
      key: `save-${key}`,
      consent,
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
export async function awaitEnd(visit: Visit, charged: Charged, key: string): Promise<Charged> {
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
