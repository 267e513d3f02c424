import { createHash } from 'node:crypto'
import type { Method } from '../../../connectors/gateways/index.ts'
import type { Currency } from '../../../core/currency.ts'
import { type Money, sum } from '../../../core/money.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Desk } from '../../../platform/http/handlers.ts'
import type { Work } from '../../../platform/work.ts'
import { fieldsOf, withFields } from '../../company/custom-fields/service.ts'
import { createCustomer, findCustomer, lockCustomer, updateCustomer } from '../../customers/customers/service.ts'
import { confirmSubscription } from '../../messages/subscription-emails/service.ts'
import { type Agreed, refuseOtherWords, savingMandateText } from '../../payments/autopay-consents/rules.ts'
import { giveConsent } from '../../payments/autopay-consents/service.ts'
import { startCheckout } from '../../payments/checkouts/service.ts'
import { startSubscription } from '../../payments/first-charges/service.ts'
import { paymentMethods, refuseRehearsal, type Stand } from '../../payments/gateways/service.ts'
import type { PaymentSource } from '../../payments/payment-sources/contract.ts'
import { named } from '../../payments/payment-sources/rules.ts'
import { saveSource } from '../../payments/payment-sources/service.ts'
import { initialsOf } from '../../receivables/estimates/initials.ts'
import { findInvoice } from '../../receivables/invoices/service.ts'
import { packDraft } from '../../recurring/beginnings/rules.ts'
import { findFirstInvoice } from '../../recurring/beginnings/service.ts'
import type { Addon, Page } from '../../recurring/sign-up-pages/rules.ts'
import type { Subscription } from '../../recurring/subscriptions/contract.ts'
import {
  approveSubscription,
  findSubscriptionBegunBy,
  previewSubscription,
  subscriptionsOf,
} from '../../recurring/subscriptions/service.ts'
import { noSuchLink, refuseOwn } from '../companies/rules.ts'
import { enterPortal, showCompany, type Visit } from '../companies/service.ts'
import { refuseUncollectable } from '../payment-info/rules.ts'
import { begunOf, mandateOf, refuseTriedOut, savingAgreed } from '../payments/service.ts'
import { addressOf, customerBehind, type Link, offerBehind, pageBehind, savableMethods } from '../sign-up-offers/service.ts'
import type { Choice, PortalSignUp, Quote, SignUpDraft, SignUpOutcome } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

/** What the page offers, to whoever has its link, or to the one customer for whom the link was made. */
export async function showSignUp(desk: Desk, link: Link, customerKey: string | null): Promise<PortalSignUp> {
  const visit = await enterPortal(desk, link)
  const shown = await visit.work(async (work) => {
    const { page, addons, named } = await offerBehind(work, link.key)
    const customer = customerKey === null ? null : await customerBehind(work, page, customerKey)
    const fee = page.setup_fee === null ? undefined : named.items.get(page.setup_fee)
    const fields = (await fieldsOf(work, 'customer')).filter(({ id }) => page.custom_fields.includes(id))
    return {
      company: showCompany(work),
      saving_mandate: savingMandateText(work.company.name),
      page,
      plans: page.plans.flatMap((code) => named.plans.get(code) ?? []),
      addons: addons.flatMap((addon) => {
        const { id, type, required, recurring, plan, catalog_item } = addon
        const sold = recurring ? named.plans.get(plan ?? '') : named.items.get(catalog_item ?? '')
        if (!sold) return []
        const unit_cost = 'unit_cost' in sold ? sold.unit_cost : sold.amount
        return [{ id, type, required, recurring, name: sold.name, description: sold.description, unit_cost }]
      }),
      setup_fee: fee ? { name: fee.name, unit_cost: fee.unit_cost } : null,
      fields: fields.map(({ id, name, type, choices }) => ({ id, name, type, choices })),
      customer: customer && { name: customer.name, email: customer.email },
    }
  })
  return { ...shown, preview: visit.isOwn, payment_methods: await savableMethods(visit) }
}

