import type { Method } from '../../../connectors/gateways/index.ts'
import { dayOf } from '../../../core/date.ts'
import type { Desk } from '../../../platform/http/handlers.ts'
import type { Work } from '../../../platform/work.ts'
import { findKeptPlans } from '../../catalog/plans/service.ts'
import { settingsOf } from '../../company/companies/settings.ts'
import { findCustomer } from '../../customers/customers/service.ts'
import { savingMandate } from '../../payments/autopay-consents/rules.ts'
import { checkoutOf, startCheckout } from '../../payments/checkouts/service.ts'
import { paymentMethods, refuseRehearsal } from '../../payments/gateways/service.ts'
import { saveSource, sourcesOf } from '../../payments/payment-sources/service.ts'
import { findInvoices } from '../../receivables/invoices/service.ts'
import type { Subscription, SubscriptionChanges } from '../../recurring/subscriptions/contract.ts'
import {
  approveSubscription,
  findSubscriptionByPortalKey,
  subscriptionsOf,
  updateSubscription,
} from '../../recurring/subscriptions/service.ts'
import { noSuchLink, presentCustomer, refuseOwn } from '../companies/rules.ts'
import { enterPortal, showCompany, type Visit } from '../companies/service.ts'
import { describeMethods } from '../invoices/service.ts'
import type { PaymentInfoDraft, SourceCheckoutDraft } from '../payment-info/contract.ts'
import { collectableMethods, presentSource } from '../payment-info/rules.ts'
import { type Saver, savingBy } from '../payment-info/service.ts'
import type { CheckoutBegun } from '../payments/contract.ts'
import { begunOf, endedAt, keyOf, mandateOf } from '../payments/service.ts'
import type { PortalSubscriptionPage } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

interface Link {
  readonly username: string
  readonly key: string
}

const OPEN_INVOICES_MAX = 12

export async function showSubscription(desk: Desk, link: Link): Promise<PortalSubscriptionPage> {
  return show(await enterPortal(desk, link), link)
}

async function show(visit: Visit, link: Link): Promise<PortalSubscriptionPage> {
  const { methods, owner, ...page } = await visit.work(async (work) => {
    const subscription = await subscriptionBehind(work, link.key)
    const owner = await findCustomer(work, Number(subscription.customer))
    const allowed = settingsOf(work.company)
    return {
      owner,
      methods: collectableMethods(await paymentMethods(work), owner),
      company: showCompany(work),
      customer: presentCustomer(owner),
      ...(await present(work, subscription)),
      next_bill: nextBill(work, subscription),
      open_invoices: (await findInvoices(work, await store.openInvoices(work, subscription.id, OPEN_INVOICES_MAX))).map(
        ({ number, balance, due_date, url }) => ({ number, balance, due_date, url }),
      ),
      autopay: owner.autopay,
      saving_mandate: savingMandate(work.company.name, owner),
      payment_sources: (await sourcesOf(work, owner.id)).map((source) => presentSource(source, owner)),
      can_approve: rules.canApprove(subscription, allowed),
      can_cancel: rules.canCancel(subscription, allowed),
      can_keep: rules.canKeep(subscription, allowed),
    }
  })
  return { ...page, preview: visit.isOwn, payment_methods: await describeMethods(visit, methods, owner) }
}

async function subscriptionBehind(work: Work, key: string): Promise<Subscription> {
  const subscription = await findSubscriptionByPortalKey(work, key)
  if (!subscription) throw noSuchLink()
  return subscription
}

async function present(work: Work, shown: Subscription) {
  const all = await subscriptionsOf(work, Number(shown.customer))
  const codes = all.flatMap(({ plan, addons }) => [String(plan), ...addons.map((addon) => String(addon.plan))])
  const plans = new Map((await findKeptPlans(work, [...new Set(codes)])).map((plan) => [plan.id, plan]))
  const others = all.filter(({ id }) => id !== shown.id)
  return { subscription: rules.present(shown, plans), others: others.map((other) => rules.present(other, plans)) }
}

/** What waits for the customer besides is billed with it, and is not in this sum. */
function nextBill(work: Work, { renews_next, recurring_total }: Subscription): PortalSubscriptionPage['next_bill'] {
  return renews_next && { date: dayOf(renews_next, work.zone), total: recurring_total }
}

