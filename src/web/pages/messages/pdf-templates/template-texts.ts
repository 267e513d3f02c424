import { starterOf } from '../../../../modules/messages/pdf-templates/starters.ts'
import type { PdfTemplate } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'

export const KINDS = [
  { value: 'invoice', label: 'Invoices' },
  { value: 'estimate', label: 'Estimates' },
  { value: 'credit_note', label: 'Credit notes' },
  { value: 'receipt', label: 'Receipts' },
  { value: 'statement', label: 'Statements' },
] as const

export const ENGINES = [
  { value: 'twig', label: 'HTML with Twig' },
  { value: 'mustache', label: 'HTML with Mustache' },
  { value: 'typst', label: 'Typst' },
] as const

/** The sources of a template: the name of the API's field and what people call it. */
export const SOURCES = [
  ['html', 'Paper'],
  ['css', 'Style sheet (CSS)'],
  ['header_html', 'Head of each page (HTML)'],
  ['header_css', 'Head of each page (CSS)'],
  ['footer_html', 'Foot of each page (HTML)'],
  ['footer_css', 'Foot of each page (CSS)'],
] as const

/** What a list of templates leaves out. */
export const LEFT_OUT = SOURCES.map(([field]) => field).join(',')
export type Source = (typeof SOURCES)[number][0]

const MARGINS = ['margin_top', 'margin_bottom', 'margin_left', 'margin_right'] as const

export type TemplateValues = Record<Source | (typeof MARGINS)[number] | 'name', string> & {
  readonly document_type: PdfTemplate['document_type']
  readonly template_engine: PdfTemplate['template_engine']
}

export function templateValues(template: PdfTemplate | undefined): TemplateValues {
  const { document_type, template_engine } = template ?? { document_type: 'invoice', template_engine: 'twig' }
  const source = template ?? starterOf(template_engine, document_type)
  return {
    name: template?.name ?? '',
    document_type,
    template_engine,
    html: source.html,
    css: source.css,
    header_html: template?.header_html ?? '',
    header_css: template?.header_css ?? '',
    footer_html: template?.footer_html ?? '',
    footer_css: template?.footer_css ?? '',
    margin_top: template?.margin_top ?? '0.5cm',
    margin_bottom: template?.margin_bottom ?? '0.5cm',
    margin_left: template?.margin_left ?? '0.5cm',
    margin_right: template?.margin_right ?? '0.5cm',
  }
}

/** What is sent. With Typst the paper is one source, whatever stood in the other fields before. */
export function templateBody(values: TemplateValues): Body<'POST /pdf_templates'> {
  const body = { ...values, name: values.name.trim() }
  return values.template_engine === 'typst'
    ? { ...body, css: '', header_html: '', header_css: '', footer_html: '', footer_css: '' }
    : body
}

/** Another kind or engine begins with its own paper as long as nobody has written anything. */
export function restarted(values: TemplateValues, changes: Partial<Pick<TemplateValues, 'document_type' | 'template_engine'>>) {
  const begun = starterOf(values.template_engine, values.document_type)
  const next = { ...values, ...changes }
  const isUntouched = values.html === begun.html && values.css === begun.css
  return isUntouched ? { ...next, ...starterOf(next.template_engine, next.document_type) } : next
}

/** Where a text has a place, counted from its beginning. @param line and column from 1, as the API says them */
export function offsetOf(text: string, line: number, column: number): { start: number; end: number } {
  const lines = text.split('\n')
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
  const within = Math.min(Math.max(column - 1, 0), lines[line - 1]?.length ?? 0)
  return { start: Math.min(before + within, text.length), end: Math.min(before + (lines[line - 1]?.length ?? 0), text.length) }
}

/** `Line 2, column 5 of the style sheet (CSS)`; only the part where no line is known. */
export function placeText({ part, line, column }: { part: string | null; line: number | null; column: number | null }): string {
  const name = SOURCES.find(([source]) => source === part)?.[1]
  const place = line === null ? '' : `Line ${line}, column ${column ?? 1}`
  return name === undefined ? place : place === '' ? name : `${place} of “${name}”`
}
