import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import {
  DecimalIn,
  DecimalNumber,
  IdIn,
  Instant,
  InstantIn,
  LineIn,
  MetadataIn,
  MetadataOut,
  orNull,
  Related,
  RelatedCode,
} from '../../../contract/wire.ts'
import { CodeIn } from '../../catalog/tax-rates/contract.ts'

export const EVENTS_MAX = 1000

export const UsageEventIn = z.object({
  /** Chosen by the caller: sent again, the event counts once. */
  transaction_id: LineIn(255, 1),
  /** Whose subscription it is, or which. */
  customer: orNull(IdIn).optional(),
  subscription: orNull(IdIn).optional(),
  plan: CodeIn,
  quantity: DecimalIn.optional(),
  /** Now by default. */
  timestamp: orNull(InstantIn).optional(),
  metadata: MetadataIn.optional(),
})
export type UsageEventIn = z.output<typeof UsageEventIn>

export const USAGE_STATUSES = ['accepted', 'billed', 'rejected'] as const

export const UsageEvent = z.object({
  id: z.int(),
  object: z.literal('usage_event'),
  transaction_id: z.string(),
  customer: Related.nullable(),
  subscription: Related.nullable(),
  plan: RelatedCode,
  quantity: DecimalNumber,
  timestamp: Instant,
  status: z.enum(USAGE_STATUSES).describe('accepted: counted at the next bill; billed; rejected: never counted'),
  reason: z.string().nullable().describe('Why it was rejected'),
  late: z.boolean().describe('It came after the bill of its period and goes with the next one'),
  line_item: z.int().nullable(),
  invoice: Related.nullable(),
  metadata: MetadataOut,
  created_at: Instant,
  updated_at: Instant,
})
export type UsageEvent = z.output<typeof UsageEvent>

export const UsageResult = z.object({
  transaction_id: z.string(),
  id: z.int(),
  result: z.enum(['accepted', 'duplicate', 'rejected']),
  reason: z.string().nullable(),
})
export type UsageResult = z.output<typeof UsageResult>

const EXPAND = { customer: 'customer', subscription: 'subscription', plan: 'plan', invoice: 'invoice' } as const
const read = { scope: 'usage_events:read', expand: EXPAND } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/usage_events',
    summary: 'List usage events and what became of them',
    ...read,
    list: {
      properties: {
        ...COMMON,
        transaction_id: 'text',
        customer: 'whole',
        subscription: 'whole',
        plan: 'text',
        quantity: 'amount',
        timestamp: 'instant',
        status: 'text',
        reason: 'text',
        late: 'flag',
      },
      metadata: true,
    },
    reply: z.array(UsageEvent),
  }),
  create: operation({
    method: 'POST',
    path: '/usage_events',
    summary: 'Report usage, up to 1000 events at once',
    scope: 'usage_events:write',
    permission: 'subscriptions.edit',
    body: z.object({ events: z.array(UsageEventIn).min(1).max(EVENTS_MAX) }),
    reply: z.object({ results: z.array(UsageResult).describe('One for each event, in its order') }),
  }),
  get: operation({ method: 'GET', path: '/usage_events/{id}', summary: 'Retrieve a usage event', ...read, reply: UsageEvent }),
}

export const events = {} as const