/** The customer agrees: name, initials, when, from where and with what are kept. */
export async function approve(
  desk: Desk,
  link: Link,
  signed: { readonly name: string; readonly initials: string },
): Promise<PortalSubscriptionPage> {
  const visit = await enterPortal(desk, link)
  refuseOwn(visit, 'approve a subscription', 'Ask them to open their link.')
  const { ip, userAgent } = desk.request
  await visit.work(async (work) => {
    const subscription = await subscriptionBehind(work, link.key)
    rules.refuseUnless(rules.canApprove(subscription, settingsOf(work.company)))
    const evidence = { ip: ip || null, user_agent: userAgent.slice(0, 500) || null }
    await approveSubscription(work, subscription.id, { ...signed, ...evidence })
  })
  return show(visit, link)
}

/** Ends it with its period; why, where the customer says so. */
export async function cancel(desk: Desk, link: Link, canceled_reason: string | null): Promise<PortalSubscriptionPage> {
  return switchEnd(desk, link, rules.canCancel, { cancel_at_period_end: true, canceled_reason })
}

export async function keep(desk: Desk, link: Link): Promise<PortalSubscriptionPage> {
  return switchEnd(desk, link, rules.canKeep, { cancel_at_period_end: false })
}

async function switchEnd(
  desk: Desk,
  link: Link,
  isAllowed: typeof rules.canCancel,
  change: Pick<SubscriptionChanges, 'cancel_at_period_end' | 'canceled_reason'>,
): Promise<PortalSubscriptionPage> {
  const visit = await enterPortal(desk, link)
  refuseOwn(visit, 'end or keep a subscription', 'On its page in the dashboard you can end it.')
  await visit.work(async (work) => {
    const subscription = await subscriptionBehind(work, link.key)
    rules.refuseUnless(isAllowed(subscription, settingsOf(work.company)))
    await updateSubscription(work, subscription.id, change)
  })
  return show(visit, link)
}

export async function savePaymentSource(desk: Desk, link: Link, input: PaymentInfoDraft): Promise<PortalSubscriptionPage> {
  refuseRehearsal(desk)
  const visit = await enterPortal(desk, link)
  const { subscription, consent } = await visit.work((work) => collectedBehind(work, { desk, visit }, link.key, input))
  await saveSource(visit, {
    customer: Number(subscription.customer),
    consent,
    method: input.method as Method,
    token: input.token,
    make_default: true,
    key: keyOf('subscription-source', subscription.id, input.idempotency_key),
    mandate: mandateOf(desk, visit),
  })
  return show(visit, link)
}

/** The subscription that a link opens, where its customer may save this way of paying, and what they agree to by that. */
async function collectedBehind(work: Work, by: Saver, key: string, given: Pick<SourceCheckoutDraft, 'method' | 'mandate'>) {
  const subscription = await subscriptionBehind(work, key)
  return { subscription, consent: await savingBy(work, by, Number(subscription.customer), given) }
}

export async function checkoutPaymentSource(desk: Desk, link: Link, input: SourceCheckoutDraft): Promise<CheckoutBegun> {
  refuseRehearsal(desk)
  const visit = await enterPortal(desk, link)
  const { subscription, consent } = await visit.work((work) => collectedBehind(work, { desk, visit }, link.key, input))
  const { id, customer, currency, url } = subscription
  const begun = await startCheckout(visit, {
    customer: Number(customer),
    method: input.method as Method,
    consent,
    amount: null,
    currency,
    splits: [],
    make_default: true,
    receipt_email: null,
    key: keyOf('subscription-source', id, input.idempotency_key),
    description: 'Payment information',
    return_url: `${url}/return?checkout={checkout}`,
    cancel_url: url,
  })
  return begunOf(begun)
}

/** The customer is back from the gateway's page: that proves nothing, so the gateway is asked. Answers where to go now. */
export async function returnFromCheckout(visit: Visit, key: string, checkout: number): Promise<string> {
  const url = await visit.work(async (work) => {
    const subscription = await subscriptionBehind(work, key)
    if ((await checkoutOf(work, checkout))?.customer !== Number(subscription.customer)) throw noSuchLink()
    return subscription.url
  })
  return endedAt(visit, checkout, url)
}
