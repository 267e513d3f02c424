import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import { FlagIn, Instant, InstantIn, LineIn, Nothing, Related } from '../../../contract/wire.ts'

/** Published event types, or `*` for all of them. */
const EventTypesIn = z
  .array(z.string().regex(/^(\*|[a-z_]{2,40}\.[a-z_]{2,40})$/, 'must be an event type such as invoice.paid, or *'))
  .min(1)
  .max(200)

export const WebhookDraft = z.object({
  url: LineIn(2048, 1),
  enabled: FlagIn.optional(),
  events: EventTypesIn.optional(),
  protected: FlagIn.optional(),
})
export type WebhookDraft = z.output<typeof WebhookDraft>

export const WebhookChanges = WebhookDraft.partial()
export type WebhookChanges = z.output<typeof WebhookChanges>

export const Webhook = z.object({
  id: z.int(),
  url: z.string(),
  enabled: z.boolean(),
  events: z.array(z.string()),
  disabled_reason: z.string().nullable().describe('Why it was switched off by itself'),
  secret: z.string().optional().describe('The signing secret; only with include=secret'),
  created_at: Instant,
  updated_at: Instant,
})
export type Webhook = z.output<typeof Webhook>

/** One request to the endpoint and what came of it. */
export const Try = z.object({
  status_code: z.int().optional(),
  error: z.string().optional().describe('Why there was no answer'),
  timestamp: Instant,
})
export type Try = z.output<typeof Try>

/** The delivery of one event to one endpoint, however many tries it takes. */
export const WebhookAttempt = z.object({
  id: z.int(),
  webhook_id: z.int(),
  event_id: Related,
  event_type: z.string(),
  url: z.string(),
  state: z.enum(['waiting', 'delivered', 'given_up']),
  attempts: z.array(Try),
  next_attempt: Instant.nullable(),
  created_at: Instant,
  updated_at: Instant,
})
export type WebhookAttempt = z.output<typeof WebhookAttempt>

export const ReplayRange = z.object({ start: InstantIn, end: InstantIn.optional() })
export type ReplayRange = z.output<typeof ReplayRange>

const READ = 'webhooks:read'
const WRITE = { scope: 'webhooks:write', permission: 'settings.edit' } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/webhooks',
    summary: 'List webhooks',
    scope: READ,
    list: {
      properties: { ...COMMON, url: 'text', enabled: 'flag', protected: 'flag' },
    },
    reply: z.array(Webhook),
  }),
  create: operation({
    method: 'POST',
    path: '/webhooks',
    summary: 'Create a webhook',
    ...WRITE,
    body: WebhookDraft,
    reply: Webhook,
  }),
  get: operation({ method: 'GET', path: '/webhooks/{id}', summary: 'Retrieve a webhook', scope: READ, reply: Webhook }),
  update: operation({
    method: 'PATCH',
    path: '/webhooks/{id}',
    summary: 'Update a webhook; switching it on again resumes what waited',
    ...WRITE,
    body: WebhookChanges,
    reply: Webhook,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/webhooks/{id}',
    summary: 'Delete a webhook and its log',
    ...WRITE,
    reply: Nothing,
  }),
  rotate: operation({
    method: 'POST',
    path: '/webhooks/{id}/rotate_secret',
    summary: 'Replace the signing secret; the old one signs for 24 hours beside it, and X-Invoiced-Signature alone until then',
    ...WRITE,
    success: 200,
    reply: Webhook,
  }),
  replay: operation({
    method: 'POST',
    path: '/webhooks/{id}/replay',
    summary: 'Deliver again every event of a stretch of time',
    ...WRITE,
    success: 200,
    body: ReplayRange,
    reply: z.object({ replayed: z.int().describe('How many events will be delivered') }),
  }),
}

export const attemptOperations = {
  list: operation({
    method: 'GET',
    path: '/webhook_attempts',
    summary: 'List webhook attempts',
    scope: READ,
    list: {
      properties: { ...COMMON, webhook_id: 'whole', event_id: 'whole', event_type: 'text', state: 'text' },
    },
    expand: { event_id: 'event' },
    reply: z.array(WebhookAttempt),
  }),
  get: operation({
    method: 'GET',
    path: '/webhook_attempts/{id}',
    summary: 'Retrieve a webhook attempt',
    scope: READ,
    expand: { event_id: 'event' },
    reply: WebhookAttempt,
  }),
  retry: operation({
    method: 'POST',
    path: '/webhook_attempts/{id}/retries',
    summary: 'Deliver an event again',
    ...WRITE,
    success: 204,
    reply: Nothing,
  }),
}

export const events = {
  'webhook.created': { object: Webhook, as: null },
  'webhook.updated': { object: Webhook, as: null },
  'webhook.deleted': { object: Webhook, as: null },
  /** Switched off by itself: the endpoint is gone, or failed until the last attempt. */
  'webhook.disabled': { object: Webhook, as: null },
} as const
