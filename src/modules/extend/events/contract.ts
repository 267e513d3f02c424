import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { Instant } from '../../../contract/wire.ts'

/** Something that happened, as the outside is told: in lists, and as the body of webhooks. Never changes. */
export const Event = z.object({
  id: z.int(),
  object: z.literal('event'),
  type: z.string().describe('What happened, such as invoice.created'),
  timestamp: Instant,
  data: z.object({
    object: z.record(z.string(), z.unknown()).describe('The object as it was right after'),
    previous: z.record(z.string(), z.unknown()).optional().describe('The old values of what changed'),
  }),
  user: z.object({
    id: z.int().describe('−1 the customer, −2 a program or the system'),
    name: z.string().nullable(),
    email: z.string().nullable(),
  }),
})
export type Event = z.output<typeof Event>

/** Whom events came from. The published API calls the system by its own name. */
const SourceIn = z
  .enum(['team', 'customer', 'api', 'system', 'invoiced'])
  .transform((source) => (source === 'invoiced' ? 'system' : source))

/** `customer,1234`: everything about one object. */
const RelatedIn = z
  .string()
  .regex(/^[a-z][a-z_]{1,40},[\w:-]{1,64}$/, 'must name a kind of object and its id, such as customer,1234')
  .transform((text) => ({ type: text.split(',')[0]!, id: text.split(',')[1]! }))
  .meta({ type: 'string', description: 'A kind of object and its id, such as customer,1234' })
export type Related = z.output<typeof RelatedIn>

export const EventQuery = z.object({
  related_to: RelatedIn.optional(),
  type: z.string().max(64).optional().describe('A kind of object, such as invoice, or a type of event, such as invoice.created'),
  from: SourceIn.optional(),
})
export type EventQuery = z.output<typeof EventQuery>

export const operations = {
  list: operation({
    method: 'GET',
    path: '/events',
    summary: 'List events, newest first',
    scope: 'events:read',
    query: EventQuery,
    list: {
      properties: { id: 'whole', type: 'text', user_id: 'whole', timestamp: 'instant' },
      dates: ['timestamp'],
      order: [{ property: 'id', direction: 'desc' }],
    },
    reply: z.array(Event),
  }),
  get: operation({ method: 'GET', path: '/events/{id}', summary: 'Retrieve an event', scope: 'events:read', reply: Event }),
}

export const events = {} as const
