import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import { FlagIn, Instant, LineIn, Nothing, orNull, WholeIn } from '../../../contract/wire.ts'
import { type CalendarDate, isCalendarDate } from '../../../core/date.ts'
import { DAYS_MAX, HOUR_DEFAULT, REPEATS_MAX, STEPS_MAX, TRIGGERS } from './values.ts'

/** A day as newer objects of the published API spell it; UNIX seconds are taken too, and mean the day in UTC. */
const DateIn = z
  .union([z.string(), z.number()])
  .transform((given) => {
    const seconds = typeof given === 'number' || /^\d{6,}$/.test(given) ? Number(given) : Number.NaN
    const isMoment = Number.isSafeInteger(seconds) && Math.abs(seconds) < 253_402_041_599
    return isMoment ? new Date(seconds * 1000).toISOString().slice(0, 10) : String(given)
  })
  .refine(isCalendarDate, 'must be a date such as 2026-01-31')
  .transform((text) => text as CalendarDate)
  .meta({ type: 'string', format: 'date' })

const StepIn = z.object({
  trigger: WholeIn(0, TRIGGERS.length - 1).describe(
    '0 on issue, 1 days before due, 2 days after due, 3 again and again after the last other step, 4 on a date, 5 days after issue',
  ),
  options: z.object({
    hour: WholeIn(0, 23).optional().describe(`${HOUR_DEFAULT} where left out`),
    email: FlagIn.optional(),
    sms: FlagIn.optional(),
    letter: FlagIn.optional(),
    days: orNull(WholeIn(0, DAYS_MAX)).optional(),
    repeats: orNull(WholeIn(1, REPEATS_MAX)).optional(),
    date: orNull(DateIn).optional(),
    role: orNull(LineIn(255)).optional().describe('Only contacts with this role are written to'),
  }),
})
export type StepIn = z.output<typeof StepIn>
export const ScheduleIn = z.array(StepIn).max(STEPS_MAX)

const fields = { name: LineIn(255, 1), chase_schedule: ScheduleIn.min(1), default: FlagIn.optional() }

export const InvoiceCadenceDraft = z.object(fields)
export type InvoiceCadenceDraft = z.output<typeof InvoiceCadenceDraft>
export const InvoiceCadenceChanges = InvoiceCadenceDraft.partial()
export type InvoiceCadenceChanges = z.output<typeof InvoiceCadenceChanges>

/** One line of a schedule, with only the options that its trigger has. */
export const ChaseStep = z.object({
  trigger: z.int(),
  options: z.object({
    hour: z.int(),
    email: z.boolean(),
    sms: z.boolean(),
    letter: z.boolean(),
    days: z.int().optional(),
    repeats: z.int().optional(),
    date: z
      .custom<CalendarDate>((value) => typeof value === 'string')
      .meta({ type: 'string', format: 'date' })
      .optional(),
    role: z.string().nullable(),
  }),
})
export type ChaseStep = z.output<typeof ChaseStep>

export const InvoiceCadence = z.object({
  id: z.int(),
  object: z.literal('invoice_chasing_cadence'),
  name: z.string(),
  chase_schedule: z.array(ChaseStep),
  default: z.boolean(),
  /** Only with include=num_invoices. */
  num_invoices: z.int().optional(),
  created_at: Instant,
  updated_at: Instant,
})
export type InvoiceCadence = z.output<typeof InvoiceCadence>

const read = { scope: 'settings:read' } as const
const write = { scope: 'settings:write', permission: 'settings.edit' } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/invoice_chasing_cadences',
    summary: 'List invoice chasing cadences',
    ...read,
    list: { properties: { ...COMMON, name: 'text', default: 'flag', chase_schedule: 'text' } },
    reply: z.array(InvoiceCadence),
  }),
  create: operation({
    method: 'POST',
    path: '/invoice_chasing_cadences',
    summary: 'Create an invoice chasing cadence',
    ...write,
    body: InvoiceCadenceDraft,
    reply: InvoiceCadence,
  }),
  get: operation({
    method: 'GET',
    path: '/invoice_chasing_cadences/{id}',
    summary: 'Retrieve an invoice chasing cadence',
    ...read,
    reply: InvoiceCadence,
  }),
  update: operation({
    method: 'PATCH',
    path: '/invoice_chasing_cadences/{id}',
    summary: 'Update an invoice chasing cadence',
    ...write,
    body: InvoiceCadenceChanges,
    reply: InvoiceCadence,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/invoice_chasing_cadences/{id}',
    summary: 'Delete an invoice chasing cadence; invoices are no longer chased by it',
    ...write,
    reply: Nothing,
  }),
}
