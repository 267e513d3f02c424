import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { DayStart, Instant, InstantIn, LineIn, Nothing, orNull } from '../../../contract/wire.ts'

export const PromiseGiven = z.object({
  date: InstantIn.describe('When the customer says they pay'),
  method: orNull(LineIn(64)).optional(),
  reference: orNull(LineIn(255)).optional(),
})
export type PromiseGiven = z.output<typeof PromiseGiven>

export const PaymentPromise = z.object({
  object: z.literal('promise'),
  invoice: z.int(),
  date: DayStart,
  method: z.string().nullable(),
  reference: z.string().nullable(),
  created_at: Instant,
  updated_at: Instant,
})
export type PaymentPromise = z.output<typeof PaymentPromise>

const path = '/invoices/{id}/promise'
const write = { path, scope: 'invoices:write', permission: 'invoices.edit' } as const

export const operations = {
  get: operation({
    method: 'GET',
    path,
    summary: 'Retrieve when the customer promised to pay an invoice',
    scope: 'invoices:read',
    reply: PaymentPromise,
  }),
  save: operation({
    method: 'PUT',
    ...write,
    summary: 'Note when the customer promised to pay; until then nobody reminds them',
    body: PromiseGiven,
    reply: PaymentPromise,
  }),
  delete: operation({ method: 'DELETE', ...write, summary: 'Take a promise to pay off an invoice', reply: Nothing }),
}
