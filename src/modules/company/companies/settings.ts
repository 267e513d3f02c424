/**
 * What a company chooses about how Netterms works for it. The database keeps only what was chosen; everything else has
 * the default that stands here. Sources of the defaults: the published behaviour (retries, aging, number series).
 */
import { z } from 'zod'
import { EmailIn, FlagIn, LineIn, orNull, WholeIn } from '../../../contract/wire.ts'
import { DEFAULT_TEMPLATES, isNumberTemplate } from '../../catalog/numbering/template.ts'

export const SERIES = ['customer', 'invoice', 'estimate', 'credit_note', 'payment', 'vendor', 'vendor_payment', 'purchase_order'] as const
/** What is numbered, each without gaps. */
export type Series = (typeof SERIES)[number]

const NumberTemplateIn = LineIn(100, 1).refine(isNumberTemplate, 'must have exactly one counter, such as INV-%04d or {{year}}-%05d, and room for 32 characters in all')

/** What may be sent; what is left out stays as it is. */
export const SettingsChanges = z.object({
  payment_terms: orNull(LineIn(64)).optional(),
  number_templates: z.object({
    customer: NumberTemplateIn.optional(),
    invoice: NumberTemplateIn.optional(),
    estimate: NumberTemplateIn.optional(),
    credit_note: NumberTemplateIn.optional(),
    payment: NumberTemplateIn.optional(),
    vendor: NumberTemplateIn.optional(),
    vendor_payment: NumberTemplateIn.optional(),
    purchase_order: NumberTemplateIn.optional(),
  }).optional(),
  tax_rounding: z.enum(['per_step', 'per_rate']).optional(),
  autopay: z.object({
    delay_days: WholeIn(0, 90).optional(),
    retry_schedule: z.array(WholeIn(1, 10)).max(4).optional(),
    last_failure: z.enum(['do_nothing', 'cancel']).optional(),
  }).optional(),
  auto_apply_credits: FlagIn.optional(),
  aging_buckets: z
    .array(WholeIn(0, 3650))
    .min(2)
    .max(8)
    .refine((days) => days.every((day, i) => (i === 0 ? day === 0 : day > days[i - 1]!)), 'must begin with 0 and rise, such as 0, 8, 15, 31, 61')
    .optional(),
  aging_date: z.enum(['due_date', 'date']).optional(),
  subscription_draft_invoices: FlagIn.optional(),
  email: z.object({
    from_name: orNull(LineIn(100)).optional(),
    reply_to: orNull(EmailIn).optional(),
    bcc: orNull(EmailIn).optional(),
  }).optional(),
})
export type SettingsChanges = z.output<typeof SettingsChanges>

export const Settings = z.object({
  payment_terms: z.string().nullable().describe('Terms of customers and invoices that name none'),
  number_templates: z.record(z.enum(SERIES), z.string()).describe('How the numbers of each series are written'),
  tax_rounding: z.enum(['per_step', 'per_rate']).describe('Kept on each document when it is made; per_rate satisfies EN 16931'),
  autopay: z.object({
    delay_days: z.int().describe('Days between the date of an invoice and the first attempt'),
    retry_schedule: z.array(z.int()).describe('Days from one failed attempt to the next'),
    last_failure: z.enum(['do_nothing', 'cancel']).describe('What becomes of a subscription after the last failed attempt'),
  }),
  auto_apply_credits: z.boolean().describe('New invoices take from the credit balance'),
  aging_buckets: z.array(z.int()).describe('Least age in days of each bucket'),
  aging_date: z.enum(['due_date', 'date']),
  subscription_draft_invoices: z.boolean().describe('Subscriptions make drafts, for somebody to issue'),
  email: z.object({
    from_name: z.string().nullable().describe('Sender as customers see it; the name of the company where null'),
    reply_to: z.string().nullable().describe('Where answers go; the address of the company where null'),
    bcc: z.string().nullable(),
  }),
})
export type Settings = z.output<typeof Settings>

export const DEFAULTS: Settings = {
  payment_terms: null,
  number_templates: { ...DEFAULT_TEMPLATES, vendor_payment: 'VP-%04d', purchase_order: 'PO-%04d' },
  tax_rounding: 'per_step',
  autopay: { delay_days: 0, retry_schedule: [3, 5, 7], last_failure: 'do_nothing' },
  auto_apply_credits: false,
  aging_buckets: [0, 8, 15, 31, 61],
  aging_date: 'due_date',
  subscription_draft_invoices: false,
  email: { from_name: null, reply_to: null, bcc: null },
}

/** A company as far as this file needs to know it: what it chose. */
interface Chooser {
  readonly settings: Readonly<Record<string, unknown>>
}

const read = new WeakMap<object, Settings>()

/** Every setting of the company, chosen or by default. Cheap to ask again for the same company. */
export function settingsOf({ settings }: Chooser): Settings {
  const known = read.get(settings)
  if (known) return known
  const complete = changeSettings(DEFAULTS, SettingsChanges.parse(settings))
  read.set(settings, complete)
  return complete
}

/** The settings with what was sent put in; groups are changed field by field. Works on complete settings and on what was chosen alike. */
export function changeSettings<S extends SettingsChanges>(settings: S, { number_templates, autopay, email, ...rest }: SettingsChanges): S {
  return {
    ...settings,
    ...present(rest),
    ...(number_templates && { number_templates: { ...settings.number_templates, ...present(number_templates) } }),
    ...(autopay && { autopay: { ...settings.autopay, ...present(autopay) } }),
    ...(email && { email: { ...settings.email, ...present(email) } }),
  }
}

function present<T extends object>(fields: T): { readonly [K in keyof T]: Exclude<T[K], undefined> } {
  // The cast says what the filter does: what is undefined is gone, and so replaces nothing.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> }
}
