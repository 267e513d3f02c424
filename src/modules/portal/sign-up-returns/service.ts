import { Refusal } from '../../../core/refusal.ts'
import type { Work } from '../../../platform/work.ts'
import { lockCustomer } from '../../customers/customers/service.ts'
import { checkoutOf, completedCheckouts, settleCheckout } from '../../payments/checkouts/service.ts'
import { startSubscription } from '../../payments/first-charges/service.ts'
import type { Stand } from '../../payments/gateways/service.ts'
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
  const outcome = ended === 'saved' ? await finish(visit, attempt) : null
  if (outcome === null) return `${address}?signed=${typeof ended === 'string' ? ended : 'open'}`
  if (outcome.status !== 'completed') return `${address}?signed=${outcome.status}`
  return page.thanks_url ?? `${outcome.subscription_url ?? address}?signed=completed`
}

/** Finishes what a customer left for the gateway's page, where they closed the window after saving. */
export async function finishLeft(stand: Stand, customer: number): Promise<void> {
  for (const attempt of await stand.work((work) => savedAttempts(work, customer))) await finish(stand, attempt)
}

/** Tries of open sign-ups whose page at the gateway has ended with something saved. */
async function savedAttempts(work: Work, customer: number): Promise<string[]> {
  const open = await findOpenSignUps(work, customer)
  const attempts = open.flatMap(({ id, tries }) => tries.map((one) => rules.attemptOf(id, one)))
  const ended = await completedCheckouts(work, attempts.map(rules.checkoutKey))
  return attempts.filter((attempt) => ended.some(({ idempotency_key }) => idempotency_key === rules.checkoutKey(attempt)))
}

/**
 * What somebody signed up for begins, now that they have saved what they pay with. However many do this at once, it is one
 * subscription and one charge.
 * @returns null where nothing of it is there any more
 * @throws Refusal conflict while another try of the same sign-up is at work
 */
async function finish(stand: Stand, attempt: string): Promise<SignUpOutcome | null> {
  const found = await stand.work((work) => resume(work, attempt))
  if (found === null) return null
  const { page, signUp, name } = found
  if (signUp.status === 'completed') return completed(stand, found)
  const signed = { name, ip: signUp.ip, user_agent: signUp.user_agent }
  try {
    const draft = signUp.draft === null ? null : unpackDraft(signUp.draft)
    const subscription = draft && (await startSubscription(stand, draft, keyOf(signUp), attempt))
    return await complete(stand, { page, signUp }, subscription, signed)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await stand.work((work) => endTry(work, signUp.id, rules.tryIn(attempt)))
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
  if (!left || !page || !source) return null
  const customer = await lockCustomer(work, left.customer)
  const { is_trying, ...signUp } = (await lockSignUp(work, left.form_key))!
  const found = { page, signUp, name: customer.name }
  if (signUp.status === 'completed') return found
  const own = rules.tryIn(attempt)
  if (is_trying && signUp.tries.at(-1) !== own)
    throw new Refusal('conflict', 'sign_up_running', 'A form was sent a moment ago. Wait for its answer.', 'form_key')
  await refuseSecond(work, page, customer.id, keyOf(signUp))
  if (saved.consent) await collectFrom(work, customer.id, source, saved.consent)
  await beginTry(work, { ...signUp, tries: [...signUp.tries.filter((one) => one !== own), own] })
  return found
}
