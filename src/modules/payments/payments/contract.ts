import { z } from 'zod'
import { COMMON, type ListSpec } from '../../../contract/list.ts'
import { NOBODYS, operation } from '../../../contract/operation.ts'
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
  orNull,
  Related,
  TextIn,
} from '../../../contract/wire.ts'

export const PAYMENT_SOURCES = [
  'keyed',
  'api',
  'bank_feed',
  'imported',
  'check_lockbox',
  'remittance_advice',
  'network',
  'autopay',
  'customer_portal',
  'charge',
  'virtual_terminal',
] as const

export const SPLIT_TYPES = [
  'invoice',
  'estimate',
  'credit_note',
  'convenience_fee',
  'credit',
  'applied_credit',
  'document_adjustment',
] as const

export const SplitIn = z.object({
  id: orNull(IdIn)
    .optional()
    .describe(
      'When a payment is changed: of the split in force that this one is, whatever it settles now. Without it, the split of the same type on the same documents is that one. New payments pass it over',
    ),
  type: z.enum(SPLIT_TYPES),
  amount: DecimalIn,
  invoice: orNull(IdIn).optional(),
  estimate: orNull(IdIn).optional(),
  credit_note: orNull(IdIn).optional(),
  document_type: orNull(z.enum(['invoice', 'estimate', 'credit_note'])).optional(),
  short_pay: FlagIn.optional(),
})
export type SplitIn = z.output<typeof SplitIn>

/** What is said of a payment, whichever way it is recorded. */
export const PaymentFacts = {
  date: orNull(InstantIn).optional(),
  method: LineIn(64, 1).optional(),
  notes: orNull(TextIn(20_000)).optional(),
  metadata: MetadataIn.optional(),
}

export const PaymentDraft = z.object({
  ...PaymentFacts,
  customer: orNull(IdIn).optional(),
  currency: orNull(CurrencyIn).optional(),
  amount: DecimalIn,
  reference: orNull(LineIn(255)).optional(),
  ach_sender_id: orNull(LineIn(255)).optional(),
  source: z.enum(PAYMENT_SOURCES).optional(),
  applied_to: z.array(SplitIn).max(1000).optional(),
})
export type PaymentDraft = z.output<typeof PaymentDraft>

export const PaymentChanges = PaymentDraft.partial()
export type PaymentChanges = z.output<typeof PaymentChanges>

/** One split as it was applied. */
export const Application = z.object({
  id: z.int(),
  object: z.literal('payment_application'),
  type: z.enum(SPLIT_TYPES),
  amount: Amount,
  customer: Related.nullable(),
  invoice: Related.nullable(),
  estimate: Related.nullable(),
  credit_note: Related.nullable(),
  document_type: z.enum(['invoice', 'estimate', 'credit_note']).nullable(),
  short_pay: z.boolean(),
  created_at: Instant,
  updated_at: Instant,
})
export type Application = z.output<typeof Application>

export const Payment = z.object({
  id: z.int(),
  object: z.literal('payment'),
  customer: Related.nullable(),
  date: DayStart,
  method: z.string(),
  currency: z.string(),
  amount: Amount,
  balance: Amount,
  /** Given back to the payer, by refunds and lost disputes. */
  amount_returned: Amount,
  matched: z.boolean().nullable(),
  voided: z.boolean(),
  /** Pending: under way at a bank or gateway; found by its id and in no list until the money is there. */
  status: z.enum(['pending', 'unapplied', 'applied', 'voided']),
  reference: z.string().nullable(),
  source: z.string(),
  ach_sender_id: z.string().nullable(),
  notes: z.string().nullable(),
  /** The charge in full, for payments that went through a gateway. */
  charge: z.record(z.string(), z.unknown()).nullable(),
  /** Only with include=applied_to. */
  applied_to: z.array(Application).optional(),
  pdf_url: z.string().nullable(),
  date_voided: Instant.nullable(),
  metadata: MetadataOut,
  created_at: Instant,
  updated_at: Instant,
})
export type Payment = z.output<typeof Payment>

const EXPAND = {
  bank_feed_transaction: NOBODYS,
  customer: 'customer',
  /** It is given in full always. */
  charge: 'charge',
  'applied_to.invoice': 'invoice',
  'applied_to.estimate': 'estimate',
  'applied_to.credit_note': 'credit_note',
} as const
const LIST = {
  properties: {
    ...COMMON,
    customer: 'whole',
    date: 'day',
    method: 'text',
    currency: 'text',
    amount: 'amount',
    balance: 'amount',
    applied: 'flag',
    voided: 'flag',
    reference: 'text',
    source: 'text',
    ach_sender_id: 'text',
    notes: 'text',
    charge: 'whole',
    matched: 'flag',
    date_voided: 'instant',
  },
  metadata: true,
  dates: ['date'],
} as const satisfies ListSpec

const read = { scope: 'payments:read', expand: EXPAND } as const
const write = { scope: 'payments:write', expand: EXPAND } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/payments',
    summary: 'List payments',
    ...read,
    list: LIST,
    query: z.object({
      amount: z.string().optional(),
      balance: z.string().optional(),
      invoice: IdIn.optional(),
      estimate: IdIn.optional(),
      credit_note: IdIn.optional(),
    }),
    reply: z.array(Payment),
  }),
  create: operation({
    method: 'POST',
    path: '/payments',
    summary: 'Record a payment',
    ...write,
    permission: 'payments.create',
    body: PaymentDraft,
    reply: Payment,
  }),
  get: operation({ method: 'GET', path: '/payments/{id}', summary: 'Retrieve a payment', ...read, pdf: true, reply: Payment }),
  update: operation({
    method: 'PATCH',
    path: '/payments/{id}',
    summary: 'Update a payment',
    ...write,
    permission: 'payments.edit',
    body: PaymentChanges,
    reply: Payment,
  }),
  void: operation({
    method: 'DELETE',
    path: '/payments/{id}',
    summary: 'Void a payment',
    ...write,
    permission: 'payments.delete',
    success: 200,
    reply: Payment,
  }),
}

export const events = {
  'payment.created': { object: Payment, as: 'payment.created' },
  'payment.updated': { object: Payment, as: 'payment.updated' },
  'payment.deleted': { object: Payment, as: 'payment.deleted' },
} as const
