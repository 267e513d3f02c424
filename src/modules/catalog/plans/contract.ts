import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import {
  CurrencyIn,
  DecimalIn,
  DecimalNumber,
  FlagIn,
  Instant,
  LineIn,
  MetadataIn,
  MetadataOut,
  Nothing,
  orNull,
  RelatedCode,
  TextIn,
  WholeIn,
} from '../../../contract/wire.ts'
import { CodeIn } from '../tax-rates/contract.ts'

const TierIn = z.object({
  min_qty: orNull(WholeIn(0, 1_000_000_000)).optional(),
  max_qty: orNull(WholeIn(0, 1_000_000_000)).optional(),
  unit_cost: DecimalIn,
})

export const PlanDraft = z.object({
  id: orNull(CodeIn).optional(),
  name: LineIn(255, 1),
  catalog_item: orNull(CodeIn).optional(),
  currency: orNull(CurrencyIn).optional(),
  amount: orNull(DecimalIn).optional(),
  pricing_mode: z.enum(['per_unit', 'volume', 'tiered', 'custom']).optional(),
  quantity_type: z.enum(['constant', 'usage']).optional(),
  interval: z.enum(['day', 'week', 'month', 'year']),
  interval_count: WholeIn(1, 365).optional(),
  tiers: orNull(z.array(TierIn).max(100)).optional(),
  description: orNull(TextIn(5000)).optional(),
  metadata: MetadataIn.optional(),
})
export type PlanDraft = z.output<typeof PlanDraft>

/** A price never changes: subscriptions rely on it. Make another plan and move them. */
export const PlanChanges = z.object({
  name: LineIn(255, 1).optional(),
  description: orNull(TextIn(5000)).optional(),
  metadata: MetadataIn.optional(),
})
export type PlanChanges = z.output<typeof PlanChanges>

export const Plan = z.object({
  id: z.string(),
  object: z.literal('plan'),
  name: z.string(),
  catalog_item: RelatedCode.nullable(),
  currency: z.string(),
  amount: DecimalNumber.nullable(),
  pricing_mode: z.enum(['per_unit', 'volume', 'tiered', 'custom']),
  quantity_type: z.enum(['constant', 'usage']).describe('usage: counted by usage events and billed in arrears'),
  interval: z.enum(['day', 'week', 'month', 'year']),
  interval_count: z.int(),
  tiers: z.array(z.object({ min_qty: z.int().nullable(), max_qty: z.int().nullable(), unit_cost: DecimalNumber })).nullable(),
  description: z.string().nullable(),
  archived: z.boolean(),
  tier: z.null().describe('Published without a meaning, and always null'),
  /** Only with include=num_subscriptions. */
  num_subscriptions: z.int().optional(),
  metadata: MetadataOut,
  created_at: Instant,
  updated_at: Instant,
})
export type Plan = z.output<typeof Plan>

const EXPAND = { catalog_item: 'item' } as const
const write = { scope: 'plans:write', permission: 'catalog.edit', expand: EXPAND } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/plans',
    summary: 'List plans',
    scope: 'plans:read',
    expand: EXPAND,
    query: z.object({ archived: FlagIn.optional() }),
    list: {
      properties: {
        id: 'text',
        name: 'text',
        catalog_item: 'text',
        currency: 'text',
        amount: 'amount',
        pricing_mode: 'text',
        quantity_type: 'text',
        tiers: 'text',
        interval: 'text',
        interval_count: 'whole',
        description: 'text',
        archived: 'flag',
        created_at: COMMON.created_at,
        updated_at: COMMON.updated_at,
      },
      metadata: true,
    },
    reply: z.array(Plan),
  }),
  create: operation({ method: 'POST', path: '/plans', summary: 'Create a plan', ...write, body: PlanDraft, reply: Plan }),
  get: operation({
    method: 'GET',
    path: '/plans/{code}',
    summary: 'Retrieve a plan',
    scope: 'plans:read',
    expand: EXPAND,
    reply: Plan,
  }),
  update: operation({
    method: 'PATCH',
    path: '/plans/{code}',
    summary: 'Update a plan',
    ...write,
    body: PlanChanges,
    reply: Plan,
  }),
  delete: operation({ method: 'DELETE', path: '/plans/{code}', summary: 'Archive a plan', ...write, reply: Nothing }),
}

export const events = {} as const
