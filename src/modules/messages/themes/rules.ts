/**
 * Owns: what a theme says and shows, and how that becomes words on a paper.
 * Does not own: how a style looks (receivables/documents/paper), templates of a company's own (pdf-templates).
 * Invariants: what was not chosen is as by default, also when the default changes; a template serves its own kind only.
 */
import { Refusal } from '../../../core/refusal.ts'
import type { PaperTheme } from '../../receivables/documents/paper/facts.ts'
import type { Labels } from '../../receivables/documents/paper/labels.ts'
import type { PdfTemplate } from '../pdf-templates/contract.ts'
import { type Choices, DEFAULT_CHOICES, TEMPLATE_FIELDS, type TemplatedKind, TITLES, type TitleField } from './choices.ts'
import type { Theme, ThemeChanges, ThemeDraft } from './contract.ts'

export function draftTheme({ id, ...draft }: ThemeDraft, { isFirst, now }: { isFirst: boolean; now: Date }): Theme {
  const blank: Theme = {
    ...DEFAULT_CHOICES,
    object: 'theme',
    id,
    name: 'Default',
    style: 'classic',
    default: isFirst,
    invoice_template_id: null,
    estimate_template_id: null,
    credit_note_template_id: null,
    receipt_template_id: null,
    statement_template_id: null,
    created_at: now,
    updated_at: now,
  }
  return changeTheme(blank, draft, now)
}

export function changeTheme(theme: Theme, changes: ThemeChanges, now: Date): Theme {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
  return { ...theme, ...given, updated_at: now }
}

/** What of a theme differs from how themes are by default; the rest is not kept. */
export function chosenOf(theme: Theme): Partial<Choices> {
  const names = Object.keys(DEFAULT_CHOICES) as (keyof Choices)[]
  return Object.fromEntries(names.filter((name) => theme[name] !== DEFAULT_CHOICES[name]).map((name) => [name, theme[name]]))
}

/** Refuses a template that does not exist, or is for another kind of document. */
export function refuseUnfitTemplates(theme: Theme, templates: readonly PdfTemplate[]): void {
  for (const [kind, field] of Object.entries(TEMPLATE_FIELDS) as [TemplatedKind, keyof Theme][]) {
    const id = theme[field]
    if (id === null) continue
    const template = templates.find((one) => one.id === id)
    if (!template) throw new Refusal('invalid', 'pdf_template_not_found', `There is no PDF template ${id}.`, field)
    if (template.document_type !== kind)
      throw new Refusal(
        'invalid',
        'pdf_template_of_other_kind',
        `The PDF template "${template.name}" is for documents of the kind ${template.document_type}, not ${kind}.`,
        field,
      )
  }
}

export function templateIdsOf(theme: Theme): number[] {
  return Object.values(TEMPLATE_FIELDS).flatMap((field) => theme[field] ?? [])
}

/** Which of a theme's words stand where our own would, in the order of the field table. */
const LABELS_OF: Partial<Record<TitleField, readonly (keyof Labels)[]>> = {
  from_title: ['from'],
  to_title: ['bill_to'],
  ship_to_title: ['ship_to'],
  customer_number_title: ['customer_number'],
  invoice_number_title: ['invoice_number'],
  date_title: ['date', 'payment_date'],
  due_date_title: ['due_date'],
  purchase_order_title: ['purchase_order'],
  quantity_header: ['quantity'],
  item_header: ['item'],
  unit_cost_header: ['unit_cost'],
  total_title: ['total'],
  subtotal_title: ['subtotal'],
  notes_title: ['notes'],
  terms_title: ['terms'],
  payment_terms_title: ['payment_terms'],
  amount_paid_title: ['amount_paid'],
  balance_title: ['balance_due'],
  estimate_number_title: ['estimate_number'],
  amount_title: ['amount_received'],
  payment_method_title: ['payment_method'],
  check_no_title: ['check_number'],
}

const HEADINGS: Partial<Record<TemplatedKind, TitleField>> = {
  invoice: 'header',
  estimate: 'header_estimate',
  receipt: 'header_receipt',
}

/**
 * The theme as a paper needs it. With translations, a paper in another language than the company's has our words in that
 * language, and one in the company's has ours where the theme's are still the defaults; without, the theme's words stand on
 * every paper as they are.
 */
export function paperTheme(theme: Theme, { kind, isOwnLanguage }: { kind: TemplatedKind; isOwnLanguage: boolean }): PaperTheme {
  const speaks = (field: TitleField) => !theme.use_translations || (isOwnLanguage && theme[field].trim() !== TITLES[field].trim())
  const said = (Object.keys(LABELS_OF) as TitleField[]).filter(speaks)
  const titles = Object.fromEntries(said.flatMap((field) => LABELS_OF[field]!.map((label) => [label, theme[field]])))
  const heading = HEADINGS[kind]
  const footers = { receipt: theme.receipt_footer, estimate: theme.estimate_footer }
  const hasTerms = kind === 'invoice' || kind === 'estimate' || kind === 'credit_note'
  return {
    style: theme.style,
    // The currency stays in the head of the column: amounts under it do not repeat it.
    titles: speaks('amount_header') ? { ...titles, amount: `${theme.amount_header} ({currency})` } : titles,
    heading: heading && speaks(heading) ? theme[heading] : null,
    show_email: theme.show_company_email,
    show_phone: theme.show_company_phone,
    show_website: theme.show_company_website,
    show_customer_number: theme.show_customer_no,
    terms: hasTerms ? theme.terms : null,
    footer: kind === 'receipt' || kind === 'estimate' ? footers[kind] : null,
  }
}