/** What a choice costs, now and each time. */
export async function quote(desk: Desk, link: Link, input: Choice): Promise<Quote> {
  const visit = await enterPortal(desk, link)
  return visit.work(async (work) => {
    const { page, addons } = await offerBehind(work, link.key)
    const customer = input.customer ? await customerBehind(work, page, input.customer) : null
    const draft = rules.subscriptionOf(page, addons, input, customer?.id ?? 0, work.today)
    const { first_invoice, recurring_total } = await inForm(
      previewSubscription(work, { ...draft, customer: customer?.id ?? null }),
    )
    const { start_date } = draft
    const { currency, items, discounts, taxes } = first_invoice
    const amounts = (entries: readonly { readonly amount: Money }[]) =>
      sum(
        entries.map(({ amount }) => amount),
        currency as Currency,
      )
    return {
      currency,
      lines: items.map(({ name, description, quantity, amount }) => ({ name, description, quantity, amount })),
      discount: amounts([...discounts, ...items.flatMap((line) => line.discounts)]),
      tax: amounts([...taxes, ...items.flatMap((line) => line.taxes)]),
      first_total: first_invoice.total,
      recurring_total,
      first_bill: start_date ? { ...work.today, date: rules.dayOfStart(start_date, work.zone) } : work.today,
    }
  })
}

/** A coupon is a discount inside, and a coupon in the form. */
async function inForm<Result>(doing: Promise<Result>): Promise<Result> {
  try {
    return await doing
  } catch (error) {
    if (error instanceof Refusal && error.field?.startsWith('discounts'))
      throw new Refusal(error.kind, error.code, error.message, 'coupon')
    throw error
  }
}

/**
 * Signs up. The same form, however often it is sent, makes one customer and one subscription. A customer for whom the link was
 * made, and who may have one subscription, gets one by however many forms; where the page allows more, each form is its own.
 */
export async function signUp(desk: Desk, link: Link, input: SignUpDraft): Promise<SignUpOutcome> {
  refuseRehearsal(desk)
  const visit = await enterPortal(desk, link)
  refuseOwn(visit, 'sign up', 'To try it out, open the page in a private window.')
  const isLeaving = await leavesToSave(visit, link, input)
  const form = await open(visit, link, input, desk.request)
  if (form.signUp.status === 'completed') return completed(visit, form)
  const { id } = form.signUp
  const attempt = rules.attemptOf(id, tryOf(input))
  try {
    if (isLeaving) return await leave(desk, visit, link, form, { ...input, attempt })
    await saveToken(desk, visit, form, input, attempt)
    const subscription = form.draft && (await inForm(startSubscription(visit, form.draft, keyOf(form.signUp), attempt)))
    return await complete(visit, form, subscription, signerOf(input, desk.request))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await visit.work((work) => store.endTry(work, id, tryOf(input)))
    if (error.kind !== 'refused') throw error
    return declined(error)
  }
}

export function declined({ message }: Refusal): SignUpOutcome {
  return { status: 'declined', message, url: null, subscription_url: null, payment_url: null, thanks_url: null }
}

/** What its subscription is begun by. */
export const keyOf = ({ id }: Pick<store.SignUp, 'id'>) => `signup-${id}`

function tryOf({ idempotency_key }: Pick<SignUpDraft, 'idempotency_key'>): string {
  return createHash('sha256').update(idempotency_key).digest('hex').slice(0, 32)
}

type Form = Awaited<ReturnType<typeof open>>

/** Checks what was entered, and writes down who signs up. */
async function open(
  visit: Visit,
  link: Link,
  input: SignUpDraft,
  { ip, userAgent }: { readonly ip: string; readonly userAgent: string },
) {
  return visit.work(async (work) => {
    const { page, addons } = await offerBehind(work, link.key)
    const personal = input.customer ? await customerBehind(work, page, input.customer) : null
    rules.refuseIncomplete(page, input, personal !== null)
    const known = await knownBy(work, page, personal, input)
    const signUp = known
      ? await again(work, page, known, input)
      : await begin(work, page, addons, input, { personal, ip, userAgent })
    const draft = page.type === 'recurring' ? rules.subscriptionOf(page, addons, input, signUp.customer, work.today) : null
    return { page, signUp, draft }
  })
}

/** What the form is already: by its key, or by its customer, who is held and signs up once whatever the form. */
async function knownBy(
  work: Work,
  page: Page,
  personal: { readonly id: number } | null,
  { form_key }: SignUpDraft,
): Promise<store.Held | null> {
  if (personal) await lockCustomer(work, personal.id)
  const known = await store.lockByKey(work, form_key)
  if (known && (known.sign_up_page !== page.id || (personal !== null && known.customer !== personal.id))) throw noSuchLink()
  if (known || !personal || !rules.isOnce(page)) return known
  return store.lockOther(work, { sign_up_page: page.id, customer: personal.id }, form_key)
}

