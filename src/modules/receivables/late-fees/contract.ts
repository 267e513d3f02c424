import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import { DecimalIn, DecimalNumber, FlagIn, Instant, LineIn, Nothing, WholeIn } from '../../../contract/wire.ts'
import { type CalendarDate, isCalendarDate } from '../../../core/date.ts'
import { DAYS_MAX } from './fee.ts'

/** Newer objects of the published API spell dates like this, not as seconds. */
const DateIn = z
  .string()
  .refine(isCalendarDate, 'must be a date such as 2026-01-31')
  .transform((text) => text as CalendarDate)
  .meta({ type: 'string', format: 'date' })

const changeable = {
  name: LineIn(255, 1),
  enabled: FlagIn.optional(),
  start_date: DateIn,
  amount: DecimalIn,
  is_percent: FlagIn.optional(),
  grace_period: WholeIn(0, DAYS_MAX),
  recurring_days: WholeIn(0, DAYS_MAX).optional(),
  default: FlagIn.optional(),
}

export const LateFeeScheduleDraft = z.object(changeable)
export type LateFeeScheduleDraft = z.output<typeof LateFeeScheduleDraft>
export const LateFeeScheduleChanges = LateFeeScheduleDraft.partial()
export type LateFeeScheduleChanges = z.output<typeof LateFeeScheduleChanges>

/** Moments of newer objects travel as ISO 8601. */
const Moment = z.codec(z.string().meta({ format: 'date-time' }), z.custom<Date>(), {
  decode: (text) => new Date(text),
  encode: (instant) => instant.toISOString(),
})

export const LateFeeSchedule = z.object({
  id: z.int(),
  object: z.literal('late_fee_schedule'),
  name: z.string(),
  enabled: z.boolean(),
  start_date: z.custom<CalendarDate>((value) => typeof value === 'string').meta({ type: 'string', format: 'date' }),
  amount: DecimalNumber,
  is_percent: z.boolean(),
  grace_period: z.int(),
  recurring_days: z.int(),
  default: z.boolean(),
  last_run: Moment.nullable(),
  /** Only with include=num_customers. */
  num_customers: z.int().optional(),
  created_at: Instant,
  updated_at: Instant,
})
export type LateFeeSchedule = z.output<typeof LateFeeSchedule>

const read = { scope: 'settings:read' } as const
const write = { scope: 'settings:write', permission: 'settings.edit' } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/late_fee_schedules',
    summary: 'List late fee schedules',
    ...read,
    list: {
      properties: {
        ...COMMON,
        name: 'text',
        enabled: 'flag',
        default: 'flag',
        is_percent: 'flag',
        start_date: 'text',
        amount: 'amount',
        grace_period: 'whole',
        recurring_days: 'whole',
        last_run: 'instant',
      },
    },
    reply: z.array(LateFeeSchedule),
  }),
  create: operation({
    method: 'POST',
    path: '/late_fee_schedules',
    summary: 'Create a late fee schedule',
    ...write,
    body: LateFeeScheduleDraft,
    reply: LateFeeSchedule,
  }),
  get: operation({
    method: 'GET',
    path: '/late_fee_schedules/{id}',
    summary: 'Retrieve a late fee schedule',
    ...read,
    reply: LateFeeSchedule,
  }),
  update: operation({
    method: 'PATCH',
    path: '/late_fee_schedules/{id}',
    summary: 'Update a late fee schedule',
    ...write,
    body: LateFeeScheduleChanges,
    reply: LateFeeSchedule,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/late_fee_schedules/{id}',
    summary: 'Delete a late fee schedule',
    ...write,
    reply: Nothing,
  }),
}
