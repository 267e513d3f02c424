import { setTimeout as pause } from 'node:timers/promises'
import { Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import { lockCustomer } from '../../customers/customers/service.ts'
import { isAgreedAbout } from '../../payments/autopay-consents/service.ts'
import { checkoutOf, completedCheckouts, settleCheckout } from '../../payments/checkouts/service.ts'
import { startSubscription } from '../../payments/first-charges/service.ts'
import type { Stand } from '../../payments/gateways/service.ts'
import type { PaymentSource } from '../../payments/payment-sources/contract.ts'
import { findSavedBy } from '../../payments/payment-sources/service.ts'
import { unpackDraft } from '../../recurring/beginnings/rules.ts'
import { findPages } from '../../recurring/sign-up-pages/service.ts'
import { noSuchLink } from '../companies/rules.ts'
import type { Visit } from '../companies/service.ts'
import { addressOf, pageBehind } from '../sign-up-offers/service.ts'
import type { SignUpOutcome } from '../sign-ups/contract.ts'
import * as rules from '../sign-ups/rules.ts'
import {
  beginTry,
  collectFrom,
  complete,
  completed,
  declined,
  endTry,
  findOpenSignUps,
  findSignUpByAttempt,
  keyOf,
  lockSignUp,
  refuseSecond,
} from '../sign-ups/service.ts'

/**
 * Somebody is back from the gateway's page: that proves nothing, so the gateway is asked. Answers where to go now. The attempt is
 * known to them alone, so that nobody else is led to their subscription.
 */
export async function returnFromSaving(
  visit: Visit,
  { key, customer }: { readonly key: string; readonly customer: string | null },
  { checkout, attempt }: { readonly checkout: number; readonly attempt: string },
): Promise<string> {
  const page = await visit.work(async (work) => {
    const page = await pageBehind(work, key)
    const kept = await checkoutOf(work, checkout)
    const signUp = await findSignUpByAttempt(work, attempt)
    if (kept?.idempotency_key !== rules.checkoutKey(attempt) || signUp?.sign_up_page !== page.id) throw noSuchLink()
    return page
  })
  const address = addressOf(visit, key, customer)
  const ended = await settleCheckout(visit, checkout)
  if (ended !== 'saved') return `${address}?signed=${typeof ended === 'string' ? ended : 'open'}`
  const outcome = await finishPatiently(visit, attempt)
  if (outcome?.status !== 'completed') return `${address}?signed=${outcome?.status ?? 'running'}`
  return page.thanks_url ?? `${outcome.subscription_url ?? address}?signed=completed`
}

const TRIES = 20
const LOOK_MS = 100

/** The notice of the gateway comes at the same time as the customer: whoever is second waits a moment for the end of the first. */
async function finishPatiently(visit: Visit, attempt: string): Promise<SignUpOutcome | null> {
  for (let i = 0; i < TRIES; i++) {
    try {
      return await finish(visit, attempt)
    } catch (error) {
      if (!(error instanceof Refusal && error.kind === 'conflict')) throw error
      await pause(LOOK_MS)
    }
  }
  return null
}

/** Finishes what a customer left for the gateway's page, where they closed the window after saving. */
export async function finishLeft(stand: Stand, customer: number, source: Pick<PaymentSource, 'object' | 'id'>): Promise<void> {
  const attempt = await stand.work((work) => attemptThatSaved(work, customer, source))
  if (attempt !== null) await finish(stand, attempt)
}

/** The try of an open sign-up by which this was saved on the gateway's page; null for what was saved otherwise. */
async function attemptThatSaved(work: Work, customer: number, source: Pick<PaymentSource, 'object' | 'id'>) {
  const open = await findOpenSignUps(work, customer)
  const attempts = open.flatMap(({ id, tries }) => tries.map((one) => rules.attemptOf(id, one)))
  for (const { idempotency_key } of await completedCheckouts(work, attempts.map(rules.checkoutKey))) {
    const saved = await findSavedBy(work, idempotency_key)
    if (saved?.id === source.id && saved.object === source.object)
      return attempts.find((attempt) => rules.checkoutKey(attempt) === idempotency_key) ?? null
  }
  return null
}

/**
 * What somebody signed up for begins, now that they have saved what they pay with. However many do this at once, it is one
 * subscription and one charge.
 * @returns null where nothing of it is there any more
 * @throws Refusal conflict while another try of the same sign-up is at work
 */
async function finish(stand: Stand, attempt: string): Promise<SignUpOutcome | null> {
  try {
    const found = await stand.work((work) => resume(work, attempt))
    if (found === null) return null
    const { page, signUp, name } = found
    if (signUp.status === 'completed') return await completed(stand, found)
    const draft = signUp.draft === null ? null : unpackDraft(signUp.draft)
    const subscription = draft && (await startSubscription(stand, draft, keyOf(signUp), attempt))
    return await complete(stand, { page, signUp }, subscription, { name, ip: signUp.ip, user_agent: signUp.user_agent })
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind === 'conflict') throw error
    await stand.work((work) => endTry(work, rules.readAttempt(attempt)!.id, rules.tryIn(attempt)))
    if (error.kind !== 'refused') throw error
    return declined(error)
  }
}

/** Takes up a sign-up where it was left: AutoPay begins from what was saved, and no other try is at work meanwhile. */
async function resume(work: Work, attempt: string) {
  const left = await findSignUpByAttempt(work, attempt)
  const [page] = left ? await findPages(work, [left.sign_up_page]) : []
  const [saved] = await completedCheckouts(work, [rules.checkoutKey(attempt)])
  const source = saved && (await findSavedBy(work, saved.idempotency_key))
  if (!left || !page || !source || !saved.consent) return null
  const customer = await lockCustomer(work, left.customer)
  const { is_trying, ...signUp } = (await lockSignUp(work, left.form_key))!
  const found = { page, signUp, name: customer.name }
  if (signUp.status === 'completed') return found
  const own = rules.tryIn(attempt)
  if (is_trying && signUp.tries.at(-1) !== own)
    throw new Refusal('conflict', 'sign_up_running', 'A form was sent a moment ago. Wait for its answer.', 'form_key')
  await refuseSecond(work, page, customer.id, keyOf(signUp))
  if (!(await isAgreedAbout(work, customer.id, source))) await collectFrom(work, customer.id, source, saved.consent)
  else if (!customer.autopay) throw withdrawn()
  await beginTry(work, { ...signUp, tries: [...signUp.tries.filter((one) => one !== own), own] })
  return found
}

/** What was agreed to here and taken back since is not turned on again by coming back. */
function withdrawn(): Refusal {
  return new Refusal('refused', 'autopay_withdrawn', 'AutoPay was turned off meanwhile. Fill in the form again to sign up.')
}
