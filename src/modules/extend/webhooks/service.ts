import { events } from '../../../contract/index.ts'
import { Refusal } from '../../../core/refusal.ts'
import type { Config } from '../../../platform/config.ts'
import { seal, unseal } from '../../../platform/crypto.ts'
import { lookAgain } from '../../../platform/jobs.ts'
import { createOutbound, type Outbound } from '../../../platform/outbound.ts'
import { createWebhookSecret, retryDelaySeconds } from '../../../platform/signing.ts'
import type { Work } from '../../../platform/work.ts'
import { tellOfDisabledWebhook } from '../../company/members/service.ts'
import type { Event } from '../events/contract.ts'
import { findEvents } from '../events/service.ts'
import type { ReplayRange, Webhook, WebhookAttempt, WebhookChanges, WebhookDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

const PUBLISHED: ReadonlySet<string> = new Set(Object.values(events).flatMap(({ as }) => as ?? []))

export async function createWebhook(work: Work, draft: WebhookDraft): Promise<store.KeptWebhook> {
  outboundOf(work.config).check(draft.url, 'url')
  rules.refuseUnknownTypes(draft.events, PUBLISHED)
  if ((await store.count(work)) >= rules.WEBHOOKS_MAX) {
    throw new Refusal('refused', 'too_many_webhooks', `A company may have ${rules.WEBHOOKS_MAX} webhooks; delete one first.`)
  }
  const webhook = rules.draftWebhook(await work.newId(), draft, work.now)
  const secret = sealed(work, webhook.id, createWebhookSecret())
  const kept = {
    webhook,
    keeping: {
      protected: draft.protected ?? false,
      secret,
      previous_secret: null,
      previous_secret_until: null,
      slow_since_at: null,
    },
  }
  await store.insert(work, kept)
  await work.emit('webhook.created', webhook)
  return kept
}

export async function updateWebhook(work: Work, id: number, changes: WebhookChanges): Promise<store.KeptWebhook> {
  if (changes.url !== undefined) outboundOf(work.config).check(changes.url, 'url')
  rules.refuseUnknownTypes(changes.events, PUBLISHED)
  const before = await store.lock(work, id)
  const webhook = rules.changeWebhook(before.webhook, changes, work.now)
  const kept = { webhook, keeping: { ...before.keeping, protected: changes.protected ?? before.keeping.protected } }
  await store.update(work, kept)
  await work.emit('webhook.updated', webhook, { before: before.webhook })
  if (webhook.enabled) lookAgain(work, work.now)
  return kept
}

export async function deleteWebhook(work: Work, id: number): Promise<null> {
  const { webhook } = await store.lock(work, id)
  await store.remove(work, id)
  await work.emit('webhook.deleted', webhook)
  return null
}

/** Gives the endpoint a new secret. Until tomorrow everything is signed with both, so that the receiver can change over. */
export async function rotateSecret(work: Work, id: number): Promise<store.KeptWebhook> {
  const before = await store.lock(work, id)
  const webhook = { ...before.webhook, updated_at: work.now }
  const keeping = {
    ...before.keeping,
    secret: sealed(work, id, createWebhookSecret()),
    previous_secret: before.keeping.secret,
    previous_secret_until: new Date(work.now.getTime() + rules.ROTATION_MS),
  }
  await store.update(work, { webhook, keeping })
  await work.emit('webhook.updated', webhook)
  return { webhook, keeping }
}

/** The webhook as told, with its secret where the caller asks for it and may see it. */
export function tell(work: Work, { webhook, keeping }: store.KeptWebhook, include: readonly string[]): Webhook {
  if (!include.includes('secret')) return webhook
  if (!maySeeSecrets(work)) {
    throw new Refusal('forbidden', 'secret_hidden', 'Signing secrets are shown only to those who may change webhooks.')
  }
  return { ...webhook, secret: unsealed(work, webhook.id, keeping.secret) }
}

function maySeeSecrets({ actor }: Work): boolean {
  if (actor.kind === 'api_key') return actor.scopes === null || actor.scopes.includes('webhooks:write')
  return actor.kind === 'member' && actor.permissions['settings.edit'] === true
}

export async function retryAttempt(work: Work, id: number): Promise<null> {
  const kept = await store.lockAttempt(work, id)
  if (!kept) throw new Refusal('not_found', 'webhook_attempt_not_found', `No webhook attempt ${id}.`)
  await enabledWebhook(work, kept.attempt.webhook_id)
  const attempts_made = kept.attempt.state === 'waiting' ? kept.attempts_made : 0
  await store.updateAttempts(work, [{ attempt: rules.retryAttempt(kept.attempt, work.now), attempts_made }])
  lookAgain(work, work.now)
  return null
}

export async function replay(work: Work, id: number, { start, end }: ReplayRange): Promise<{ replayed: number }> {
  const webhook = await enabledWebhook(work, id)
  const until = end ?? work.now
  if (until < start) throw new Refusal('invalid', 'range_backwards', 'end must not lie before start.', 'end')
  const range = { start, end: new Date(until.getTime() + 1000) }
  const replayed = await store.queueAgain(work, webhook, range, rules.REPLAY_MAX)
  if (replayed === null) {
    throw new Refusal(
      'invalid',
      'range_too_long',
      `More than ${rules.REPLAY_MAX} events lie in this range; replay it in parts.`,
      'end',
    )
  }
  lookAgain(work, work.now)
  return { replayed }
}

async function enabledWebhook(work: Work, id: number): Promise<Webhook> {
  const { webhook } = await store.lock(work, id)
  if (!webhook.enabled) throw new Refusal('refused', 'webhook_disabled', 'This webhook is switched off; switch it on first.')
  return webhook
}

/** A delivery that is due: everything needed to make the request. */
export interface Delivery {
  readonly attempt_id: number
  /** It was tried before. */
  readonly again: boolean
  readonly url: string
  readonly event: Event
  /** The present secret first, then the one it replaced, while that is valid. */
  readonly secrets: readonly string[]
}

/**
 * What is to be done next of what is due for an endpoint; nothing when it is switched off or gone. One delivery, but what is
 * tried again on a clock that stands still until it is moved is done side by side.
 */
export async function nextDeliveries(work: Work, webhookId: number): Promise<Delivery[]> {
  const next = rules.nextTurn(await store.dueAttempts(work, webhookId, isStanding(work) ? rules.BUNDLE_MOST : 1))
  if (next.length === 0) return []
  const { webhook, keeping } = await store.find(work, webhookId)
  if (!webhook.enabled) return []
  const found = await findEvents(
    work,
    next.map(({ event_id }) => event_id),
  )
  const told = new Map(found.map((event) => [event.id, event]))
  const previous = keeping.previous_secret_until && keeping.previous_secret_until > work.now ? keeping.previous_secret : null
  const secrets = [keeping.secret, previous]
    .filter((secret) => secret !== null)
    .map((secret) => unsealed(work, webhookId, secret))
  return next.flatMap(({ attempt, event_id, attempts_made }) => {
    const event = told.get(event_id)
    return event ? [{ attempt_id: attempt.id, again: attempts_made > 0, url: webhook.url, event, secrets }] : []
  })
}

/** A company's own clock stands still between its journeys: time that passes on it is waited by nobody. */
function isStanding({ company }: Pick<Work, 'company'>): boolean {
  return company.test_clock !== null
}

/** How a request ended, with what decides when the next one is made. */
export interface Report {
  readonly attempt_id: number
  readonly url: string
  readonly answer: rules.Answer
  /** What the receiver asked us to wait. */
  readonly retry_after_seconds: number
  /** From 0 up to 1, drawn by the caller. */
  readonly random: number
}

/** Writes down how requests to one endpoint ended. */
export async function recordAnswers(work: Work, reports: readonly Report[]): Promise<void> {
  const kept = new Map((await store.lockAttempts(work, reports.map(({ attempt_id }) => attempt_id))).map((one) => [one.attempt.id, one])) // biome-ignore format: one map
  const judged = reports.flatMap((report) => {
    const before = kept.get(report.attempt_id)
    return before ? [judge(work, before, report)] : []
  })
  if (judged.length === 0) return
  await store.updateAttempts(work, judged)
  const next = judged.flatMap(({ attempt }) => attempt.next_attempt?.getTime() ?? [])
  if (next.length > 0) lookAgain(work, new Date(Math.min(...next)))
  const disable = judged.find((verdict) => verdict.disable !== null)?.disable ?? null
  await recordHealth(work, judged[0]!.attempt, { disable, slow: judged.some(({ slow }) => slow) })
}

/** Jitter spreads the load of many over real time; where that does not pass, what belongs together stays together. */
function judge(work: Work, { attempt, attempts_made }: store.KeptAttempt, { url, answer, ...report }: Report) {
  const random = isStanding(work) ? 0 : report.random
  const wait = retryDelaySeconds(attempts_made + 2, random, report.retry_after_seconds)
  return { ...rules.judge({ ...attempt, url }, answer, wait, work.now), attempts_made: attempts_made + 1 }
}

async function recordHealth(
  work: Work,
  { webhook_id }: WebhookAttempt,
  { disable, slow }: Omit<rules.Verdict, 'attempt'>,
): Promise<void> {
  const known = await store.slowSince(work, webhook_id)
  if (disable === null && slow === (known !== null)) return
  const { webhook, keeping } = await store.lock(work, webhook_id)
  const slow_since_at = slow ? (keeping.slow_since_at ?? work.now) : null
  const after = disable !== null && webhook.enabled ? rules.disableWebhook(webhook, disable, work.now) : webhook
  await store.update(work, { webhook: after, keeping: { ...keeping, slow_since_at } })
  if (after === webhook) return
  await work.emit('webhook.disabled', after)
  await tellOfDisabledWebhook(work, { url: after.url, reason: disable ?? '' })
}

/** Whether the endpoint has been letting us wait; false when it is gone. */
export async function isSlow(work: Work, webhookId: number): Promise<boolean> {
  return (await store.slowSince(work, webhookId)) !== null
}

/**
 * When the next delivery of the company is due; null when nothing waits. On a clock that stands still until it is moved,
 * this is the last of the moments that lie within a minute of the next one: it stops once for all of them.
 */
export async function nextDue(work: Work): Promise<Date | null> {
  const moments = (await store.nextTries(work)).map(({ at }) => at.getTime())
  if (moments.length === 0) return null
  const next = Math.min(...moments)
  if (!isStanding(work) || next <= work.now.getTime()) return new Date(next)
  return store.lastTryBefore(work, new Date(next + rules.BUNDLE_MS))
}

/** The endpoints that have something due now. */
export async function dueWebhooks(work: Work): Promise<readonly number[]> {
  return (await store.nextTries(work)).filter(({ at }) => at <= work.now).map(({ webhook_id }) => webhook_id)
}

export const queueAttempts = store.queueAttempts

function sealed(work: Work, id: number, secret: string): string {
  return seal(work.config.SECRET, `webhook ${id} of ${work.companyId}`, secret)
}

function unsealed(work: Work, id: number, secret: string): string {
  return unseal(work.config.SECRET, `webhook ${id} of ${work.companyId}`, secret)
}

const ways = new WeakMap<Config, Outbound>()

/** The guarded way to users' endpoints: one pool of connections per process. */
export function outboundOf(config: Config): Outbound {
  const known = ways.get(config)
  if (known) return known
  const outbound = createOutbound({ allow: config.WEBHOOK_ALLOW, total_timeout_ms: 15_000, response_bytes_max: 65_536 })
  ways.set(config, outbound)
  return outbound
}
