import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import {
  DecimalIn,
  DecimalNumber,
  FlagIn,
  IdIn,
  Instant,
  LineIn,
  Nothing,
  orNull,
  Related,
  WholeIn,
} from '../../../contract/wire.ts'
import { ACTIONS, ASSIGNMENTS, FREQUENCIES, STEPS_MAX } from './values.ts'

const StepIn = z.object({
  /** Of a step that the cadence has already. */
  id: IdIn.optional(),
  name: LineIn(255, 1),
  action: z.enum(ACTIONS),
  schedule: LineIn(40, 1)
    .refine(
      (text) => /^(age|past_due_age):\d{1,4}$/.test(text),
      'must be age:N or past_due_age:N with N days, such as past_due_age:7',
    )
    .describe('age:N days after the oldest open invoice, or past_due_age:N days after its due date'),
  email_template_id: orNull(LineIn(64, 1)).optional(),
  sms_template_id: orNull(IdIn).optional(),
  assigned_user_id: orNull(IdIn).optional(),
  role: orNull(LineIn(255)).optional().describe('Only contacts with this role are written to'),
})
export type StepIn = z.output<typeof StepIn>

const fields = {
  name: LineIn(255, 1),
  time_of_day: WholeIn(0, 23),
  frequency: z.enum(FREQUENCIES).optional(),
  run_date: orNull(WholeIn(0, 31)).optional().describe('The day of the week, 1 for Monday, or of the month'),
  run_days: orNull(LineIn(100)).optional().describe('Several such days with commas'),
  paused: FlagIn.optional(),
  min_balance: orNull(DecimalIn).optional(),
  assignment_mode: z.enum(ASSIGNMENTS).optional(),
  assignment_conditions: orNull(LineIn(2000))
    .optional()
    .describe('Such as: customer.country == "US" and customer.type == "company"'),
  steps: z.array(StepIn).min(1).max(STEPS_MAX),
}

export const CadenceDraft = z.object(fields)
export type CadenceDraft = z.output<typeof CadenceDraft>
export const CadenceChanges = CadenceDraft.partial()
export type CadenceChanges = z.output<typeof CadenceChanges>

export const ChasingStep = z.object({
  id: z.int(),
  object: z.literal('chasing_cadence_step'),
  name: z.string(),
  action: z.enum(ACTIONS),
  schedule: z.string(),
  email_template_id: z.string().nullable(),
  sms_template_id: Related.nullable(),
  assigned_user_id: Related.nullable(),
  role: z.string().nullable(),
  created_at: Instant,
  updated_at: Instant,
})
export type ChasingStep = z.output<typeof ChasingStep>

export const ChasingCadence = z.object({
  id: z.int(),
  object: z.literal('chasing_cadence'),
  name: z.string(),
  time_of_day: z.int(),
  frequency: z.enum(FREQUENCIES),
  run_date: z.int().nullable(),
  run_days: z.string().nullable(),
  last_run: Instant.nullable(),
  next_run: Instant.nullable(),
  paused: z.boolean(),
  min_balance: DecimalNumber.nullable(),
  assignment_mode: z.enum(ASSIGNMENTS),
  assignment_conditions: z.string(),
  /** In lists only with include=steps. */
  steps: z.array(ChasingStep).optional(),
  /** Only with include=num_customers. */
  num_customers: z.int().optional(),
  created_at: Instant,
  updated_at: Instant,
})
export type ChasingCadence = z.output<typeof ChasingCadence>

const read = { scope: 'settings:read' } as const
const write = { scope: 'settings:write', permission: 'settings.edit' } as const
/** The published clients disagree about the name. */
const all = { path: '/customer_chasing_cadences', aliases: ['/chasing_cadences'] } as const
const one = { path: '/customer_chasing_cadences/{id}', aliases: ['/chasing_cadences/{id}'] } as const

export const operations = {
  list: operation({
    method: 'GET',
    ...all,
    summary: 'List chasing cadences',
    ...read,
    list: {
      properties: {
        ...COMMON,
        name: 'text',
        time_of_day: 'whole',
        frequency: 'text',
        run_date: 'whole',
        paused: 'flag',
        min_balance: 'amount',
        assignment_mode: 'text',
        assignment_conditions: 'text',
        last_run: 'instant',
        next_run: 'instant',
      },
    },
    reply: z.array(ChasingCadence),
  }),
  create: operation({
    method: 'POST',
    ...all,
    summary: 'Create a chasing cadence',
    ...write,
    body: CadenceDraft,
    reply: ChasingCadence,
  }),
  get: operation({ method: 'GET', ...one, summary: 'Retrieve a chasing cadence', ...read, reply: ChasingCadence }),
  update: operation({
    method: 'PATCH',
    ...one,
    summary: 'Update a chasing cadence',
    ...write,
    body: CadenceChanges,
    reply: ChasingCadence,
  }),
  delete: operation({ method: 'DELETE', ...one, summary: 'Delete a chasing cadence', ...write, reply: Nothing }),
}
