import { z } from 'zod'
import { withoutCardNumbers } from '../../../contract/card-numbers.ts'
import { COMMON } from '../../../contract/list.ts'
import { NOBODYS, operation } from '../../../contract/operation.ts'
import { Amount, CurrencyIn, DecimalIn, EmailIn, FlagIn, IdIn, Instant, LineIn, orNull, Related } from '../../../contract/wire.ts'
import { Invoice } from '../../receivables/invoices/contract.ts'
import { Payment, SplitIn } from '../payments/contract.ts'

export const CHARGE_METHODS = ['credit_card', 'ach', 'direct_debit', 'paypal'] as const

export const ChargeDraft = withoutCardNumbers({
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
  description: z.string().nullable().describe('What the gateway and the payer are told that it is for'),
  failure_code: z.string().nullable(),
  failure_message: z.string().nullable(),
  /** The card or bank account as it was then. */
  payment_source: z.record(z.string(), z.unknown()).nullable(),
  merchant_account: z
    .int()
    .meta({ type: ['integer', 'object', 'null'] })
    .nullable(),
  amount_refunded: Amount,
  refunded: z.boolean(),
  /** As published, the newest last. */
  refunds: z.array(z.record(z.string(), z.unknown())),
  disputed: z.boolean(),
  created_at: Instant,
  updated_at: Instant,
})
export type Charge = z.output<typeof Charge>

const EXPAND = {
  customer: 'customer',
  payment: 'payment',
  merchant_account: 'merchant_account',
  merchant_account_transaction: NOBODYS,
} as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/charges',
    summary: 'List charges',
    scope: 'payments:read',
    expand: EXPAND,
    list: {
      properties: {
        ...COMMON,
        customer: 'whole',
        currency: 'text',
        amount: 'amount',
        status: 'text',
        gateway: 'text',
        gateway_id: 'text',
        payment: 'whole',
        refunded: 'flag',
        disputed: 'flag',
        receipt_email: 'text',
        description: 'text',
        merchant_account_transaction: 'whole',
        amount_refunded: 'amount',
        failure_message: 'text',
        merchant_account: 'whole',
        card: 'whole',
        bank_account: 'whole',
      },
    },
    reply: z.array(Charge),
  }),
  create: operation({
    method: 'POST',
    path: '/charges',
    summary: 'Charge a card or bank account and record the payment',
    scope: 'payments:write',
    permission: 'charges.create',
    outside: true,
    expand: { customer: 'customer' },
    body: ChargeDraft,
    /** The payment, with the charge inside; pending until its money is there. */
    reply: Payment,
  }),
  get: operation({
    method: 'GET',
    path: '/charges/{id}',
    summary: 'Retrieve a charge',
    scope: 'payments:read',
    expand: EXPAND,
    reply: Charge,
  }),
}

export const events = {
  'charge.succeeded': { object: Charge, as: 'charge.succeeded' },
  'charge.pending': { object: Charge, as: 'charge.pending' },
  /** It was taken for a subscription that could not be made after all. */
  'charge.began_nothing': { object: Charge, as: null },
  /** Money went back at the gateway itself, and the books cannot follow. */
  'charge.refund_unbooked': { object: Charge, as: null },
  'charge.failed': { object: Charge, as: 'charge.failed' },
  /** AutoPay could not collect it. Without a next attempt it was the last one. */
  'invoice.collection_failed': { object: Invoice, as: null },
} as const
