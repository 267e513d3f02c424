/**
 * Owns: endpoints that want to hear of events, and what becomes of a delivery. Does not own: events, signatures, the wait
 * between attempts (a published schedule, platform/signing.ts).
 * Invariants: an attempt is either waiting, with the moment of its next try, or at its end; what an endpoint missed while
 * it was switched off by hand is not delivered unless it is replayed; what waited when it was switched off waits on.
 */
import { Refusal } from '../../../core/refusal.ts'
import type { Try, Webhook, WebhookAttempt, WebhookChanges, WebhookDraft } from './contract.ts'

export const WEBHOOKS_MAX = 100
export const REPLAY_MAX = 10_000
/** How long a replaced secret still signs. */
export const ROTATION_MS = 24 * 3_600_000

/** Published types that nothing here makes yet. Receivers written for the published API may ask for them all the same. */
const PUBLISHED_ELSEWHERE: readonly string[] = [
  ...['invoice', 'credit_note', 'estimate'].map((noun) => `${noun}.commented`),
  ...['payment_link', 'vendor', 'vendor_adjustment', 'vendor_payment'].flatMap((noun) =>
    ['created', 'updated', 'deleted'].map((verb) => `${noun}.${verb}`),
  ),
  ...['sent', 'received', 'status_updated'].map((verb) => `network_document.${verb}`),
  'import.finished',
  'payment_link.completed',
  'payout.created',
  'payout.failed',
  'promise_to_pay.broken',
]

/** A misspelt type would wait for ever for what never comes. @param known the types that are published here */
export function refuseUnknownTypes(types: readonly string[] | undefined, known: ReadonlySet<string>): void {
  const index = types?.findIndex((type) => type !== '*' && !known.has(type) && !PUBLISHED_ELSEWHERE.includes(type)) ?? -1
  if (index < 0) return
  const type = types![index]!
  const noun = type.split('.')[0]!.replace(/s$/, '')
  const near = [...known].filter((one) => one.split('.')[0] === noun).sort()
  const hint = near.length > 0 ? `There is ${near.join(', ')}.` : 'See "type" of GET /events, or use * for all.'
  throw new Refusal('invalid', 'event_type_unknown', `No event is called ${type}. ${hint}`, `events[${index}]`)
}

export function draftWebhook(id: number, draft: WebhookDraft, now: Date): Webhook {
  return {
    id,
    url: draft.url,
    enabled: draft.enabled ?? true,
    events: once(draft.events ?? ['*']),
    disabled_reason: null,
    created_at: now,
    updated_at: now,
  }
}

export function changeWebhook(webhook: Webhook, changes: WebhookChanges, now: Date): Webhook {
  return {
    ...webhook,
    url: changes.url ?? webhook.url,
    enabled: changes.enabled ?? webhook.enabled,
    events: once(changes.events ?? webhook.events),
    // Whoever switches it decides; the reason was ours.
    disabled_reason: changes.enabled === undefined ? webhook.disabled_reason : null,
    updated_at: now,
  }
}

function once(types: readonly string[]): string[] {
  return [...new Set(types)]
}

export function disableWebhook(webhook: Webhook, disabled_reason: string, now: Date): Webhook {
  return { ...webhook, enabled: false, disabled_reason, updated_at: now }
}

/** How a request to an endpoint ended. */
export type Answer =
  | { readonly kind: 'answered'; readonly status_code: number }
  /** `timed_out`: it took the connection and let us wait. */
  | { readonly kind: 'unanswered'; readonly error: string; readonly timed_out: boolean }

export interface Verdict {
  readonly attempt: WebhookAttempt
  /** Why the endpoint must be switched off, or null. */
  readonly disable: string | null
  /** Whether it lets us wait until the time is up. */
  readonly slow: boolean
}

/** Tries that fall due within this long on a clock that stands still until it is moved are made at one moment. */
export const BUNDLE_MS = 60_000
/** So many of them are made side by side. */
export const BUNDLE_MOST = 20

/** What is tried next of what is due at an endpoint, in its order. What is told for the first time is told one by one. */
export function nextTurn<A extends { readonly attempts_made: number }>(due: readonly A[]): readonly A[] {
  const first = due.findIndex(({ attempts_made }) => attempts_made === 0)
  return first < 0 ? due : due.slice(0, Math.max(first, 1))
}

export const GONE = 410

/** What becomes of a delivery after a try. @param wait_seconds until the next one, or null when that was the last */
export function judge(attempt: WebhookAttempt, answer: Answer, wait_seconds: number | null, now: Date): Verdict {
  const tried: Try =
    answer.kind === 'answered' ? { status_code: answer.status_code, timestamp: now } : { error: answer.error, timestamp: now }
  const logged = { ...attempt, attempts: [...attempt.attempts, tried].slice(-TRIES_KEPT), updated_at: now }
  const slow = answer.kind === 'unanswered' && answer.timed_out
  if (isAccepted(answer)) return { attempt: { ...logged, state: 'delivered', next_attempt: null }, disable: null, slow }
  const gone = answer.kind === 'answered' && answer.status_code === GONE
  if (!gone && wait_seconds !== null) {
    const next_attempt = new Date(now.getTime() + wait_seconds * 1000)
    return { attempt: { ...logged, state: 'waiting', next_attempt }, disable: null, slow }
  }
  const disable = gone ? 'The endpoint answered 410 Gone.' : 'An event could not be delivered in three days of attempts.'
  return { attempt: { ...logged, state: 'given_up', next_attempt: null }, disable, slow }
}

const TRIES_KEPT = 100

/** Any 2xx. A redirect is not followed and is a failure like any other. */
export function isAccepted(answer: Answer): boolean {
  return answer.kind === 'answered' && answer.status_code >= 200 && answer.status_code < 300
}

/** Tries it again now, from the beginning of the schedule unless it still waits. */
export function retryAttempt(attempt: WebhookAttempt, now: Date): WebhookAttempt {
  return { ...attempt, state: 'waiting', next_attempt: now, updated_at: now }
}
