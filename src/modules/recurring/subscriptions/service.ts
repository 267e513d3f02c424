import type { ListQuery } from '../../../contract/list.ts'
import type { Page } from '../../../contract/operation.ts'
import { type CalendarDate, dayOf, laterOf } from '../../../core/date.ts'
import { min, subtract } from '../../../core/money.ts'
import { inField, Refusal } from '../../../core/refusal.ts'
import { lookAgain } from '../../../platform/jobs.ts'
import { encodeWire } from '../../../platform/wire.ts'
import type { Work } from '../../../platform/work.ts'
import { findKeptPlans, holdNamedPlans, plansSelling } from '../../catalog/plans/service.ts'
import { findTaxRates, refuseUnknownRates } from '../../catalog/tax-rates/service.ts'
import { settingsOf } from '../../company/companies/settings.ts'
import { Customer } from '../../customers/customers/contract.ts'
import { draftCustomer } from '../../customers/customers/rules.ts'
import { findCustomer, findCustomers, lockCustomer } from '../../customers/customers/service.ts'
import { refuseInactive } from '../../receivables/documents/document.ts'
import { composeLoneLines } from '../../receivables/documents/service.ts'
import { draftInvoice } from '../../receivables/invoices/rules.ts'
import { findInvoice } from '../../receivables/invoices/service.ts'
import type { Agreement } from '../billing/agreement.ts'
import { type Plans, planCodes, recurringLines, refuseUnpriceable, usedCoupons } from '../billing/price.ts'
import { prorateElapsed } from '../billing/proration.ts'
import { nextStep, type Step, scheduled } from '../billing/schedule.ts'
import * as billing from '../billing/service.ts'
import { addPendingLines } from '../pending-line-items/service.ts'
import { settleChange, settleElapsed } from '../prorations/service.ts'
import { addonNamed, addonsByPlans, itemsNamed } from './addons.ts'
import { dayOfChange } from './change-day.ts'
import type { Preview, PreviewDraft, Subscription, SubscriptionChanges, SubscriptionDraft } from './contract.ts'
import { present } from './present.ts'
import { billedFirstOn, withRhythm } from './rhythm.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

/**
 * A new subscription; what is due already is billed at once, its first period here and the others right after.
 * @throws Refusal conflict, where the attempt `begun_by` made one already
 */
export async function createSubscription(
  work: Work,
  input: SubscriptionDraft,
  begun_by: string | null = null,
): Promise<Subscription> {
  const customer = await inField('customer', lockCustomer(work, input.customer))
  refuseInactive(customer)
  const { agreement: draft, terms } = await draftFor(work, input, customer, await work.newId())
  const discounts = await billing.giveCoupons(work, input.discounts ?? [], [], draft.currency)
  const agreement = await billing.withTotals(work, { ...draft, discounts }, terms)
  await store.insert(work, agreement, begun_by)
  if (input.pending_line_items?.length) {
    const field = (index: number) => `pending_line_items[${index}]`
    const lines = await composeLoneLines(work, input.pending_line_items, customer, draft.currency, field)
    await addPendingLines(work, customer.id, draft.currency, lines)
  }
  const step = dueStep(agreement, work.today.date)
  if (step) await performStep(work, agreement, step, terms)
  lookAgain(work, work.now)
  const subscription = await findSubscription(work, agreement.id)
  await work.emit('subscription.created', subscription, { customer: encodeWire(Customer, customer) })
  return subscription
}

