import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { CurrencyIn, Instant, LineIn, orNull, TextIn } from '../../../contract/wire.ts'
import { isCalendarDate } from '../../../core/date.ts'

const DayIn = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => isCalendarDate(text) || /^\d{1,11}$/.test(text), 'must be a date: YYYY-MM-DD or UNIX seconds')
  .meta({ type: 'string', description: 'YYYY-MM-DD, or UNIX seconds' })

export const ReportParameters = z.object({
  start_date: orNull(DayIn).optional().describe('The first day, the first of the month unless said otherwise'),
  end_date: orNull(DayIn).optional().describe('The last day, today unless said otherwise'),
  currency: orNull(CurrencyIn).optional().describe('Only this currency; unless said otherwise each has a table of its own'),
  group_by: orNull(LineIn(32)).optional().describe('What the rows are about, where the report leaves the choice'),
})
export type ReportParameters = z.output<typeof ReportParameters>

export const ReportDraft = z.object({
  type: LineIn(64, 1),
  /** Reports of one's own making, which are not offered. */
  definition: orNull(TextIn(100_000)).optional(),
  parameters: z
    .union([
      z
        .array(z.never())
        .max(0)
        .transform((): ReportParameters => ({})),
      orNull(ReportParameters),
    ])
    .optional(),
})
export type ReportDraft = z.output<typeof ReportDraft>

export const COLUMN_TYPES = ['text', 'date', 'whole', 'decimal', 'money'] as const

/** One table of a report, in one currency. Money is in its major units, dates are YYYY-MM-DD. */
export const ReportTable = z.object({
  title: z.string(),
  currency: z.string(),
  columns: z.array(z.object({ id: z.string(), name: z.string(), type: z.enum(COLUMN_TYPES) })),
  rows: z.array(
    z.object({
      level: z.int().describe('0, or 1 for what is counted in the row of level 0 above it'),
      cells: z.array(z.union([z.string(), z.number()]).nullable()).describe('One for each column'),
      object: z.string().nullable().describe('The kind of record that the row is about'),
      object_id: z.int().nullable(),
    }),
  ),
  totals: z.array(z.number().nullable()).nullable().describe('One for each column, null where nothing is added up'),
})
export type ReportTable = z.output<typeof ReportTable>

export const Report = z.object({
  id: z.int(),
  type: z.string(),
  title: z.string(),
  filename: z.string(),
  timestamp: Instant.describe('The moment whose books it shows'),
  data: z.array(ReportTable).describe('A table for each currency'),
  definition: z.string().nullable(),
  parameters: z.object({
    start_date: z.string().nullable(),
    end_date: z.string().nullable(),
    currency: z.string().nullable(),
    group_by: z.string().nullable(),
  }),
  csv_url: z.string(),
  pdf_url: z.string(),
  created_at: Instant,
  updated_at: Instant,
})
export type Report = z.output<typeof Report>

export const operations = {
  create: operation({
    method: 'POST',
    path: '/reports',
    summary: 'Build a report from the books',
    scope: 'reports:write',
    permission: 'reports.create',
    body: ReportDraft,
    reply: Report,
  }),
  get: operation({
    method: 'GET',
    path: '/reports/{id}',
    summary: 'Retrieve a report as it was built',
    scope: 'reports:read',
    reply: Report,
  }),
}

export const events = {} as const
