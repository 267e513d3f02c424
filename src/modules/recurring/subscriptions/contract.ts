import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import {
  Amount,
  DecimalIn,
  DecimalNumber,
  FlagIn,
  IdIn,
  Instant,
  InstantIn,
  LineIn,
  MetadataIn,
  MetadataOut,
  orNull,
  Related,
  RelatedCode,
  TextIn,
  WholeIn,
} from '../../../contract/wire.ts'
import { CodeIn, TaxRate, TaxRateCodesIn } from '../../catalog/tax-rates/contract.ts'
import { contentIn, LineItemIn, ShipTo } from '../../receivables/documents/contract.ts'
import { Invoice } from '../../receivables/invoices/contract.ts'

/** An id, or an object that has one, as samples and clients send both. */
const codeOrObject = z.union([CodeIn, z.object({ id: CodeIn }).transform(({ id }) => id)])
const couponIn = z.union([codeOrObject, z.object({ coupon: codeOrObject }).transform(({ coupon }) => coupon)])
const listOf = <S extends z.ZodType>(element: S, max: number) =>
  z.union([z.literal('').transform(() => []), z.array(element).max(max)]) as z.ZodType<z.output<S>[], z.input<S>[]>

export const ADDONS_MAX = 100

const AddonIn = z.object({
  /** Keeps the addon it names. */
  id: IdIn.optional(),
  plan: codeOrObject.optional(),
  /** The older name of `plan`, which counts where both are sent: a plan, or the item that a plan sells. */
  catalog_item: orNull(codeOrObject).optional(),
  quantity: DecimalIn.optional(),
  amount: orNull(DecimalIn).optional(),
  description: orNull(TextIn(5000)).optional(),
})
export type AddonIn = z.output<typeof AddonIn>

const RENEWAL_MODES = ['auto', 'manual', 'renew_once', 'none'] as const

const priced = {
  quantity: DecimalIn.optional(),
  /** Only for plans with custom pricing. */
  amount: orNull(DecimalIn).optional(),
  description: orNull(TextIn(5000)).optional(),
  addons: listOf(AddonIn, ADDONS_MAX).optional(),
  discounts: listOf(couponIn, 20).optional(),
  taxes: TaxRateCodesIn.optional(),
}
const terms = {
  start_date: orNull(InstantIn).optional(),
  bill_in_advance_days: WholeIn(0, 365).optional(),
  cycles: orNull(WholeIn(1, 10_000)).optional(),
  paused: FlagIn.optional(),
  contract_renewal_cycles: orNull(WholeIn(1, 10_000)).optional(),
  contract_renewal_mode: z.enum(RENEWAL_MODES).optional(),
  cancel_at_period_end: FlagIn.optional(),
  ship_to: contentIn.ship_to,
  metadata: MetadataIn.optional(),
}
const rhythm = {
  snap_to_nth_day: orNull(WholeIn(1, 365)).optional().describe('Periods begin on this day of the week, month or year'),
  renews_next: orNull(InstantIn)
    .optional()
    .describe('The day of the next bill; the rhythm goes on from there. In advance, days until then are not charged'),
}
const beginning = {
  ...rhythm,
  bill_in: z.enum(['advance', 'arrears']).optional(),
  /** Further lines of the first invoice. */
  pending_line_items: listOf(LineItemIn, 100).optional(),
}

export const SubscriptionDraft = z.object({ customer: IdIn, plan: codeOrObject, ...priced, ...terms, ...beginning })
export type SubscriptionDraft = z.output<typeof SubscriptionDraft>

export const SubscriptionChanges = z.object({
  plan: codeOrObject.optional(),
  ...priced,
  ...terms,
  ...rhythm,
  canceled_reason: orNull(LineIn(50)).optional().describe('Why it ends; kept together with cancel_at_period_end'),
  prorate: FlagIn.optional(),
  /** The day from which the change counts; now by default. */
  proration_date: orNull(InstantIn).optional(),
})
export type SubscriptionChanges = z.output<typeof SubscriptionChanges>

export const PreviewDraft = z.object({ customer: orNull(IdIn).optional(), plan: codeOrObject, ...priced, ...terms, ...beginning })
export type PreviewDraft = z.output<typeof PreviewDraft>

export const Addon = z.object({
  id: z.int(),
  object: z.literal('subscription_addon'),
  plan: RelatedCode,
  catalog_item: RelatedCode.nullable(),
  quantity: DecimalNumber,
  amount: DecimalNumber.nullable(),
  description: z.string().nullable(),
  created_at: Instant,
  updated_at: Instant,
})
export type Addon = z.output<typeof Addon>

export const STATUSES = ['not_started', 'active', 'past_due', 'paused', 'pending_renewal', 'finished', 'canceled'] as const

