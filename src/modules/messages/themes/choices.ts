/**
 * Owns: which titles, texts and switches a theme has, and how they are by default (published field table).
 * Does not own: the words of our own papers, in every language (receivables/documents/paper/labels).
 */
export const TITLES = {
  from_title: 'From',
  to_title: 'Bill To',
  ship_to_title: 'Ship To',
  customer_number_title: 'Account #',
  invoice_number_title: 'Invoice Number',
  date_title: 'Date',
  due_date_title: 'Due Date',
  purchase_order_title: 'Purchase Order',
  quantity_header: 'Quantity',
  item_header: 'Item',
  unit_cost_header: 'Rate',
  total_title: 'Total',
  amount_header: 'Amount',
  subtotal_title: 'Subtotal',
  notes_title: 'Notes',
  terms_title: 'Terms',
  header: 'INVOICE',
  payment_terms_title: 'Payment Terms',
  amount_paid_title: 'Amount Paid',
  balance_title: 'Balance Due',
  header_estimate: 'ESTIMATE',
  estimate_number_title: 'Estimate Number',
  header_receipt: 'RECEIPT',
  amount_title: 'Amount',
  payment_method_title: 'Payment Method',
  check_no_title: 'Check #',
} as const

/** Longer texts; null is none. */
export const TEXTS = { terms: null, estimate_footer: null, receipt_footer: 'Thank you!' } as const

export const SWITCHES = {
  show_company_email: true,
  show_company_phone: true,
  show_company_website: true,
  show_customer_no: false,
  use_translations: true,
} as const

export const STYLES = ['classic', 'compact', 'minimal', 'modern', 'simple'] as const
export type Style = (typeof STYLES)[number]

/** The kinds of paper that may follow a template of the company's own, and the field of a theme that names it. */
export const TEMPLATE_FIELDS = {
  invoice: 'invoice_template_id',
  estimate: 'estimate_template_id',
  credit_note: 'credit_note_template_id',
  receipt: 'receipt_template_id',
  statement: 'statement_template_id',
} as const
export type TemplatedKind = keyof typeof TEMPLATE_FIELDS

export type TitleField = keyof typeof TITLES
export type SwitchField = keyof typeof SWITCHES

/** Everything of a theme that is words or a switch. */
export type Choices = { readonly [F in TitleField]: string } & { readonly [F in SwitchField]: boolean } & {
  readonly terms: string | null
  readonly estimate_footer: string | null
  readonly receipt_footer: string
}

export const DEFAULT_CHOICES: Choices = { ...TITLES, ...TEXTS, ...SWITCHES }
