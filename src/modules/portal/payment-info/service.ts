import type { Method } from '../../../connectors/gateways/index.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Desk } from '../../../platform/http/handlers.ts'
import type { Work } from '../../../platform/work.ts'
import type { Customer } from '../../customers/customers/contract.ts'
import { findCustomer, lockCustomer, updateCustomer } from '../../customers/customers/service.ts'
import { type Agreed, mandateText, refuseOtherWords, savingMandate } from '../../payments/autopay-consents/rules.ts'
import { evidenceOf, giveConsent, withdrawConsent } from '../../payments/autopay-consents/service.ts'
import { type CheckoutIntent, startCheckout } from '../../payments/checkouts/service.ts'
import { paymentMethods, refuseRehearsal } from '../../payments/gateways/service.ts'
import { saveSource, sourcesOf } from '../../payments/payment-sources/service.ts'
import { presentCustomer, refuseOwn } from '../companies/rules.ts'
import { enterPortal, showCompany, type Visit } from '../companies/service.ts'
import { describeMethods, invoiceBehind } from '../invoices/service.ts'
import type { CheckoutBegun } from '../payments/contract.ts'
import { agreementBy, begunOf, keyOf, mandateOf, pageOf, refuseTriedOut } from '../payments/service.ts'
import type { PaymentInfo, PaymentInfoDraft, SourceCheckoutDraft } from './contract.ts'
import * as rules from './rules.ts'

interface Link {
  readonly username: string
  readonly key: string
}

/** What the customer of an invoice is charged by AutoPay, and how that can be changed. */
export async function showPaymentInfo(desk: Desk, link: Link): Promise<PaymentInfo> {
  const visit = await enterPortal(desk, link)
  const { methods, owner, ...shown } = await visit.work(async (work) => {
    const owner = await findCustomer(work, (await invoiceBehind(work, link.key)).customer)
    const sources = await sourcesOf(work, owner.id)
    const charged = rules.chargedSource(sources, owner)
    return {
      owner,
      methods: rules.collectableMethods(await paymentMethods(work), owner),
      company: showCompany(work),
      customer: presentCustomer(owner),
      autopay: owner.autopay,
      mandate: charged && mandateText(work.company.name, charged),
      saving_mandate: savingMandate(work.company.name, owner),
      payment_sources: sources.map((source) => rules.presentSource(source, owner)),
    }
  })
  return { ...shown, preview: visit.isOwn, payment_methods: await describeMethods(visit, methods, owner) }
}

export async function savePaymentInfo(
  desk: Desk,
  link: Link,
  { method, token, idempotency_key, mandate }: PaymentInfoDraft,
): Promise<PaymentInfo> {
  refuseRehearsal(desk)
  const visit = await enterPortal(desk, link)
  const intended = await visit.work(async (work) => {
    const invoice = await invoiceBehind(work, link.key)
    const consent = await savingBy(work, { desk, visit }, invoice.customer, { method, mandate })
    return { customer: invoice.customer, key: keyOf('info', invoice.id, idempotency_key), consent }
  })
  await saveSource(visit, { ...intended, method: method as Method, token, make_default: true, mandate: mandateOf(desk, visit) })
  return showPaymentInfo(desk, link)
}

/** Who saves: at which desk, and as whom. */
export interface Saver {
  readonly desk: Desk
  readonly visit: Visit
}

/** A customer is about to save a way of paying: whether it can be saved, and what they agree to by that. */
export async function savingBy(
  work: Work,
  { desk, visit }: Saver,
  customer: number,
  { method, mandate }: Pick<SourceCheckoutDraft, 'method' | 'mandate'>,
): Promise<Agreed | null> {
  const owner = await findCustomer(work, customer)
  await refuseTriedOut(work, customer)
  rules.refuseUncollectable(await paymentMethods(work), owner, method)
  return agreementBy(desk, visit, owner, mandate)
}

export async function beginCheckout(
  desk: Desk,
  link: Link,
  { method, idempotency_key, mandate }: SourceCheckoutDraft,
): Promise<CheckoutBegun> {
  refuseRehearsal(desk)
  const visit = await enterPortal(desk, link)
  const intent = await visit.work(async (work): Promise<CheckoutIntent> => {
    const { id, customer, currency } = await invoiceBehind(work, link.key)
    const consent = await savingBy(work, { desk, visit }, customer, { method, mandate })
    return {
      customer,
      consent,
      method: method as Method,
      amount: null,
      currency,
      splits: [],
      make_default: true,
      receipt_email: null,
      key: keyOf('info', id, idempotency_key),
      description: 'Payment information',
      return_url: `${pageOf(visit, link.key)}/return?checkout={checkout}`,
      cancel_url: `${pageOf(visit, link.key)}/payment_info`,
    }
  })
  return begunOf(await startCheckout(visit, intent))
}

/** The customer agrees that what falls due is collected, or takes that back; either is kept, with when, from where and with what. */
export async function setAutopay(
  desk: Desk,
  link: Link,
  { enabled, mandate }: { readonly enabled: boolean; readonly mandate?: string | undefined },
): Promise<PaymentInfo> {
  const visit = await enterPortal(desk, link)
  refuseOwn(visit, 'turn AutoPay on or off', 'On the page of the customer you can do so yourself.')
  const evidence = evidenceOf(desk)
  await visit.work(async (work) => {
    const owner = await lockCustomer(work, (await invoiceBehind(work, link.key)).customer)
    if (owner.autopay === enabled) return
    if (enabled) {
      const { agreed, payment_source } = await agreement(work, owner, mandate)
      await giveConsent(work, owner.id, { stated_by: 'customer', mandate: agreed, ...evidence }, payment_source)
    } else await withdrawConsent(work, owner.id, evidence)
    await updateCustomer(work, owner.id, { autopay: enabled })
  })
  return showPaymentInfo(desk, link)
}

/** What is agreed to, if there is something to collect from and the words are those that hold. */
async function agreement(work: Work, owner: Customer, mandate: string | undefined) {
  const payment_source = rules.chargedSource(await sourcesOf(work, owner.id), owner)
  if (payment_source === null)
    throw new Refusal('refused', 'payment_source_missing', 'Save a card or bank account first.', 'enabled')
  const agreed = mandateText(work.company.name, payment_source)
  refuseOtherWords(mandate, agreed)
  return { agreed, payment_source }
}