/** The same form again, or another one of the same customer: perhaps with another card, or a name put right. */
async function again(work: Work, page: Page, known: store.Held, input: SignUpDraft): Promise<store.SignUp> {
  const attempt = tryOf(input)
  if (known.status === 'completed' || known.tries.includes(attempt)) return known
  if (known.is_trying)
    throw new Refusal('conflict', 'sign_up_running', 'A form was sent a moment ago. Wait for its answer.', 'form_key')
  if (known.tries.length >= rules.TRIES_MAX)
    throw new Refusal('refused', 'too_many_tries', 'Too many tries. Open the page again later, or ask the company for help.')
  if (input.customer) await refuseSecond(work, page, known.customer, keyOf(known))
  const isOther = known.form_key !== input.form_key && !known.other_keys.includes(input.form_key)
  const other_keys = isOther ? [...known.other_keys, input.form_key] : known.other_keys
  const signUp = { ...known, other_keys, tries: [...known.tries, attempt] }
  await store.beginTry(work, signUp)
  if (!input.customer) await updateCustomer(work, known.customer, await detailsOf(work, input))
  return signUp
}

async function begin(
  work: Work,
  page: Page,
  addons: readonly Addon[],
  input: SignUpDraft,
  {
    personal,
    ip,
    userAgent,
  }: { readonly personal: { readonly id: number } | null; readonly ip: string; readonly userAgent: string },
): Promise<store.SignUp> {
  if (ip && (await store.countFrom(work, ip)) >= rules.FORMS_PER_HOUR_MAX)
    throw new Refusal('refused', 'too_many_tries', 'Too many sign-ups from here. Try again in an hour.')
  if (page.type === 'recurring') rules.subscriptionOf(page, addons, input, 0, work.today)
  if (personal) await refuseSecond(work, page, personal.id)
  const details = await detailsOf(work, input)
  const customer = personal ?? (await createCustomer(work, { ...details, name: input.name!.trim() }))
  const signUp: store.SignUp = {
    id: await work.newId(),
    sign_up_page: page.id,
    form_key: input.form_key,
    other_keys: [],
    customer: customer.id,
    subscription: null,
    status: 'open',
    tries: [tryOf(input)],
    tos_url: page.tos_url,
    agreed_at: work.now,
    ip: ip || null,
    user_agent: userAgent.slice(0, 500) || null,
    draft: null,
    created_at: work.now,
    updated_at: work.now,
  }
  if (!(await store.insert(work, signUp)))
    throw new Refusal('conflict', 'sign_up_running', 'This form was sent a moment ago. Wait for its answer.', 'form_key')
  await store.beginTry(work, signUp)
  return signUp
}

/** Whoever signs up once has no other subscription; that of this very sign-up is not another one. */
export async function refuseSecond(work: Work, page: Page, customer: number, begun_by: string | null = null): Promise<void> {
  if (!rules.isOnce(page)) return
  const own = begun_by && (await findSubscriptionBegunBy(work, begun_by))
  const others = (await subscriptionsOf(work, customer)).filter(({ id }) => !own || id !== own.id)
  const going = others.some(({ canceled, finished }) => !canceled && !finished)
  if (going) throw new Refusal('refused', 'subscribed_already', 'You have a subscription already.')
}

/** What is kept of the person who signs up. */
async function detailsOf(work: Work, input: SignUpDraft) {
  const { name, email, phone, address1, address2, city, state, postal_code, country, fields } = input
  const given = { email, phone, address1, address2, city, state, postal_code, country }
  const sent = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== null))
  const body = { ...(name?.trim() && { name: name.trim() }), ...sent, ...(fields && { metadata: fields }) }
  return withFields(work, 'customer', body)
}

/**
 * A page on which a way to pay can be saved asks for it, and for what is agreed to by that.
 * @returns whether it is entered on the gateway's own page
 */
async function leavesToSave(visit: Visit, link: Link, { method, token, mandate }: SignUpDraft): Promise<boolean> {
  if (method && token) {
    refuseOtherWords(mandate, savingMandateText(visit.company.name))
    return false
  }
  const methods = await savableMethods(visit)
  if (method && methods.some(({ id, how }) => id === method && how === 'redirect')) {
    refuseOtherWords(mandate, savingMandateText(visit.company.name))
    return true
  }
  const page = await visit.work((work) => pageBehind(work, link.key))
  if (page.type === 'recurring' && methods.every(({ how }) => how === 'redirect')) return false
  throw new Refusal('invalid', 'token_missing', 'Choose how you want to pay.', 'token')
}

/** Saves how the customer pays by itself. */
async function saveToken(desk: Desk, visit: Visit, { signUp }: Form, input: SignUpDraft, attempt: string): Promise<void> {
  const { method, token } = input
  if (!method || !token) return
  const consent = savingAgreed(desk, visit)
  await visit.work(async (work) => {
    refuseUncollectable(await paymentMethods(work), await findCustomer(work, signUp.customer), method)
  })
  const source = await saveSource(visit, {
    customer: signUp.customer,
    method: method as Method,
    token,
    make_default: true,
    key: `save-${attempt}`,
    mandate: mandateOf(desk, visit),
    consent,
  })
  await visit.work((work) => collectFrom(work, signUp.customer, source, consent))
}

