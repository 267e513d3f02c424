import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import {
  Amount,
  CurrencyIn,
  DayStart,
  DecimalIn,
  FlagIn,
  IdIn,
  Instant,
  LineIn,
  MetadataOut,
  Nothing,
  orNull,
  Related,
} from '../../../contract/wire.ts'
import { PaymentFacts } from '../payments/contract.ts'

const TYPES = ['charge', 'payment', 'refund', 'adjustment', 'document_adjustment'] as const
const STATUSES = ['succeeded', 'pending', 'failed'] as const

const changeable = {
  ...PaymentFacts,
  status: z.enum(STATUSES).optional().describe('Nothing but succeeded is recorded'),
  gateway: orNull(LineIn(64)).optional(),
  gateway_id: orNull(LineIn(255)).optional(),
  parent_transaction: orNull(IdIn).optional().describe('Of a refund: what it gives back of'),
  sent: FlagIn.optional(),
}

export const TransactionDraft = z.object({
  ...changeable,
  invoice: orNull(IdIn).optional(),
  customer: orNull(IdIn).optional(),
  amount: DecimalIn,
  currency: orNull(CurrencyIn).optional(),
  type: z.enum(TYPES).optional(),
  credit_note: orNull(IdIn).optional().describe('The credit that an adjustment uses'),
  estimate: orNull(IdIn).optional().describe('Whose deposit is paid'),
  payment: orNull(IdIn).optional().describe('Refused: payments are applied where they are'),
})
export type TransactionDraft = z.output<typeof TransactionDraft>

export const TransactionChanges = z.object({ ...changeable, amount: DecimalIn.optional() })
export type TransactionChanges = z.output<typeof TransactionChanges>

/** The older view of a use of a payment, of a refund, or of credit. */
export const Transaction = z.object({
  id: z.int(),
  object: z.literal('transaction'),
  customer: Related.nullable(),
  date: DayStart,
  type: z.enum(TYPES),
  status: z.enum(STATUSES),
  method: z.string(),
  currency: z.string(),
  /** Negative where credit is given. */
  amount: Amount,
  notes: z.string().nullable(),
  gateway: z.string().nullable(),
  gateway_id: z.string().nullable(),
  parent_transaction: Related.nullable(),
  invoice: Related.nullable(),
  credit_note: Related.nullable(),
  estimate: Related.nullable(),
  payment: Related.nullable(),
  payment_source: z.record(z.string(), z.unknown()).nullable(),
  failure_reason: z.string().nullable(),
  /** Only with include=customerName. */
  customerName: z.string().nullable().optional(),
  pdf_url: z.string().nullable(),
  metadata: MetadataOut,
  created_at: Instant,
  updated_at: Instant,
})
export type Transaction = z.output<typeof Transaction>

const EXPAND = {
  customer: 'customer',
  parent_transaction: 'transaction',
  invoice: 'invoice',
  credit_note: 'credit_note',
  estimate: 'estimate',
  payment: 'payment',
} as const
const read = { scope: 'payments:read', expand: EXPAND } as const
const write = { scope: 'payments:write', expand: EXPAND } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/transactions',
    summary: 'List transactions, the older view of payments',
    ...read,
    list: {
      properties: {
        ...COMMON,
        customer: 'whole',
        date: 'day',
        type: 'text',
        status: 'text',
        method: 'text',
        currency: 'text',
        amount: 'amount',
        gateway: 'text',
        gateway_id: 'text',
        parent_transaction: 'whole',
        invoice: 'whole',
        credit_note: 'whole',
        estimate: 'whole',
        payment: 'whole',
      },
      metadata: true,
      dates: ['date'],
    },
    reply: z.array(Transaction),
  }),
  create: operation({
    method: 'POST',
    path: '/transactions',
    summary: 'Record a payment, an adjustment or a refund the older way',
    ...write,
    permission: 'payments.create',
    /** A refund goes through the gateway that took the money. */
    outside: 'parent_transaction',
    body: TransactionDraft,
    reply: Transaction,
  }),
  get: operation({ method: 'GET', path: '/transactions/{id}', summary: 'Retrieve a transaction', ...read, reply: Transaction }),
  update: operation({
    method: 'PATCH',
    path: '/transactions/{id}',
    summary: 'Update a transaction',
    ...write,
    permission: 'payments.edit',
    body: TransactionChanges,
    reply: Transaction,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/transactions/{id}',
    summary: 'Remove a transaction; its payment is voided',
    ...write,
    permission: 'payments.delete',
    reply: Nothing,
  }),
  refund: operation({
    method: 'POST',
    path: '/transactions/{id}/refunds',
    summary: 'Give money of a transaction back',
    ...write,
    permission: 'refunds.create',
    outside: true,
    body: z.object({ amount: DecimalIn }),
    bare: 'amount',
    reply: Transaction,
  }),
}

export const events = {
  'transaction.created': { object: Transaction, as: 'transaction.created' },
  'transaction.updated': { object: Transaction, as: 'transaction.updated' },
  'transaction.deleted': { object: Transaction, as: 'transaction.deleted' },
} as const