/** What a subscription would cost, for a customer of the company or for anybody. Nothing is kept. */
export async function previewSubscription(work: Work, input: PreviewDraft): Promise<Preview> {
  const customer = input.customer ? await inField('customer', findCustomer(work, input.customer)) : anybody(work)
  const { agreement: draft, terms } = await draftFor(work, input, customer, 0)
  const discounts = await billing.couponsFor(work, input.discounts ?? [], [], draft.currency)
  const first = { further: input.pending_line_items ?? [], atOnce: dueStep(draft, work.today.date) !== null }
  const { content, credited } = await billing.previewBill(work, { ...draft, discounts }, terms, first)
  // What later periods come to (published API): the first one used up what lasts one period.
  const later = await billing.withTotals(work, { ...draft, discounts: usedCoupons(discounts) }, terms)
  const { payment_terms, tax_rounding } = settingsOf(work.company)
  const { today, now } = work
  const facts = { id: 0, customer, currency: draft.currency, content, default_terms: payment_terms, tax_rounding, today, now }
  const invoice = draftInvoice({ customer: customer.id, ship_to: input.ship_to }, facts)
  const nowhere = { url: null, payment_url: null, pdf_url: null, csv_url: null }
  const amount_credited = min(credited, invoice.total)
  const owed = { amount_credited, balance: subtract(invoice.total, amount_credited) }
  const first_invoice = { ...invoice, ...nowhere, ...owed, status: 'draft' as const, id: null }
  return { first_invoice, recurring_total: later.recurring_total, mrr: later.mrr }
}

/** Somebody at the company's own place, with nothing agreed. */
function anybody(work: Work): Customer {
  const names = { id: -1, number: '', statement_pdf_url: '' }
  return draftCustomer(names, { name: '' }, { company: work.company, rates: [], now: work.now })
}

/** The agreement that a draft makes, with every plan it names; these stay as they are until the work ends. */
async function draftFor(
  work: Work,
  given: PreviewDraft,
  customer: Customer,
  id: number,
): Promise<{ agreement: Agreement; terms: billing.Terms }> {
  const input = await withPlansOfItems(work, given, given.plan)
  const plans = await plansNamed(work, input, new Map())
  const ids = await Promise.all((input.addons ?? []).map(() => work.newId()))
  const facts = { id, customer, plan: plans.get(input.plan)!, ids, today: work.today, now: work.now }
  const agreement = billedFirstOn(rules.draftAgreement(input, facts), input.renews_next, work.today)
  refuseUnpriceable(agreement, plans)
  await refuseUnknownRates(work, agreement.taxes, 'taxes')
  return { agreement, terms: { customer, plans } }
}

export async function updateSubscription(work: Work, id: number, changes: SubscriptionChanges): Promise<Subscription> {
  const { before, agreement, terms } = await hold(work, id)
  const input = await withPlansOfItems(work, changes, changes.plan ?? agreement.plan)
  const plans = await plansNamed(work, input, terms.plans)
  const plan = plans.get(input.plan ?? agreement.plan)!
  const ids = await Promise.all((input.addons ?? []).map(() => work.newId()))
  const wanted = rules.changeAgreement(agreement, input, {
    customer: terms.customer,
    plan,
    ids,
    today: work.today,
    now: work.now,
  })
  refuseUnpriceable(wanted, plans)
  if (input.taxes) await refuseUnknownRates(work, input.taxes, 'taxes')
  const discounts = input.discounts
    ? await billing.giveCoupons(work, input.discounts, agreement.discounts, agreement.currency)
    : agreement.discounts
  const moved = await withNewPrice(work, agreement, { ...wanted, discounts }, { ...terms, plans }, input)
  await billing.waitForUsage(work, agreement, terms, wanted)
  const timed = await withNewRhythm(work, agreement, moved, { ...terms, plans }, input)
  const paused = input.paused === undefined ? timed : await switchPause(work, timed, input.paused, { ...terms, plans })
  await save(work, paused, { ...terms, plans })
  if (input.addons) await store.replaceAddons(work, paused)
  return billAndTell(work, before, { ...terms, plans })
}

