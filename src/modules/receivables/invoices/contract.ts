import { z } from 'zod'
import type { ListSpec } from '../../../contract/list.ts'
import { NOBODYS, operation } from '../../../contract/operation.ts'
import { Amount, DayStart, FlagIn, IdIn, Instant, InstantIn, LineIn, Nothing, orNull, Related } from '../../../contract/wire.ts'
import { DOCUMENT_PROPERTIES, documentIn, documentOut, keptDocumentIn, newDocumentIn, ShipTo } from '../documents/contract.ts'

const changeable = {
  due_date: orNull(InstantIn).optional(),
  payment_terms: orNull(LineIn(255)).optional(),
  autopay: FlagIn.optional(),
  late_fees: FlagIn.optional(),
  chase: FlagIn.optional(),
  tags: z.array(LineIn(50, 1)).max(10).optional(),
  disabled_payment_methods: z.array(LineIn(64)).max(50).optional(),
  ...documentIn,
}

export const InvoiceDraft = z.object({
  ...changeable,
  ...newDocumentIn,
})
export type InvoiceDraft = z.output<typeof InvoiceDraft>

export const InvoiceChanges = z.object({
  ...changeable,
  ...keptDocumentIn,
  next_payment_attempt: orNull(InstantIn).optional(),
})
export type InvoiceChanges = z.output<typeof InvoiceChanges>

export const Invoice = z.object({
  ...documentOut,
  object: z.literal('invoice'),
  paid: z.boolean(),
  status: z.enum(['draft', 'not_sent', 'sent', 'viewed', 'past_due', 'pending', 'disputed', 'paid', 'bad_debt', 'voided']),
  autopay: z.boolean(),
  attempt_count: z.int(),
  next_payment_attempt: Instant.nullable(),
  subscription: Related.nullable(),
  due_date: DayStart.nullable(),
  payment_terms: z.string().nullable(),
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
  late_fees: z.boolean(),
  chase: z.boolean(),
  disputed: z.boolean(),
  needs_attention: z.boolean(),
  tags: z.array(z.string()),
  disabled_payment_methods: z.array(z.string()),
  payment_source: z.record(z.string(), z.unknown()).nullable(),
  payment_url: z.string().nullable(),
  csv_url: z.string().nullable(),
  date_paid: DayStart.nullable(),
  date_bad_debt: DayStart.nullable(),
})
export type Invoice = z.output<typeof Invoice>

const EXPAND = {
  network_document: NOBODYS,
  customer: 'customer',
  payment_plan: 'payment_plan',
  subscription: 'subscription',
  'items.catalog_item': 'item',
  estimate: 'estimate',
  consolidated_invoice: 'invoice',
} as const

const LIST = {
  properties: {
    ...DOCUMENT_PROPERTIES,
    due_date: 'day',
    payment_terms: 'text',
    balance: 'amount',
    amount_paid: 'amount',
    amount_credited: 'amount',
    amount_written_off: 'amount',
    attempt_count: 'whole',
    next_payment_attempt: 'instant',
    autopay: 'flag',
    paid: 'flag',
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
      broken_promises: FlagIn.optional().describe(
        'Open ones whose customer promised to pay by a day that has passed, or all others',
      ),
      customer_payment_info: FlagIn.optional().describe('Whether the customer has a default card or bank account'),
      chasing: FlagIn.optional().describe(
        'Whether they are chased on their own: by a cadence of invoices or a schedule that is not switched off',
      ),
      cadence: IdIn.optional().describe('Those that follow this cadence of invoices'),
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
    outside: 'customer.payment_source',
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
  unconsolidate: operation({
    method: 'POST',
    path: '/invoices/{id}/unconsolidate',
    summary: 'Void a consolidated invoice and open its parts again',
    ...write,
    permission: 'invoices.void',
    success: 200,
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
