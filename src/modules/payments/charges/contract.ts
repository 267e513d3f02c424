import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import { Amount, CurrencyIn, DecimalIn, EmailIn, FlagIn, IdIn, Instant, LineIn, orNull, Related } from '../../../contract/wire.ts'
import { Payment, SplitIn } from '../payments/contract.ts'

export const CHARGE_METHODS = ['credit_card', 'ach', 'direct_debit', 'paypal'] as const

export const ChargeDraft = z.object({
  customer: IdIn,
  method: z.enum(CHARGE_METHODS),
  currency: orNull(CurrencyIn).optional(),
  amount: DecimalIn,
  /** Exactly one of the three ways to say what is charged. */
  invoiced_token: orNull(LineIn(255)).optional(),
  gateway_token: orNull(LineIn(255)).optional(),
  payment_source_type: orNull(z.enum(['card', 'bank_account'])).optional(),
  payment_source_id: orNull(IdIn).optional(),
  vault_method: FlagIn.optional(),
  make_default: FlagIn.optional(),
  receipt_email: orNull(EmailIn).optional(),
  applied_to: z.array(SplitIn).min(1).max(100),
})
export type ChargeDraft = z.output<typeof ChargeDraft>

export const Charge = z.object({
  id: z.int(),
  object: z.literal('charge'),
  customer: Related,
  currency: z.string(),
  amount: Amount,
  status: z.enum(['pending', 'succeeded', 'failed']),
  gateway: z.string(),
  gateway_id: z.string().nullable(),
  /** No money moves at this gateway. */
  test: z.boolean(),
  payment: Related.nullable(),
  receipt_email: z.string().nullable(),
  failure_code: z.string().nullable(),
  failure_message: z.string().nullable(),
  payment_source: z.record(z.string(), z.unknown()).nullable(),
  amount_refunded: Amount,
  refunded: z.boolean(),
  disputed: z.boolean(),
  created_at: Instant,
  updated_at: Instant,
})
export type Charge = z.output<typeof Charge>

export const operations = {
  list: operation({
    method: 'GET', path: '/charges', summary: 'List charges', scope: 'payments:read', expand: { customer: 'customer', payment: 'payment' },
    list: { properties: { ...COMMON, customer: 'whole', currency: 'text', amount: 'amount', status: 'text', gateway: 'text', gateway_id: 'text', payment: 'whole', refunded: 'flag', disputed: 'flag', receipt_email: 'text' } },
    reply: z.array(Charge),
  }),
  create: operation({
    method: 'POST', path: '/charges', summary: 'Charge a card or bank account and record the payment', scope: 'payments:write', permission: 'charges.create', outside: true,
    expand: { customer: 'customer' }, body: ChargeDraft,
    /** The payment; the charge itself while it is pending. */
    reply: z.union([Payment, Charge]),
  }),
  get: operation({ method: 'GET', path: '/charges/{id}', summary: 'Retrieve a charge', scope: 'payments:read', expand: { customer: 'customer', payment: 'payment' }, reply: Charge }),
}

export const events = {
  'charge.succeeded': { object: Charge, as: 'charge.succeeded' },
  'charge.pending': { object: Charge, as: 'charge.pending' },
  'charge.failed': { object: Charge, as: 'charge.failed' },
} as const