/** A change of price in the middle of a period is settled by lines that wait for the next invoice. */
async function withNewPrice(
  work: Work,
  before: Agreement,
  wanted: Agreement,
  terms: billing.Terms,
  { prorate, proration_date, snap_to_nth_day: snap }: SubscriptionChanges,
): Promise<Agreement> {
  const plan = terms.plans.get(wanted.plan)!
  const restarts = rules.isOtherLength(plan, before)
  const today = work.today.date
  // In arrears a pause has settled what there was; in advance what is billed stays billed, whatever is paused.
  const open = before.bill_in === 'advance' || !before.paused
  const dated = rules.hasBegun(before, today) && prorate !== false && open
  const on = dayOfChange(before, { proration_date, prorate: dated, restarts }, work.today)
  const after = restarts ? [] : recurringLines(wanted, terms.plans)
  const moved = dated && (await settleChange(work, before, terms, { after, on, chosen: Boolean(proration_date) }))
  const next = moved ? { ...wanted, price_since: on } : wanted
  return restarts ? rules.restartRhythm(next, plan, laterOf(on, before.start_date), { today, snap }) : next
}

/** Another calendar day to begin on, or another day of the next bill; days that no period charges then wait for it. */
async function withNewRhythm(
  work: Work,
  before: Agreement,
  changed: Agreement,
  terms: billing.Terms,
  input: SubscriptionChanges,
): Promise<Agreement> {
  const { agreement, left } = withRhythm(before, changed, input, work.today)
  if (left && input.prorate !== false && !before.paused) {
    const { whole, ...days } = left
    await billing.waitForLines(work, changed, terms, prorateElapsed(recurringLines(changed, terms.plans), [], whole, days))
  }
  return agreement
}

export async function pauseSubscription(work: Work, id: number): Promise<Subscription> {
  const { before, agreement, terms } = await hold(work, id)
  await save(work, await switchPause(work, agreement, true, terms), terms)
  return billAndTell(work, before, terms)
}

export async function resumeSubscription(work: Work, id: number, periodEnd: Date | null): Promise<Subscription> {
  const { before, agreement, terms } = await hold(work, id)
  if (!agreement.paused) throw new Refusal('refused', 'not_paused', 'This subscription is not paused.')
  // The end of a period is told as its last second; the next one begins after it.
  const until = periodEnd && dayOf(new Date(periodEnd.getTime() + 1000), work.zone).date
  await save(work, rules.resumeAgreement(agreement, until, work.today.date, work.now), terms)
  return billAndTell(work, before, terms)
}

async function switchPause(work: Work, agreement: Agreement, paused: boolean, terms: billing.Terms): Promise<Agreement> {
  if (paused === agreement.paused) return agreement
  if (!paused) return rules.resumeAgreement(agreement, null, work.today.date, work.now)
  return rules.pauseAgreement(await settleDue(work, agreement, terms), work.now)
}

/** No bill comes any more, or for long: what is due and could not be billed waits for the next invoice, and the days that passed. */
async function settleDue(work: Work, held: Agreement, terms: billing.Terms): Promise<Agreement> {
  let agreement = held
  const due = () => (held.problem === null ? null : dueStep(agreement, work.today.date))
  while (due()?.kind === 'bill') {
    await billing.waitForLines(work, agreement, terms, billing.nextLines(agreement, terms.plans))
    agreement = scheduled(rules.billedAgreement(agreement, work.now))
  }
  await settleElapsed(work, agreement, terms)
  return agreement
}

/** Ends a subscription now. What was used and not billed yet waits for the next invoice. */
export async function cancelSubscription(work: Work, id: number, reason: string | null): Promise<Subscription> {
  const { before, agreement: held, terms } = await hold(work, id)
  const agreement = await settleDue(work, held, terms)
  await billing.waitForUsage(work, agreement, terms, null)
  await store.update(work, rules.cancelAgreement(agreement, reason, work.now))
  const subscription = await findSubscription(work, id)
  await work.emit('subscription.canceled', subscription, { before })
  return subscription
}

