import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import { Amount, DecimalIn, Instant, Related } from '../../../contract/wire.ts'

/** Money that goes back to the payer. */
export const Refund = z.object({
  id: z.int(),
  object: z.literal('refund'),
  /** Null where money went back by hand. */
  charge: Related.nullable(),
  payment: Related,
  currency: z.string(),
  amount: Amount,
  gateway: z.string(),
  gateway_id: z.string().nullable(),
  status: z.enum(['succeeded', 'pending', 'failed']),
  failure_message: z.string().nullable(),
  created_at: Instant,
  updated_at: Instant,
})
export type Refund = z.output<typeof Refund>

const EXPAND = { charge: 'charge', payment: 'payment' } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/refunds',
    summary: 'List refunds',
    scope: 'payments:read',
    expand: EXPAND,
    list: {
      properties: {
        ...COMMON,
        amount: 'amount',
        charge: 'whole',
        payment: 'whole',
        currency: 'text',
        failure_message: 'text',
        gateway: 'text',
        gateway_id: 'text',
        merchant_account_transaction: 'whole',
        status: 'text',
      },
    },
    reply: z.array(Refund),
  }),
  create: operation({
    method: 'POST',
    path: '/charges/{id}/refunds',
    summary: 'Give money of a charge back',
    scope: 'payments:write',
    permission: 'refunds.create',
    outside: true,
    expand: EXPAND,
    body: z.object({ amount: DecimalIn }),
    bare: 'amount',
    reply: Refund,
  }),
  get: operation({
    method: 'GET',
    path: '/refunds/{id}',
    summary: 'Retrieve a refund',
    scope: 'payments:read',
    expand: EXPAND,
    reply: Refund,
  }),
}

export const events = {
  'refund.created': { object: Refund, as: 'refund.created' },
} as const
