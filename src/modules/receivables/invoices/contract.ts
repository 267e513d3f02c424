import { z } from 'zod'
import { COMMON, type ListSpec } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import {
  Amount,
  CurrencyIn,
  DayStart,
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

const changeable = {
  name: orNull(LineIn(255)).optional(),
  number: orNull(LineIn(32)).optional(),
  date: orNull(InstantIn).optional(),
  due_date: orNull(InstantIn).optional(),
  payment_terms: orNull(LineIn(255)).optional(),
  purchase_order: orNull(LineIn(32)).optional(),
  notes: orNull(TextIn(20_000)).optional(),
  autopay: FlagIn.optional(),
  draft: FlagIn.optional(),
  closed: FlagIn.optional(),
  late_fees: FlagIn.optional(),
  chase: FlagIn.optional(),
  tags: z.array(LineIn(50, 1)).max(10).optional(),
  metadata: MetadataIn.optional(),
  attachments: z.array(IdIn).max(100).optional(),
  disabled_payment_methods: z.array(LineIn(64)).max(50).optional(),
  ...contentIn,
}

export const InvoiceDraft = z.object({
  ...changeable,
  /** An object instead of an id creates the customer. */
  customer: z.union([IdIn, CustomerDraft]),
  currency: orNull(CurrencyIn).optional(),
  /** E-mail it at once. */
  send: FlagIn.optional(),
  tax_rounding: z.enum(['per_step', 'per_rate']).optional(),
})
export type InvoiceDraft = z.output<typeof InvoiceDraft>

export const InvoiceChanges = z.object({
  ...changeable,
  currency: orNull(CurrencyIn).optional(),
  /** Marks it as delivered. */
  sent: FlagIn.optional(),
  next_payment_attempt: orNull(InstantIn).optional(),
})
export type InvoiceChanges = z.output<typeof InvoiceChanges>

export const Invoice = z.object({
  id: z.int(),
  object: z.literal('invoice'),
  customer: Related,
  name: z.string(),
  number: z.string().nullable(),
  currency: z.string(),
  draft: z.boolean(),
  closed: z.boolean(),
  paid: z.boolean(),
  voided: z.boolean(),
  sent: z.boolean(),
  viewed: z.boolean(),
  status: z.enum(['draft', 'not_sent', 'sent', 'viewed', 'past_due', 'pending', 'disputed', 'paid', 'bad_debt', 'voided']),
  autopay: z.boolean(),
  attempt_count: z.int(),
  next_payment_attempt: Instant.nullable(),
  subscription: Related.nullable(),
  date: DayStart,
  due_date: DayStart.nullable(),
  payment_terms: z.string().nullable(),
  purchase_order: z.string().nullable(),
  items: z.array(LineItem),
  notes: z.string().nullable(),
  subtotal: Amount,
  discounts: z.array(AppliedDiscount),
  taxes: z.array(AppliedTax),
  total: Amount,
  amount_paid: Amount,
  amount_credited: Amount,
  amount_written_off: Amount,
  balance: Amount,
  pending: Amount,
  ship_to: ShipTo.nullable(),
  payment_plan: Related.nullable(),
  /** Due date of the oldest unpaid installment. */
  installment_date: DayStart.nullable(),
  estimate: Related.nullable(),
  consolidated: z.boolean(),
  consolidated_invoice: Related.nullable(),
  tax_rounding: z.enum(['per_step', 'per_rate']),
  late_fees: z.boolean(),
  chase: z.boolean(),
  disputed: z.boolean(),
  needs_attention: z.boolean(),
  tags: z.array(z.string()),
  disabled_payment_methods: z.array(z.string()),
  payment_source: z.record(z.string(), z.unknown()).nullable(),
  url: z.string().nullable(),
  payment_url: z.string().nullable(),
  pdf_url: z.string().nullable(),
  csv_url: z.string().nullable(),
  date_issued: Instant.nullable(),
  date_sent: Instant.nullable(),
  date_viewed: Instant.nullable(),
  date_paid: DayStart.nullable(),
  date_voided: Instant.nullable(),
  date_bad_debt: DayStart.nullable(),
  metadata: MetadataOut,
  created_at: Instant,
  updated_at: Instant,
})
export type Invoice = z.output<typeof Invoice>

const EXPAND = {
  customer: 'customer',
  payment_plan: 'payment_plan',
  subscription: 'subscription',
  'items.catalog_item': 'item',
  estimate: 'estimate',
  consolidated_invoice: 'invoice',
} as const

const LIST = {
  properties: {
    ...COMMON,
    customer: 'whole',
    name: 'text',
    number: 'text',
    currency: 'text',
    status: 'text',
    date: 'day',
    due_date: 'day',
    payment_terms: 'text',
    purchase_order: 'text',
    subtotal: 'amount',
    total: 'amount',
    balance: 'amount',
    amount_paid: 'amount',
    amount_credited: 'amount',
    amount_written_off: 'amount',
    attempt_count: 'whole',
    next_payment_attempt: 'instant',
    autopay: 'flag',
    closed: 'flag',
    draft: 'flag',
    paid: 'flag',
    voided: 'flag',
    sent: 'flag',
    viewed: 'flag',
    late_fees: 'flag',
    consolidated: 'flag',
    needs_attention: 'flag',
    disputed: 'flag',
    chase: 'flag',
    subscription: 'whole',
    payment_plan: 'whole',
    estimate: 'whole',
    consolidated_invoice: 'whole',
    date_paid: 'day',
    date_voided: 'instant',
    date_bad_debt: 'day',
    date_issued: 'instant',
  },
  metadata: true,
  dates: ['date', 'due_date'],
} as const satisfies ListSpec

const read = { scope: 'invoices:read', expand: EXPAND } as const
const write = { scope: 'invoices:write', expand: EXPAND } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/invoices',
    summary: 'List invoices',
    ...read,
    list: LIST,
    query: z.object({
      tags: z.array(z.string()).optional(),
      payment_plan: z.enum(['0', '1', 'needs_approval']).optional(),
      payment_attempted: FlagIn.optional(),
      total: z.string().optional().describe('["op", number]'),
      balance: z.string().optional().describe('["op", number]'),
    }),
    reply: z.array(Invoice),
  }),
  create: operation({
    method: 'POST',
    path: '/invoices',
    summary: 'Create an invoice',
    ...write,
    permission: 'invoices.create',
    body: InvoiceDraft,
    reply: Invoice,
  }),
  get: operation({ method: 'GET', path: '/invoices/{id}', summary: 'Retrieve an invoice', ...read, pdf: true, reply: Invoice }),
  update: operation({
    method: 'PATCH',
    path: '/invoices/{id}',
    summary: 'Update an invoice',
    ...write,
    permission: 'invoices.edit',
    body: InvoiceChanges,
    reply: Invoice,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/invoices/{id}',
    summary: 'Delete a draft or void an issued invoice',
    ...write,
    permission: 'invoices.delete',
    reply: Nothing,
  }),
  void: operation({
    method: 'POST',
    path: '/invoices/{id}/void',
    summary: 'Void an invoice',
    ...write,
    permission: 'invoices.void',
    success: 200,
    reply: Invoice,
  }),
  badDebt: operation({
    method: 'POST',
    path: '/invoices/{id}/bad_debt',
    summary: 'Write the balance off as bad debt',
    ...write,
    permission: 'invoices.edit',
    success: 200,
    reply: Invoice,
  }),
  consolidate: operation({
    method: 'POST',
    path: '/customers/{id}/consolidate_invoices',
    summary: "Merge a customer's open invoices into one",
    ...write,
    permission: 'invoices.create',
    body: z.object({ cutoff_date: orNull(InstantIn).optional() }),
    bare: 'cutoff_date',
    reply: Invoice,
  }),
}

/** What happened, in our words; `as` is the name under which the outside world is told. */
export const events = {
  'invoice.created': { object: Invoice, as: 'invoice.created' },
  'invoice.updated': { object: Invoice, as: 'invoice.updated' },
  'invoice.deleted': { object: Invoice, as: 'invoice.deleted' },
  'invoice.viewed': { object: Invoice, as: 'invoice.viewed' },
  'invoice.paid': { object: Invoice, as: 'invoice.paid' },
  'invoice.payment_expected': { object: Invoice, as: 'invoice.payment_expected' },
  /** Numbered and in the books: what makes the stored PDF, the first e-mail and the network document. */
  'invoice.issued': { object: Invoice, as: null },
  /** Created with send=true: whoever sends mail sends it. */
  'invoice.send_requested': { object: Invoice, as: null },
  /** It took pending lines of its customer; what waits below zero is to be credited. */
  'invoice.took_pending_lines': { object: Invoice, as: null },
  'invoice.voided': { object: Invoice, as: 'invoice.updated' },
} as const