/** The customer accepts it: who, when, from where and with what are kept. The first time counts. */
export async function approveSubscription(work: Work, id: number, signed: rules.Signature): Promise<Subscription> {
  const kept = await store.lock(work, id)
  const before = (await complete(work, [kept]))[0]!
  await store.update(work, rules.approveAgreement(kept.agreement, signed, work.now))
  const subscription = await findSubscription(work, id)
  await work.emit('subscription.updated', subscription, { before })
  return subscription
}

/** Ends a subscription whose invoice nobody tries to collect any more, where the company chose so. */
export async function cancelUnpaid(work: Work, id: number, invoiceId: number): Promise<void> {
  const { last_failure, retry_schedule } = settingsOf(work.company).autopay
  if (last_failure !== 'cancel') return
  const [{ agreement }, invoice] = await Promise.all([store.lock(work, id), findInvoice(work, invoiceId)])
  const tried = invoice.attempt_count > retry_schedule.length && invoice.next_payment_attempt === null
  if (tried && !invoice.paid && !agreement.canceled && !agreement.finished) await cancelSubscription(work, id, 'not paid')
}

export async function renewContract(work: Work, id: number): Promise<Subscription> {
  const { before, agreement, terms } = await hold(work, id)
  if (!agreement.pending_renewal)
    throw new Refusal('refused', 'not_pending_renewal', 'The contract of this subscription does not wait for its renewal.')
  await save(work, rules.renewContract(agreement, work.now), terms)
  return billAndTell(work, before, terms)
}

/** Holds a subscription that goes on, with everything done that was due before the change. */
async function hold(work: Work, id: number) {
  const kept = await store.lock(work, id)
  rules.refuseEnded(kept.agreement)
  const before = (await complete(work, [kept]))[0]!
  const terms = await termsOf(work, kept.agreement)
  let agreement = kept.agreement
  // A bill that is refused must not keep anybody from pausing or canceling; it is tried again by itself.
  for (let step = dueStep(agreement, work.today.date); step && !before.problem; step = dueStep(agreement, work.today.date))
    agreement = await performStep(work, agreement, step, terms)
  rules.refuseEnded(agreement)
  return { before, agreement, terms }
}

async function save(work: Work, agreement: Agreement, terms: billing.Terms): Promise<void> {
  await store.update(work, await billing.withTotals(work, scheduled(agreement), terms))
}

/** Does what a change made due, and tells the change. */
async function billAndTell(work: Work, before: Subscription, terms: billing.Terms): Promise<Subscription> {
  const { agreement } = await store.find(work, before.id)
  const step = dueStep(agreement, work.today.date)
  if (step && !before.problem) await performStep(work, agreement, step, terms)
  lookAgain(work, work.now)
  const subscription = await findSubscription(work, before.id)
  await work.emit(subscription.canceled ? 'subscription.canceled' : 'subscription.updated', subscription, { before })
  return subscription
}

/** Does the next step of a subscription, if it is due; says whether it was. */
export async function takeStep(work: Work, id: number): Promise<boolean> {
  const kept = await store.lock(work, id)
  const step = dueStep(kept.agreement, work.today.date)
  if (!step) return false
  const before = (await complete(work, [kept]))[0]!
  await performStep(work, kept.agreement, step, await termsOf(work, kept.agreement))
  const subscription = await findSubscription(work, id)
  await work.emit(subscription.canceled ? 'subscription.canceled' : 'subscription.updated', subscription, { before })
  return true
}

function dueStep(agreement: Agreement, today: CalendarDate): Step | null {
  const step = nextStep(agreement)
  return step && step.date <= today ? step : null
}

async function termsOf(work: Work, agreement: Agreement): Promise<billing.Terms> {
  const [customer, plans] = await Promise.all([findCustomer(work, agreement.customer), billing.plansOf(work, agreement)])
  return { customer, plans }
}

