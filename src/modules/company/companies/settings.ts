/**
 * What a company chooses about how Netterms works for it. The database keeps only what was chosen; everything else has
 * the default that stands here. Sources of the defaults: the published behaviour (retries, aging, number series).
 */
import { Refusal } from '../../../core/refusal.ts'
import { DEFAULT_TEMPLATES, isNumberTemplate } from '../../catalog/numbering/template.ts'
import { type Settings, SettingsChanges } from './contract.ts'

export type { Series, Settings } from './contract.ts'

export const DEFAULTS: Settings = {
  payment_terms: null,
  number_templates: { ...DEFAULT_TEMPLATES, vendor_payment: 'VP-%04d', purchase_order: 'PO-%04d' },
  tax_rounding: 'per_step',
  autopay: { first_attempt: 'issue', delay_days: 0, retry_schedule: [3, 5, 7], last_failure: 'do_nothing' },
  auto_apply_credits: false,
  aging_buckets: [0, 8, 15, 31, 61],
  aging_date: 'due_date',
  subscription_draft_invoices: false,
  subscription_approval: false,
  subscription_cancel_by_customer: false,
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

/** @throws Refusal invalid, naming the field, for templates that cannot number documents */
export function refuseBadTemplates({ number_templates = {} }: SettingsChanges): void {
  for (const [series, template] of Object.entries(number_templates)) {
    if (template === undefined || isNumberTemplate(template)) continue
    const field = `settings.number_templates.${series}`
    throw new Refusal(
      'invalid',
      'number_template_invalid',
      `${field} must have exactly one counter, as in INV-%04d or {{year}}-%05d, and room for 32 characters in all.`,
      field,
    )
  }
}

/** The settings with what was sent put in; groups are changed field by field. Works on complete settings and on what was chosen alike. */
export function changeSettings<S extends SettingsChanges>(
  settings: S,
  { number_templates, autopay, email, ...rest }: SettingsChanges,
): S {
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
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