/** Sends whoever signs up to the gateway's own page, to save there what they pay with. What they chose is kept meanwhile. */
async function leave(
  desk: Desk,
  visit: Visit,
  { key }: Link,
  { page, signUp, draft }: Form,
  {
    method,
    customer,
    attempt,
    idempotency_key,
  }: Pick<SignUpDraft, 'method' | 'customer' | 'idempotency_key'> & { readonly attempt: string },
): Promise<SignUpOutcome> {
  await visit.work(async (work) => {
    refuseUncollectable(await paymentMethods(work), await findCustomer(work, signUp.customer), method ?? '')
    await refuseTriedOut(work, signUp.customer)
    await store.keepDraft(work, signUp.id, draft && packDraft(draft))
  })
  const back = new URLSearchParams({ attempt, ...(customer && { customer }) })
  const begun = await startCheckout(visit, {
    customer: signUp.customer,
    consent: savingAgreed(desk, visit),
    method: method as Method,
    amount: null,
    currency: visit.company.currency,
    splits: [],
    make_default: true,
    receipt_email: null,
    key: rules.checkoutKey(attempt),
    description: page.name,
    return_url: `${addressOf(visit, key)}/return?checkout={checkout}&${back}`,
    cancel_url: `${addressOf(visit, key, customer)}?signed=left`,
  })
  await visit.work((work) => store.endTry(work, signUp.id, tryOf({ idempotency_key })))
  const { url } = begunOf(begun)
  const message = 'Enter what you pay with on the next page. Then your sign-up is completed.'
  return { status: 'redirect', message, url, subscription_url: null, payment_url: null, thanks_url: null }
}

/** AutoPay begins, where it was not on before. */
export async function collectFrom(work: Work, id: number, source: PaymentSource, consent: Agreed): Promise<void> {
  const customer = await lockCustomer(work, id)
  if (customer.autopay) return
  await giveConsent(work, id, consent, named(source))
  await updateCustomer(work, id, { autopay: true })
}

/** A sign-up and the page it is by. */
interface Known {
  readonly page: Page
  readonly signUp: store.SignUp
}

/** Whose name stands under what was agreed to, and from where. */
export interface Signer {
  readonly name: string | null
  readonly ip: string | null
  readonly user_agent: string | null
}

function signerOf({ name }: SignUpDraft, { ip, userAgent }: { readonly ip: string; readonly userAgent: string }): Signer {
  return { name: name?.trim() || null, ip: ip || null, user_agent: userAgent.slice(0, 500) || null }
}

/** Writes down that it is done, with what was agreed to, and confirms it by mail. */
export async function complete(
  stand: Stand,
  form: Known,
  subscription: Subscription | null,
  { name: given, ...evidence }: Signer,
): Promise<SignUpOutcome> {
  await stand.work(async (work) => {
    const { id, status, customer } = (await store.lockByKey(work, form.signUp.form_key))!
    if (status === 'completed') return
    await store.update(work, id, { status: 'completed', subscription: subscription?.id ?? null })
    if (!subscription) return
    const name = given ?? (await findCustomer(work, customer)).name
    await approveSubscription(work, subscription.id, { name, initials: initialsOf(name) || '–', ...evidence })
    await confirmSubscription(work, subscription.id)
  })
  return completed(stand, { ...form, signUp: { ...form.signUp, subscription: subscription?.id ?? null } })
}

export async function completed(stand: Stand, { page, signUp }: Known): Promise<SignUpOutcome> {
  const { subscription_url, payment_url } = await stand.work(async (work) => {
    if (signUp.subscription === null) return { subscription_url: null, payment_url: null }
    const all = await subscriptionsOf(work, signUp.customer)
    const first = await findFirstInvoice(work, signUp.subscription)
    return {
      subscription_url: all.find(({ id }) => id === signUp.subscription)?.url ?? null,
      payment_url: first === null ? null : (await findInvoice(work, first)).payment_url,
    }
  })
  const message = page.type === 'autopay' ? 'Your way to pay is saved.' : 'Your subscription is set up.'
  return { status: 'completed', message, url: null, subscription_url, payment_url, thanks_url: page.thanks_url }
}

export const findSignUpByAttempt = store.findByAttempt
export const findOpenSignUps = store.findOpen
export const lockSignUp = store.lockByKey
export const beginTry = store.beginTry
export const endTry = store.endTry
