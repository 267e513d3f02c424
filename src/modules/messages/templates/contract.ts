import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { IdIn, Instant, LanguageIn, LineIn, Nothing, orNull, TextIn } from '../../../contract/wire.ts'
import { TEMPLATE_TYPES } from './catalog.ts'

const CodeIn = LineIn(64, 2).refine((text) => /^[\w-]+$/.test(text), 'may have letters, digits, _ and -')

const OptionsIn = z
  .record(LineIn(64, 1), z.union([z.boolean(), z.number(), z.string().max(255), z.null()]))
  .meta({ type: 'object', additionalProperties: true })

const fields = {
  name: LineIn(255, 1).optional(),
  type: z.enum(TEMPLATE_TYPES).optional(),
  language: orNull(LanguageIn).optional(),
  subject: LineIn(1000, 1).optional(),
  body: TextIn(50_000, 1).optional(),
  template_engine: z.enum(['mustache', 'twig']).optional(),
  options: OptionsIn.optional(),
}

export const EmailTemplateDraft = z.object({ ...fields, id: CodeIn })
export type EmailTemplateDraft = z.output<typeof EmailTemplateDraft>

/** What is not given stays; a template of ours is made the company's own by the first change. */
export const EmailTemplateChanges = z.object(fields)
export type EmailTemplateChanges = z.output<typeof EmailTemplateChanges>

const OptionsOut = z.record(z.string(), z.union([z.boolean(), z.number(), z.string(), z.null()]))

export const EmailTemplate = z.object({
  id: z.string(),
  object: z.literal('email_template'),
  name: z.string(),
  type: z.string(),
  language: z.string().nullable().describe("The language of this text; null: the company's"),
  subject: z.string(),
  body: z.string(),
  template_engine: z.enum(['mustache', 'twig']),
  options: OptionsOut.describe('What the template does by itself; every option with its value'),
  customized: z.boolean().describe('The company changed this text'),
  languages: z.array(z.string()).describe('Languages this template has a text in'),
  variables: z.array(z.string()).describe('What subject and body may name'),
  created_at: Instant,
  updated_at: Instant,
})
export type EmailTemplate = z.output<typeof EmailTemplate>

export const EmailPreview = z.object({ subject: z.string(), text: z.string(), html: z.string(), language: z.string() })
export type EmailPreview = z.output<typeof EmailPreview>

const inLanguage = z.object({ language: LanguageIn.optional().describe("Which text; the company's language where left out") })
const read = { scope: 'email_templates:read' } as const
const write = { scope: 'email_templates:write', permission: 'settings.edit' } as const

export const operations = {
  list: operation({
    method: 'GET',
    path: '/email_templates',
    summary: 'List e-mail templates, ours and the company’s own',
    ...read,
    query: inLanguage,
    /** Ours as the catalogue has them, then the company's own. */
    list: { properties: { id: 'text', name: 'text', type: 'text' }, order: [] },
    reply: z.array(EmailTemplate),
  }),
  create: operation({
    method: 'POST',
    path: '/email_templates',
    summary: 'Create an e-mail template',
    ...write,
    body: EmailTemplateDraft,
    reply: EmailTemplate,
  }),
  get: operation({
    method: 'GET',
    path: '/email_templates/{code}',
    summary: 'Retrieve an e-mail template',
    ...read,
    query: inLanguage,
    reply: EmailTemplate,
  }),
  update: operation({
    method: 'PATCH',
    path: '/email_templates/{code}',
    summary: 'Create or change an e-mail template',
    ...write,
    success: 201,
    query: inLanguage,
    body: EmailTemplateChanges,
    reply: EmailTemplate,
  }),
  delete: operation({
    method: 'DELETE',
    path: '/email_templates/{code}',
    summary: 'Delete an e-mail template, or return one of ours to its default',
    ...write,
    query: inLanguage,
    reply: Nothing,
  }),
  preview: operation({
    method: 'POST',
    path: '/email_templates/{code}/preview',
    summary: 'See a template filled in',
    ...read,
    safe: true,
    success: 200,
    body: z.object({
      subject: LineIn(1000, 1).optional(),
      body: TextIn(50_000, 1).optional(),
      language: orNull(LanguageIn).optional(),
      invoice: orNull(IdIn).optional().describe('Filled in with this invoice; with an example where left out'),
    }),
    reply: EmailPreview,
  }),
}

export const events = {} as const
