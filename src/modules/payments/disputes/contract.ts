import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import { Amount, Instant, Related } from '../../../contract/wire.ts'

/** Money that the payer's bank took back until it is decided whose it is. */
export const Dispute = z.object({
  id: z.int(),
  object: z.literal('dispute'),
  charge: Related,
  customer: Related,
  currency: z.string(),
  amount: Amount,
  status: z.enum(['open', 'won', 'lost']),
  reason: z.string(),
  gateway: z.string(),
  gateway_id: z.string(),
  created_at: Instant,
  updated_at: Instant,
})
export type Dispute = z.output<typeof Dispute>

const read = { scope: 'payments:read', expand: { charge: 'charge', customer: 'customer' } } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/disputes',
    summary: 'List disputes',
    ...read,
    list: {
      properties: {
        ...COMMON,
        charge: 'whole',
        customer: 'whole',
        currency: 'text',
        amount: 'amount',
        status: 'text',
        reason: 'text',
        gateway: 'text',
        gateway_id: 'text',
      },
    },
    reply: z.array(Dispute),
  }),
  get: operation({ method: 'GET', path: '/disputes/{id}', summary: 'Retrieve a dispute', ...read, reply: Dispute }),
}

export const events = {
  'dispute.created': { object: Dispute, as: 'dispute.created' },
  'dispute.closed': { object: Dispute, as: null },
} as const
