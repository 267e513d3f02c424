/**
 * The templates there are, and what each may be told to do by itself.
 * Source of names, options and defaults: the published behaviour. `chasing_email` is ours: reminders that name no template.
 */
export const TEMPLATE_TYPES = [
  'invoice',
  'credit_note',
  'payment_plan',
  'estimate',
  'subscription',
  'transaction',
  'statement',
  'chasing',
] as const
/** What a company's own template may be about. */
export type TemplateType = (typeof TEMPLATE_TYPES)[number]

export type OptionValue = boolean | number | string | null
export type Options = Readonly<Record<string, OptionValue>>

/** What the texts of a template may name: a set of variables. */
export type Family =
  | 'invoice'
  | 'autopay_failure'
  | 'payment_plan'
  | 'estimate'
  | 'credit_note'
  | 'receipt'
  | 'refund'
  | 'statement'
  | 'subscription'
  | 'subscription_renewal'
  | 'subscription_end'
  | 'chasing'
  | 'sign_in'

export interface TemplateKind {
  readonly name: string
  readonly type: TemplateType | 'sign_in'
  readonly family: Family
  /** Every option with its default. */
  readonly options: Options
}

const PAPER = { attach_pdf: true, attach_secondary_files: false } as const
/** Null: the default words of the language. */
const BUTTON = { button_text: null } as const

export const TEMPLATES = {
  new_invoice_email: {
    name: 'New invoice',
    type: 'invoice',
    family: 'invoice',
    options: { send_on_subscription_invoice: true, send_on_issue: false, send_reminder_every_days: 0, ...PAPER, ...BUTTON },
  },
  unpaid_invoice_email: { name: 'Unpaid invoice', type: 'invoice', family: 'invoice', options: { ...PAPER, ...BUTTON } },
  late_payment_reminder_email: {
    name: 'Late payment reminder',
    type: 'invoice',
    family: 'invoice',
    options: { ...PAPER, ...BUTTON },
  },
  paid_invoice_email: {
    name: 'Paid invoice',
    type: 'invoice',
    family: 'invoice',
    options: { ...PAPER, send_on_paid: false, ...BUTTON },
  },
  payment_plan_onboard_email: {
    name: 'Payment plan sign-up',
    type: 'payment_plan',
    family: 'payment_plan',
    options: { send_reminder_every_days: 0, send_on_issue: false, ...BUTTON },
  },
  auto_payment_failed_email: {
    name: 'Failed automatic payment',
    type: 'transaction',
    family: 'autopay_failure',
    options: { send_on_charge: true, ...BUTTON },
  },
  payment_receipt_email: {
    name: 'Payment receipt',
    type: 'transaction',
    family: 'receipt',
    options: { attach_pdf: true, send_on_charge: true },
  },
  refund_email: { name: 'Refund', type: 'transaction', family: 'refund', options: { attach_pdf: true, send_on_charge: true } },
  statement_email: { name: 'Statement', type: 'statement', family: 'statement', options: { attach_pdf: true, ...BUTTON } },
  estimate_email: {
    name: 'Estimate',
    type: 'estimate',
    family: 'estimate',
    options: { attach_pdf: false, attach_secondary_files: false, send_reminder_every_days: 0, send_on_issue: false, ...BUTTON },
  },
  credit_note_email: {
    name: 'Credit note',
    type: 'credit_note',
    family: 'credit_note',
    options: { ...PAPER, send_on_issue: false, ...BUTTON },
  },
  subscription_confirmation_email: {
    name: 'Subscription confirmation',
    type: 'subscription',
    family: 'subscription',
    options: { send_on_subscribe: false, ...BUTTON },
  },
  subscription_renews_soon_email: {
    name: 'Subscription renews soon',
    type: 'subscription',
    family: 'subscription_renewal',
    options: { days_before_renewal: 0, ...BUTTON },
  },
  subscription_canceled_email: {
    name: 'Subscription canceled',
    type: 'subscription',
    family: 'subscription_end',
    options: { send_on_cancellation: false },
  },
  chasing_email: { name: 'Reminder of an account', type: 'chasing', family: 'chasing', options: { ...BUTTON } },
  sign_in_link_email: { name: 'Sign-in link', type: 'sign_in', family: 'sign_in', options: { ...BUTTON } },
} as const satisfies Readonly<Record<string, TemplateKind>>

export type TemplateId = keyof typeof TEMPLATES
export const TEMPLATE_IDS = Object.keys(TEMPLATES) as TemplateId[]

export function isTemplateId(id: string): id is TemplateId {
  return Object.hasOwn(TEMPLATES, id)
}

/** The options that some template of this type has, with their defaults: a company's own template may have all of them. */
export function optionsOfType(type: string): Options {
  const alike = Object.values(TEMPLATES).filter((kind) => kind.type === type)
  return Object.assign({}, ...alike.map(({ options }) => options)) as Options
}

/** The set of variables of a company's own template, by its type. */
export function familyOf(type: string): Family {
  return FAMILIES[type as TemplateType] ?? 'invoice'
}

const FAMILIES: Readonly<Record<TemplateType, Family>> = {
  invoice: 'invoice',
  credit_note: 'credit_note',
  payment_plan: 'payment_plan',
  estimate: 'estimate',
  subscription: 'subscription_renewal',
  transaction: 'refund',
  statement: 'statement',
  chasing: 'chasing',
}
