import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import {
  CountryIn,
  CurrencyIn,
  EmailIn,
  FlagIn,
  IdIn,
  Instant,
  LanguageIn,
  LineIn,
  orNull,
  WholeIn,
} from '../../../contract/wire.ts'
import { isZone } from '../../../core/date.ts'

export const SERIES = [
  'customer',
  'invoice',
  'estimate',
  'credit_note',
  'payment',
  'vendor',
  'vendor_payment',
  'purchase_order',
] as const
/** What is numbered, each without gaps. */
export type Series = (typeof SERIES)[number]

/** Whether it can number anything is for the rules to say. */
const NumberTemplateIn = LineIn(100, 1).describe('Such as INV-%04d or {{year}}-%05d')

/** What a company may choose; what is left out stays as it is. */
export const SettingsChanges = z.object({
  payment_terms: orNull(LineIn(64)).optional(),
  number_templates: z
    .object({
      customer: NumberTemplateIn.optional(),
      invoice: NumberTemplateIn.optional(),
      estimate: NumberTemplateIn.optional(),
      credit_note: NumberTemplateIn.optional(),
      payment: NumberTemplateIn.optional(),
      vendor: NumberTemplateIn.optional(),
      vendor_payment: NumberTemplateIn.optional(),
      purchase_order: NumberTemplateIn.optional(),
    })
    .optional(),
  tax_rounding: z.enum(['per_step', 'per_rate']).optional(),
  autopay: z
    .object({
      first_attempt: z.enum(['issue', 'due']).optional(),
      delay_days: WholeIn(0, 90).optional(),
      retry_schedule: z.array(WholeIn(1, 10)).max(4).optional(),
      last_failure: z.enum(['do_nothing', 'cancel']).optional(),
    })
    .optional(),
  auto_apply_credits: FlagIn.optional(),
  aging_buckets: z
    .array(WholeIn(0, 3650))
    .min(2)
    .max(8)
    .refine(
      (days) => days.every((day, i) => (i === 0 ? day === 0 : day > days[i - 1]!)),
      'must begin with 0 and rise, such as 0, 8, 15, 31, 61',
    )
    .optional(),
  aging_date: z.enum(['due_date', 'date']).optional(),
  subscription_draft_invoices: FlagIn.optional(),
  subscription_approval: FlagIn.optional(),
  subscription_cancel_by_customer: FlagIn.optional(),
  email: z
    .object({
      from_name: orNull(LineIn(100)).optional(),
      reply_to: orNull(EmailIn).optional(),
      bcc: orNull(EmailIn).optional(),
    })
    .optional(),
})
export type SettingsChanges = z.output<typeof SettingsChanges>

export const Settings = z.object({
  payment_terms: z.string().nullable().describe('Terms of customers and invoices that name none'),
  number_templates: z.record(z.enum(SERIES), z.string()).describe('How the numbers of each series are written'),
  tax_rounding: z.enum(['per_step', 'per_rate']).describe('Kept on each document when it is made; per_rate satisfies EN 16931'),
  autopay: z.object({
    first_attempt: z
      .enum(['issue', 'due'])
      .describe('due: on the due date of an invoice that has one; all others after the delay, which counts from the issue'),
    delay_days: z.int().describe('Days between the date of an invoice and the first attempt'),
    retry_schedule: z.array(z.int()).describe('Days from one failed attempt to the next'),
    last_failure: z.enum(['do_nothing', 'cancel']).describe('What becomes of a subscription after the last failed attempt'),
  }),
  auto_apply_credits: z.boolean().describe('New invoices take from the credit balance'),
  aging_buckets: z.array(z.int()).describe('Least age in days of each bucket'),
  aging_date: z.enum(['due_date', 'date']),
  subscription_draft_invoices: z.boolean().describe('Subscriptions make drafts, for somebody to issue'),
  subscription_approval: z.boolean().describe('Customers are asked to approve their subscriptions in the portal'),
  subscription_cancel_by_customer: z
    .boolean()
    .describe('Customers may end a subscription in the portal, at the end of its period'),
  email: z.object({
    from_name: z.string().nullable().describe('Sender as customers see it; the name of the company where null'),
    reply_to: z.string().nullable().describe('Where answers go; the address of the company where null'),
    bcc: z.string().nullable(),
  }),
})
export type Settings = z.output<typeof Settings>

export const TimeZoneIn = LineIn(64, 1).refine(isZone, 'must be a name of the time zone database such as America/Chicago')

export const UsernameIn = LineIn(64, 1)
  .transform((text) => text.trim().toLowerCase())
  .meta({ type: 'string', description: '3 to 32 small letters, digits and hyphens' })

const ColorIn = LineIn(7)
  .transform((text) => text.toLowerCase())
  .refine((text) => /^#[0-9a-f]{6}$/.test(text), 'must be a colour such as #1a7f5a')
  .meta({ type: 'string' })

const WebsiteIn = LineIn(255, 1).refine(
  (text) => /^https?:\/\/[^\s/?#]+\.[^\s]+$/.test(text),
  'must be an address such as https://example.com',
)

/** Contact data and looks; the same when a company is made and when it is changed. */
export const CompanyFields = {
  email: orNull(EmailIn).optional(),
  phone: orNull(LineIn(50)).optional(),
  website: orNull(WebsiteIn).optional(),
  tax_id: orNull(LineIn(64)).optional(),
  address1: orNull(LineIn(255)).optional(),
  address2: orNull(LineIn(255)).optional(),
  city: orNull(LineIn(255)).optional(),
  state: orNull(LineIn(255)).optional(),
  postal_code: orNull(LineIn(32)).optional(),
  language: LanguageIn.optional(),
}

export const CompanyChanges = z.object({
  ...CompanyFields,
  name: LineIn(255, 1).optional(),
  username: UsernameIn.optional(),
  country: CountryIn.optional(),
  currency: CurrencyIn.optional().describe('Changes only while the company has no documents'),
  time_zone: TimeZoneIn.optional(),
  color: orNull(ColorIn).optional(),
  logo_file: orNull(IdIn).optional(),
  settings: SettingsChanges.optional(),
})
export type CompanyChanges = z.output<typeof CompanyChanges>

export const Company = z.object({
  id: z.int(),
  object: z.literal('company'),
  name: z.string(),
  username: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  website: z.string().nullable(),
  tax_id: z.string().nullable(),
  address1: z.string().nullable(),
  address2: z.string().nullable(),
  city: z.string().nullable(),
  state: z.string().nullable(),
  postal_code: z.string().nullable(),
  country: z.string(),
  currency: z.string(),
  language: z.string(),
  time_zone: z.string(),
  color: z.string().nullable(),
  logo_file: z.int().nullable(),
  settings: Settings,
  test_mode: z.boolean().describe('A sandbox: nothing leaves it, and it may have a clock of its own'),
  created_at: Instant,
  updated_at: Instant,
})
export type Company = z.output<typeof Company>

export const operations = {
  get: operation({ method: 'GET', path: '/company', summary: 'Retrieve your company', scope: 'company:read', reply: Company }),
  update: operation({
    method: 'PATCH',
    path: '/company',
    summary: 'Update your company',
    scope: 'company:write',
    permission: 'settings.edit',
    outside: true,
    body: CompanyChanges,
    reply: Company,
  }),
}

export const events = {
  'company.created': { object: Company, as: null },
  'company.updated': { object: Company, as: null },
} as const