async function performStep(work: Work, agreement: Agreement, { kind, date }: Step, terms: billing.Terms): Promise<Agreement> {
  const billed = kind === 'bill' && (await billing.billPeriod(work, agreement, terms, date)) !== null
  if (kind === 'finish' || kind === 'cancel') await billing.billRest(work, agreement, terms, date)
  const next = {
    bill: () => rules.billedAgreement(agreement, work.now, billed ? usedCoupons(agreement.discounts) : agreement.discounts),
    renew: () => rules.renewContract(agreement, work.now),
    await_renewal: () => rules.awaitRenewal(agreement, work.now),
    finish: () => rules.finishAgreement(agreement, work.now),
    cancel: () => rules.cancelAgreement(agreement, null, work.now),
  }[kind]()
  const saved = scheduled(kind === 'bill' ? await billing.withTotals(work, next, terms) : next)
  await store.update(work, saved)
  return saved
}

/** Addons that name an item name the plan that sells it. */
async function withPlansOfItems<Input extends Pick<SubscriptionChanges, 'addons'>>(work: Work, input: Input, main: string) {
  const codes = itemsNamed(input.addons ?? [])
  if (codes.length === 0) return input
  const [named, sold] = [await findKeptPlans(work, [main, ...codes]), await plansSelling(work, codes)]
  return { ...input, addons: addonsByPlans(input.addons ?? [], { main, named, sold }) }
}

/** Every plan that is named. */
function plansNamed(
  work: Work,
  { plan, addons = [] }: Pick<SubscriptionChanges, 'plan' | 'addons'>,
  known: Plans,
): Promise<Plans> {
  return holdNamedPlans(work, [{ code: plan, field: 'plan' }, ...addons.map(addonNamed)], known)
}

/** Kept subscriptions as they are published. */
async function complete(work: Work, kept: readonly store.Kept[]): Promise<Subscription[]> {
  const agreements = kept.map(({ agreement }) => agreement)
  const [plans, rates, customers] = await Promise.all([
    findKeptPlans(work, [...new Set(agreements.flatMap(planCodes))]),
    findTaxRates(work, [...new Set(agreements.flatMap(({ taxes }) => taxes))]),
    findCustomers(work, [...new Set(agreements.map(({ customer }) => customer))]),
  ])
  const facts = {
    plans: new Map(plans.map((plan) => [plan.id, plan])),
    rates: new Map(rates.map((rate) => [rate.id, rate])),
    today: work.today,
  }
  const sources = new Map(customers.map(({ id, payment_source }) => [id, payment_source]))
  return kept.map(({ agreement, past_due }) =>
    present(agreement, {
      ...facts,
      past_due,
      payment_source: sources.get(agreement.customer) ?? null,
      url: store.urlOf(work, agreement.id),
    }),
  )
}

export async function listSubscriptions(work: Work, list: ListQuery, narrowing: store.Narrowing): Promise<Page<Subscription>> {
  const { rows, total } = await store.list(work, list, narrowing)
  return { rows: await complete(work, rows), total }
}

export async function findSubscription(work: Work, id: number): Promise<Subscription> {
  return (await complete(work, [await store.find(work, id)]))[0]!
}

export async function findSubscriptions(work: Work, ids: readonly number[]): Promise<Subscription[]> {
  return complete(work, await store.findMany(work, ids))
}

/** The subscription that an attempt made, if it made one. */
export async function findSubscriptionBegunBy(work: Work, key: string): Promise<Subscription | null> {
  const kept = await store.findBegunBy(work, key)
  return kept && (await complete(work, [kept]))[0]!
}

/** What a customer has, those that are over last. */
export async function subscriptionsOf(work: Work, customer: number): Promise<Subscription[]> {
  return complete(work, await store.ofCustomer(work, customer))
}

export async function findSubscriptionByPortalKey(work: Work, key: string): Promise<Subscription | null> {
  const kept = await store.findByPortalKey(work, key)
  return kept && (await complete(work, [kept]))[0]!
}

export const nextDueDate = store.nextDate
export const dueSubscriptions = store.due
export const postponeStep = store.postpone
