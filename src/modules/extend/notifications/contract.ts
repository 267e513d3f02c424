import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { FlagIn, IdIn, LineIn, Nothing, orNull, Related, TextIn } from '../../../contract/wire.ts'

const Fields = {
  event: LineIn(64, 1).describe('What happened, such as invoice.paid'),
  enabled: FlagIn.optional(),
  medium: z.literal('email').optional(),
  match_mode: z.enum(['any', 'all']).optional(),
  conditions: orNull(TextIn(5000)).optional().describe('A JSON list of {property, operator, value}; empty means always'),
}

export const NotificationDraft = z.object({
  ...Fields,
  user_id: orNull(IdIn).optional().describe('Who is told; everybody who works for the company unless said otherwise'),
})
export type NotificationDraft = z.output<typeof NotificationDraft>

export const NotificationChanges = z.object({ ...Fields, event: Fields.event.optional() })
export type NotificationChanges = z.output<typeof NotificationChanges>

/** Whoever works for the company is told by e-mail when something happens. */
export const Notification = z.object({
  id: z.int(),
  event: z.string(),
  enabled: z.boolean(),
  medium: z.string(),
  user_id: Related.nullable(),
  match_mode: z.enum(['any', 'all']),
  conditions: z.string(),
})
export type Notification = z.output<typeof Notification>

const expand = { user_id: 'user' } as const
const writing = { scope: 'notifications:write', permission: 'notifications.edit', expand } as const
const path = '/notifications/{id}'

export const operations = {
  list: operation({
    method: 'GET',
    path: '/notifications',
    summary: 'List notifications',
    scope: 'notifications:read',
    expand,
    list: { properties: { id: 'whole', event: 'text', enabled: 'flag', medium: 'text', user_id: 'whole' } },
    reply: z.array(Notification),
  }),
  create: operation({
    method: 'POST',
    path: '/notifications',
    summary: 'Create a notification',
    ...writing,
    body: NotificationDraft,
    reply: Notification,
  }),
  get: operation({
    method: 'GET',
    path,
    summary: 'Retrieve a notification',
    scope: 'notifications:read',
    expand,
    reply: Notification,
  }),
  update: operation({
    method: 'PATCH',
    path,
    summary: 'Update a notification',
    ...writing,
    body: NotificationChanges,
    reply: Notification,
  }),
  delete: operation({ method: 'DELETE', path, summary: 'Delete a notification', ...writing, reply: Nothing }),
}

export const events = {} as const