export const Subscription = z.object({
  id: z.int(),
  object: z.literal('subscription'),
  customer: Related,
  plan: RelatedCode,
  amount: DecimalNumber.nullable(),
  quantity: DecimalNumber,
  description: z.string().nullable(),
  currency: z.string(),
  start_date: Instant,
  bill_in: z.enum(['advance', 'arrears']),
  bill_in_advance_days: z.int(),
  snap_to_nth_day: z.int().nullable(),
  addons: z.array(Addon),
  discounts: z.array(z.record(z.string(), z.unknown())).describe('Coupons as they were when they were given'),
  taxes: z.array(TaxRate),
  cycles: z.int().nullable(),
  period_start: Instant.nullable(),
  period_end: Instant.nullable().describe('One second before the next period begins'),
  renews_next: Instant.nullable(),
  renewed_last: Instant.nullable(),
  cancel_at_period_end: z.boolean(),
  canceled_at: Instant.nullable(),
  canceled_reason: z.string().nullable(),
  status: z.enum(STATUSES),
  paused: z.boolean(),
  canceled: z.boolean(),
  finished: z.boolean(),
  pending_renewal: z.boolean(),
  contract_period_start: Instant.nullable(),
  contract_period_end: Instant.nullable(),
  contract_renewal_cycles: z.int().nullable(),
  contract_renewal_mode: z.enum(RENEWAL_MODES),
  ship_to: ShipTo.nullable(),
  recurring_total: Amount,
  mrr: Amount,
  approval: z.record(z.string(), z.unknown()).nullable().describe('How the customer accepted it'),
  payment_source: z.record(z.string(), z.unknown()).nullable(),
  problem: z.string().nullable().describe('Why the last bill could not be made; it is tried again every day'),
  url: z.string(),
  metadata: MetadataOut,
  created_at: Instant,
  updated_at: Instant,
})
export type Subscription = z.output<typeof Subscription>

/** An invoice that was not made: it has no id. */
const FirstInvoice = z.object({ ...Invoice.shape, id: z.null() })
export const Preview = z.object({ first_invoice: FirstInvoice, recurring_total: Amount, mrr: Amount })
export type Preview = z.output<typeof Preview>

const EXPAND = { customer: 'customer', plan: 'plan', 'addons.plan': 'plan', 'addons.catalog_item': 'item' } as const
const read = { scope: 'subscriptions:read', expand: EXPAND } as const
const edit = { scope: 'subscriptions:write', permission: 'subscriptions.edit', expand: EXPAND } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/subscriptions',
    summary: 'List subscriptions that go on, or canceled, finished or all of them',
    ...read,
    list: {
      properties: {
        ...COMMON,
        customer: 'whole',
        plan: 'text',
        status: 'text',
        quantity: 'amount',
        bill_in: 'text',
        bill_in_advance_days: 'whole',
        snap_to_nth_day: 'whole',
        cycles: 'whole',
        start_date: 'day',
        period_start: 'day',
        period_end: 'day',
        renews_next: 'day',
        renewed_last: 'instant',
        cancel_at_period_end: 'flag',
        canceled: 'flag',
        canceled_at: 'instant',
        canceled_reason: 'text',
        finished: 'flag',
        paused: 'flag',
        pending_renewal: 'flag',
        contract_period_start: 'day',
        contract_period_end: 'day',
        contract_renewal_cycles: 'whole',
        contract_renewal_mode: 'text',
        recurring_total: 'amount',
        mrr: 'amount',
      },
      metadata: true,
    },
    query: z.object({
      canceled: FlagIn.optional(),
      finished: FlagIn.optional(),
      all: FlagIn.optional(),
      contract: FlagIn.optional().describe('Only those with a term, or only those without'),
      plan: z.string().optional(),
      customer: IdIn.optional(),
    }),
    reply: z.array(Subscription),
  }),
  create: operation({
    method: 'POST',
    path: '/subscriptions',
    summary: 'Create a subscription and bill what is due',
    scope: 'subscriptions:write',
    permission: 'subscriptions.create',
    /** On AutoPay the first bill is charged at once. */
    outside: true,
    expand: EXPAND,
    body: SubscriptionDraft,
    reply: Subscription,
  }),
  preview: operation({
    method: 'POST',
    path: '/subscriptions/preview',
    summary: 'Price a subscription without making it',
    scope: 'subscriptions:read',
    success: 200,
    safe: true,
    body: PreviewDraft,
    reply: Preview,
  }),
  get: operation({
    method: 'GET',
    path: '/subscriptions/{id}',
    summary: 'Retrieve a subscription',
    ...read,
    reply: Subscription,
  }),
  update: operation({
    method: 'PATCH',
    path: '/subscriptions/{id}',
    summary: 'Update a subscription',
    ...edit,
    body: SubscriptionChanges,
    reply: Subscription,
  }),
  cancel: operation({
    method: 'DELETE',
    path: '/subscriptions/{id}',
    summary: 'Cancel a subscription now',
    ...edit,
    permission: 'subscriptions.delete',
    success: 200,
    query: z.object({ canceled_reason: LineIn(50).optional() }),
    reply: Subscription,
  }),
  pause: operation({
    method: 'POST',
    path: '/subscriptions/{id}/pause',
    summary: 'Stop billing a subscription until it is resumed',
    ...edit,
    success: 200,
    reply: Subscription,
  }),
  resume: operation({
    method: 'POST',
    path: '/subscriptions/{id}/resume',
    summary: 'Bill a paused subscription again',
    ...edit,
    success: 200,
    body: z.object({
      period_end: orNull(InstantIn).optional().describe('Nothing is billed until then, and a new period begins'),
    }),
    reply: Subscription,
  }),
  renew_contract: operation({
    method: 'POST',
    path: '/subscriptions/{id}/renew_contract',
    summary: 'Begin the next term of a contract that waits for it',
    ...edit,
    success: 200,
    reply: Subscription,
  }),
}

export const events = {
  'subscription.created': { object: Subscription, as: 'subscription.created' },
  'subscription.updated': { object: Subscription, as: 'subscription.updated' },
  'subscription.canceled': { object: Subscription, as: 'subscription.deleted' },
} as const
