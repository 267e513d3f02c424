/**
 * Owns: papers that a company designed itself: their parts, and what may be kept.
 * Does not own: how they are set (platform/pdf/sandbox), which documents follow one (themes).
 * Invariants: a template that is kept could set an example of its kind when it was saved; with `typst` it is one source and
 * has no other parts.
 */
import { Refusal } from '../../../core/refusal.ts'
import type { PdfTemplate, PdfTemplateChanges, PdfTemplateDraft } from './contract.ts'

const MARGIN = '0.5cm'

export function draftTemplate(draft: PdfTemplateDraft, { id, now }: { id: number; now: Date }): PdfTemplate {
  const blank: PdfTemplate = {
    id,
    object: 'pdf_template',
    name: draft.name,
    document_type: draft.document_type,
    html: draft.html,
    css: '',
    header_html: '',
    header_css: '',
    footer_html: '',
    footer_css: '',
    margin_top: MARGIN,
    margin_bottom: MARGIN,
    margin_left: MARGIN,
    margin_right: MARGIN,
    disable_smart_shrinking: false,
    template_engine: 'twig',
    last_error: null,
    last_error_at: null,
    created_at: now,
    updated_at: now,
  }
  return changeTemplate(blank, draft, now)
}

/** A change takes the last failure away: it was another template that failed. */
export function changeTemplate(template: PdfTemplate, changes: PdfTemplateChanges, now: Date): PdfTemplate {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
  const changed = { ...template, ...given, last_error: null, last_error_at: null, updated_at: now }
  refuseForeignParts(changed)
  return changed
}

/** What a company keeps: that many templates, and so much text in all of them, for a list of them carries all of it. */
export const TEMPLATES_MAX = 50
export const SOURCES_MAX = 2_000_000

/** @throws Refusal refused, where the company would keep more than it may */
export function refuseTooMuch({ templates, characters }: { readonly templates: number; readonly characters: number }): void {
  if (templates > TEMPLATES_MAX)
    throw new Refusal(
      'refused',
      'too_many_pdf_templates',
      `A company has at most ${TEMPLATES_MAX} PDF templates. Delete one first.`,
    )
  if (characters > SOURCES_MAX)
    throw new Refusal(
      'refused',
      'pdf_templates_too_large',
      `All PDF templates of a company have at most ${SOURCES_MAX} characters together. Shorten this one, or delete another.`,
      'html',
    )
}

/** How much text a template is. */
export function lengthOf(template: PdfTemplate): number {
  return template.html.length + PARTS.reduce((sum, part) => sum + template[part].length, 0)
}

const PARTS = ['css', 'header_html', 'header_css', 'footer_html', 'footer_css'] as const

function refuseForeignParts(template: PdfTemplate): void {
  if (template.template_engine !== 'typst') return
  const part = PARTS.find((name) => template[name].trim() !== '')
  if (!part) return
  throw new Refusal(
    'invalid',
    'pdf_template_part_unused',
    `With template_engine typst the whole paper is written in html, page, header and footer with it; leave ${part} empty.`,
    part,
  )
}

/** The failure of a trial as an answer to whoever saves the template. */
export function refuseFailed(result: TrialResult): void {
  if (result.ok) return
  const { part, line, column, said } = result
  const place = line === null ? '' : ` (line ${line}, column ${column ?? 1})`
  throw new Refusal('invalid', 'pdf_template_invalid', `This template cannot be printed${place}: ${said}`, part ?? 'html')
}

export type TrialResult =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly part: string | null
      readonly line: number | null
      readonly column: number | null
      readonly said: string
    }

const SAID_MAX = 500

/** The same failure in words, for the company to read later. */
export function failureText(result: TrialResult): string {
  if (result.ok) return ''
  const { part, line, said } = result
  return `${[part, line === null ? null : `line ${line}`].filter(Boolean).join(', ')}${part ? ': ' : ''}${said}`.slice(
    0,
    SAID_MAX,
  )
}
