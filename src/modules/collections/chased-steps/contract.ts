import { z } from 'zod'
import { DayStart, Instant, Related } from '../../../contract/wire.ts'

/** A reminder, a letter or a task that a cadence brought about. */
export const ChasedStep = z.object({
  id: z.int(),
  object: z.literal('chased_step'),
  customer: Related,
  invoice: Related.nullable(),
  chasing_cadence: z.int().nullable().describe('Of the customer, or of the invoice'),
  chase_step: z.int().nullable(),
  name: z.string(),
  actions: z.array(z.enum(['email', 'sms', 'mail', 'phone', 'escalate'])),
  date: DayStart,
  state: z.enum(['planned', 'done', 'skipped', 'failed']),
  said: z.string().nullable().describe('Why it was not done, or not in every way'),
  created_at: Instant,
  updated_at: Instant,
})
export type ChasedStep = z.output<typeof ChasedStep>

export const events = {
  /** A step of a cadence was done, or could not be; told again where all that was written for it was kept back later. */
  'chasing.step_taken': { object: ChasedStep, as: 'chasing.step_taken' },
} as const
