import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { FlagIn, IdIn, Instant, LineIn, orNull, Related } from '../../../contract/wire.ts'
import { ChaseStep, ScheduleIn } from '../invoice-cadences/contract.ts'
import { PaymentPromise } from '../promises/contract.ts'

export const DeliveryGiven = z.object({
  cadence_id: orNull(IdIn).optional(),
  chase_schedule: orNull(ScheduleIn).optional().describe('A schedule of its own instead of a cadence'),
  disabled: FlagIn.optional(),
  emails: orNull(LineIn(1500)).optional().describe('Addresses with commas, instead of the contacts of the customer'),
})
export type DeliveryGiven = z.output<typeof DeliveryGiven>

export const InvoiceDelivery = z.object({
  object: z.literal('invoice_delivery'),
  invoice: z.int(),
  cadence_id: Related.nullable(),
  chase_schedule: z.array(ChaseStep).describe('What holds: that of the cadence, or its own'),
  disabled: z.boolean(),
  emails: z.string().nullable(),
  chasing: z
    .enum(['due', 'held', 'waiting', 'off'])
    .describe('due: may be reminded of; held: disputed, promised or being paid; waiting: not its time, or money comes by itself'),
  promise: PaymentPromise.nullable(),
  moments: z
    .array(
      z.object({
        trigger: z.int(),
        name: z.string(),
        at: Instant,
        actions: z.array(z.enum(['email', 'sms', 'mail'])),
        state: z.enum(['ahead', 'passed', 'planned', 'done', 'skipped', 'failed']),
        said: z.string().nullable(),
      }),
    )
    .describe('Each step with its day and what became of it'),
})
export type InvoiceDelivery = z.output<typeof InvoiceDelivery>

const path = '/invoices/{id}/delivery'
const expand = { cadence_id: 'invoice_chasing_cadence' } as const

export const operations = {
  get: operation({
    method: 'GET',
    path,
    summary: 'See how an invoice is delivered and chased',
    scope: 'invoices:read',
    expand,
    reply: InvoiceDelivery,
  }),
  replace: operation({
    method: 'PUT',
    path,
    summary: 'Set how an invoice is delivered and chased',
    scope: 'invoices:write',
    permission: 'invoices.edit',
    expand,
    body: DeliveryGiven,
    reply: InvoiceDelivery,
  }),
}
