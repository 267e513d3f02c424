import { z } from 'zod'
import { COMMON, type ListSpec } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import {
  Amount,
  CurrencyIn,
  DayStart,
  DecimalIn,
  FlagIn,
  IdIn,
  Instant,
  InstantIn,
  LineIn,
  MetadataIn,
  MetadataOut,
  Nothing,
  orNull,
  Related,
  TextIn,
} from '../../../contract/wire.ts'
import { CustomerDraft } from '../../customers/customers/contract.ts'
import { AppliedDiscount, AppliedTax, contentIn, LineItem, ShipTo } from '../documents/contract.ts'
import { Invoice } from '../invoices/contract.ts'
import { ESTIMATE_STATUSES } from './status.ts'

const changeable = {
  name: orNull(LineIn(255)).optional(),
  number: orNull(LineIn(32)).optional(),
  date: orNull(InstantIn).optional(),
  expiration_date: orNull(InstantIn).optional(),
  payment_terms: orNull(LineIn(255)).optional(),
  purchase_order: orNull(LineIn(32)).optional(),
  notes: orNull(TextIn(20_000)).optional(),
  draft: FlagIn.optional(),
  /** Closing it declines it. */
  closed: FlagIn.optional(),
  currency: orNull(CurrencyIn).optional(),
  deposit: orNull(DecimalIn).optional(),
  deposit_paid: FlagIn.optional(),
  metadata: MetadataIn.optional(),
  attachments: z.array(IdIn).max(100).optional(),
  disabled_payment_methods: z.array(LineIn(64)).max(50).optional(),
  ...contentIn,
}

export const EstimateDraft = z.object({
  ...changeable,
  /** An object instead of an id creates the customer. */
  customer: z.union([IdIn, CustomerDraft]),
  /** E-mail it at once. */
  send: FlagIn.optional(),
  tax_rounding: z.enum(['per_step', 'per_rate']).optional(),
})
export type EstimateDraft = z.output<typeof EstimateDraft>

export const EstimateChanges = z.object({
  ...changeable,
  /** Marks it as delivered. */
  sent: FlagIn.optional(),
  /** The approver's initials; null takes an approval back. */
  approved: orNull(LineIn(32, 1)).optional(),
})
export type EstimateChanges = z.output<typeof EstimateChanges>

/** What the customer left when approving; a program that approves leaves only the initials. */
export const Approval = z.object({
  name: z.string().nullable(),
  initials: z.string(),
  timestamp: Instant,
  ip: z.string().nullable(),
  user_agent: z.string().nullable(),
})
export type Approval = z.output<typeof Approval>

export const Estimate = z.object({
  id: z.int(),
  object: z.literal('estimate'),
  customer: Related,
  invoice: Related.nullable(),
  name: z.string(),
  number: z.string().nullable(),
  currency: z.string(),
  draft: z.boolean(),
  closed: z.boolean(),
  voided: z.boolean(),
  sent: z.boolean(),
  viewed: z.boolean(),
  /** The approver's initials, null until approved. */
  approved: z.string().nullable(),
  approval: Approval.nullable(),
  status: z.enum(ESTIMATE_STATUSES),
  date: DayStart,
  expiration_date: DayStart.nullable(),
  payment_terms: z.string().nullable(),
  purchase_order: z.string().nullable(),
  items: z.array(LineItem),
  notes: z.string().nullable(),
  subtotal: Amount,
  discounts: z.array(AppliedDiscount),
  taxes: z.array(AppliedTax),
  total: Amount,
  deposit: Amount,
  deposit_paid: z.boolean(),
  /** What payments brought for the deposit. */
  amount_deposited: Amount,
  ship_to: ShipTo.nullable(),
  tax_rounding: z.enum(['per_step', 'per_rate']),
  disabled_payment_methods: z.array(z.string()),
  url: z.string().nullable(),
  pdf_url: z.string().nullable(),
  date_issued: Instant.nullable(),
  date_sent: Instant.nullable(),
  date_viewed: Instant.nullable(),
  date_declined: Instant.nullable(),
  date_voided: Instant.nullable(),
  metadata: MetadataOut,
  created_at: Instant,
  updated_at: Instant,
})
export type Estimate = z.output<typeof Estimate>

const EXPAND = { customer: 'customer', invoice: 'invoice', 'items.catalog_item': 'item' } as const

const LIST = {
  properties: {
    ...COMMON,
    customer: 'whole',
    invoice: 'whole',
    name: 'text',
    number: 'text',
    currency: 'text',
    status: 'text',
    approved: 'text',
    date: 'day',
    expiration_date: 'day',
    payment_terms: 'text',
    purchase_order: 'text',
    subtotal: 'amount',
    total: 'amount',
    deposit: 'amount',
    deposit_paid: 'flag',
    closed: 'flag',
    draft: 'flag',
    voided: 'flag',
    sent: 'flag',
    viewed: 'flag',
    date_voided: 'instant',
  },
  metadata: true,
  dates: ['date'],
} as const satisfies ListSpec

const read = { scope: 'estimates:read', expand: EXPAND } as const
const write = { scope: 'estimates:write', expand: EXPAND } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/estimates',
    summary: 'List estimates',
    ...read,
    list: LIST,
    reply: z.array(Estimate),
  }),
  create: operation({
    method: 'POST',
    path: '/estimates',
    summary: 'Create an estimate',
    ...write,
    permission: 'estimates.create',
    body: EstimateDraft,
    reply: Estimate,
  }),
  get: operation({
    method: 'GET',
    path: '/estimates/{id}',
    summary: 'Retrieve an estimate',
    ...read,
    pdf: true,
    reply: Estimate,
  }),
  update: operation({
    method: 'PATCH',
    path: '/estimates/{id}',
    summary: 'Update an estimate',
    ...write,
    permission: 'estimates.edit',
    body: EstimateChanges,
    reply: Estimate,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/estimates/{id}',
    summary: 'Delete a draft or void an issued estimate',
    ...write,
    permission: 'estimates.delete',
    reply: Nothing,
  }),
  void: operation({
    method: 'POST',
    path: '/estimates/{id}/void',
    summary: 'Void an estimate',
    ...write,
    permission: 'estimates.void',
    success: 200,
    reply: Estimate,
  }),
  invoice: operation({
    method: 'POST',
    path: '/estimates/{id}/invoice',
    summary: 'Turn an estimate into an invoice',
    ...write,
    permission: 'invoices.create',
    expand: { customer: 'customer', estimate: 'estimate', 'items.catalog_item': 'item' },
    reply: Invoice,
  }),
}

/** What happened, in our words; `as` is the name under which the outside world is told. */
export const events = {
  'estimate.created': { object: Estimate, as: 'estimate.created' },
  'estimate.updated': { object: Estimate, as: 'estimate.updated' },
  'estimate.deleted': { object: Estimate, as: 'estimate.deleted' },
  'estimate.viewed': { object: Estimate, as: 'estimate.viewed' },
  'estimate.approved': { object: Estimate, as: 'estimate.approved' },
  'estimate.declined': { object: Estimate, as: 'estimate.updated' },
  /** Numbered: what makes the first e-mail. */
  'estimate.issued': { object: Estimate, as: null },
  'estimate.send_requested': { object: Estimate, as: null },
  'estimate.voided': { object: Estimate, as: 'estimate.updated' },
} as const
