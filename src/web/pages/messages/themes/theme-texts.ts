import { DEFAULT_CHOICES, type STYLES, TITLES, type TitleField } from '../../../../modules/messages/themes/choices.ts'
import type { Theme } from '../../../records.ts'

export const STYLE_TEXTS = [
  { value: 'classic', label: 'Classic', text: 'Your colour in lines and figures.' },
  { value: 'modern', label: 'Modern', text: 'A band of your colour, large figures.' },
  { value: 'minimal', label: 'Minimal', text: 'Black on white, with much room.' },
  { value: 'compact', label: 'Compact', text: 'Small type: many lines on a page.' },
  { value: 'simple', label: 'Simple', text: 'A plain form with frames.' },
] as const satisfies readonly { readonly value: (typeof STYLES)[number]; readonly label: string; readonly text: string }[]

export const SWITCHES = [
  ['show_company_email', 'Your e-mail address'],
  ['show_company_phone', 'Your telephone number'],
  ['show_company_website', 'Your website'],
  ['show_customer_no', 'The customer’s number'],
  ['use_translations', 'Our translations in other languages'],
] as const

export const TITLE_GROUPS: readonly { readonly label: string; readonly titles: readonly (readonly [TitleField, string])[] }[] = [
  {
    label: 'Headings',
    titles: [
      ['header', 'Invoice'],
      ['header_estimate', 'Estimate'],
      ['header_receipt', 'Receipt'],
      ['from_title', 'From'],
      ['to_title', 'Bill to'],
      ['ship_to_title', 'Ship to'],
    ],
  },
  {
    label: 'Numbers and dates',
    titles: [
      ['invoice_number_title', 'Invoice number'],
      ['estimate_number_title', 'Estimate number'],
      ['customer_number_title', 'Customer number'],
      ['purchase_order_title', 'Purchase order'],
      ['date_title', 'Date'],
      ['due_date_title', 'Due date'],
      ['payment_terms_title', 'Payment terms'],
    ],
  },
  {
    label: 'Lines',
    titles: [
      ['item_header', 'Item'],
      ['quantity_header', 'Quantity'],
      ['unit_cost_header', 'Unit price'],
      ['amount_header', 'Amount'],
    ],
  },
  {
    label: 'Totals and payments',
    titles: [
      ['subtotal_title', 'Subtotal'],
      ['total_title', 'Total'],
      ['amount_paid_title', 'Amount paid'],
      ['balance_title', 'Balance due'],
      ['amount_title', 'Amount received'],
      ['payment_method_title', 'Payment method'],
      ['check_no_title', 'Check number'],
      ['notes_title', 'Notes'],
      ['terms_title', 'Terms'],
    ],
  },
]

export const TEMPLATE_KINDS = [
  ['invoice', 'Invoices'],
  ['estimate', 'Estimates'],
  ['credit_note', 'Credit notes'],
  ['receipt', 'Receipts'],
  ['statement', 'Statements'],
] as const
export type Kind = (typeof TEMPLATE_KINDS)[number][0]

type Templates = { readonly [K in Kind as `${K}_template_id`]: string | null }

/** The theme as a form holds it: every text there, ids as the select has them. */
export type ThemeValues = Omit<typeof DEFAULT_CHOICES, 'terms' | 'estimate_footer'> & {
  readonly style: (typeof STYLES)[number]
  readonly terms: string
  readonly estimate_footer: string
} & Templates

export function themeValues(theme: Theme | null): ThemeValues {
  const choices = Object.fromEntries(
    Object.entries(DEFAULT_CHOICES).map(([name, value]) => [name, theme?.[name as keyof typeof DEFAULT_CHOICES] ?? value ?? '']),
  ) as ThemeValues
  const id = (kind: Kind) => {
    const value = theme?.[`${kind}_template_id`]
    return value ? String(value) : null
  }
  return {
    ...choices,
    style: theme?.style ?? 'classic',
    invoice_template_id: id('invoice'),
    estimate_template_id: id('estimate'),
    credit_note_template_id: id('credit_note'),
    receipt_template_id: id('receipt'),
    statement_template_id: id('statement'),
  }
}

/** What is sent: a text that stands empty is none, a title that stands empty is our own again. */
export function themeBody(values: ThemeValues) {
  const titles = Object.fromEntries(
    Object.entries(TITLES).map(([name, title]) => [
      name,
      values[name as TitleField].trim() === '' ? title : values[name as TitleField],
    ]),
  )
  const id = (value: string | null) => (value === null ? null : Number(value))
  return {
    ...values,
    ...titles,
    terms: values.terms.trim() === '' ? null : values.terms,
    estimate_footer: values.estimate_footer.trim() === '' ? null : values.estimate_footer,
    invoice_template_id: id(values.invoice_template_id),
    estimate_template_id: id(values.estimate_template_id),
    credit_note_template_id: id(values.credit_note_template_id),
    receipt_template_id: id(values.receipt_template_id),
    statement_template_id: id(values.statement_template_id),
  }
}
