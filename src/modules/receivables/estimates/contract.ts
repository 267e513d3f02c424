import { z } from 'zod'
import type { ListSpec } from '../../../contract/list.ts'
import { NOBODYS, operation } from '../../../contract/operation.ts'
import {
  Amount,
  DayStart,
  DecimalIn,
  FlagIn,
  Instant,
  InstantIn,
  LineIn,
  Nothing,
  orNull,
  Related,
} from '../../../contract/wire.ts'
import { DOCUMENT_PROPERTIES, documentIn, documentOut, keptDocumentIn, newDocumentIn, ShipTo } from '../documents/contract.ts'
import { Invoice } from '../invoices/contract.ts'
import { ESTIMATE_STATUSES } from './status.ts'

const changeable = {
  expiration_date: orNull(InstantIn).optional(),
  payment_terms: orNull(LineIn(255)).optional(),
  /** Closing it declines it. */
  deposit: orNull(DecimalIn).optional(),
  deposit_paid: FlagIn.optional(),
  disabled_payment_methods: z.array(LineIn(64)).max(50).optional(),
  ...documentIn,
}

export const EstimateDraft = z.object({
  ...changeable,
  ...newDocumentIn,
})
export type EstimateDraft = z.output<typeof EstimateDraft>

export const EstimateChanges = z.object({
  ...changeable,
  ...keptDocumentIn,
  /** The approver's initials; null takes an approval back. */
  approved: orNull(LineIn(32, 1)).optional(),
  approval_name: orNull(LineIn(255)).optional().describe('With `approved`: the name of whoever approved'),
})
export type EstimateChanges = z.output<typeof EstimateChanges>

/** What the customer left when approving, or what the company says of that; a program may leave only the initials. */
export const Approval = z.object({
  name: z.string().nullable(),
  initials: z.string(),
  timestamp: Instant,
  ip: z.string().nullable(),
  user_agent: z.string().nullable(),
  noted_by: Related.nullable().describe('The member who noted that the customer approved; null where they did so themselves'),
})
export type Approval = z.output<typeof Approval>

export const Estimate = z.object({
  ...documentOut,
  object: z.literal('estimate'),
  invoice: Related.nullable(),
  /** The approver's initials, null until approved. */
  approved: z.string().nullable(),
  approval: Approval.nullable(),
  status: z.enum(ESTIMATE_STATUSES),
  expiration_date: DayStart.nullable(),
  payment_terms: z.string().nullable(),
  deposit: Amount,
  deposit_paid: z.boolean(),
  /** What payments brought for the deposit. */
  amount_deposited: Amount,
  ship_to: ShipTo.nullable(),
  disabled_payment_methods: z.array(z.string()),
  date_declined: Instant.nullable(),
})
export type Estimate = z.output<typeof Estimate>

const EXPAND = {
  customer: 'customer',
  invoice: 'invoice',
  network_document: NOBODYS,
  'items.catalog_item': 'item',
  'approval.noted_by': 'user',
} as const

const LIST = {
  properties: {
    ...DOCUMENT_PROPERTIES,
    invoice: 'whole',
    approved: 'text',
    expiration_date: 'day',
    payment_terms: 'text',
    deposit: 'amount',
    deposit_paid: 'flag',
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
    outside: 'customer.payment_source',
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
