import { z } from 'zod'
import { COMMON } from '../../../contract/list.ts'
import { operation } from '../../../contract/operation.ts'
import { FlagIn, Instant, LineIn, Nothing, TextIn } from '../../../contract/wire.ts'

export const DOCUMENT_TYPES = ['invoice', 'estimate', 'receipt', 'statement', 'credit_note'] as const
export const ENGINES = ['mustache', 'twig', 'typst'] as const

const SOURCE_MAX = 100_000
const SourceIn = TextIn(SOURCE_MAX).optional()
const MarginIn = LineIn(20, 1)
  .refine(
    (text) => /^\d{1,2}(?:\.\d{1,3})?(?:cm|mm|in|pt|px)$/.test(text),
    'must be a length such as 0.5cm, 12mm, 1in, 36pt or 48px',
  )
  .optional()

export const PdfTemplateDraft = z.object({
  name: LineIn(255, 1),
  document_type: z.enum(DOCUMENT_TYPES),
  html: TextIn(SOURCE_MAX, 1).describe('HTML filled in by the template engine; with typst, the source of the whole paper'),
  css: TextIn(SOURCE_MAX).optional(),
  header_html: SourceIn,
  header_css: SourceIn,
  footer_html: SourceIn,
  footer_css: SourceIn,
  margin_top: MarginIn,
  margin_bottom: MarginIn,
  margin_left: MarginIn,
  margin_right: MarginIn,
  disable_smart_shrinking: FlagIn.optional(),
  template_engine: z.enum(ENGINES).optional(),
})
export type PdfTemplateDraft = z.output<typeof PdfTemplateDraft>
export const PdfTemplateChanges = PdfTemplateDraft.partial()
export type PdfTemplateChanges = z.output<typeof PdfTemplateChanges>

export const PdfTemplate = z.object({
  id: z.int(),
  object: z.literal('pdf_template'),
  name: z.string(),
  document_type: z.enum(DOCUMENT_TYPES),
  html: z.string(),
  css: z.string(),
  header_html: z.string(),
  header_css: z.string(),
  footer_html: z.string(),
  footer_css: z.string(),
  margin_top: z.string(),
  margin_bottom: z.string(),
  margin_left: z.string(),
  margin_right: z.string(),
  disable_smart_shrinking: z.boolean().describe('Kept; nothing is ever shrunk here'),
  template_engine: z.enum(ENGINES),
  last_error: z.string().nullable().describe('Why our own paper was printed the last time this one failed'),
  last_error_at: Instant.nullable(),
  created_at: Instant,
  updated_at: Instant,
})
export type PdfTemplate = z.output<typeof PdfTemplate>

export const PdfTemplateTrial = PdfTemplateDraft.omit({ name: true })
export type PdfTemplateTrial = z.output<typeof PdfTemplateTrial>

/** Either the example as it is printed, or where and why it cannot be. */
export const PdfTemplatePreview = z.object({
  pdf: z.base64().nullable().describe('The example as a PDF'),
  svg: z.string().nullable().describe('Its pages below each other as a drawing'),
  pages: z.int(),
  problem: z
    .object({
      part: z.string().nullable().describe('The field that is at fault, such as html or css'),
      line: z.int().nullable(),
      column: z.int().nullable(),
      said: z.string(),
    })
    .nullable(),
})
export type PdfTemplatePreview = z.output<typeof PdfTemplatePreview>

const read = { scope: 'settings:read' } as const
/** Outside: a template is tried, in a process of its own, before it is kept. */
const write = { scope: 'settings:write', permission: 'settings.edit', outside: true } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/pdf_templates',
    summary: 'List PDF templates',
    ...read,
    list: { properties: { ...COMMON, name: 'text', document_type: 'text', template_engine: 'text' } },
    reply: z.array(PdfTemplate),
  }),
  create: operation({
    method: 'POST',
    path: '/pdf_templates',
    summary: 'Create a PDF template',
    ...write,
    body: PdfTemplateDraft,
    reply: PdfTemplate,
  }),
  get: operation({
    method: 'GET',
    path: '/pdf_templates/{id}',
    summary: 'Retrieve a PDF template',
    ...read,
    reply: PdfTemplate,
  }),
  update: operation({
    method: 'PATCH',
    path: '/pdf_templates/{id}',
    summary: 'Update a PDF template',
    ...write,
    body: PdfTemplateChanges,
    reply: PdfTemplate,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/pdf_templates/{id}',
    summary: 'Delete a PDF template',
    scope: 'settings:write',
    permission: 'settings.edit',
    reply: Nothing,
  }),
  preview: operation({
    method: 'POST',
    path: '/pdf_templates/preview',
    summary: 'See an example document set by a PDF template, before it is saved',
    ...read,
    safe: true,
    outside: true,
    success: 200,
    body: PdfTemplateTrial,
    reply: PdfTemplatePreview,
  }),
}
