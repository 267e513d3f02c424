import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { DayStart, Instant } from '../../../contract/wire.ts'
import { ChasedStep } from '../chased-steps/contract.ts'
import { ChasingCadence, ChasingStep } from '../chasing-cadences/contract.ts'

export const CustomerChasing = z.object({
  object: z.literal('customer_chasing'),
  customer: z.int(),
  chase: z.boolean(),
  chasing_cadence: ChasingCadence.nullable(),
  next_step: ChasingStep.nullable().describe('Null without a cadence, and after the last step until something is paid'),
  next_date: DayStart.nullable().describe('When the next step comes if nothing is paid'),
  next_run: Instant.nullable(),
  age: z.int().nullable().describe('Days since the oldest open invoice'),
  past_due_age: z.int().nullable().describe('Days for which the latest invoice has been late'),
  held: z.int().describe('Open invoices that are not reminded of now: disputed, promised, or with a payment under way'),
  steps: z.array(ChasedStep).describe('The last ones that were taken, newest first'),
})
export type CustomerChasing = z.output<typeof CustomerChasing>

export const operations = {
  get: operation({
    method: 'GET',
    path: '/customers/{id}/chasing',
    summary: 'See how a customer is chased: cadence, next step, and what was done',
    scope: 'customers:read',
    reply: CustomerChasing,
  }),
}
